//! How everyone came to their roles in one app or site, from the mirror: for one person at a time, see `mirrored_access`.

use std::collections::{BTreeMap, HashMap};

use atlctl_api::RoleMethod;

use super::access_paths::{AccessPath, GivingGroup, access_paths};
use super::held_roles::HeldRole;
use super::mirrored_access::method;
use crate::store::{During as _, Mirror, StoreError};

const DOING: &str = "read where the roles in an app come from";

/// The known ways of each account to a role on this resource, by account ID.
///
/// # Errors
/// When the file cannot be read.
pub fn mirrored_ways(
    mirror: &Mirror,
    resource: &str,
) -> Result<HashMap<String, Vec<AccessPath>>, StoreError> {
    let groups = mirrored_giving_groups(mirror, resource)?;
    let mut of: HashMap<String, (Vec<HeldRole>, Vec<&GivingGroup>)> = HashMap::new();
    for (account, held) in own_roles(mirror, resource)? {
        of.entry(account).or_default().0.push(held);
    }
    let mut members = mirror
        .db
        .prepare_cached("SELECT account_id FROM user_group WHERE group_id = ?1")
        .during(DOING)?;
    for group in &groups {
        let mut rows = members.query([&group.id]).during(DOING)?;
        while let Some(row) = rows.next().during(DOING)? {
            let account: String = row.get(0).during(DOING)?;
            of.entry(account).or_default().1.push(group);
        }
    }
    let of = of.into_iter();
    Ok(of
        .map(|(account, (held, groups))| (account, access_paths(&held, &groups, resource)))
        .collect())
}

/// The groups that give a role on the resource, by name.
///
/// # Errors
/// When the file cannot be read.
pub fn mirrored_giving_groups(
    mirror: &Mirror,
    resource: &str,
) -> Result<Vec<GivingGroup>, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT group_id, group_name, role, default_group FROM group_role WHERE app_id = ?1 ORDER BY group_name, group_id, role",
        )
        .during(DOING)?;
    let mut rows = read.query([resource]).during(DOING)?;
    let mut groups: Vec<GivingGroup> = Vec::new();
    while let Some(row) = rows.next().during(DOING)? {
        let id: String = row.get(0).during(DOING)?;
        let role = HeldRole {
            resource: resource.to_owned(),
            role: row.get(2).during(DOING)?,
            methods: vec![RoleMethod::Direct],
            default_group: row.get(3).during(DOING)?,
        };
        match groups.last_mut().filter(|group| group.id == id) {
            Some(group) => group.roles.push(role),
            None => groups.push(GivingGroup {
                id,
                name: row.get(1).during(DOING)?,
                roles: vec![role],
            }),
        }
    }
    Ok(groups)
}

/// The accounts that have an app, and whether the list of people says so: else a run of ours gave it to them since.
pub(super) fn mirrored_holders(
    mirror: &Mirror,
    app: &str,
) -> Result<HashMap<String, bool>, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT u.account_id, coalesce(instr(r.raw, p.id) > 0, 1) \
             FROM mirror_access a JOIN mirror_user u ON u.no = a.user_no \
             JOIN mirror_product p ON p.no = a.product_no LEFT JOIN mirror_user_raw r ON r.no = u.no \
             WHERE p.id = ?1 AND u.apps_known",
        )
        .during(DOING)?;
    read.query_map([app], |row| Ok((row.get(0)?, row.get(1)?)))
        .during(DOING)?
        .collect::<rusqlite::Result<_>>()
        .during(DOING)
}

/// Whether the list of people had the person with this app when it was read.
pub(super) fn was_listed(mirror: &Mirror, account: &str, app: &str) -> Result<bool, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT coalesce(max(instr(r.raw, ?2) > 0), 1) FROM mirror_user u \
             JOIN mirror_user_raw r ON r.no = u.no WHERE u.account_id = ?1",
        )
        .during(DOING)?;
    read.query_row([account, app], |row| row.get(0))
        .during(DOING)
}

/// The roles on the resource that were read of people.
fn own_roles(mirror: &Mirror, resource: &str) -> Result<Vec<(String, HeldRole)>, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT account_id, role, origin FROM user_role_grant WHERE app_id = ?1 AND source = 'read'",
        )
        .during(DOING)?;
    let mut rows = read.query([resource]).during(DOING)?;
    let mut held: BTreeMap<(String, String), Vec<RoleMethod>> = BTreeMap::new();
    while let Some(row) = rows.next().during(DOING)? {
        let key = (row.get(0).during(DOING)?, row.get(1).during(DOING)?);
        let origin: Option<String> = row.get(2).during(DOING)?;
        held.entry(key)
            .or_default()
            .extend(method(origin.as_deref()));
    }
    let held = held.into_iter();
    Ok(held
        .map(|((account, role), methods)| {
            let held = HeldRole {
                resource: resource.to_owned(),
                role,
                methods,
                default_group: None,
            };
            (account, held)
        })
        .collect())
}
