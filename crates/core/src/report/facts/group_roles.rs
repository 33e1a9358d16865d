//! What groups give their members.

use std::collections::HashMap;

use super::super::request::Request;
use crate::sql::SqlError;

/// A role that a group gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct GroupRole {
    /// What it is held on, an ARI.
    pub resource: String,
    pub role: String,
    /// Whether people who get the role are added to the group.
    pub is_default: bool,
}

/// The roles of each group whose roles are known, by the group's ID.
pub(in super::super) fn group_roles(
    request: &Request<'_>,
) -> Result<HashMap<String, Vec<GroupRole>>, SqlError> {
    // When a group was read last is not kept: at a moment before the first reading, nothing is known of any.
    if request.mirror.unknown_parts().contains(&"group-roles") {
        return Ok(HashMap::new());
    }
    let read = || -> rusqlite::Result<HashMap<String, Vec<GroupRole>>> {
        let db = &request.mirror.db;
        let mut roles: HashMap<String, Vec<GroupRole>> = HashMap::new();
        let mut known = db.prepare_cached(
            "SELECT id FROM mirror_group WHERE gone_sync IS NULL AND roles_read_at IS NOT NULL",
        )?;
        let mut rows = known.query([])?;
        while let Some(row) = rows.next()? {
            roles.insert(row.get(0)?, Vec::new());
        }
        let mut given = db.prepare_cached(
            "SELECT group_id, resource, role, is_default FROM mirror_group_role WHERE gone_sync IS NULL \
             ORDER BY group_id, resource, role",
        )?;
        let mut rows = given.query([])?;
        while let Some(row) = rows.next()? {
            let group: String = row.get(0)?;
            if let Some(of) = roles.get_mut(&group) {
                of.push(GroupRole {
                    resource: row.get(1)?,
                    role: row.get(2)?,
                    is_default: row.get(3)?,
                });
            }
        }
        Ok(roles)
    };
    read().map_err(SqlError::of)
}
