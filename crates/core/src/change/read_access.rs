//! Reads how people came to their access to an app.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{Error, ErrorKind, GroupSearch, WorkspaceId};
use futures_util::TryStreamExt as _;

use super::access_paths::{AccessPath, GivingGroup, access_paths};
use super::held_roles::{HeldRole, held_roles};
use super::read_groups::read_groups;
use super::{ReadProgress, Target, Wire};

/// The access of people, as the service has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The roles of each account; none where the service refuses to say.
    roles: BTreeMap<String, Vec<HeldRole>>,
    /// The groups of each account, by ID; none where the service does not report them.
    groups: BTreeMap<String, BTreeSet<String>>,
    /// Groups that give roles.
    giving: Vec<GivingGroup>,
}

impl Access {
    /// The access of one account: the roles it holds, and the groups it is in with what they give.
    #[must_use]
    pub fn of_one(account: &str, roles: Vec<HeldRole>, giving: Vec<GivingGroup>) -> Self {
        let groups = giving.iter().map(|group| group.id.clone()).collect();
        Self {
            roles: BTreeMap::from([(account.to_owned(), roles)]),
            groups: BTreeMap::from([(account.to_owned(), groups)]),
            giving,
        }
    }

    /// The roles of an account; `None` when the service does not say.
    #[must_use]
    pub fn roles(&self, account: &str) -> Option<&[HeldRole]> {
        self.roles.get(account).map(Vec::as_slice)
    }

    /// The groups of an account that give roles.
    #[must_use]
    pub fn groups(&self, account: &str) -> Vec<&GivingGroup> {
        let of = self.groups.get(account);
        let is_in = |group: &&GivingGroup| of.is_some_and(|of| of.contains(&group.id));
        self.giving.iter().filter(is_in).collect()
    }

    /// The ways of an account to an app; `None` when the service does not say.
    #[must_use]
    pub fn paths(&self, account: &str, app: &str) -> Option<Vec<AccessPath>> {
        let held = self.roles(account)?;
        Some(access_paths(held, &self.groups(account), app))
    }

    /// The ways of an account to organization roles or a site, from which roles in apps may follow.
    #[must_use]
    pub fn wide_paths(&self, account: &str) -> Vec<AccessPath> {
        let groups = self.groups(account);
        let held = self.roles(account).unwrap_or_default();
        let given = groups.iter().flat_map(|group| &group.roles);
        let all: BTreeSet<&str> = (held.iter().chain(given))
            .map(|held| held.resource.as_str())
            .filter(|resource| resource.contains(":platform::"))
            .collect();
        let paths = all
            .into_iter()
            .map(|wide| access_paths(held, &groups, wide));
        paths.flatten().collect()
    }
}

/// Reads the roles of these accounts, and those of their groups that give a role in one of these apps; of every group,
/// when no app is named.
///
/// # Errors
/// As for any request.
pub async fn read_access(
    wire: &Wire,
    directory: &str,
    accounts: &[String],
    apps: &[String],
    progress: ReadProgress<'_>,
) -> Result<Access, Error> {
    let of = |account: &String| (directory.to_owned(), Target::Account(account.clone()));
    let held = held_roles(wire, accounts.iter().map(of), progress).await?;
    let mut access = Access::default();
    for ((_, target), roles) in held {
        if let Some(roles) = roles {
            access.roles.insert(target.id().to_owned(), roles);
        }
    }
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (account, groups) in read_groups(wire, accounts).await? {
        let Some(groups) = groups else { continue };
        let ids = groups.iter().map(|(id, _)| id.clone()).collect();
        access.groups.insert(account, ids);
        names.extend(groups);
    }
    if let Some(giving) = groups_of_apps(wire, apps).await? {
        names.retain(|id, _| giving.contains(id));
    }
    let of = |group: &String| (directory.to_owned(), Target::Group(group.clone()));
    let held = held_roles(wire, names.keys().map(of), &mut |_| {}).await?;
    access.giving = held
        .into_iter()
        .filter_map(|((_, target), roles)| {
            let id = target.id().to_owned();
            Some(GivingGroup {
                name: names.get(&id).cloned().flatten(),
                roles: roles?,
                id,
            })
        })
        .collect();
    Ok(access)
}

/// The groups that give roles in these apps; `None` when the service cannot search for them.
async fn groups_of_apps(wire: &Wire, apps: &[String]) -> Result<Option<BTreeSet<String>>, Error> {
    if apps.is_empty() {
        return Ok(None);
    }
    let resource_ids = apps.iter().map(|app| WorkspaceId::from(app.as_str()));
    let search = GroupSearch {
        resource_ids: resource_ids.collect(),
        ..GroupSearch::default()
    };
    let groups = wire.client.groups_search(&wire.org, search);
    let ids = groups.map_ok(|group| group.id.as_str().to_owned());
    match ids.try_collect().await {
        Ok(ids) => Ok(Some(ids)),
        Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
