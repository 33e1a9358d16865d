//! Groups over several runs. A group that a run deleted and a later one created again is the same one with another ID;
//! a group that somebody else created is another one, whatever its name.

use std::collections::{BTreeSet, HashMap};

use super::group_name_taken::of_somebody_else;
use super::{PastRun, Row};
use crate::change::{Facet, FacetKind, GroupOf, Target};
use crate::store::{GroupFacts, Mirror, StoreError};

/// A change of a target, the same for each of the IDs that its group had.
pub(super) type Identity = (FacetKind, Option<usize>, Target, Vec<String>);

/// What the runs left of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Left {
    /// It is there, with this ID; `None` where no run recorded it.
    There(Option<String>),
    /// It is deleted; it had this ID.
    Deleted(Option<String>),
}

/// A group, whatever its ID is by now.
#[derive(Debug, Clone)]
pub(super) struct RunGroup {
    directory: String,
    name: Option<String>,
    left: Left,
}

/// What there is of a group now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// The group, with this ID.
    There(String),
    /// Neither the group nor another one of its name.
    Gone,
    /// Another group of its name, with this ID.
    Another(String),
    /// A group of its name with this ID, which may be the same one or another.
    Unclear(String),
}

/// Groups as runs left them, and as they are now.
#[derive(Debug)]
pub(super) struct RunGroups<'a> {
    mirror: Option<&'a Mirror>,
    /// Names by ID, as runs saw them.
    names: HashMap<String, String>,
    all: Vec<RunGroup>,
    by_id: HashMap<String, usize>,
    /// The last group of each directory and name.
    by_name: HashMap<(String, String), usize>,
    /// The groups of rows, by run and row.
    rows: HashMap<(usize, usize), usize>,
    /// The groups that there are now, by ID and by directory and name.
    now: HashMap<String, GroupFacts>,
    now_named: HashMap<(String, String), String>,
    /// Whether it is known which groups there are now.
    is_known: bool,
}

fn group_of(row: &Row) -> Option<GroupOf> {
    let target = row.target()?;
    row.facet.kind.group_of(&row.facet.of, &target)
}

/// Whether a group is there after a row, where that is what it changes.
fn creates(row: &Row) -> Option<bool> {
    row.facet.kind.has_group(row.to.as_ref()?)
}

fn key(directory: &str, name: &str) -> (String, String) {
    (directory.to_owned(), name.to_lowercase())
}

impl<'a> RunGroups<'a> {
    /// As these runs, the oldest first, and the mirror know them.
    pub(super) fn of(mirror: Option<&'a Mirror>, runs: &[PastRun<'_>]) -> Result<Self, StoreError> {
        let mut groups = Self {
            mirror,
            names: HashMap::new(),
            all: Vec::new(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            rows: HashMap::new(),
            now: HashMap::new(),
            now_named: HashMap::new(),
            is_known: false,
        };
        for row in runs.iter().flat_map(|run| &run.plan.rows) {
            if let Some(GroupOf {
                id: Some(id),
                name: Some(name),
                ..
            }) = group_of(row)
            {
                groups.names.insert(id, name);
            }
        }
        for (nth, run) in runs.iter().enumerate() {
            let row = |at: &usize| Some((*at, run.plan.rows.get(*at)?));
            // Rows that name a group are about the one that their run created.
            let (first, then): (Vec<_>, Vec<_>) = run
                .changed
                .iter()
                .filter_map(row)
                .partition(|(_, row)| creates(row).is_some());
            for (at, row) in first.into_iter().chain(then) {
                let Some(group) = group_of(row) else { continue };
                let place = match creates(row) {
                    Some(true) => groups.created(group, run.created.get(&at)),
                    Some(false) => groups.deleted(group),
                    None => groups.used(group),
                };
                groups.rows.insert((nth, at), place?);
            }
        }
        Ok(groups)
    }

    fn add(&mut self, group: GroupOf, left: Left, changed: bool) -> Result<usize, StoreError> {
        let place = self.all.len();
        let name = match (group.name, &group.id) {
            (None, Some(id)) => self.name_of(id)?,
            (name, _) => name,
        };
        if let (Some(name), true) = (&name, changed || group.id.is_none()) {
            self.by_name.insert(key(&group.directory, name), place);
        }
        if let Left::There(Some(id)) | Left::Deleted(Some(id)) = &left {
            self.by_id.insert(id.clone(), place);
        }
        self.all.push(RunGroup {
            directory: group.directory,
            name,
            left,
        });
        Ok(place)
    }

    fn name_of(&self, id: &str) -> Result<Option<String>, StoreError> {
        if let Some(name) = self.names.get(id) {
            return Ok(Some(name.clone()));
        }
        let known = self.mirror.map(|mirror| mirror.group_facts(id));
        Ok(known.transpose()?.flatten().and_then(|group| group.name))
    }

    fn last_named(&self, group: &GroupOf) -> Option<usize> {
        let name = group.name.as_deref()?;
        self.by_name.get(&key(&group.directory, name)).copied()
    }

    /// A run created or deleted this group; one that is not known is a new one.
    fn leave(
        &mut self,
        known: Option<usize>,
        group: GroupOf,
        left: Left,
    ) -> Result<usize, StoreError> {
        let Some(place) = known else {
            return self.add(group, left, true);
        };
        if let Left::There(Some(id)) | Left::Deleted(Some(id)) = &left {
            self.by_id.insert(id.clone(), place);
        }
        if let Some(group) = self.all.get_mut(place) {
            group.left = left;
            if let Some(name) = &group.name {
                self.by_name.insert(key(&group.directory, name), place);
            }
        }
        Ok(place)
    }

    /// A run created it: the one that a run deleted last is there again; any other is a new one.
    fn created(&mut self, group: GroupOf, id: Option<&String>) -> Result<usize, StoreError> {
        let before = self.last_named(&group).filter(|place| {
            let one = self.all.get(*place);
            one.is_some_and(|one| matches!(one.left, Left::Deleted(_)))
        });
        self.leave(before, group, Left::There(id.cloned()))
    }

    fn deleted(&mut self, group: GroupOf) -> Result<usize, StoreError> {
        let unknown = |place: &usize| {
            let one = self.all.get(*place);
            one.is_some_and(|one| one.left == Left::There(None))
        };
        let known = group.id.as_ref().and_then(|id| self.by_id.get(id)).copied();
        let known = known.or_else(|| self.last_named(&group).filter(unknown));
        let left = Left::Deleted(group.id.clone());
        self.leave(known, group, left)
    }

    /// A run changed something of it.
    fn used(&mut self, group: GroupOf) -> Result<usize, StoreError> {
        let known = match &group.id {
            Some(id) => self.by_id.get(id).copied(),
            None => self.last_named(&group),
        };
        match known {
            Some(place) => Ok(place),
            None => {
                let left = Left::There(group.id.clone());
                self.add(group, left, false)
            }
        }
    }

    /// The groups to look for: by ID and by name.
    pub(super) fn to_find(&self) -> Vec<Target> {
        let ids = self.all.iter().filter_map(RunGroup::last_id);
        let names = self.all.iter().filter_map(|group| group.name.as_deref());
        let ids: BTreeSet<Target> = ids.map(|id| Target::Group(id.to_owned())).collect();
        let names = names.map(|name| Target::GroupName(name.to_owned()));
        ids.into_iter()
            .chain(names.collect::<BTreeSet<_>>())
            .collect()
    }

    /// Takes in the groups that there are now. Without them, they are those that the mirror knows.
    pub(super) fn found(&mut self, now: Option<&[GroupFacts]>) -> Result<(), StoreError> {
        let groups = match (now, self.mirror) {
            (Some(now), _) => Some(now.to_vec()),
            (None, Some(mirror)) => Some(mirror.all_group_facts()?),
            (None, None) => None,
        };
        self.is_known = groups.is_some();
        for group in groups.into_iter().flatten() {
            if let Some(name) = &group.name {
                // The directory of some is not said.
                let directory = group.directory.as_deref().unwrap_or_default();
                let id = group.id.clone();
                self.now_named.insert(key(directory, name), id);
            }
            self.now.insert(group.id.clone(), group);
        }
        Ok(())
    }

    /// The group of a row.
    pub(super) fn of_row(&self, at: (usize, usize)) -> Option<usize> {
        self.rows.get(&at).copied()
    }

    pub(super) fn get(&self, place: usize) -> Option<&RunGroup> {
        self.all.get(place)
    }

    /// What a change is a change of, whatever ID the group has by now.
    pub(super) fn identity(facet: &Facet, target: &Target, group: Option<usize>) -> Identity {
        let (kind, of) = (facet.kind, &facet.of);
        let (of, target) = match kind.group_of(of, target).filter(|_| group.is_some()) {
            Some(named) => {
                let any = GroupOf {
                    id: None,
                    name: Some(String::new()),
                    ..named
                };
                kind.about_group(of, target, &any)
            }
            None => (of.clone(), target.clone()),
        };
        let (target, of) = kind.identity(&of, &target);
        (kind, group, target, of)
    }

    /// What there is of a group now.
    pub(super) fn standing(&self, place: usize) -> Standing {
        let Some(group) = self.all.get(place) else {
            return Standing::Gone;
        };
        let name = group.name.as_deref();
        let named = name.and_then(|name| {
            let of = |directory: &str| self.now_named.get(&key(directory, name));
            of(&group.directory).or_else(|| of(""))
        });
        match (&group.left, named) {
            (Left::There(Some(id)) | Left::Deleted(Some(id)), _) if self.now.contains_key(id) => {
                Standing::There(id.clone())
            }
            // Where nothing is known, it is as it was left.
            (Left::There(Some(id)), _) if !self.is_known => Standing::There(id.clone()),
            (_, None) => Standing::Gone,
            (Left::There(None), Some(id)) => Standing::Unclear(id.clone()),
            (_, Some(id)) => Standing::Another(id.clone()),
        }
    }
}

impl RunGroup {
    /// The ID that the group has, or had last.
    pub(super) fn last_id(&self) -> Option<&str> {
        match &self.left {
            Left::There(id) | Left::Deleted(id) => id.as_deref(),
        }
    }

    /// Its name, else its ID.
    pub(super) fn shown(&self) -> Option<&str> {
        self.name.as_deref().or(self.last_id())
    }

    /// The group as a change names it: by this ID, or by its name.
    pub(super) fn named(&self, id: Option<&str>) -> GroupOf {
        GroupOf {
            directory: self.directory.clone(),
            id: id.map(str::to_owned),
            name: self.name.clone(),
        }
    }
}

impl Standing {
    /// Why nothing is changed in the group of this name.
    pub(super) fn obstacle(&self, group: &RunGroup) -> Option<String> {
        let name = group.shown().unwrap_or_default();
        match self {
            Self::There(_) | Self::Gone => None,
            Self::Another(id) => Some(of_somebody_else(name, Some(id))),
            Self::Unclear(id) => Some(format!(
                "no run recorded the ID of the group {name} that it created, so the group of this name now (ID {id}) may \
                 be somebody else's; if it is not: atlctl group delete {id}"
            )),
        }
    }
}
