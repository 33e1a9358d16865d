//! Which parts of the organization the mirror has read, and how long ago.

use super::super::request::Request;
use crate::sql::SqlError;
use crate::store;
use crate::sync::Stage;

/// Whether a part was ever read to its end. Before, its table is empty, and says nothing.
pub(in super::super) fn was_read(request: &Request<'_>, part: &str) -> Result<bool, SqlError> {
    if request.mirror.unknown_parts().contains(&part) {
        return Ok(false);
    }
    store::was_read(&request.mirror.db, part).map_err(SqlError::of)
}

/// The parts without which a mirror is not whole that were never read, and those that were last read before a moment.
#[derive(Debug, Default)]
pub(in super::super) struct PartsRead {
    pub never: Vec<&'static str>,
    pub before: Vec<&'static str>,
}

impl PartsRead {
    /// Reads them. The moment is in seconds.
    pub fn find(request: &Request<'_>, moment: i64) -> Result<Self, SqlError> {
        let mut found = Self::default();
        let needed = Stage::ALL.into_iter().filter(|stage| !stage.is_optional());
        for stage in needed {
            if !was_read(request, stage.as_str())? {
                found.never.push(stage.as_str());
            } else if read_at(request, stage.as_str())
                .map_err(SqlError::of)?
                .is_some_and(|at| at < moment)
            {
                found.before.push(stage.as_str());
            }
        }
        Ok(found)
    }
}

fn read_at(request: &Request<'_>, part: &str) -> rusqlite::Result<Option<i64>> {
    let db = &request.mirror.db;
    let mut read = db.prepare_cached("SELECT max(read_at_unix) FROM part WHERE part = ?1")?;
    read.query_row([part], |row| row.get(0))
}
