//! Parts of the organization that no sync has read: their tables are empty, and that says nothing.

use rusqlite::Connection;

use super::history::TRACKED;

/// The parts that were never read and of which nothing is known.
pub(super) fn never_read(db: &Connection) -> rusqlite::Result<Vec<&'static str>> {
    let mut parts: Vec<&'static str> = Vec::new();
    for part in TRACKED.iter().filter_map(|entry| entry.parts.first()) {
        if !parts.contains(part) && is_never_read(db, part)? {
            parts.push(part);
        }
    }
    Ok(parts)
}

/// Whether a sync read the part to its end. Before, its table is empty, and says nothing.
pub(crate) fn was_read(db: &Connection, part: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = ?1 AND state IN ('complete', 'inexact', 'doubted'))",
    )?
    .query_row([part], |row| row.get(0))
}

/// Whether a sync read the list of people to its end, by the moment that is shown; with a sync's number, by its end. Where
/// none did, somebody who is not in the mirror may well be in the organization.
pub(crate) fn were_all_people_read(db: &Connection, by: Option<i64>) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users' AND state = 'complete' \
         AND sync_no <= coalesce(?1, sync_no))",
    )?
    .query_row([by], |row| row.get(0))
}

/// What a sync notes of a part that an organization on the original user management does not have.
pub const NOT_AVAILABLE: &str = "not available on the original user management";

/// The same, as earlier versions noted it.
const FORMER_NOTE: &str = "not available on the old user management";

/// Whether the last sync that read the directories found an organization on the original user management.
pub(super) fn is_on_old_user_management(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT coalesce((SELECT note FROM mirror_stage WHERE stage = 'directories' AND state = 'complete' \
         ORDER BY sync_no DESC LIMIT 1), '') IN (?1, ?2)",
    )?
    .query_row([NOT_AVAILABLE, FORMER_NOTE], |row| row.get(0))
}

/// Parts that only the newer user management has.
const NEWER: [&str; 3] = ["directories", "group-roles", "user-roles"];

/// Whether the organization does not have the part, because it is on the original user management: no sync can read it.
pub(super) fn is_not_available(db: &Connection, part: &str) -> rusqlite::Result<bool> {
    if NEWER.contains(&part) && is_on_old_user_management(db)? {
        return Ok(true);
    }
    db.prepare_cached(
        "SELECT coalesce((SELECT note FROM mirror_stage WHERE stage = ?1 ORDER BY sync_no DESC LIMIT 1), '') \
         IN (?2, ?3)",
    )?
    .query_row([part, NOT_AVAILABLE, FORMER_NOTE], |row| row.get(0))
}

/// Whether the list of people could not be read to its end, and all that is known are managed accounts: with an API key
/// alone, the original user management reports no others. Who is external is unknown then.
pub(super) fn has_only_managed(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT (SELECT state FROM mirror_stage WHERE stage = 'users' AND state IN ('complete', 'inexact', 'doubted') \
           ORDER BY sync_no DESC LIMIT 1) IS 'inexact' \
         AND EXISTS (SELECT 1 FROM mirror_user WHERE gone_sync IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM mirror_user WHERE gone_sync IS NULL AND claim_status IS NOT 'managed')",
    )?
    .query_row([], |row| row.get(0))
}

/// Whether any sync was to read the part, also one that could not.
pub(crate) fn was_asked_for(db: &Connection, part: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = ?1)")?
        .query_row([part], |row| row.get(0))
}

/// Whether the last attempt to read the part ended without reading it.
fn was_refused(db: &Connection, part: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = ?1 AND state IN ('unavailable', 'failed') \
         AND sync_no = (SELECT max(sync_no) FROM mirror_stage WHERE stage = ?1))",
    )?
    .query_row([part], |row| row.get(0))
}

fn is_never_read(db: &Connection, part: &str) -> rusqlite::Result<bool> {
    if part == "directories" && is_on_old_user_management(db)? {
        return Ok(true);
    }
    if was_read(db, part)? {
        return Ok(false);
    }
    // Rows may be there without: an interrupted sync wrote them, or a run. Where the part was refused, they say nothing of
    // all the others: people's entries name some of the groups. Policies may have been named by hand.
    if part != "policies" && was_refused(db, part)? {
        return Ok(true);
    }
    for entry in TRACKED {
        if entry.parts.first() == Some(&part) {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", entry.table);
            if db.query_row(&sql, [], |row| row.get(0))? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
