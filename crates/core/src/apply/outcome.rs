//! The outcome of a row.

use serde::{Deserialize, Serialize};

use crate::change::Value;

/// The outcome of a row that the plan changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// Changed, and read back.
    Confirmed,
    /// Was already as planned before anything was sent.
    Unchanged,
    /// Someone else changed it meanwhile.
    Conflict {
        /// The value now.
        now: Value,
    },
    /// A guard excludes the person now that did not when the run started. Nothing was sent, or it had no effect.
    Held {
        /// The guard's reason.
        why: String,
    },
    /// The service refused the change.
    Refused {
        /// Its reason.
        why: String,
    },
    /// The service made a part of the change, and refused the rest.
    InPart {
        /// Which part, and its reason.
        why: String,
    },
    /// An earlier change that must come first did not happen, so nothing was sent.
    Skipped {
        /// Which, and its result.
        why: String,
    },
    /// The change was tried and did not happen.
    Failed {
        /// What went wrong.
        why: String,
    },
    /// The outcome is unknown. A later read-back may settle it.
    #[serde(rename = "lost")]
    Unknown {
        /// Why it is unknown.
        why: String,
    },
}

impl Outcome {
    /// Whether the target has the value of the plan.
    pub(super) fn is_there(&self) -> bool {
        matches!(self, Self::Confirmed | Self::Unchanged)
    }

    /// Whether it counts against the number of failures that stop a run.
    pub(super) fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. } | Self::InPart { .. } | Self::Failed { .. } | Self::Unknown { .. }
        )
    }
}
