//! Access to apps that takes no seat: that of guests, customers and others whose roles there are known to take none.

use std::collections::HashSet;

use super::error::During as _;
use super::run_seats::takes_seat;
use super::{Mirror, StoreError};

impl Mirror {
    /// People with an app in which each role that was read of them, and that their groups give them, takes no seat: the
    /// numbers of both. A role that only follows from another one takes none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seatless_access(&self) -> Result<HashSet<(i64, i64)>, StoreError> {
        const DOING: &str = "read who has an app without a seat";
        let takes = takes_seat("w.role");
        // Few people have such a role, so the others are not looked at.
        let group = "FROM mirror_membership m JOIN mirror_user u ON u.no = m.user_no AND u.groups_known \
            JOIN mirror_group g ON g.no = m.group_no AND g.gone_sync IS NULL \
            JOIN mirror_group_role w ON w.group_id = g.id AND w.gone_sync IS NULL";
        let own = "FROM mirror_user_grant w JOIN mirror_resource r ON r.no = w.resource_no";
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT s.user_no, p.no FROM (\
                   SELECT w.user_no, r.id AS app {own} WHERE w.inferred OR (w.direct AND NOT {takes}) \
                   UNION SELECT m.user_no, w.resource {group} WHERE NOT {takes}) s \
                 JOIN mirror_product p ON p.id = s.app \
                 WHERE NOT EXISTS (SELECT 1 {own} WHERE w.user_no = s.user_no AND r.id = s.app AND w.direct AND {takes}) \
                   AND NOT EXISTS (SELECT 1 {group} WHERE m.user_no = s.user_no AND w.resource = s.app AND {takes})"
            ))
            .during(DOING)?;
        read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .during(DOING)?
            .collect::<rusqlite::Result<_>>()
            .during(DOING)
    }
}
