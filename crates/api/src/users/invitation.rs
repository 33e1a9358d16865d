//! Inviting people to the organization.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::enums::InviteStatus;
use crate::error::{Error, ErrorKind, Processed};
use crate::ids::{AccountId, GroupId, OrgId, RoleId, WorkspaceId};
use crate::lenient;
use crate::transport::{Call, Reply};

/// Addresses that one call may have.
pub const MOST_INVITED: usize = 25;

/// Whom to invite, and to what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// The addresses, 1 to 25.
    pub emails: Vec<String>,
    /// Groups they come into.
    #[serde(rename = "additionalGroups", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// Roles they get.
    #[serde(rename = "permissionRules", skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<InvitedRole>,
    /// A message in the invitation that is sent.
    #[serde(rename = "notificationText", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether an invitation is sent by email.
    #[serde(rename = "sendNotification")]
    pub notify: bool,
}

/// A role of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InvitedRole {
    /// The role.
    pub role: RoleId,
    /// The app.
    pub resource: WorkspaceId,
}

/// The results of an invitation. The result of an address that is not in it is unknown: read it back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invited {
    /// Whether the service says that it is done in part only.
    pub partial: bool,
    /// What it says of whom.
    pub people: Vec<InvitedPerson>,
}

/// The result of one person's invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvitedPerson {
    /// The address.
    pub email: Option<String>,
    /// The account, which may be a new one.
    pub account: Option<AccountId>,
    /// The result for each role and group.
    pub parts: Vec<InvitedPart>,
}

/// The result for one role or group of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedPart {
    /// The role or group.
    pub to: InvitedTo,
    /// The result; none when the service does not say.
    pub status: Option<InviteStatus>,
    /// Why it failed.
    pub reason: Option<String>,
}

/// What a person is invited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitedTo {
    /// A group.
    Group(Option<GroupId>),
    /// A role of an app. The service may write the role another way than it was asked for.
    Role {
        /// The role.
        role: Option<RoleId>,
        /// The app.
        resource: Option<WorkspaceId>,
    },
}

#[derive(Deserialize)]
struct Wire {
    // Required: without it nobody is known to be invited.
    data: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    results: Vec<Parts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    #[serde(default, deserialize_with = "lenient::list")]
    group_assignment_result: Vec<Part>,
    #[serde(default, deserialize_with = "lenient::list")]
    role_assignment_result: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default, deserialize_with = "lenient::text")]
    group: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    role: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    resource: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    status: Option<InviteStatus>,
    #[serde(default, deserialize_with = "lenient::text")]
    status_reason: Option<String>,
}

impl Client {
    /// Invites people, with roles and groups: `POST /admin/v2/orgs/{orgId}/users/invite` (Organizations, sure; 200, or 206
    /// when only some are invited; nobody published a real body of 206, so it is read as the specification has it).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for no address or more than 25; `PaymentRequired` without a paid subscription.
    /// A response that is not such a list is `Unreadable` and `Unknown`.
    pub async fn invite_users(
        &self,
        org: &OrgId,
        invitation: &Invitation,
    ) -> Result<Invited, Error> {
        let call = Call::post(
            "/admin/v2/orgs/{orgId}/users/invite",
            &[org.as_str()],
            invitation,
        )?;
        let count = invitation.emails.len();
        if !(1..=MOST_INVITED).contains(&count) {
            let what = format!("{count} addresses; Atlassian invites 1 to {MOST_INVITED} at once");
            return Err(call.error(ErrorKind::BadInput, what));
        }
        let reply = self.send(&call).await?;
        let known = [StatusCode::OK, StatusCode::PARTIAL_CONTENT];
        if !known.contains(&reply.status) {
            return Err(reply
                .error(
                    &call,
                    ErrorKind::Unreadable,
                    "the response has a status that the call does not document",
                )
                .with_processed(Processed::Unknown));
        }
        let wire: Wire = reply.json(&call)?;
        Ok(Invited {
            partial: reply.status == StatusCode::PARTIAL_CONTENT,
            people: wire
                .data
                .into_iter()
                .filter_map(|person| serde_json::from_value(person).ok())
                .map(|person| invited(person, &reply))
                .collect(),
        })
    }
}

fn invited(person: Person, reply: &Reply) -> InvitedPerson {
    let mut parts = Vec::new();
    for result in person.results {
        for part in result.group_assignment_result {
            let to = InvitedTo::Group(part.group.map(GroupId::from));
            parts.push((to, part.status, part.status_reason));
        }
        for part in result.role_assignment_result {
            let to = InvitedTo::Role {
                role: part.role.map(RoleId::from),
                resource: part.resource.map(WorkspaceId::from),
            };
            parts.push((to, part.status, part.status_reason));
        }
    }
    InvitedPerson {
        email: person.email,
        account: person.id.filter(|id| !id.is_empty()).map(AccountId::from),
        parts: parts
            .into_iter()
            .map(|(to, status, reason)| InvitedPart {
                to,
                status,
                reason: reason.map(|text| reply.redact(text)),
            })
            .collect(),
    }
}

impl InvitedPerson {
    /// The result of the whole: `Error` when a part failed, `Invited` when each part succeeded, else none.
    #[must_use]
    pub fn status(&self) -> Option<InviteStatus> {
        let of =
            |status: &InviteStatus| self.parts.iter().any(|p| p.status.as_ref() == Some(status));
        if of(&InviteStatus::Error) {
            return Some(InviteStatus::Error);
        }
        let all = !self.parts.is_empty()
            && self
                .parts
                .iter()
                .all(|part| part.status == Some(InviteStatus::Invited));
        all.then_some(InviteStatus::Invited)
    }
}
