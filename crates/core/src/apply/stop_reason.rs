//! Why a run stopped sending changes.

use serde::{Deserialize, Serialize};

/// Why a run stopped sending changes. Changes that were sent are still followed to their outcome where possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Stop {
    /// The service no longer accepts the credential, so nothing can be read either.
    SignIn {
        /// What the service said.
        why: String,
    },
    /// The service does not allow the change with this credential, or what it is about does not exist.
    NotAllowed {
        /// What the service said.
        why: String,
    },
    /// More rows failed than allowed.
    Failures {
        /// Rows that failed.
        failed: u64,
        /// The number that stops a run.
        limit: u64,
    },
    /// None of the first rows succeeded.
    FirstRows {
        /// The reason for one of them.
        why: String,
    },
    /// The service gave an undocumented answer.
    #[serde(rename = "strange")]
    Unexpected {
        /// What was unexpected.
        why: String,
    },
    /// The service cannot be reached, or accepts no more requests.
    Unreachable {
        /// What happened.
        why: String,
    },
    /// No connection is possible, so nothing can be read either.
    NoConnection {
        /// What happened.
        why: String,
    },
    /// The current values cannot be read, so it is unknown whether the plan still holds.
    Unread {
        /// What happened.
        why: String,
    },
    /// The plan does not yield a valid request.
    BadCall {
        /// What is wrong with it.
        why: String,
    },
    /// Rows are unsettled and nothing is scheduled: a bug in atlctl.
    Stuck,
    /// The administrator canceled.
    #[serde(rename = "cancelled")]
    Canceled,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SignIn { why } => write!(f, "Atlassian no longer accepts the sign-in: {why}"),
            Self::NotAllowed { why } => {
                write!(f, "Atlassian does not allow the change: {why}")
            }
            Self::Failures { failed, limit } => {
                let allowed = limit.saturating_sub(1);
                write!(
                    f,
                    "{failed} rows failed or are unknown; at most {allowed} may (--max-failures)"
                )
            }
            Self::FirstRows { why } => write!(f, "none of the first rows succeeded: {why}"),
            Self::Unexpected { why } => write!(f, "Atlassian gave an unexpected answer: {why}"),
            Self::Unreachable { why } => write!(f, "cannot reach Atlassian: {why}"),
            Self::NoConnection { why } => write!(f, "cannot connect to Atlassian: {why}"),
            Self::Unread { why } => {
                write!(f, "cannot read the current state: {why}")
            }
            Self::BadCall { why } => write!(f, "cannot make the request: {why}"),
            Self::Stuck => {
                f.write_str("rows are unsettled but nothing is scheduled; this is a bug in atlctl, please report it")
            }
            Self::Canceled => f.write_str("canceled"),
        }
    }
}
