//! The check of the records of identity providers.

use std::collections::HashMap;

use super::super::request::Request;
use super::check::SCIM_UNLINKED;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;
use crate::store;
use crate::sync::Stage;

/// Said where the check cannot be made for lack of a key.
pub(super) const NEEDS_KEY: &str = "scim-links: never read; they are read only with the key of an identity provider's \
                                    directory (atlctl auth add-directory)";

/// Whether any sync was to read records. Without, there is nothing to check: most organizations have no such directory.
pub(super) fn were_asked_for(request: &Request<'_>) -> Result<bool, SqlError> {
    let part = Stage::ScimLinks.as_str();
    store::was_asked_for(&request.mirror.db, part).map_err(SqlError::of)
}

/// Finds the records that belong to no account.
pub(super) fn look(
    request: &Request<'_>,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let mut unlinked = Seen::of_part(request, Stage::ScimLinks.as_str())?;
    read(request, &mut unlinked).map_err(SqlError::of)?;
    seen.insert(SCIM_UNLINKED, unlinked);
    Ok(())
}

fn read(request: &Request<'_>, unlinked: &mut Seen) -> rusqlite::Result<()> {
    let mut read = request.mirror.db.prepare_cached(
        "SELECT scim_user_id, coalesce(email, user_name) FROM mirror_scim_link \
         WHERE gone_sync IS NULL AND account_id IS NULL ORDER BY id",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let subject = Subject::Other(row.get(0)?, row.get(1)?);
        unlinked.found.push(subject);
    }
    Ok(())
}
