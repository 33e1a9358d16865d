//! How a person came to their access to apps, from the mirror.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{AccountId, RoleMethod};
use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::Access;
use super::access_paths::GivingGroup;
use super::held_roles::HeldRole;
use crate::store::{During as _, Mirror, Reported, StoreError, granted_since};

/// A person's access as the mirror knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MirroredAccess {
    /// The access.
    pub access: Access,
    /// When the roles of groups were read; `None`: never, so that no group is known to give anything.
    pub group_roles_at: Option<Timestamp>,
    /// When the person's own roles were read; `None`: never, so that roles assigned to them are unknown.
    pub own_roles_at: Option<Timestamp>,
    /// Whether a later sync read the people: roles assigned to them may have changed since.
    pub own_roles_outdated: bool,
    /// Whether the person's groups are known.
    pub groups_known: bool,
    /// The apps that the list of people says they have, by ID; `None` when it does not say.
    pub apps: Option<BTreeSet<String>>,
}

impl MirroredAccess {
    /// Whether every way to a role is known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.groups_known && self.own_roles_at.is_some() && !self.own_roles_outdated
    }
}

const DOING: &str = "read where a person's roles come from";

/// A person's roles, and those of their groups, as of the last sync.
///
/// # Errors
/// When the file cannot be read.
pub fn mirrored_access(mirror: &Mirror, account: &AccountId) -> Result<MirroredAccess, StoreError> {
    let memberships = mirror.memberships(account)?;
    let apps = match memberships.apps {
        Reported::Known(apps) => Some(apps.into_iter().map(|app| app.id).collect()),
        Reported::Unknown { .. } => None,
    };
    let (groups, groups_known) = match memberships.groups {
        Reported::Known(groups) => (groups, true),
        Reported::Unknown { .. } => (Vec::new(), false),
    };
    let mut giving = Vec::new();
    for group in groups {
        let roles = group_roles(mirror, &group.id)?;
        giving.push(GivingGroup {
            id: group.id,
            name: group.name,
            roles,
        });
    }
    let own = own_reading(mirror, account)?;
    let own_roles = match own {
        Some(_) => own_roles(mirror, account)?,
        None => run_roles(mirror, account)?,
    };
    Ok(MirroredAccess {
        access: Access::of_one(account.as_str(), own_roles, giving),
        group_roles_at: mirror.part_read_at("group-roles")?,
        own_roles_at: own.map(|(at, _)| at),
        own_roles_outdated: own.is_some_and(|(_, outdated)| outdated),
        groups_known,
        apps,
    })
}

/// What a group gives.
fn group_roles(mirror: &Mirror, group: &str) -> Result<Vec<HeldRole>, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT app_id, role, default_group FROM group_role WHERE group_id = ?1 ORDER BY 1, 2",
        )
        .during(DOING)?;
    read.query_map([group], |row| {
        Ok(HeldRole {
            resource: row.get(0)?,
            role: row.get(1)?,
            methods: vec![RoleMethod::Direct],
            default_group: row.get(2)?,
        })
    })
    .during(DOING)?
    .collect::<rusqlite::Result<_>>()
    .during(DOING)
}

/// The roles that the mirror knows of a group; `None` where they were not read.
///
/// # Errors
/// When the mirror cannot be read.
pub fn mirrored_group_roles(
    mirror: &Mirror,
    group: &str,
) -> Result<Option<Vec<HeldRole>>, StoreError> {
    let sql = "SELECT 1 FROM mirror_group WHERE id = ?1 AND roles_sync IS NOT NULL";
    let mut read = mirror.db.prepare_cached(sql).during(DOING)?;
    let known = read.exists([group]).during(DOING)?;
    known.then(|| group_roles(mirror, group)).transpose()
}

/// The roles that were read of the person.
fn own_roles(mirror: &Mirror, account: &AccountId) -> Result<Vec<HeldRole>, StoreError> {
    let mut read = mirror
        .db
        .prepare_cached(
            "SELECT app_id, role, origin FROM user_role_grant \
             WHERE account_id = ?1 AND source = 'read' AND app_id IS NOT NULL ORDER BY 1, 2, 3",
        )
        .during(DOING)?;
    let mut rows = read.query([account.as_str()]).during(DOING)?;
    let mut held: BTreeMap<(String, String), Vec<RoleMethod>> = BTreeMap::new();
    while let Some(row) = rows.next().during(DOING)? {
        let key = (row.get(0).during(DOING)?, row.get(1).during(DOING)?);
        let origin: Option<String> = row.get(2).during(DOING)?;
        let methods = held.entry(key).or_default();
        methods.extend(method(origin.as_deref()));
    }
    let held = held.into_iter();
    Ok(held
        .map(|((resource, role), methods)| HeldRole {
            resource,
            role,
            methods,
            default_group: None,
        })
        .collect())
}

/// The roles that runs granted to somebody whose own roles were never read.
fn run_roles(mirror: &Mirror, account: &AccountId) -> Result<Vec<HeldRole>, StoreError> {
    let held = granted_since(&mirror.db, account.as_str()).during(DOING)?;
    let held = held.into_iter().map(|(resource, role)| HeldRole {
        resource,
        role,
        methods: vec![RoleMethod::Direct],
        default_group: None,
    });
    Ok(held.collect())
}

/// How a role came about, as the mirror says it.
pub(super) fn method(origin: Option<&str>) -> Option<RoleMethod> {
    match origin {
        Some("direct") => Some(RoleMethod::Direct),
        Some("inferred") => Some(RoleMethod::Inferred),
        Some("group_direct") => Some(RoleMethod::GroupDirect),
        _ => None,
    }
}

/// Whether the roles that are assigned to this person are known, as of the last reading of the people.
pub(super) fn own_roles_are_known(
    mirror: &Mirror,
    account: &AccountId,
) -> Result<bool, StoreError> {
    let reading = own_reading(mirror, account)?;
    Ok(reading.is_some_and(|(_, outdated)| !outdated))
}

/// When the person's own roles were read, and whether a later sync read the people.
fn own_reading(
    mirror: &Mirror,
    account: &AccountId,
) -> Result<Option<(Timestamp, bool)>, StoreError> {
    let found: Option<(i64, bool)> = mirror
        .db
        .prepare_cached("SELECT read_at_unix, outdated FROM user_role_read WHERE account_id = ?1")
        .during(DOING)?
        .query_row([account.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .during(DOING)?;
    Ok(found.and_then(|(at, outdated)| Some((Timestamp::from_second(at).ok()?, outdated))))
}
