//! The snapshots, and how much changed from one to the next.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::change::ChangeKind;
use super::compare::{Compared, Kind};
use super::parts_read::PartsRead;
use super::subject_tables::TABLES;
use super::subjects::ACTIVITY;
use super::tables_at_moment::{Changed, State};
use crate::store::history::{Datum, ROW, Tracked, cells, recorded, rows_newest_first};
use crate::store::{During as _, Mirror, StoreError};
use crate::sync::MOVED;

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
    /// Whether people came or went while the sync read them; `None` where it did not read them to the end, so that nobody
    /// can say.
    pub moved: Option<bool>,
    /// What changed since the snapshot before, by [`SUBJECTS`](super::SUBJECTS). Of those without an entry, it is unknown:
    /// the snapshot before had not read them, or this one did not. The first snapshot has none.
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
        parts: PartsRead::find(db)?,
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
        // Which rows belong to whom also counts where nothing of it is shown.
        let subject = TABLES.iter().find(|subject| subject.table == entry.table);
        let counted = *column == ROW
            || entry.columns.contains(column)
                && subject.is_none_or(|subject| subject.of_column(column) != Some(ACTIVITY));
        if counted {
            let rows = count.before.entry(entry.table).or_default();
            set(rows.entry(row.key).or_default(), column, row.was);
        }
        Ok(())
    })?;
    // Those after which nothing was written are equal to the one before.
    loop {
        count.close(snapshots, end)?;
        let Some(before) = end.checked_sub(1) else {
            return Ok(());
        };
        end = before;
    }
}

struct Count<'a> {
    db: &'a Connection,
    recorded: HashMap<String, i64>,
    parts: PartsRead,
    /// At the later of two snapshots.
    after: Changed,
    /// At the earlier one, where it is different.
    before: Changed,
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
            self.differ(begin, &changed, &mut snapshot.changes)?;
            self.leave_out_unread(snapshot);
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

    /// Leaves out what the sync did not read: that nothing of it changed is not known.
    fn leave_out_unread(&self, snapshot: &mut Snapshot) {
        for subject in TABLES {
            let unread = Tracked::of(subject.table)
                .filter(|entry| entry.known_since(&self.recorded).is_some())
                .is_some_and(|entry| !self.parts.is_read(entry, snapshot.sync));
            if unread && snapshot.changes.get(subject.of) == Some(&Counts::default()) {
                snapshot.changes.remove(subject.of);
            }
        }
    }

    /// Counts the differences from the snapshot of a sync to the next, between which these cells changed.
    fn differ(
        &self,
        begin: i64,
        changed: &Changed,
        counts: &mut BTreeMap<&'static str, Counts>,
    ) -> rusqlite::Result<()> {
        let state = |changed| State {
            db: self.db,
            changed,
        };
        let before = state([Some(changed), Some(&self.after)]);
        let after = state([Some(&self.after), None]);
        for subject in TABLES {
            let Some(entry) = Tracked::of(subject.table) else {
                continue;
            };
            let begins = entry.known_since(&self.recorded);
            if begins.is_none_or(|since| since > begin) {
                continue;
            }
            if subject.of != ACTIVITY {
                counts.entry(subject.of).or_default();
            }
            let compared = Compared::new(
                (subject, entry),
                (&before, &after),
                [Some(changed), None],
                begin,
                &self.recorded,
            );
            for key in compared.keys(self.db)? {
                let mut changed: Vec<&str> = Vec::new();
                for one in compared.differences(&compared.row(self.db, &key)?) {
                    let Kind::Change(kind) = one.kind else {
                        continue;
                    };
                    let of_kind = |counts: &mut Counts| match kind {
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
            "SELECT n.sync_no, s.finished_at, s.state, n.last_seq, \
               (SELECT CASE WHEN instr(t.note, ?1) THEN 1 WHEN t.state IN ('complete', 'doubted') THEN 0 END \
                FROM mirror_stage t WHERE t.sync_no = n.sync_no AND t.stage = 'users') \
             FROM mirror_snapshot n JOIN mirror_sync s ON s.no = n.sync_no ORDER BY n.sync_no",
        )
        .during(doing)?
        .query_map([MOVED], |row| {
            Ok(Snapshot {
                sync: row.get(0)?,
                at: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
                state: row.get(2)?,
                last_seq: row.get(3)?,
                moved: row.get(4)?,
                changes: BTreeMap::new(),
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
}

impl Mirror {
    /// When the sync of a snapshot ended; `None` when there is no such snapshot.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn snapshot_time(&self, sync: i64) -> Result<Option<Timestamp>, StoreError> {
        let found: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT s.finished_at FROM mirror_snapshot n JOIN mirror_sync s ON s.no = n.sync_no WHERE n.sync_no = ?1",
            )
            .and_then(|mut read| read.query_row([sync], |row| row.get(0)).optional())
            .during("read the time of a snapshot")?;
        Ok(found.and_then(|at| Timestamp::from_second(at).ok()))
    }
}
