//! The step that closes a review: what its runs did, in counts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Freshness;
use crate::plan::Actor;

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
pub(super) fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The run of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedRun {
    /// The path of the plan.
    pub plan: String,
    /// The run; `None` when the plan was not applied.
    pub run: Option<String>,
    /// Whether the run undoes another run of the plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
    /// When it started.
    pub began: Option<Timestamp>,
    /// Who started it, then who resumed it.
    pub actors: Vec<Actor>,
    /// How many rows ended how.
    pub outcomes: BTreeMap<String, u64>,
}

/// The end of a review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The result of each plan.
    pub runs: Vec<ClosedRun>,
    /// Rows to keep.
    pub keep: u64,
    /// Rows to remove.
    pub remove: u64,
    /// Rows that stayed without a decision.
    pub undecided: u64,
    /// Those of them that a reviewer returned with an answer that cannot be used.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unusable: u64,
    /// Of the rows to remove: how many ended how.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub results: BTreeMap<String, u64>,
    /// Rows that were to stay, and that a run removed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub removed_wrongly: u64,
    /// Rows that were to stay, and of which it is not known whether the access is still there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub maybe_removed_wrongly: u64,
    /// Rows that were to stay, and whose access is gone although no run that is known took it away.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gone: u64,
    /// The mirror that says whether people still have it; reviews of earlier versions did not ask it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<Freshness>,
}
