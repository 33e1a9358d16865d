//! What the mirror held at the end of each sync: from the moment that is shown, back over what changed.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::super::request::Request;
use crate::sql::SqlError;
use crate::store::history::{Position, recorded};

/// More moments than this are not drawn: of more, every second, third and so on, and always the last.
const MOMENTS: usize = 200;

/// A table, and those of its columns that matter; the column `ROW` stands for the row itself.
pub(super) type Watched = (&'static str, &'static [&'static str]);

/// Holds what the mirror held, and is taken back in time.
pub(super) trait Rewind {
    /// A cell held this before. `key` is the first key of its row.
    fn undo(
        &mut self,
        cell: (&str, &str),
        key: ValueRef<'_>,
        was: ValueRef<'_>,
    ) -> rusqlite::Result<()>;

    /// A sync ended at this time.
    fn end_of_sync(&mut self, at: Timestamp);
}

/// Takes `state` from the moment that is shown to the end of each sync that is kept, newest first, as far back as the history
/// of these parts goes.
pub(super) fn walk(
    request: &Request<'_>,
    parts: &[&str],
    watched: &[Watched],
    state: &mut dyn Rewind,
) -> Result<(), SqlError> {
    let db = &request.mirror.db;
    let shown = request.mirror.as_of();
    let shown = shown.map(|moment| Position::find(db, moment)).transpose()?;
    let snapshots = snapshots(db, parts, request.now).map_err(SqlError::of)?;
    undo(db, shown.as_ref(), snapshots, watched, state).map_err(SqlError::of)
}

fn undo(
    db: &Connection,
    shown: Option<&Position>,
    snapshots: Vec<(Timestamp, i64)>,
    watched: &[Watched],
    state: &mut dyn Rewind,
) -> rusqlite::Result<()> {
    let Some((_, oldest)) = snapshots.first().copied() else {
        return Ok(());
    };
    let cells = cells(db, watched)?;
    let numbers: Vec<String> = cells.keys().map(i64::to_string).collect();
    // Rewind, a row says what a cell held before.
    let mut read = db.prepare(&format!(
        "SELECT seq, writer, cell, a, was FROM main.mirror_was WHERE seq > ?1 AND cell IN ({}) ORDER BY seq DESC",
        numbers.join(", ")
    ))?;
    let mut rows = read.query([oldest])?;
    let mut next = rows.next()?;
    for (at, last_seq) in snapshots.into_iter().rev() {
        while let Some(row) = next {
            let seq: i64 = row.get(0)?;
            if seq <= last_seq {
                next = Some(row);
                break;
            }
            let writer = row.get(1)?;
            // What was written after the moment that is shown is not in it.
            if shown.is_none_or(|shown| shown.includes(seq, writer))
                && let Some((table, column)) = cells.get(&row.get(2)?)
            {
                state.undo((table, column), row.get_ref(3)?, row.get_ref(4)?)?;
            }
            next = rows.next()?;
        }
        state.end_of_sync(at);
    }
    Ok(())
}

/// The cells by number.
fn cells(
    db: &Connection,
    watched: &[Watched],
) -> rusqlite::Result<HashMap<i64, (&'static str, &'static str)>> {
    let mut cells = HashMap::new();
    let mut read =
        db.prepare_cached("SELECT no, of_column FROM main.mirror_cell WHERE of_table = ?1")?;
    for (table, columns) in watched {
        let mut rows = read.query([table])?;
        while let Some(row) = rows.next()? {
            let column: String = row.get(1)?;
            if let Some(name) = columns.iter().find(|name| **name == column) {
                cells.insert(row.get(0)?, (*table, *name));
            }
        }
    }
    Ok(cells)
}

/// The ends of syncs that are kept and by which all of these parts were read, until this time, with the newest row of history
/// then.
fn snapshots(
    db: &Connection,
    parts: &[&str],
    until: Timestamp,
) -> rusqlite::Result<Vec<(Timestamp, i64)>> {
    let recorded = recorded(db)?;
    let mut since = i64::MIN;
    for part in parts {
        let Some(first) = recorded.get(*part) else {
            return Ok(Vec::new());
        };
        since = since.max(*first);
    }
    let mut read = db.prepare_cached(
        "SELECT s.finished_at, n.last_seq FROM main.mirror_snapshot n JOIN main.mirror_sync s ON s.no = n.sync_no \
         WHERE n.sync_no >= ?1 AND s.finished_at <= ?2 ORDER BY n.sync_no",
    )?;
    let all = read.query_map([since, until.as_second()], |row| {
        let at = Timestamp::from_second(row.get(0)?).unwrap_or_default();
        Ok((at, row.get(1)?))
    })?;
    let all: Vec<(Timestamp, i64)> = all.collect::<rusqlite::Result<_>>()?;
    let step = all.len().div_ceil(MOMENTS).max(1);
    let last = all.len().saturating_sub(1);
    let kept = all.into_iter().enumerate();
    Ok(kept
        .filter(|(at, _)| (last - at).is_multiple_of(step))
        .map(|(_, one)| one)
        .collect())
}
