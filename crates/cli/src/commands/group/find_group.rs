//! The group that a command names: from the mirror or, when it is new, from the service.

use atlctl_api::{Client, OrgId};
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{Facet, FacetKind};
use atlctl_core::store::{GroupFacts, Mirror, StoreError};

use super::live::find_one_or;
use crate::changes::{DirectoryOption, directory_or_portal};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The membership of a group that the mirror knows or, when it is newer than the mirror, Atlassian.
///
/// # Errors
/// When there is no such group or several, or its directory is not known.
pub fn membership(
    context: &Context,
    (client, org): (&Client, &OrgId),
    mirror: &Mirror,
    directory: &DirectoryOption,
    name: &str,
) -> CliResult<(GroupFacts, Facet)> {
    let group = named(context, (client, org), mirror, directory, name)?;
    let directory = match &group.directory {
        Some(known) => known.clone(),
        None => directory_or_portal(context, (client, org), mirror, directory)?,
    };
    let facet = Facet::about(FacetKind::of(&Membership), [directory, group.id.clone()]);
    Ok((group, facet))
}

/// The directory of a group: its own, else the one that is named or the only one.
///
/// # Errors
/// When it is not known.
pub fn in_directory(
    mirror: &Mirror,
    directory: &DirectoryOption,
    group: &GroupFacts,
) -> CliResult<String> {
    match &group.directory {
        Some(known) => Ok(known.clone()),
        None => directory.find(mirror),
    }
}

/// The group with this ID or name. One that the mirror does not know is looked up at Atlassian and recorded. Where
/// several directories have a group of this name, the option says which one is meant.
///
/// # Errors
/// When there is no such directory, no such group in it, or several.
pub fn named(
    context: &Context,
    service: (&Client, &OrgId),
    mirror: &Mirror,
    directory: &DirectoryOption,
    name: &str,
) -> CliResult<GroupFacts> {
    let group = anywhere(context, service, mirror, directory, name.trim())?;
    if directory.is_given() {
        let wanted = directory.find(mirror)?;
        if let Some(own) = group.directory.as_deref().filter(|own| *own != wanted) {
            return Err(CliError::usage(format!(
                "the group {} is in another directory: {}",
                display(name),
                display(&title(mirror, own)?)
            ))
            .hint("leave out --directory, or name that one"));
        }
    }
    Ok(group)
}

/// The name of a directory; its ID where it has none.
fn title(mirror: &Mirror, id: &str) -> CliResult<String> {
    let mut known = mirror.directories()?.into_iter();
    let name = known.find_map(|(known, name)| name.filter(|_| known.as_str() == id));
    Ok(name.unwrap_or_else(|| id.to_owned()))
}

/// The group with this ID or name, in any directory where the mirror knows one of this name only.
fn anywhere(
    context: &Context,
    (client, org): (&Client, &OrgId),
    mirror: &Mirror,
    directory: &DirectoryOption,
    name: &str,
) -> CliResult<GroupFacts> {
    let id = match mirror.group_id(name) {
        Ok(id) => id.into_string(),
        Err(StoreError::Unknown { near, .. }) => {
            return new(context, (client, org), name, near.as_deref());
        }
        Err(error @ StoreError::Ambiguous { .. }) => match in_option(mirror, directory, name)? {
            Some(id) => id,
            None => {
                return Err(CliError::usage(display(&error.to_string())).hint(
                    "name its directory: --directory NAME; or use the ID of one of them instead of the name",
                ));
            }
        },
        Err(error) => return Err(error.into()),
    };
    let known = mirror.group_facts(&id)?;
    known.filter(|group| !group.gone).ok_or_else(|| {
        CliError::usage(format!("the group {} was deleted", display(name)))
            .hint("list the groups: atlctl group list")
    })
}

/// Of several groups with this name, the one in the directory that the option names; `None` without the option.
fn in_option(
    mirror: &Mirror,
    directory: &DirectoryOption,
    name: &str,
) -> CliResult<Option<String>> {
    if !directory.is_given() {
        return Ok(None);
    }
    let wanted = directory.find(mirror)?;
    let mut found = Vec::new();
    for id in mirror.group_ids(name)? {
        let group = mirror.group_facts(&id)?;
        if group.is_some_and(|group| group.directory.as_deref() == Some(&wanted)) {
            found.push(id);
        }
    }
    Ok(match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    })
}

/// A group that the mirror does not know yet. `near`: the one of the mirror that is meant if there is none.
fn new(
    context: &Context,
    (client, org): (&Client, &OrgId),
    name: &str,
    near: Option<&str>,
) -> CliResult<GroupFacts> {
    let found = context.block_on(find_one_or(client, org, name, near))??;
    let facts = GroupFacts::from(found);
    Mirror::open(context.mirror_path()?)?.learn_group(&facts, context.now())?;
    Ok(facts)
}
