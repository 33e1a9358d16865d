//! The task of a move, and its result.

use serde::Deserialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{OrgId, TaskId};
use crate::lenient;
use crate::transport::Call;

/// State of a task. There is no field for "done": it is done when nothing is in progress.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTask {
    /// People still being moved.
    pub in_progress: u64,
    /// People moved.
    pub succeeded: u64,
    /// People not moved.
    pub failed: u64,
    /// The failures, grouped by reason.
    pub failures: Vec<PolicyTaskFailure>,
}

impl PolicyTask {
    /// Whether nothing is in progress anymore.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.in_progress == 0
    }
}

/// A reason why some people were not moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTaskFailure {
    /// The addresses that failed for this reason.
    pub emails: Vec<String>,
    /// A status in the manner of HTTP.
    pub status: Option<u16>,
    /// The reason in short.
    pub title: Option<String>,
    /// The reason at length.
    pub detail: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::count")]
    in_progress_count: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    success_count: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    failure_count: Option<u64>,
    #[serde(default, deserialize_with = "lenient::list")]
    failure_reasons: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default, deserialize_with = "lenient::list")]
    emails: Vec<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    details: Option<Why>,
}

#[derive(Default, Deserialize)]
struct Why {
    #[serde(default, deserialize_with = "lenient::count")]
    status: Option<u64>,
    #[serde(default, deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    detail: Option<String>,
}

impl Client {
    /// State of a task: `GET /admin/control/v1/orgs/{orgId}/auth-policy/task/{taskId}` (sure; a scoped
    /// key needs the scope for writing).
    ///
    /// # Errors
    /// As for any call. A response without counts is `Unreadable`, so that it does not count as "done".
    pub async fn policy_task(&self, org: &OrgId, task: &TaskId) -> Result<PolicyTask, Error> {
        let call = Call::get(
            "/admin/control/v1/orgs/{orgId}/auth-policy/task/{taskId}",
            &[org.as_str(), task.as_str()],
        )?;
        let reply = self.send(&call).await?;
        let wire: Wire = reply.json(&call)?;
        let counts = [
            wire.in_progress_count,
            wire.success_count,
            wire.failure_count,
        ];
        if counts.iter().all(Option::is_none) {
            return Err(reply.error(
                &call,
                ErrorKind::Unreadable,
                "the status of the task has no counts",
            ));
        }
        Ok(PolicyTask {
            in_progress: wire.in_progress_count.unwrap_or(0),
            succeeded: wire.success_count.unwrap_or(0),
            failed: wire.failure_count.unwrap_or(0),
            failures: wire
                .failure_reasons
                .into_iter()
                .map(|reason| {
                    let why = reason.details.unwrap_or_default();
                    PolicyTaskFailure {
                        emails: reason.emails,
                        status: why.status.and_then(|status| u16::try_from(status).ok()),
                        title: why.title.map(|text| reply.redact(text)),
                        detail: why.detail.map(|text| reply.redact(text)),
                    }
                })
                .collect(),
        })
    }
}
