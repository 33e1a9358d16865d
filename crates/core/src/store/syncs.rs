//! The history of syncs.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};

use super::error::During;
use super::{Mirror, StoreError};

/// A sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncInfo {
    /// The sync's number.
    pub sync: i64,
    /// `running` (or cut off), `complete`, `partial` or `abandoned`.
    pub state: String,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When it had read the people; earlier than its end where other parts took longer, or where it was cut off and
    /// went on later.
    pub people_at: Option<Timestamp>,
    /// What could not be read.
    pub note: Option<String>,
}

/// A part of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageInfo {
    /// The part of the sync.
    pub stage: String,
    /// `running`, `complete`, `inexact`, `unavailable` or `failed`.
    pub state: String,
    /// Rows it read.
    pub rows: u64,
    /// The total that Atlassian reported.
    pub total: Option<u64>,
    /// Why the part is not complete.
    pub note: Option<String>,
}

impl Mirror {
    /// The last sync that ended, complete or partial, and that read the people, if any did: the age of the data. The
    /// other parts have an age of their own ([`Mirror::parts`]).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_sync(&self) -> Result<Option<SyncInfo>, StoreError> {
        let ended = "finished_at IS NOT NULL AND state IN ('complete', 'partial')";
        let people = "no IN (SELECT sync_no FROM mirror_stage WHERE stage = 'users')";
        match self.sync_where(&format!("{ended} AND {people}"))? {
            Some(sync) => Ok(Some(sync)),
            None => self.sync_where(ended),
        }
    }

    /// The sync that started last, ended or not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn newest_sync(&self) -> Result<Option<SyncInfo>, StoreError> {
        self.sync_where("1")
    }

    /// The parts of a sync.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sync_stages(&self, sync: i64) -> Result<Vec<StageInfo>, StoreError> {
        let doing = "read its syncs";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT stage, state, seen_rows, total, note FROM mirror_stage WHERE sync_no = ?1 ORDER BY stage",
            )
            .during(doing)?;
        read.query_map([sync], |row| {
            Ok(StageInfo {
                stage: row.get(0)?,
                state: row.get(1)?,
                rows: row.get::<_, i64>(2)?.unsigned_abs(),
                total: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
                note: row.get(4)?,
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }

    fn sync_where(&self, which: &str) -> Result<Option<SyncInfo>, StoreError> {
        self.db
            .query_row(
                &format!(
                    "SELECT no, state, started_at, finished_at, note, \
                     (SELECT g.ended_at FROM mirror_stage g WHERE g.sync_no = no AND g.stage = 'users') FROM mirror_sync \
                     WHERE {which} ORDER BY no DESC LIMIT 1"
                ),
                [],
                info,
            )
            .optional()
            .during("read its syncs")
    }
}

fn info(row: &Row<'_>) -> rusqlite::Result<SyncInfo> {
    let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or_default();
    Ok(SyncInfo {
        sync: row.get(0)?,
        state: row.get(1)?,
        started_at: time(row.get(2)?),
        finished_at: row.get::<_, Option<i64>>(3)?.map(time),
        note: row.get(4)?,
        people_at: row.get::<_, Option<i64>>(5)?.map(time),
    })
}
