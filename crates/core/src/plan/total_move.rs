//! What a plan does to its totals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a plan does to a total of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalMove {
    /// People who count into it afterward and did not before.
    pub joining: u64,
    /// People who counted into it and do not afterward.
    pub leaving: u64,
    /// People who may count into it afterward and not before: one of the two is unknown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub maybe_joining: u64,
    /// People who may have counted into it and not do so afterward: one of the two is unknown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub maybe_leaving: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde wants")]
pub(super) fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl TotalMove {
    /// The most people who join, and the most who leave.
    #[must_use]
    pub fn at_most(&self) -> (u64, u64) {
        (
            self.joining.saturating_add(self.maybe_joining),
            self.leaving.saturating_add(self.maybe_leaving),
        )
    }

    /// How much it moves at most, one way or the other.
    #[must_use]
    pub fn most(&self) -> u64 {
        let (joining, leaving) = self.at_most();
        joining.max(leaving)
    }

    /// The least and the most that a total may be afterward.
    #[must_use]
    pub fn after(&self, before: u64) -> (u64, u64) {
        let (joining, leaving) = self.at_most();
        let least = before.saturating_add(self.joining);
        let most = before.saturating_add(joining);
        (
            least.saturating_sub(leaving),
            most.saturating_sub(self.leaving),
        )
    }
}

/// What a plan does to the totals of a kind of facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// By the total's ID.
    pub by: BTreeMap<String, TotalMove>,
    /// Targets that leave a total of which it is not known which it is.
    pub from_unknown: u64,
}
