//! The snapshots, and how much changed from one to the next.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use super::subjects::{ACTIVITY, Subject};
use crate::store::history::{Datum, ROW, RowKey, cells, rows_after};
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

/// The snapshots, oldest first. What changed twice between two of them counts twice.
///
/// # Errors
/// When the file cannot be read.
pub fn snapshots(mirror: &Mirror) -> Result<Vec<Snapshot>, StoreError> {
    let doing = "read its snapshots";
    let db = &mirror.db;
    let reading = db.unchecked_transaction().during(doing)?;
    let mut snapshots = list(mirror)?;
    let cells = cells(db).during(doing)?;
    let mut at = 0;
    let mut changed: HashSet<(&'static str, RowKey)> = HashSet::new();
    rows_after(db, 0, &cells, &mut |row| {
        while snapshots
            .get(at)
            .is_some_and(|snapshot| snapshot.last_seq < row.seq)
        {
            at += 1;
            changed.clear();
        }
        let (Some(snapshot), Some((entry, column))) = (snapshots.get_mut(at), cells.get(&row.cell))
        else {
            return;
        };
        let Some(subject) = Subject::of_table(entry.table) else {
            return;
        };
        let was_there = row.was != Datum::Null;
        // Rows of policies are values of people.
        let is_value = !subject.numbers.is_empty();
        let kind = match *column {
            ROW if is_value => None,
            ROW => Some(was_there),
            "gone_sync" => Some(!was_there),
            _ => None,
        };
        let of = match kind {
            Some(_) => subject.of,
            None if *column == ROW => subject.of,
            None if !entry.columns.contains(column) => return,
            None => match subject.of_column(column) {
                None | Some(ACTIVITY) => return,
                Some(of) => of,
            },
        };
        let counts = snapshot.changes.entry(of).or_default();
        match kind {
            Some(false) => counts.added += 1,
            Some(true) => counts.removed += 1,
            None => {
                if changed.insert((of, row.key)) {
                    counts.changed += 1;
                }
            }
        }
    })
    .during(doing)?;
    drop(reading);
    Ok(snapshots)
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
