//! What the members of a group were read to have by it, when a run deletes the group or revokes a role of it.

use rusqlite::{Connection, params};

/// What the group gives: every role of it, or the one that is named.
const GIVEN: &str = "SELECT p.no, r.role FROM mirror_group_role r JOIN mirror_resource p ON p.id = r.resource \
     WHERE r.group_id = ?1 AND (?2 IS NULL AND r.gone_sync IS NULL OR r.resource = ?2 AND r.role = ?3)";

/// Takes from the roles that were read of the group's members what came by it alone, once it is marked as gone. `role`: the
/// app and the role, where the group loses only that. Whose other roles may follow from these, or may come by a group whose
/// roles were never read, has to be read anew.
pub(super) fn end_grants_by_group(
    change: &Connection,
    group: &str,
    role: Option<(&str, &str)>,
) -> rusqlite::Result<()> {
    let (app, role) = role.unzip();
    let members = "SELECT m.user_no FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no WHERE g.id = ?1";
    let others = "SELECT 1 FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no \
         WHERE m.user_no = mirror_user_grant.user_no AND g.gone_sync IS NULL";
    for sql in [
        format!(
            "UPDATE mirror_user_grant_read SET sync_no = 0 WHERE user_no IN ({members}) AND \
             (NOT EXISTS (SELECT 1 FROM mirror_group WHERE id = ?1 AND roles_read_at IS NOT NULL) \
              OR EXISTS (SELECT 1 FROM mirror_user_grant o WHERE o.user_no = mirror_user_grant_read.user_no \
                AND o.inferred AND o.resource_no IN (SELECT no FROM ({GIVEN}))) \
              OR EXISTS (SELECT 1 FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no \
                WHERE m.user_no = mirror_user_grant_read.user_no AND g.id <> ?1 AND g.gone_sync IS NULL \
                AND g.roles_read_at IS NULL))"
        ),
        format!(
            "UPDATE mirror_user_grant SET by_group = 0 WHERE by_group AND user_no IN ({members}) \
             AND (resource_no, role) IN ({GIVEN}) \
             AND NOT EXISTS ({others} AND g.roles_read_at IS NULL) \
             AND NOT EXISTS ({others} AND EXISTS (SELECT 1 FROM mirror_group_role r JOIN mirror_resource p ON p.id = r.resource \
               WHERE r.group_id = g.id AND r.gone_sync IS NULL AND p.no = mirror_user_grant.resource_no \
               AND r.role = mirror_user_grant.role))"
        ),
        format!(
            "DELETE FROM mirror_user_grant WHERE NOT (direct OR by_group OR inferred) AND user_no IN ({members}) \
             AND (resource_no, role) IN ({GIVEN})"
        ),
    ] {
        change
            .prepare_cached(&sql)?
            .execute(params![group, app, role])?;
    }
    Ok(())
}
