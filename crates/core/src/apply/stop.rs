//! Why a run sends nothing more.

use serde::{Deserialize, Serialize};

/// Why a run sends nothing more. What was sent is still followed to its end, where that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Stop {
    /// The credential is not accepted any more: nothing can be read either.
    SignIn {
        /// What the service said.
        why: String,
    },
    /// The service does not let this credential make the change, or knows no such policy.
    NotAllowed {
        /// What the service said.
        why: String,
    },
    /// More rows failed than the run may have.
    Failures {
        /// Rows that failed.
        failed: u64,
        /// The number that stops a run.
        limit: u64,
    },
    /// None of the first rows succeeded.
    FirstRows {
        /// What was said of one of them.
        why: String,
    },
    /// The service gave an answer that no call documents.
    Strange {
        /// What was strange.
        why: String,
    },
    /// The service cannot be reached, or takes no more requests.
    Unreachable {
        /// What happened.
        why: String,
    },
    /// No connection can be made, so that nothing can be read either.
    NoConnection {
        /// What happened.
        why: String,
    },
    /// The people to be changed cannot be read, so that nobody knows whether they are still where the plan saw them.
    Unread {
        /// What happened.
        why: String,
    },
    /// The call cannot be made from what the plan says.
    BadCall {
        /// What is wrong with it.
        why: String,
    },
    /// Rows are open and nothing is due: a fault of this program, noticed.
    Stuck,
    /// The person cancelled.
    Cancelled,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SignIn { why } => write!(f, "the service no longer accepts the sign-in: {why}"),
            Self::NotAllowed { why } => {
                write!(f, "the service does not allow the change: {why}")
            }
            Self::Failures { failed, limit } => {
                let allowed = limit.saturating_sub(1);
                write!(
                    f,
                    "{failed} rows failed; at most {allowed} are allowed (--max-failures)"
                )
            }
            Self::FirstRows { why } => write!(f, "all of the first rows failed: {why}"),
            Self::Strange { why } => write!(f, "the service gave an unexpected answer: {why}"),
            Self::Unreachable { why } => write!(f, "cannot reach the service: {why}"),
            Self::NoConnection { why } => write!(f, "cannot connect to the service: {why}"),
            Self::Unread { why } => {
                write!(f, "cannot read people's current policies: {why}")
            }
            Self::BadCall { why } => write!(f, "cannot make the request: {why}"),
            Self::Stuck => {
                f.write_str("rows are unsettled but nothing is scheduled; this is a bug in atlctl, please report it")
            }
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}
