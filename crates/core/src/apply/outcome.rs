//! How a row ended.

use atlctl_api::PolicyId;
use serde::{Deserialize, Serialize};

/// How a row that was to be changed ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// Changed, and read back.
    Confirmed,
    /// It had become so before anything was sent.
    Unchanged,
    /// Somebody else changed it meanwhile.
    Conflict {
        /// The policy the person is in now.
        now: Option<PolicyId>,
    },
    /// A guard of today holds the person out, whom none held out when the run began. Nothing was sent, or nothing
    /// came of it.
    Held {
        /// Which guard.
        why: String,
    },
    /// The service said no.
    Refused {
        /// Its reason.
        why: String,
    },
    /// It did not happen, though it was tried.
    Failed {
        /// What went wrong.
        why: String,
    },
    /// What became of it cannot be told now. A later look may.
    Lost {
        /// Why not.
        why: String,
    },
}

impl Outcome {
    /// Whether it counts against the number of failures that stop a run.
    pub(super) fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. } | Self::Failed { .. } | Self::Lost { .. }
        )
    }
}
