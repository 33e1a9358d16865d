//! Publishing drafts of data security policies.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::enums::{DraftAction, PolicyCoverage};
use crate::error::{Error, ErrorKind};
use crate::ids::{OrgId, PolicyId};
use crate::lenient;
use crate::single_object;
use crate::transport::Call;

/// A draft to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyDraft {
    /// Of which policy.
    #[serde(rename = "policyId")]
    pub policy: PolicyId,
    /// What to do.
    pub action: DraftAction,
    /// What the policy covers.
    #[serde(rename = "policyCoverageLevel")]
    pub coverage: PolicyCoverage,
}

/// The service works on it. No call is documented that asks for a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishTicket {
    /// The ID of the message.
    pub message: Option<String>,
    /// The ID of the ticket.
    pub ticket: Option<String>,
    /// What it is about.
    pub container: Option<String>,
    /// How far it reaches, in the service's words.
    pub scope: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::some_list")]
    messages: Option<Vec<Message>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(default, deserialize_with = "lenient::text")]
    message_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    ticket: Option<Ticket>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ticket {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    container_ari: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    scope: Option<String>,
}

impl Client {
    /// Publishes drafts of policies that have this rule, such as `appAccess`:
    /// `POST /admin/control/v2/orgs/{orgId}/policies/publishDraftPolicies` (Control, sure; 202).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for no draft. A response without messages is `Unreadable` and `Unknown`.
    pub async fn publish_control_drafts(
        &self,
        org: &OrgId,
        rule: &str,
        drafts: &[PolicyDraft],
    ) -> Result<Vec<PublishTicket>, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            #[serde(rename = "type")]
            kind: &'static str,
            rule_name: &'a str,
            policy_operations: &'a [PolicyDraft],
        }
        let call = Call::post(
            "/admin/control/v2/orgs/{orgId}/policies/publishDraftPolicies",
            &[org.as_str()],
            &Request {
                kind: "data-security",
                rule_name: rule,
                policy_operations: drafts,
            },
        )?;
        if drafts.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "no draft to publish"));
        }
        let reply = self.change(&call).await?;
        let wire: Wire = reply.json(&call)?;
        let Some(messages) = wire.messages else {
            return Err(single_object::odd(
                &call,
                &reply,
                "the response has no messages",
            ));
        };
        Ok(messages
            .into_iter()
            .map(|message| {
                let ticket = message.ticket.unwrap_or_default();
                PublishTicket {
                    message: message.message_id,
                    ticket: ticket.id,
                    container: ticket.container_ari,
                    scope: ticket.scope,
                }
            })
            .collect())
    }
}
