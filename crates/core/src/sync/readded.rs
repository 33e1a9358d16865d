//! People whom a run took out of a group or the directory and whom this sync found there again: somebody put them back,
//! most often an identity provider.

use rusqlite::{Connection, params};

/// Somebody who is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readded {
    /// The account.
    pub account: String,
    /// The address, when known.
    pub email: Option<String>,
    /// The group, by name or else by ID; `None` for the directory.
    pub group: Option<String>,
    /// The run that took them out.
    pub run: String,
}

/// Who is back, as this sync found it. The last run that changed the value must be one that took them out.
pub(super) fn readded(db: &Connection, sync: i64) -> rusqlite::Result<Vec<Readded>> {
    let mut found = db
        .prepare(
            "SELECT DISTINCT s.id, u.email, coalesce(g.name, a.value), \
               (SELECT r.run FROM mirror_change r WHERE r.thing = 'user' AND r.id = s.id AND r.run IS NOT NULL \
                  AND r.no < s.no AND json_type(r.detail, '$.group') = 'array' \
                  AND coalesce(json_extract(r.detail, '$.group[0]'), json_extract(r.detail, '$.group[1]')) = a.value \
                  ORDER BY r.no DESC LIMIT 1) AS last_run, \
               (SELECT r.detail FROM mirror_change r WHERE r.thing = 'user' AND r.id = s.id AND r.run IS NOT NULL \
                  AND r.no < s.no AND json_type(r.detail, '$.group') = 'array' \
                  AND coalesce(json_extract(r.detail, '$.group[0]'), json_extract(r.detail, '$.group[1]')) = a.value \
                  ORDER BY r.no DESC LIMIT 1) AS last_detail \
             FROM mirror_change s JOIN json_each(s.detail, '$.groups.added') a \
             JOIN mirror_user u ON u.account_id = s.id LEFT JOIN mirror_group g ON g.id = a.value \
             WHERE s.sync_no = ?1 AND s.thing = 'user' AND s.run IS NULL AND s.kind = 'changed' \
               AND last_run IS NOT NULL AND json_extract(last_detail, '$.group[1]') IS NULL \
             ORDER BY 3, 2, 1",
        )?
        .query_map([sync], |row| {
            Ok(Readded {
                account: row.get(0)?,
                email: row.get(1)?,
                group: row.get(2)?,
                run: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let removed = "(SELECT {} FROM mirror_change r WHERE r.thing = 'user' AND r.id = s.id AND r.run IS NOT NULL \
         AND r.no < s.no AND json_type(r.detail, '$.membership_status') = 'array' ORDER BY r.no DESC LIMIT 1)";
    let directory = format!(
        "SELECT DISTINCT s.id, u.email, {} FROM mirror_change s JOIN mirror_user u ON u.account_id = s.id \
         WHERE s.sync_no = ?1 AND s.thing = 'user' AND s.run IS NULL \
           AND (s.kind = 'returned' OR json_extract(s.detail, '$.membership_status[1]') = ?2) \
           AND json_extract({}, '$.membership_status[1]') = ?3 ORDER BY 2, 1",
        removed.replace("{}", "r.run"),
        removed.replace("{}", "r.detail"),
    );
    let mut read = db.prepare(&directory)?;
    let people = read.query_map(params![sync, "active", "no_membership"], |row| {
        Ok(Readded {
            account: row.get(0)?,
            email: row.get(1)?,
            group: None,
            run: row.get(2)?,
        })
    })?;
    found.extend(people.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(found)
}
