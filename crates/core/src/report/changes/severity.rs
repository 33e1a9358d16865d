//! How bad changes are.

use std::collections::HashSet;

use super::admins::AdminChanges;
use super::deduplicate::{is_org_admin_role, is_status, once};
use super::without_policy::Coverage;
use crate::change::ORG_ADMIN;
use crate::history::{Change, ChangeKind, ChangeValue, Diff};

/// The status of an account that is to be deleted.
const TO_BE_DELETED: &str = "for_deletion";

/// The changes, in the order of the report.
pub(super) struct News<'a> {
    /// In their order.
    pub all: Vec<&'a Change>,
    /// Of how many people groups, roles or apps became known or unknown in between.
    pub learned: u64,
    /// The accounts that may have been there at the first moment: the list of people was not read to its end by then. What
    /// they have, they may have had.
    doubtful: HashSet<&'a str>,
}

impl<'a> News<'a> {
    /// Those of a comparison, each act once: what became known or unknown is none. `was_whole`: whether everybody was
    /// listed at the first moment.
    pub fn of(found: &'a Diff, was_whole: bool) -> Self {
        let all = once(&found.changes);
        let came = all.iter().filter(|change| {
            !was_whole && change.of == "people" && change.kind == ChangeKind::Added
        });
        Self {
            doubtful: came.map(|change| change.id.as_str()).collect(),
            all,
            learned: found.learned.people(),
        }
    }

    /// Whether it may be no change: whose it is may have been there before, only not listed.
    pub fn is_doubtful(&self, change: &Change) -> bool {
        self.doubtful.contains(change.id.as_str())
    }

    /// How many people may have been there before.
    pub fn doubtful(&self) -> u64 {
        self.doubtful.len() as u64
    }

    /// How many changes are certain.
    pub fn certain(&self) -> u64 {
        let certain = self.all.iter().filter(|change| !self.is_doubtful(change));
        certain.count() as u64
    }

    /// How many changes of this kind there are.
    pub fn number(&self, of: &str, kind: ChangeKind) -> u64 {
        let some = self
            .all
            .iter()
            .filter(|change| change.of == of && change.kind == kind && !self.is_doubtful(change));
        some.count() as u64
    }

    /// How many people's status turned so.
    pub fn turned(&self, turn: Turn) -> u64 {
        let of = |change: &&&Change| Turn::of(change) == Some(turn);
        self.all.iter().filter(of).count() as u64
    }

    /// How many roles other than the one of organization admins people got or lost.
    pub fn other_roles(&self, kind: ChangeKind) -> u64 {
        let is_admin = |change: &&&Change| {
            change.kind == kind && is_org_admin_role(change) && !self.is_doubtful(change)
        };
        self.number("roles", kind) - self.all.iter().filter(is_admin).count() as u64
    }

    /// How many changes are in no figure of their own; `counted`: what these count.
    pub fn others(&self, counted: &[(&str, ChangeKind)]) -> u64 {
        let is_counted = |change: &Change| {
            counted.contains(&(change.of, change.kind))
                || Turn::of(change).is_some()
                || lost_two_step(change)
                || change.column == Some("org_admin")
        };
        let others = self.all.iter().filter(|change| !is_counted(change));
        others.filter(|change| !self.is_doubtful(change)).count() as u64
    }

    /// The people added or removed.
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

    /// The bad news first: new admins, lost policies, lost two-step verification, external people added, roles; then who is
    /// to be deleted, was suspended or deactivated, came and left, and was restored.
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
                    change.kind == ChangeKind::Added
                        && change.app_id.is_none()
                        && change.item_id.as_deref() == Some(ORG_ADMIN)
                }
                "people" => change.column == Some("org_admin"),
                _ => false,
            };
            match (change.of, change.kind) {
                _ if of_admin && new.contains(id) => 0,
                ("policies", _) if lost.contains(id) => 1,
                _ if lost_two_step(change) => 2,
                ("people", ChangeKind::Added) if external.contains(id) => 3,
                _ if is_of_admin(change) => 4,
                ("people", ChangeKind::Added | ChangeKind::Removed) => 7,
                _ => match Turn::of(change) {
                    Some(Turn::ToBeDeleted) => 5,
                    Some(Turn::Shut) => 6,
                    Some(Turn::Restored) => 8,
                    None => 9,
                },
            }
        });
    }
}

/// Whether a change is one of an organization role, or of administrators of an app as far as its name says.
pub(super) fn is_of_admin(change: &Change) -> bool {
    let role = change.item_id.as_deref().unwrap_or_default();
    change.of == "roles" && (change.app_id.is_none() || role.contains("admin"))
}

/// What the status of somebody turned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// They were suspended or deactivated.
    Shut,
    /// Their account is to be deleted.
    ToBeDeleted,
    /// Neither anymore.
    Restored,
}

impl Turn {
    /// The turn that a change is, if it is one.
    fn of(change: &Change) -> Option<Self> {
        if !is_status(change) {
            return None;
        }
        let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
        let (before, after) = (before.to_string(), after.to_string());
        let is_out = |word: &str| ["suspended", "deactivated", TO_BE_DELETED].contains(&word);
        match (is_out(&before), is_out(&after)) {
            (_, true) if after == TO_BE_DELETED && before != after => Some(Self::ToBeDeleted),
            (false, true) => Some(Self::Shut),
            (true, false) => Some(Self::Restored),
            _ => None,
        }
    }
}

fn lost_two_step(change: &Change) -> bool {
    change.column == Some("mfa_enabled")
        && change.before == Some(ChangeValue::Truth(true))
        && change.after == Some(ChangeValue::Truth(false))
}
