//! The parts of the organization, and how fresh each is.

use jiff::Timestamp;

use super::error::During;
use super::{Mirror, StoreError};

/// A part that was asked for at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartInfo {
    /// Its name, as in the view `part`.
    pub part: String,
    /// When it was last read; `None` for never.
    pub read_at: Option<Timestamp>,
    /// Rows read then.
    pub rows: Option<u64>,
    /// How the last attempt ended: `running`, `complete`, `inexact`, `doubted`, `unavailable` or `failed`.
    pub state: String,
    /// Why it is not complete.
    pub note: Option<String>,
}

impl Mirror {
    /// The parts that were asked for.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn parts(&self) -> Result<Vec<PartInfo>, StoreError> {
        let doing = "read how old its parts are";
        let mut read = self
            .db
            .prepare_cached("SELECT part, read_at_unix, rows, state, note FROM part ORDER BY part")
            .during(doing)?;
        read.query_map([], |row| {
            let at: Option<i64> = row.get(1)?;
            Ok(PartInfo {
                part: row.get(0)?,
                read_at: at.and_then(|at| Timestamp::from_second(at).ok()),
                rows: row.get::<_, Option<i64>>(2)?.map(i64::unsigned_abs),
                state: row.get(3)?,
                note: row.get(4)?,
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }

    /// A part, if it was asked for.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn part(&self, name: &str) -> Result<Option<PartInfo>, StoreError> {
        let mut parts = self.parts()?.into_iter();
        Ok(parts.find(|part| part.part == name))
    }
}
