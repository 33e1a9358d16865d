//! Who holds one role in one app or site, as far as the mirror knows.

use jiff::Timestamp;
use rusqlite::params;

use super::access_holders::{AccessHolders, ORDER, OutdatedHolders, PERSON, holder};
use super::error::During;
use super::{Mirror, StoreError};

const HOLDERS: &str = "SELECT account_id FROM user_role_grant WHERE app_id = ?1 AND role = ?2";
/// Somebody with an unknown answer: nothing says that they hold it, and their own roles are not known. Of a role that opens
/// an app (`?3`), only those who have the app or may have it.
pub(super) const UNKNOWN: &str = "(u.account_id NOT IN (SELECT account_id FROM user_role_grant WHERE app_id = ?1 AND role = ?2) \
    AND u.account_id NOT IN (SELECT account_id FROM user_role_read WHERE NOT outdated) \
    AND (NOT ?3 OR NOT u.apps_known \
      OR u.account_id IN (SELECT account_id FROM user_app WHERE app_id = ?1) \
      OR ?1 NOT IN (SELECT id FROM mirror_product UNION SELECT id FROM mirror_workspace)))";

impl Mirror {
    /// Everyone who is known to hold the role on the resource, by groups or of their own. Unknown are the others of whom a
    /// way may be hidden: their own roles were not read since the people were, or their groups or the roles of groups were not. Somebody without
    /// the app holds no role that opens it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn app_role_holders(
        &self,
        resource: &str,
        role: &str,
        opens: bool,
    ) -> Result<AccessHolders, StoreError> {
        let doing = "read who holds a role in an app";
        let people = self
            .db
            .prepare_cached(&format!(
                "SELECT {PERSON}, coalesce(a.last_active_unix, iif(a.app_id IS NULL, u.last_active_unix, NULL)), \
                 coalesce(a.activity_known, u.activity_known) \
                 FROM user u LEFT JOIN user_app a ON a.account_id = u.account_id AND a.app_id = ?1 \
                 WHERE u.account_id IN ({HOLDERS}) AND NOT u.gone {ORDER}"
            ))
            .during(doing)?
            .query_map(params![resource, role], holder)
            .during(doing)?
            .collect::<rusqlite::Result<Vec<_>>>()
            .during(doing)?;
        let (all, unknown): (i64, i64) = self
            .db
            .prepare_cached(&format!(
                "SELECT count(*), count(*) FILTER (WHERE {UNKNOWN}) FROM user u WHERE NOT u.gone"
            ))
            .during(doing)?
            .query_row(params![resource, role, opens], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .during(doing)?;
        let (outdated, read_at): (i64, Option<i64>) = self
            .db
            .prepare_cached(
                "SELECT count(DISTINCT account_id), min(read_at_unix) FROM user_role_grant \
                 WHERE app_id = ?1 AND role = ?2 AND outdated AND account_id NOT IN \
                   (SELECT account_id FROM user_role_grant WHERE app_id = ?1 AND role = ?2 AND NOT outdated)",
            )
            .during(doing)?
            .query_row(params![resource, role], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .during(doing)?;
        let read_at = read_at.and_then(|at| Timestamp::from_second(at).ok());
        Ok(AccessHolders {
            people,
            unknown: unknown.unsigned_abs(),
            known: all.saturating_sub(unknown).unsigned_abs(),
            outdated: read_at.map(|read_at| OutdatedHolders {
                people: outdated.unsigned_abs(),
                read_at,
            }),
        })
    }
}
