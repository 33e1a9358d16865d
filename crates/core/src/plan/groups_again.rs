//! Groups that were deleted and created again: the same ones by name, with other IDs.

use std::collections::HashMap;

use super::Row;
use crate::change::{Facet, FacetKind, GroupOf, Target};
use crate::store::{Mirror, StoreError};

/// A change of a target, the same for each of the names that its group has.
pub(super) type Identity = (FacetKind, Target, Vec<String>);

/// The names of groups, and their IDs now, as the runs and the mirror know them.
pub(super) struct GroupsAgain<'a> {
    mirror: Option<&'a Mirror>,
    /// Names by ID, as runs saw them.
    names: HashMap<String, String>,
    /// IDs by directory and name in small letters, of groups that the mirror has now.
    ids: HashMap<(String, String), String>,
}

impl<'a> GroupsAgain<'a> {
    /// As these rows and the mirror know them.
    pub(super) fn of<'r>(
        mirror: Option<&'a Mirror>,
        rows: impl Iterator<Item = &'r Row>,
    ) -> Result<Self, StoreError> {
        let mut names = HashMap::new();
        for row in rows {
            let group = row
                .target()
                .and_then(|target| row.facet.kind.group_of(&row.facet.of, &target));
            if let Some(GroupOf {
                id: Some(id),
                name: Some(name),
                ..
            }) = group
            {
                names.insert(id, name);
            }
        }
        let all = mirror.map(Mirror::all_group_facts).transpose()?;
        let mut ids = HashMap::new();
        for group in all.into_iter().flatten() {
            if let (Some(directory), Some(name)) = (group.directory, group.name) {
                ids.insert((directory, name.to_lowercase()), group.id);
            }
        }
        Ok(Self { mirror, names, ids })
    }

    /// The group with its name, where that is known.
    pub(super) fn named(&self, group: GroupOf) -> Result<GroupOf, StoreError> {
        let (None, Some(id)) = (&group.name, &group.id) else {
            return Ok(group);
        };
        let mut name = self.names.get(id).cloned();
        if let (None, Some(mirror)) = (&name, self.mirror) {
            name = mirror.group_facts(id)?.and_then(|group| group.name);
        }
        Ok(GroupOf { name, ..group })
    }

    /// What a change is a change of, whatever ID the group has by now.
    pub(super) fn identity(&self, facet: &Facet, target: &Target) -> Result<Identity, StoreError> {
        let (kind, of) = (facet.kind, &facet.of);
        if let Some(group) = kind.group_of(of, target) {
            let group = self.named(group)?;
            if let Some(name) = &group.name {
                let group = GroupOf {
                    id: None,
                    name: Some(name.to_lowercase()),
                    ..group
                };
                let (of, target) = kind.about_group(of, target, &group);
                let (target, of) = kind.identity(&of, &target);
                return Ok((kind, target, of));
            }
        }
        let (target, of) = kind.identity(of, target);
        Ok((kind, target, of))
    }

    /// The group as it is to be named now, where its ID is that of a deleted one; `None` where it is gone.
    pub(super) fn now(&self, group: &GroupOf) -> Result<Option<GroupOf>, StoreError> {
        let (Some(id), Some(mirror)) = (&group.id, self.mirror) else {
            return Ok(Some(group.clone()));
        };
        let is_gone = mirror.group_facts(id)?.is_some_and(|group| group.gone);
        if !is_gone {
            return Ok(Some(group.clone()));
        }
        let name = group.name.as_deref().unwrap_or_default().to_lowercase();
        let now = self.ids.get(&(group.directory.clone(), name));
        Ok(now.map(|id| GroupOf {
            id: Some(id.clone()),
            ..group.clone()
        }))
    }
}
