//! Ways back that are more than the value before: another facet, another group, more rows than were changed.

use super::Target;
use super::facet_by_name::NamedFacet;
use super::value::Value;

/// A way back that is a change of another facet: invited people are removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// What is changed.
    pub facet: NamedFacet,
    /// The value that the change made of it.
    pub set: Value,
    /// The value to set.
    pub to: Value,
}

/// A way back with what a person held: who was removed is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackWith {
    /// What is changed.
    pub facet: NamedFacet,
    /// The value to set.
    pub to: Value,
    /// What it does and does not bring back.
    pub effect: String,
    /// Why it is not possible.
    pub obstacle: Option<String>,
}

/// What a change took along, without a row of its own: the members and roles of a group that it deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAlong {
    /// Whose value it is.
    pub target: Target,
    /// What was changed.
    pub facet: NamedFacet,
    /// The value before.
    pub before: Value,
    /// The value that the change left.
    pub now: Value,
}

/// The group that a change is about. A group that was deleted and created again has another ID and the same name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct GroupOf {
    /// The directory's ID.
    pub directory: String,
    /// The group's ID, where the change names it.
    pub id: Option<String>,
    /// Its name, where the change names it.
    pub name: Option<String>,
}

impl GroupOf {
    /// The group of a target, if it is one.
    #[must_use]
    pub fn of_target(directory: &str, target: &Target) -> Option<Self> {
        let (id, name) = match target {
            Target::Group(id) => (Some(id.clone()), None),
            Target::GroupName(name) => (None, Some(name.clone())),
            _ => return None,
        };
        Some(Self {
            directory: directory.to_owned(),
            id,
            name,
        })
    }

    /// The group as a target: by its ID, where that is known.
    #[must_use]
    pub fn target(&self) -> Target {
        match (&self.id, &self.name) {
            (Some(id), _) => Target::Group(id.clone()),
            (None, name) => Target::GroupName(name.clone().unwrap_or_default()),
        }
    }
}
