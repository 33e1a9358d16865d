//! Which parts of the organization the mirror has read.

use super::super::request::Request;
use crate::sql::SqlError;
use crate::store;

/// Whether a part was ever read to its end. Before, its table is empty, and says nothing.
pub(in super::super) fn was_read(request: &Request<'_>, part: &str) -> Result<bool, SqlError> {
    if request.mirror.unknown_parts().contains(&part) {
        return Ok(false);
    }
    store::was_read(&request.mirror.db, part).map_err(SqlError::of)
}
