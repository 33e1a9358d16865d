//! Moments in the mirror's past.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

use super::tracked::Tracked;
use crate::store::{During as _, StoreError};

/// A moment of the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The end of the sync with this number.
    Sync(i64),
    /// A time: what syncs that had ended by then, and runs until then, wrote.
    Time(Timestamp),
}

/// A moment, found in the mirror.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    /// The last snapshot at or before the moment.
    pub(crate) sync: i64,
    /// The time, in milliseconds since 1970.
    pub(crate) at: i64,
    /// The newest row of `mirror_was` when that snapshot was made.
    pub(crate) last_seq: i64,
    /// The writers that had written by then although their rows come after the snapshot's; `None` for the snapshot itself.
    writers: Option<HashMap<i64, bool>>,
}

const DOING: &str = "find a moment of its history";

impl Position {
    /// Finds a moment.
    ///
    /// # Errors
    /// `NoSnapshot` when the sync's end is not among the snapshots, `NoHistory` when the time is before all of them.
    pub(crate) fn find(db: &Connection, moment: Moment) -> Result<Self, StoreError> {
        match moment {
            Moment::Sync(sync) => db
                .query_row(
                    "SELECT n.last_seq, s.finished_at FROM mirror_snapshot n JOIN mirror_sync s ON s.no = n.sync_no \
                     WHERE n.sync_no = ?1",
                    [sync],
                    |row| {
                        Ok(Self {
                            sync,
                            at: row.get::<_, i64>(1)?.saturating_mul(1_000).saturating_add(999),
                            last_seq: row.get(0)?,
                            writers: None,
                        })
                    },
                )
                .optional()
                .during(DOING)?
                .ok_or(StoreError::NoSnapshot { sync }),
            Moment::Time(time) => {
                let at = time.as_millisecond();
                let found = db
                    .query_row(
                        "SELECT n.sync_no, n.last_seq FROM mirror_snapshot n JOIN mirror_sync s ON s.no = n.sync_no \
                         WHERE s.finished_at <= ?1 ORDER BY n.sync_no DESC LIMIT 1",
                        [time.as_second()],
                        |row| Ok((row.get(0)?, row.get(1)?)),
                    )
                    .optional()
                    .during(DOING)?;
                let Some((sync, last_seq)) = found else {
                    return Err(StoreError::NoHistory { since: first(db)? });
                };
                Ok(Self {
                    sync,
                    at,
                    last_seq,
                    writers: Some(writers(db, at, sync).during(DOING)?),
                })
            }
        }
    }

    /// Whether the history of a table is known at the moment; otherwise the sync since which it is, if any.
    pub(crate) fn knows(
        &self,
        entry: &Tracked,
        recorded: &HashMap<String, i64>,
    ) -> Result<(), Option<i64>> {
        let since = entry
            .parts
            .iter()
            .filter_map(|part| recorded.get(*part))
            .min();
        match since {
            Some(since) if *since <= self.sync => Ok(()),
            since => Err(since.copied()),
        }
    }

    /// Where it is a time and not a snapshot: that time, in milliseconds since 1970.
    pub(crate) fn runs_until(&self) -> Option<i64> {
        self.writers.as_ref().map(|_| self.at)
    }

    /// Whether a row of `mirror_was` was written by then.
    pub(crate) fn includes(&self, seq: i64, writer: i64) -> bool {
        seq <= self.last_seq
            || self
                .writers
                .as_ref()
                .is_some_and(|writers| writers.get(&writer).copied().unwrap_or(false))
    }
}

/// When history begins; none when no sync has ended.
fn first(db: &Connection) -> Result<Option<Timestamp>, StoreError> {
    db.query_row(
        "SELECT min(s.finished_at) FROM mirror_snapshot n JOIN mirror_sync s ON s.no = n.sync_no",
        [],
        |row| row.get::<_, Option<i64>>(0),
    )
    .during(DOING)
    .map(|at| at.and_then(|at| Timestamp::from_second(at).ok()))
}

/// For each writer, whether it had written by that time, in milliseconds. What a sync wrote counts from its snapshot on,
/// of which the last by then is given; of a sync that never ended, from its last commit on.
fn writers(db: &Connection, at: i64, snapshot: i64) -> rusqlite::Result<HashMap<i64, bool>> {
    db.prepare(
        "SELECT w.no, CASE WHEN w.run IS NOT NULL THEN w.at <= ?1 \
           WHEN s.finished_at IS NULL THEN coalesce(s.touched_at, 0) * 1000 <= ?1 \
           ELSE w.sync_no <= ?2 END \
         FROM mirror_writer w LEFT JOIN mirror_sync s ON s.no = w.sync_no",
    )?
    .query_map([at, snapshot], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}
