//! Finds groups that the mirror may not know: a new group has its ID from the service.

use atlctl_api::{Error, ErrorKind, Group, GroupId, GroupSearch};
use futures_util::TryStreamExt as _;

use super::group_match::is_group;
use super::read_portal::portal_groups;
use super::{Target, Wire};
use crate::store::GroupFacts;

/// IDs or names in one search.
const READ: usize = 10;

/// Searches for these groups, by their IDs and by their names.
pub(super) async fn search_groups<'t>(
    wire: &Wire,
    targets: impl Iterator<Item = &'t Target>,
) -> Result<Vec<Group>, Error> {
    let (mut ids, mut names) = (Vec::new(), Vec::new());
    for target in targets {
        match target {
            Target::Group(id) => ids.push(GroupId::from(id.as_str())),
            Target::GroupName(name) => names.push(name.clone()),
            _ => {}
        }
    }
    let by_id = ids.chunks(READ).map(|ids| GroupSearch {
        group_ids: ids.to_vec(),
        ..GroupSearch::default()
    });
    let by_name = names.chunks(READ).map(|names| GroupSearch {
        group_names: names.to_vec(),
        ..GroupSearch::default()
    });
    let mut found: Vec<Group> = Vec::new();
    for search in by_id.chain(by_name) {
        let groups = wire.client.groups_search(&wire.org, search);
        found.extend(groups.try_collect::<Vec<Group>>().await?);
    }
    Ok(found)
}

/// The groups that there are now with these IDs and names.
///
/// # Errors
/// As for any request.
pub async fn find_groups(wire: &Wire, targets: &[Target]) -> Result<Vec<GroupFacts>, Error> {
    let mut found = match search_groups(wire, targets.iter()).await {
        Err(error) if error.kind == ErrorKind::OldUserManagement => portal_groups(wire).await?.has,
        found => found?,
    };
    found.retain(|group| targets.iter().any(|target| is_group(group, target)));
    found.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found.into_iter().map(GroupFacts::from).collect())
}
