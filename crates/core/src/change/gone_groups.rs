//! Groups that changes are about and that are no longer there. Another group may have the name by now.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{DirectoryId, Error, ErrorKind, Group, GroupId};

use super::find_groups::search_groups;
use super::group_match::has_name;
use super::read_portal::PORTAL;
use super::{Facet, GoneGroup, Grant, Live, Target, Value, Wire};

/// The IDs of the groups that a change is about, each with its directory where that is known.
fn groups_of(facet: &Facet, target: &Target) -> BTreeMap<String, Option<String>> {
    let mut groups = BTreeMap::new();
    // What it gives says of which groups it is, whatever the value.
    let any = Value::from("");
    let grants = facet.kind.grants(&facet.of, target, &any);
    for (grant, _) in grants.into_iter().flatten() {
        if let Grant::Group { id, .. }
        | Grant::Role {
            group: Some(id), ..
        } = grant
        {
            groups.insert(id, None);
        }
    }
    let group = facet.kind.group_of(&facet.of, target);
    if let Some((id, directory)) = group.and_then(|group| Some((group.id?, group.directory))) {
        groups.insert(id, Some(directory));
    }
    groups
}

/// Whether a value that was read proves that the group of the change is there.
fn is_proof(facet: &Facet, target: &Target, now: &Value) -> bool {
    let grants = facet.kind.grants(&facet.of, target, now);
    facet.kind.has_group(now) == Some(true)
        || facet.kind.has_group(now).is_none()
            && grants.into_iter().flatten().any(|(_, given)| given)
            && facet.kind.group_of(&facet.of, target).is_some()
}

/// Finds the groups of these changes that are no longer there, and adds them to what was read. `name`: the name that a
/// group had.
///
/// # Errors
/// As for any request; not where the credential may not read groups.
pub async fn find_gone_groups(
    wire: &Wire,
    items: &[(Facet, Target)],
    name: impl Fn(&str) -> Option<String>,
    live: &mut Live,
) -> Result<(), Error> {
    let mut asked: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut proven: BTreeSet<String> = BTreeSet::new();
    for (facet, target) in items {
        let groups = groups_of(facet, target);
        if live
            .value(target, facet)
            .is_some_and(|now| is_proof(facet, target, now))
        {
            proven.extend(groups.into_keys());
            continue;
        }
        for (id, directory) in groups {
            let known = asked.entry(id).or_default();
            *known = known.take().or(directory);
        }
    }
    // The portal's own list may not be whole.
    asked.retain(|id, directory| {
        !proven.contains(id) && directory.as_deref().is_none_or(|one| one != PORTAL)
    });
    let ids: Vec<Target> = asked.keys().cloned().map(Target::Group).collect();
    let Some(found) = listed(wire, &ids).await? else {
        return Ok(());
    };
    let mut gone = BTreeMap::new();
    for (id, directory) in asked {
        let is_listed = found.iter().any(|one| one.id.as_str() == id);
        if is_listed || !is_missing(wire, directory.as_deref(), &id).await? {
            continue;
        }
        let name = name(&id);
        gone.insert(id, (directory, name));
    }
    let names = gone.values().filter_map(|(_, name)| name.clone());
    let names: Vec<Target> = names.map(Target::GroupName).collect();
    let named = listed(wire, &names).await?.unwrap_or_default();
    for (id, (directory, name)) in gone {
        let is_there = |one: &&Group| {
            let own = one.directory_id.as_ref().map(DirectoryId::as_str);
            let here = own.is_none_or(|own| directory.as_deref().is_none_or(|of| of == own));
            let same = name
                .as_deref()
                .map(|name| has_name(one.name.as_deref(), name));
            here && same == Some(true)
        };
        let another = named.iter().find(is_there);
        let another = another.map(|one| one.id.as_str().to_owned());
        live.add_gone_group(id, GoneGroup { name, another });
    }
    Ok(())
}

/// The groups with these IDs or names; `None` where the credential may not list groups.
async fn listed(wire: &Wire, targets: &[Target]) -> Result<Option<Vec<Group>>, Error> {
    if targets.is_empty() {
        return Ok(Some(Vec::new()));
    }
    match search_groups(wire, targets.iter()).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_no(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether no group has this ID, which no list has.
async fn is_missing(wire: &Wire, directory: Option<&str>, id: &str) -> Result<bool, Error> {
    let Some(directory) = directory.map(DirectoryId::from) else {
        return Ok(true);
    };
    let id = GroupId::from(id);
    match wire.client.group(&wire.org, &directory, &id).await {
        Ok(_) => Ok(false),
        Err(error) if is_no(&error) => Ok(error.kind == ErrorKind::NotFound),
        Err(error) => Err(error),
    }
}

/// Whether the credential may not read this, or there is nothing to read.
fn is_no(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Invalid
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::NoCredential
            | ErrorKind::OldUserManagement
    )
}

impl Live {
    /// Why a change is impossible, because its group was deleted. `to`: the value after; where the change is made already,
    /// only another group of the name says that something else was meant.
    #[must_use]
    pub fn gone_group(&self, facet: &Facet, target: &Target, to: Option<&Value>) -> Option<String> {
        if self.gone_groups().is_empty() {
            return None;
        }
        let is_so = to.is_some() && self.value(target, facet) == to;
        groups_of(facet, target).into_keys().find_map(|id| {
            let group = self.gone_groups().get(&id)?;
            let matters = !is_so || group.another.is_some();
            matters.then(|| group.words(&id))
        })
    }
}
