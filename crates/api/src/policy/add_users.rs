//! Moving people into a policy.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{Error, ErrorKind, Processed};
use crate::ids::{OrgId, PolicyId, TaskId};
use crate::lenient;
use crate::transport::{Call, segment};

/// The server accepted the request and is processing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The task to ask for.
    pub task: TaskId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    // `taskLink` is not read: an address from the server is never followed.
    #[serde(default, deserialize_with = "lenient::text")]
    task_id: Option<String>,
}

impl Client {
    /// Moves users into a policy, by email address; each leaves their current policy:
    /// `POST /admin/control/v1/orgs/{orgId}/auth-policy/{policyId}/add-users` (published). The
    /// response only confirms that the task started; poll [`Client::policy_task`].
    ///
    /// # Errors
    /// As for any call; `processed` says whether users may have moved. A response without a task ID is
    /// `Unreadable` and `Unknown`.
    pub async fn add_users_to_policy(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        emails: &[String],
    ) -> Result<Accepted, Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            users: &'a [String],
        }
        let call = Call::post(
            "/admin/control/v1/orgs/{orgId}/auth-policy/{policyId}/add-users",
            &[org.as_str(), policy.as_str()],
            &Request { users: emails },
        )?;
        if emails.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "no email address to move"));
        }
        let reply = self.change(&call).await?;
        let wire: Wire = reply.json(&call)?;
        // An id that no path can hold, or that was damaged on its way, cannot be asked for, now or later.
        let usable = |id: &String| {
            segment("taskId", id).is_ok() && !id.contains(char::REPLACEMENT_CHARACTER)
        };
        match wire.task_id.filter(usable) {
            Some(id) => Ok(Accepted { task: id.into() }),
            None => Err(reply
                .error(
                    &call,
                    ErrorKind::Unreadable,
                    "the response has no valid task ID",
                )
                .with_processed(Processed::Unknown)),
        }
    }
}
