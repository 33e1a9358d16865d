//! Which parts of the organization the mirror has read.

use super::super::request::Request;
use crate::sql::SqlError;

/// Whether a part was ever read to its end. Before, its table is empty, and says nothing.
pub(in super::super) fn was_read(request: &Request<'_>, part: &str) -> Result<bool, SqlError> {
    if request.mirror.unknown_parts().contains(&part) {
        return Ok(false);
    }
    request
        .mirror
        .db
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = ?1 AND state IN ('complete', 'inexact', 'doubted'))",
            [part],
            |row| row.get(0),
        )
        .map_err(SqlError::of)
}
