//! A group as the server has it now.

use std::collections::HashSet;

use atlctl_api::{Client, Group, GroupId, GroupSearch, OrgId};
use atlctl_core::store::looks_the_same;
use futures_util::TryStreamExt as _;

use super::portal::of_portal;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The groups with this ID, or with this name in any case (names are not unique across directories). What the
/// service finds is compared with what was asked for: a search may also find what is similar.
///
/// # Errors
/// When there is none, or Atlassian cannot be asked.
pub async fn find(client: &Client, org: &OrgId, name: &str) -> CliResult<Vec<Group>> {
    find_or(client, org, name, None).await
}

/// As [`find`]. `near`: the group that is suggested where Atlassian finds nothing similar.
async fn find_or(
    client: &Client,
    org: &OrgId,
    name: &str,
    near: Option<&str>,
) -> CliResult<Vec<Group>> {
    let name = name.trim();
    let named = GroupSearch {
        group_names: vec![name.to_owned()],
        ..GroupSearch::default()
    };
    let with_id = GroupSearch {
        group_ids: vec![GroupId::from(name.to_owned())],
        ..GroupSearch::default()
    };
    let wanted = name.to_lowercase();
    let mut similar: Vec<String> = Vec::new();
    for search in [named, with_id] {
        let found: Vec<Group> = match client.groups_search(org, search).try_collect().await {
            Ok(found) => found,
            Err(error) if error.kind == atlctl_api::ErrorKind::OldUserManagement => {
                let mut named: Vec<Group> = of_portal(client, org).try_collect().await?;
                named.retain(|group| {
                    group.id.as_str() == name || group.name.as_deref() == Some(name)
                });
                named
            }
            // A name is no id, and some services say so instead of finding nothing.
            Err(error) if error.kind == atlctl_api::ErrorKind::Invalid => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let is = |group: &Group| {
            let called = group.name.as_deref().map(str::to_lowercase);
            group.id.as_str() == name || called.as_ref() == Some(&wanted)
        };
        let (mut exact, others): (Vec<Group>, Vec<Group>) = found.into_iter().partition(is);
        // The same group may come twice while the list changes.
        let mut seen = HashSet::new();
        exact.retain(|group| seen.insert(group.id.as_str().to_owned()));
        if !exact.is_empty() {
            return Ok(exact);
        }
        similar.extend(others.into_iter().filter_map(|group| group.name));
    }
    let none = format!("no group \"{}\" in the organization", display(name));
    similar.retain(|other| {
        let other = other.to_lowercase();
        other.contains(&wanted) && !looks_the_same(&wanted, &other)
    });
    similar.sort_unstable();
    similar.dedup();
    similar.truncate(5);
    if similar.is_empty() {
        similar.extend(near.map(str::to_owned));
    }
    let quoted: Vec<String> = similar.iter().map(|name| format!("{name:?}")).collect();
    Err(if quoted.is_empty() {
        CliError::usage(none).hint("list the groups: atlctl group list --live")
    } else {
        CliError::usage(format!(
            "{none}; did you mean {}?",
            display(&quoted.join(" or "))
        ))
    })
}

/// The one group of this id or name.
///
/// # Errors
/// When there is none or there are several, or the server cannot be asked.
pub(super) async fn find_one(client: &Client, org: &OrgId, name: &str) -> CliResult<Group> {
    find_one_or(client, org, name, None).await
}

/// As [`find_one`]. `near`: the group that is suggested where Atlassian finds nothing similar.
pub(super) async fn find_one_or(
    client: &Client,
    org: &OrgId,
    name: &str,
    near: Option<&str>,
) -> CliResult<Group> {
    let mut found = find_or(client, org, name, near).await?;
    // An id is one group's, also where it is another one's name.
    if let Some(at) = found.iter().position(|group| group.id.as_str() == name) {
        return Ok(found.swap_remove(at));
    }
    if found.len() == 1 {
        return Ok(found.remove(0));
    }
    let ids: Vec<String> = found
        .iter()
        .map(|group| match &group.directory_id {
            Some(directory) => format!("{} (directory {directory})", group.id),
            None => group.id.as_str().to_owned(),
        })
        .collect();
    Err(CliError::usage(format!(
        "{} is the name of several groups: {}",
        display(name),
        display(&ids.join(", "))
    ))
    .hint("choose one by its ID"))
}
