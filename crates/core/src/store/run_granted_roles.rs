//! Roles in apps that runs gave people since the people were read last.

use std::collections::BTreeSet;

use rusqlite::Connection;

/// The roles that runs granted to somebody since the people were read last, and did not revoke: the app's ID, and the role.
/// Of somebody whose own roles were never read, they are all that is known.
pub(crate) fn granted_since(
    db: &Connection,
    account: &str,
) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let mut read = db.prepare_cached(
        "SELECT json_extract(detail, '$.app_role_name'), json_extract(detail, '$.app_role[0]'), \
           json_extract(detail, '$.app_role[1]') FROM change \
         WHERE thing = 'user' AND id = ?1 AND run IS NOT NULL \
           AND json_type(detail, '$.app_role') = 'array' AND json_type(detail, '$.app_role_name') = 'text' \
           AND sync >= (SELECT coalesce(max(sync_no), 0) FROM mirror_stage \
             WHERE stage = 'users' AND state IN ('complete', 'inexact', 'doubted')) \
         ORDER BY at_unix, no",
    )?;
    let mut rows = read.query([account])?;
    let mut held = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let app: String = row.get(0)?;
        if let Some(revoked) = row.get::<_, Option<String>>(1)? {
            held.remove(&(app.clone(), revoked));
        }
        if let Some(granted) = row.get::<_, Option<String>>(2)? {
            held.insert((app, granted));
        }
    }
    Ok(held)
}
