//! A group as the server has it now.

use atlctl_api::{Client, Group, GroupId, GroupSearch, OrgId};
use futures_util::TryStreamExt as _;

use super::portal::of_portal;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The groups of this id, or of this name (names are not unique over directories).
///
/// # Errors
/// When there is none, or the server cannot be asked.
pub async fn find(client: &Client, org: &OrgId, name: &str) -> CliResult<Vec<Group>> {
    let named = GroupSearch {
        group_names: vec![name.to_owned()],
        ..GroupSearch::default()
    };
    let with_id = GroupSearch {
        group_ids: vec![GroupId::from(name.to_owned())],
        ..GroupSearch::default()
    };
    for search in [named, with_id] {
        let found: Vec<Group> = match client.groups_search(org, search).try_collect().await {
            Ok(found) => found,
            Err(error) if error.kind == atlctl_api::ErrorKind::OldUserManagement => {
                let mut meant: Vec<Group> = of_portal(client, org).try_collect().await?;
                meant.retain(|group| {
                    group.id.as_str() == name || group.name.as_deref() == Some(name)
                });
                meant
            }
            // A name is no id, and some services say so instead of finding nothing.
            Err(error) if error.kind == atlctl_api::ErrorKind::Invalid => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Err(
        CliError::usage(format!("the server has no group {}", display(name)))
            .hint("see which there are: atlctl group list --live"),
    )
}

/// The one group of this id or name.
///
/// # Errors
/// When there is none or there are several, or the server cannot be asked.
pub(super) async fn find_one(client: &Client, org: &OrgId, name: &str) -> CliResult<Group> {
    let mut found = find(client, org, name).await?;
    if found.len() == 1 {
        return Ok(found.remove(0));
    }
    let ids: Vec<&str> = found.iter().map(|group| group.id.as_str()).collect();
    Err(CliError::usage(format!(
        "{:?} is the name of several groups: {}",
        name,
        display(&ids.join(", "))
    ))
    .hint("say which one by its id"))
}
