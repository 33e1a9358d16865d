//! Reads the roles that people and groups hold, with how each came about.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{
    AccountId, DirectoryId, Error, ErrorKind, Group, GroupId, GroupSearch, RoleMethod,
};
use futures_util::TryStreamExt as _;
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::read_members::group_named;
use super::{ReadProgress, Target, Wire};

/// Reads at a time. (The client paces them further.)
const AT_ONCE: usize = 8;

/// Stands for every directory, where the service reads.
const ALL: &str = "-";

/// A role that a person or a group holds on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// The resource: an app, a site or the organization.
    pub resource: String,
    /// The role.
    pub role: String,
    /// How it came about. Empty: the service does not say.
    pub methods: Vec<RoleMethod>,
    /// Of a group's role: whether people who are given the role are put into the group. `None`: unknown, or a person's.
    pub default_group: Option<bool>,
}

impl HeldRole {
    /// Whether it is assigned to its holder itself, so that it can be revoked; `None` when the service does not say.
    #[must_use]
    pub fn is_direct(&self) -> Option<bool> {
        (!self.methods.is_empty()).then(|| self.methods.contains(&RoleMethod::Direct))
    }
}

/// A person or a group in a directory.
pub type Holder = (String, Target);

/// The roles of holders; `None` for one that the service refuses.
pub type HeldRoles = BTreeMap<Holder, Option<Vec<HeldRole>>>;

/// Reads the roles of these people and groups, each once.
///
/// # Errors
/// As for any request, except that the service does not know one of them.
pub async fn held_roles(
    wire: &Wire,
    of: impl IntoIterator<Item = Holder>,
    progress: ReadProgress<'_>,
) -> Result<HeldRoles, Error> {
    let of: BTreeSet<Holder> = of.into_iter().collect();
    let mut waiting = of.into_iter();
    let mut asked = FuturesUnordered::new();
    let mut found = HeldRoles::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some(holder) = waiting.next()
        {
            asked.push(async move {
                let roles = roles_of(wire, &holder).await;
                (holder, roles)
            });
        }
        let Some((holder, roles)) = asked.next().await else {
            return Ok(found);
        };
        let roles = match roles {
            Ok(roles) => Some(roles),
            // One that left meanwhile must not hide the others.
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) => None,
            Err(error) => return Err(error),
        };
        found.insert(holder, roles);
        progress(found.len());
    }
}

async fn roles_of(wire: &Wire, (directory, target): &Holder) -> Result<Vec<HeldRole>, Error> {
    let directory = DirectoryId::from(directory.as_str());
    match target {
        Target::Group(id) => of_group(wire, &directory, &GroupId::from(id.as_str())).await,
        Target::GroupName(name) => match group_named(wire, Some(&directory), name).await {
            Ok(group) => of_group(wire, &directory, &group).await,
            // A group that is not there has no roles.
            Err(error) if error.kind == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        },
        other => of_account(wire, &directory, &AccountId::from(other.id())).await,
    }
}

/// The roles of a group; none where there is no such group.
async fn of_group(
    wire: &Wire,
    directory: &DirectoryId,
    group: &GroupId,
) -> Result<Vec<HeldRole>, Error> {
    let roles = wire
        .client
        .group_role_assignments(&wire.org, directory, group);
    let mut roles = std::pin::pin!(roles);
    let mut held = Vec::new();
    loop {
        let on = match roles.try_next().await {
            Ok(Some(on)) => on,
            Ok(None) => return Ok(held),
            // So is refused, too, what this credential may not see: the list of groups tells.
            Err(error) if error.kind == ErrorKind::NotFound && is_gone(wire, group).await? => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let Some(resource) = on.resource else {
            continue;
        };
        let default = on.default_role;
        held.extend(on.roles.into_iter().map(|role| HeldRole {
            resource: resource.as_str().to_owned(),
            role: role.as_str().to_owned(),
            methods: vec![RoleMethod::Direct],
            default_group: Some(default.as_ref() == Some(&role)),
        }));
    }
}

/// Whether the service lists no such group.
async fn is_gone(wire: &Wire, group: &GroupId) -> Result<bool, Error> {
    let search = GroupSearch {
        group_ids: vec![group.clone()],
        ..GroupSearch::default()
    };
    let groups = wire.client.groups_search(&wire.org, search);
    let found: Vec<Group> = groups.try_collect().await?;
    Ok(!found.iter().any(|one| one.id == *group))
}

async fn of_account(
    wire: &Wire,
    directory: &DirectoryId,
    account: &AccountId,
) -> Result<Vec<HeldRole>, Error> {
    let mut held = Vec::new();
    let roles = wire
        .client
        .user_role_assignments(&wire.org, directory, account);
    let mut roles = std::pin::pin!(roles);
    while let Some(on) = roles.try_next().await? {
        // The same app may be there once for each directory.
        let all = directory.as_str() == ALL;
        let elsewhere = !all && on.directory.is_some_and(|known| known != *directory);
        let Some(resource) = on.resource.filter(|_| !elsewhere) else {
            continue;
        };
        held.extend(on.roles.into_iter().map(|role| HeldRole {
            resource: resource.as_str().to_owned(),
            role: role.role.as_str().to_owned(),
            methods: role.methods,
            default_group: None,
        }));
    }
    Ok(held)
}
