//! Creating, changing and deleting policies of the organization.

use serde::Serialize;

use super::OrgPolicy;
use crate::client::Client;
use crate::enums::{PolicyKind, PolicyStatus};
use crate::error::Error;
use crate::ids::{OrgId, PolicyId};
use crate::single_object;
use crate::transport::Call;

/// A policy to create, or what one is to be. The service refuses a policy that lacks one of these (measured once).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgPolicySettings {
    /// What it is about: an IP allowlist, or data residency.
    pub kind: PolicyKind,
    /// The policy's name.
    pub name: String,
    /// Whether it is in force.
    pub status: PolicyStatus,
    /// What it allows: addresses, or a region.
    pub allowed: Vec<String>,
    /// Where it applies, as ARIs.
    pub resources: Vec<String>,
}

#[derive(Serialize)]
struct Request<'a> {
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a PolicyId>,
    #[serde(rename = "type")]
    kind: &'static str,
    attributes: Attributes<'a>,
}

#[derive(Serialize)]
struct Attributes<'a> {
    #[serde(rename = "type")]
    kind: &'a PolicyKind,
    name: &'a str,
    status: &'a PolicyStatus,
    rule: Rule<'a>,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    #[serde(rename = "in")]
    allowed: &'a [String],
}

#[derive(Serialize)]
struct Resource<'a> {
    id: &'a str,
}

impl OrgPolicySettings {
    fn request<'a>(&'a self, id: Option<&'a PolicyId>) -> Request<'a> {
        Request {
            data: Data {
                id,
                kind: "policy",
                attributes: Attributes {
                    kind: &self.kind,
                    name: &self.name,
                    status: &self.status,
                    rule: Rule {
                        allowed: &self.allowed,
                    },
                    resources: self.resources.iter().map(|id| Resource { id }).collect(),
                },
            },
        }
    }
}

impl Client {
    /// Creates a policy of the organization: `POST /admin/v1/orgs/{orgId}/policies` (Organizations, sure; 202: how far it
    /// has come, its resources say).
    ///
    /// # Errors
    /// Any error of a request. A response without a policy is `Unreadable` and `Unknown`.
    pub async fn create_org_policy(
        &self,
        org: &OrgId,
        settings: &OrgPolicySettings,
    ) -> Result<OrgPolicy, Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/policies",
            &[org.as_str()],
            &settings.request(None),
        )?;
        let reply = self.change(&call).await?;
        single_object::model_in(&call, &reply, "data", "the response has no policy")
    }

    /// Changes a policy of the organization, as a whole: `PUT /admin/v1/orgs/{orgId}/policies/{policyId}` (Organizations,
    /// sure; 202).
    ///
    /// # Errors
    /// Any error of a request. A response without a policy is `Unreadable` and `Unknown`.
    pub async fn update_org_policy(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        settings: &OrgPolicySettings,
    ) -> Result<OrgPolicy, Error> {
        let call = Call::put(
            "/admin/v1/orgs/{orgId}/policies/{policyId}",
            &[org.as_str(), policy.as_str()],
            &settings.request(Some(policy)),
        )?;
        let reply = self.change(&call).await?;
        single_object::model_in(&call, &reply, "data", "the response has no policy")
    }

    /// Deletes a policy of the organization: `DELETE /admin/v1/orgs/{orgId}/policies/{policyId}` (Organizations, sure; 202).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_org_policy(&self, org: &OrgId, policy: &PolicyId) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/v1/orgs/{orgId}/policies/{policyId}",
            &[org.as_str(), policy.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
