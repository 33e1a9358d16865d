//! The outcome of a row.

use atlctl_api::PolicyId;
use serde::{Deserialize, Serialize};

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
        /// The policy the person is in now.
        now: Option<PolicyId>,
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
    /// Whether it counts against the number of failures that stop a run.
    pub(super) fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. } | Self::Failed { .. } | Self::Unknown { .. }
        )
    }
}
