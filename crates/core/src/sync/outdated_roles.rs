//! Whose own roles may have changed since they were read: what was read of everybody else stays, with its age.

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::Stage;
use super::parts::part;
use crate::store::{APPS, GROUPS, ROLES};

/// What changes in a person's entry when their roles may have changed.
const WITH_ROLES: [&str; 7] = [
    GROUPS,
    APPS,
    ROLES,
    "org_admin",
    "status",
    "membership_status",
    "account_status",
];

/// Whether a person's roles may have changed, when this changed in their entry.
pub(super) fn may_change_roles(detail: &Map<String, Value>) -> bool {
    WITH_ROLES.iter().any(|name| detail.contains_key(*name))
}

/// The person's roles may have changed since an earlier sync read them: such people are asked for first.
pub(super) fn outdate(db: &Connection, sync: i64, no: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE mirror_user_grant_read SET sync_no = 0 WHERE user_no = ?1 AND sync_no < ?2",
    )?
    .execute([no, sync])
    .map(drop)
}

/// The same for the members of groups whose roles this sync found changed.
pub(super) fn outdate_members(db: &Connection, sync: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE mirror_user_grant_read SET sync_no = 0 WHERE sync_no < ?1 AND user_no IN \
         (SELECT m.user_no FROM mirror_change c JOIN mirror_group_role r ON r.id = c.id \
          JOIN mirror_group g ON g.id = r.group_id JOIN mirror_membership m ON m.group_no = g.no \
          WHERE c.sync_no = ?1 AND c.thing = ?2 AND c.run IS NULL)",
    )?
    .execute(params![
        sync,
        part(Stage::GroupRoles).map(|part| part.table.thing)
    ])
    .map(drop)
}

/// An event that may change roles names the account: they may have changed since they were read, unless that was later. In seconds since
/// 1970; `None` when the event does not say when it happened.
pub(super) fn outdate_before(
    db: &Connection,
    account: &str,
    at: Option<i64>,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE mirror_user_grant_read SET sync_no = 0 WHERE read_at <= coalesce(?2, read_at) \
         AND user_no = (SELECT no FROM mirror_user WHERE account_id = ?1)",
    )?
    .execute(params![account, at])
    .map(drop)
}
