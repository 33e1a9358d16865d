//! Moments that the mirror does not keep, and the snapshots around them.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use crate::shown_time::shown_time;

/// A snapshot that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The sync's number.
    pub sync: i64,
    /// When it was made.
    pub at: Timestamp,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.sync, shown_time(self.at))
    }
}

/// Why a snapshot stands for a time that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Snapshots around that time were removed.
    Removed {
        /// The time.
        asked: Timestamp,
        /// The snapshot that stands for it: the last one before it that is kept.
        shown: Kept,
        /// The next one that is kept.
        next: Option<Kept>,
    },
    /// That time is before the first snapshot.
    First {
        /// The time.
        asked: Timestamp,
        /// The first snapshot.
        shown: Kept,
    },
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed { asked, shown, next } => {
                match next {
                    Some(next) => write!(f, "Snapshots between {shown} and {next} were removed")?,
                    None => write!(f, "Snapshots after {shown} were removed")?,
                }
                write!(
                    f,
                    "; using snapshot {} for {}.",
                    shown.sync,
                    shown_time(*asked)
                )
            }
            Self::First { asked, shown } => write!(
                f,
                "There is no history for {}; using snapshot {shown}, the first, instead.",
                shown_time(*asked)
            ),
        }
    }
}

const KEPT: &str = "SELECT n.sync_no, s.finished_at FROM main.mirror_snapshot n JOIN main.mirror_sync s ON s.no = n.sync_no";

fn one(db: &Connection, which: &str, sync: i64) -> rusqlite::Result<Option<Kept>> {
    db.prepare_cached(&format!("{KEPT} WHERE {which} LIMIT 1"))?
        .query_row([sync], |row| {
            Ok(Kept {
                sync: row.get(0)?,
                at: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
            })
        })
        .optional()
}

/// The snapshot of a sync.
pub(super) fn snapshot(db: &Connection, sync: i64) -> rusqlite::Result<Option<Kept>> {
    one(db, "n.sync_no = ?1", sync)
}

/// The first snapshot that is kept.
pub(super) fn first(db: &Connection) -> rusqlite::Result<Option<Kept>> {
    next(db, 0)
}

/// The next snapshot after a sync that is kept.
pub(super) fn next(db: &Connection, sync: i64) -> rusqlite::Result<Option<Kept>> {
    one(db, "n.sync_no > ?1 ORDER BY n.sync_no", sync)
}

/// The last snapshot before a sync that is kept.
pub(super) fn last_before(db: &Connection, sync: i64) -> rusqlite::Result<Option<Kept>> {
    one(db, "n.sync_no < ?1 ORDER BY n.sync_no DESC", sync)
}

/// Whether snapshots between two syncs were removed: every sync that ended made one.
pub(super) fn removed_between(
    db: &Connection,
    after: i64,
    before: Option<i64>,
) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM main.mirror_sync s WHERE s.no > ?1 AND s.no < ?2 AND s.finished_at IS NOT NULL)",
    )?
    .query_row([after, before.unwrap_or(i64::MAX)], |row| row.get(0))
}

/// Whether the snapshot of a sync was removed. History begins with the sync that first read a part; what was before was
/// never kept.
pub(super) fn was_removed(db: &Connection, sync: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM main.mirror_sync s WHERE s.no = ?1 AND s.finished_at IS NOT NULL \
           AND s.no >= (SELECT min(since_sync) FROM main.mirror_recorded)) \
         AND NOT EXISTS (SELECT 1 FROM main.mirror_snapshot WHERE sync_no = ?1)",
    )?
    .query_row([sync], |row| row.get(0))
}
