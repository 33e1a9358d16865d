//! Which changes are news, and how bad: a value that became known is none.

use std::collections::{HashMap, HashSet};

use super::admins::AdminChanges;
use super::coverage::Coverage;
use crate::change::ORG_ADMIN;
use crate::history::{Change, ChangeKind, ChangeValue};

/// Columns that say whether something of a person is known, and of what.
const KNOWN: [(&str, &str); 3] = [
    ("groups_known", "memberships"),
    ("roles_known", "roles"),
    ("apps_known", "apps"),
];

/// The changes without those that only became known.
pub(super) struct News<'a> {
    /// In their order.
    pub all: Vec<&'a Change>,
    /// Of how many people groups, roles or apps became known or unknown in between.
    pub learned: u64,
}

impl<'a> News<'a> {
    /// Sets aside what became known or unknown.
    pub fn of(changes: &'a [Change]) -> Self {
        let mut learned: HashMap<&str, HashSet<&str>> = HashMap::new();
        let part = |change: &Change| {
            let (_, of) = KNOWN
                .iter()
                .find(|(column, _)| change.column == Some(*column))?;
            (change.of == "people").then_some(*of)
        };
        for change in changes {
            if let Some(of) = part(change) {
                learned.entry(&change.id).or_default().insert(of);
            }
        }
        let is_news = |change: &&Change| {
            let aside = learned.get(change.id.as_str());
            part(change).is_none() && aside.is_none_or(|parts| !parts.contains(change.of))
        };
        Self {
            all: changes.iter().filter(is_news).collect(),
            learned: learned.len() as u64,
        }
    }

    /// How many changes of this kind there are.
    pub fn number(&self, of: &str, kind: ChangeKind) -> u64 {
        let some = self
            .all
            .iter()
            .filter(|change| change.of == of && change.kind == kind);
        some.count() as u64
    }

    /// The people who came or left.
    pub fn people(&self, kind: ChangeKind) -> Vec<&'a Change> {
        let of = |change: &&&Change| change.of == "people" && change.kind == kind;
        self.all.iter().filter(of).copied().collect()
    }

    /// Those whose two-step verification was on and is off.
    pub fn without_two_step(&self) -> u64 {
        self.all
            .iter()
            .filter(|change| lost_two_step(change))
            .count() as u64
    }

    /// The bad news first: new admins, lost policies, two-step verification that ended, external people who came, roles.
    pub fn sort(
        &mut self,
        admins: &AdminChanges<'_>,
        coverage: &Coverage<'_>,
        external: &HashSet<&str>,
    ) {
        let new: HashSet<&str> = admins
            .all
            .iter()
            .filter(|change| change.gained)
            .map(|change| change.id.as_str())
            .collect();
        let lost: HashSet<&str> = coverage
            .lost
            .iter()
            .map(|change| change.id.as_str())
            .collect();
        self.all.sort_by_key(|change| {
            let id = change.id.as_str();
            let of_admin = match change.of {
                "roles" => {
                    change.kind == ChangeKind::Added && change.item_id.as_deref() == Some(ORG_ADMIN)
                }
                "people" => change.column == Some("org_admin"),
                _ => false,
            };
            match (change.of, change.kind) {
                _ if of_admin && new.contains(id) => 0,
                ("policies", _) if lost.contains(id) => 1,
                _ if lost_two_step(change) => 2,
                ("people", ChangeKind::Added) if external.contains(id) => 3,
                ("roles", _) => 4,
                ("people", ChangeKind::Added | ChangeKind::Removed) => 5,
                _ => 6,
            }
        });
    }
}

fn lost_two_step(change: &Change) -> bool {
    change.column == Some("mfa_enabled")
        && change.before == Some(ChangeValue::Truth(true))
        && change.after == Some(ChangeValue::Truth(false))
}
