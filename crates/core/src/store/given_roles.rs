//! What a group gives its members, and for whom it is the only way.

use atlctl_api::GroupId;

use super::error::During;
use super::{Mirror, StoreError};

/// A role that a group gives its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRole {
    /// The app, site or organization, by its ID.
    pub resource: String,
    /// The role's ID.
    pub role: String,
    /// Whether people who are given the app are put into this group.
    pub is_default: bool,
    /// Members who have no other known way to the same app.
    pub only_way: u64,
    /// Of them, those whose own roles were not read since the people were: they may have another way.
    pub only_way_unknown: u64,
}

const DOING: &str = "read what a group gives";

/// Members of the group (?1, ?2: its number and ID) with no other way to the resource (?3). A user access admin manages
/// the users of an app without using it.
const ONLY_WAY: &str = "SELECT count(*), count(*) FILTER (WHERE d.account_id IS NULL) \
    FROM mirror_membership m \
    JOIN mirror_user u ON u.no = m.user_no AND u.gone_sync IS NULL AND u.groups_known \
    LEFT JOIN user_role_read d ON d.account_id = u.account_id AND NOT d.outdated \
    WHERE m.group_no = ?1 \
    AND NOT EXISTS (SELECT 1 FROM mirror_group_role r \
      JOIN mirror_group g ON g.id = r.group_id AND g.gone_sync IS NULL \
      JOIN mirror_membership other ON other.user_no = m.user_no AND other.group_no = g.no \
      WHERE r.resource = ?3 AND r.group_id <> ?2 AND r.gone_sync IS NULL \
      AND r.role <> 'atlassian/user-access-admin') \
    AND NOT EXISTS (SELECT 1 FROM mirror_user_grant o JOIN mirror_resource p ON p.no = o.resource_no \
      WHERE d.account_id IS NOT NULL AND o.user_no = m.user_no AND p.id = ?3 AND (o.direct OR o.inferred) \
      AND o.role <> 'atlassian/user-access-admin')";

impl Mirror {
    /// The roles that a group gives, by resource and role; `None` when they were never read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn given_roles(&self, group: &GroupId) -> Result<Option<Vec<GivenRole>>, StoreError> {
        // When a group was read last is not kept: at a moment before the first reading, nothing is known of any.
        if self.unknown_parts().contains(&"group-roles") {
            return Ok(None);
        }
        let known: Option<(i64, bool)> = self
            .db
            .prepare_cached("SELECT no, roles_read_at IS NOT NULL FROM mirror_group WHERE id = ?1")
            .during(DOING)?
            .query_map([group.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .during(DOING)?
            .next()
            .transpose()
            .during(DOING)?;
        let Some((no, true)) = known else {
            return Ok(None);
        };
        let mut read = self
            .db
            .prepare_cached(
                "SELECT resource, role, is_default FROM mirror_group_role \
                 WHERE group_id = ?1 AND gone_sync IS NULL ORDER BY resource, role",
            )
            .during(DOING)?;
        let mut given = read
            .query_map([group.as_str()], |row| {
                Ok(GivenRole {
                    resource: row.get(0)?,
                    role: row.get(1)?,
                    is_default: row.get(2)?,
                    only_way: 0,
                    only_way_unknown: 0,
                })
            })
            .during(DOING)?
            .collect::<rusqlite::Result<Vec<_>>>()
            .during(DOING)?;
        for one in &mut given {
            let counted = self
                .db
                .prepare_cached(ONLY_WAY)
                .during(DOING)?
                .query_row(rusqlite::params![no, group.as_str(), one.resource], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
                })
                .during(DOING)?;
            one.only_way = counted.0.unsigned_abs();
            one.only_way_unknown = counted.1.unsigned_abs();
        }
        Ok(Some(given))
    }
}
