//! The snapshots, and how much changed from one to the next.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::Connection;

use super::change::ChangeKind;
use super::compare::{at, current, differences};
use super::subjects::{ACTIVITY, Subject};
use crate::store::history::{ChangedRows, Datum, ROW, Tracked, cells, recorded, rows_newest_first};
use crate::store::{During as _, Mirror, StoreError};

/// How many things changed since the snapshot before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New or back.
    pub added: u64,
    /// Gone.
    pub removed: u64,
    /// With other values.
    pub changed: u64,
}

/// The state of the mirror at the end of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The sync's number.
    pub sync: i64,
    /// When it ended.
    pub at: Timestamp,
    /// `complete` or `partial`.
    pub state: String,
    /// What changed since the snapshot before, by [`SUBJECTS`](super::SUBJECTS); those without changes are left out.
    pub changes: BTreeMap<&'static str, Counts>,
    pub(super) last_seq: i64,
}

/// The snapshots, oldest first, each with the differences from the one before.
///
/// # Errors
/// When the file cannot be read.
pub fn snapshots(mirror: &Mirror) -> Result<Vec<Snapshot>, StoreError> {
    let doing = "read its snapshots";
    let db = &mirror.db;
    let reading = db.unchecked_transaction().during(doing)?;
    let mut snapshots = list(mirror)?;
    count(db, &mut snapshots).during(doing)?;
    drop(reading);
    Ok(snapshots)
}

/// Counts what is different from one snapshot to the next: backward from the present, a row says what a cell held before.
fn count(db: &Connection, snapshots: &mut [Snapshot]) -> rusqlite::Result<()> {
    let cells = cells(db)?;
    let mut count = Count {
        db,
        recorded: recorded(db)?,
        after: HashMap::new(),
        before: HashMap::new(),
    };
    let mut end = snapshots.len();
    rows_newest_first(db, &cells, &mut |row| {
        while end > 0
            && snapshots
                .get(end - 1)
                .is_some_and(|snapshot| row.seq <= snapshot.last_seq)
        {
            count.close(snapshots, end)?;
            end -= 1;
        }
        let Some((entry, column)) = cells.get(&row.cell) else {
            return Ok(());
        };
        let counted = Subject::of_table(entry.table).is_some_and(|subject| {
            *column == ROW
                || entry.columns.contains(column)
                    && subject.of_column(column).is_some_and(|of| of != ACTIVITY)
        });
        if counted {
            let rows = count.before.entry(entry.table).or_default();
            set(rows.entry(row.key).or_default(), column, row.was);
        }
        Ok(())
    })?;
    count.close(snapshots, end)
}

/// The rows of tables with what their cells held at a moment, where that is not what they hold now.
type Then = HashMap<&'static str, ChangedRows>;

struct Count<'a> {
    db: &'a Connection,
    recorded: HashMap<String, i64>,
    /// At the later of two snapshots.
    after: Then,
    /// At the earlier one, where it is different.
    before: Then,
}

impl Count<'_> {
    /// Counts the differences of a snapshot from the one before, which is the later one from then on.
    fn close(&mut self, snapshots: &mut [Snapshot], number: usize) -> rusqlite::Result<()> {
        let begin = number
            .checked_sub(1)
            .and_then(|before| snapshots.get(before))
            .map(|snapshot| snapshot.sync);
        let changed = std::mem::take(&mut self.before);
        if let (Some(begin), Some(snapshot)) = (begin, snapshots.get_mut(number)) {
            for (table, rows) in &changed {
                self.differ(begin, table, rows, &mut snapshot.changes)?;
            }
        }
        for (table, rows) in changed {
            let after = self.after.entry(table).or_default();
            for (key, cells) in rows {
                let known = after.entry(key).or_default();
                for (name, was) in cells {
                    set(known, name, was);
                }
            }
        }
        Ok(())
    }

    fn differ(
        &self,
        begin: i64,
        table: &'static str,
        rows: &ChangedRows,
        counts: &mut BTreeMap<&'static str, Counts>,
    ) -> rusqlite::Result<()> {
        let (Some(subject), Some(entry)) = (Subject::of_table(table), Tracked::of(table)) else {
            return Ok(());
        };
        if entry
            .known_since(&self.recorded)
            .is_none_or(|since| since > begin)
        {
            return Ok(());
        }
        for (key, cells) in rows {
            let now = current(self.db, entry, key)?;
            let later = self.after.get(table).and_then(|rows| rows.get(key));
            let mut then = later.cloned().unwrap_or_default();
            let after = at(entry, &then, now.as_ref());
            for (name, was) in cells {
                set(&mut then, name, was.clone());
            }
            let before = at(entry, &then, now.as_ref());
            let mut changed: Vec<&str> = Vec::new();
            for one in differences(subject, entry, before.as_ref(), after.as_ref()) {
                let of_kind = |counts: &mut Counts| match one.kind {
                    ChangeKind::Added => counts.added += 1,
                    ChangeKind::Removed => counts.removed += 1,
                    ChangeKind::Changed => counts.changed += 1,
                };
                // However many of its values changed, one thing changed.
                if one.of != ACTIVITY && !changed.contains(&one.of) {
                    changed.push(one.of);
                    of_kind(counts.entry(one.of).or_default());
                }
            }
        }
        Ok(())
    }
}

/// Sets what a cell held.
fn set(cells: &mut Vec<(&'static str, Datum)>, name: &'static str, was: Datum) {
    match cells.iter_mut().find(|(known, _)| *known == name) {
        Some((_, value)) => *value = was,
        None => cells.push((name, was)),
    }
}

/// The snapshots without their changes, oldest first.
pub(super) fn list(mirror: &Mirror) -> Result<Vec<Snapshot>, StoreError> {
    let doing = "read its snapshots";
    mirror
        .db
        .prepare_cached(
            "SELECT n.sync_no, s.finished_at, s.state, n.last_seq FROM mirror_snapshot n \
             JOIN mirror_sync s ON s.no = n.sync_no ORDER BY n.sync_no",
        )
        .during(doing)?
        .query_map([], |row| {
            Ok(Snapshot {
                sync: row.get(0)?,
                at: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
                state: row.get(2)?,
                last_seq: row.get(3)?,
                changes: BTreeMap::new(),
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
}
