//! What is wanted of targets, and under which conditions.

use std::collections::HashMap;

use super::{EndedAccess, Found, Guards, LaterRun, Members};
use crate::change::{Before, Facet, Target, Unchangeable, Value};

/// A person, or another target, and the value it is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The person; for another target, its owner if it has one.
    pub found: Found,
    /// The target, when it is not the person's account.
    pub target: Option<Target>,
    /// What is changed.
    pub facet: Facet,
    /// The value before, as the mirror has it.
    pub mirrored: Before,
    /// The value before in words, where its name says too little.
    pub before_words: Option<String>,
    /// The value after; `None` when there is none.
    pub to: Option<Value>,
    /// Change it only when it has this value; else what [`Rules::from`] says.
    pub from: Option<Value>,
    /// Other values that count like `from`: an undone run set them on its way, and may have got no further.
    pub or_from: Vec<Value>,
    /// The run after the undone one that took it back or changed it again: who gave it the undone run's value since then
    /// decided so.
    pub changed_by: Option<LaterRun>,
    /// Rows that must be done first, by position.
    pub after: Vec<u32>,
    /// What else the change does or does not do.
    pub effect: Option<String>,
    /// The app to which the person's access ends with it, once it and the person's earlier rows are done.
    pub ends: Option<EndedAccess>,
    /// Whether the person surely keeps the seats that they have: in another way, or because what is taken gives none.
    pub keeps_seat: bool,
    /// Why it is wanted, as its list says.
    pub change_reason: Option<String>,
    /// The rows of an access review whose decisions it carries out, by their IDs.
    pub review_rows: Vec<String>,
    /// Why the change is impossible, where the command knows it: a group gives the role.
    pub obstacle: Option<String>,
    /// The members of the group that is changed as a whole.
    pub members: Option<Members>,
    /// The row that makes this one needless, by position: the roles of a group go with the group.
    pub goes_with: Option<u32>,
}

impl Wanted {
    /// A value for a person. The value before is the one that the mirror's row of the person has.
    #[must_use]
    pub fn of_person(found: Found, facet: Facet, to: Option<Value>) -> Self {
        let mirrored = found
            .person
            .as_ref()
            .and_then(|person| facet.kind.of_person(&facet.of, person));
        Self {
            found,
            target: None,
            facet,
            mirrored: mirrored.unwrap_or(Before::Unknown),
            before_words: None,
            to,
            from: None,
            or_from: Vec::new(),
            changed_by: None,
            after: Vec::new(),
            effect: None,
            ends: None,
            keeps_seat: false,
            change_reason: None,
            review_rows: Vec::new(),
            obstacle: None,
            members: None,
            goes_with: None,
        }
    }

    /// The target; `None` for an unknown person.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        let account = || {
            let person = self.found.person.as_ref()?;
            Some(Target::Account(person.account_id.as_str().to_owned()))
        };
        self.target.clone().or_else(account)
    }
}

/// The conditions for a change.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Change only targets that have this value.
    pub from: Option<Value>,
    /// Whether the change is an undo; then `from` of each row is the value that the run set.
    pub undo: bool,
    /// The guards of any change.
    pub guards: Guards,
    /// Values that no target can have, with the reason (see [`unchangeable`](super::unchangeable)).
    pub unchangeable: HashMap<(Facet, Value), Unchangeable>,
}
