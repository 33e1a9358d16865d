//! Reading policies of the organization.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::enums::{ApplicationStatus, PolicyKind, PolicyStatus};
use crate::error::Error;
use crate::ids::{OrgId, PolicyId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// A policy of the organization.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct OrgPolicy {
    /// The organization policy's ID.
    pub id: PolicyId,
    /// The organization policy's name.
    pub name: Option<String>,
    /// What it is about.
    pub kind: Option<PolicyKind>,
    /// Whether it is in force.
    pub status: Option<PolicyStatus>,
    /// What it allows: addresses, or a region.
    pub allowed: Vec<String>,
    /// Where it applies.
    pub resources: Vec<OrgPolicyResource>,
    /// As the service sent it.
    pub raw: Raw,
}

/// Where a policy applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct OrgPolicyResource {
    /// The resource, an ARI.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// How far it has come there.
    #[serde(
        default,
        rename = "applicationStatus",
        deserialize_with = "lenient::opt"
    )]
    pub status: Option<ApplicationStatus>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    id: PolicyId,
    #[serde(default, deserialize_with = "lenient::opt")]
    attributes: Option<Attributes>,
}

#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::opt")]
    kind: Option<PolicyKind>,
    #[serde(default, deserialize_with = "lenient::opt")]
    status: Option<PolicyStatus>,
    #[serde(default, deserialize_with = "lenient::opt")]
    rule: Option<Rule>,
    #[serde(default, deserialize_with = "lenient::list")]
    resources: Vec<OrgPolicyResource>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default, rename = "in", deserialize_with = "lenient::list")]
    allowed: Vec<String>,
}

impl From<Wire> for OrgPolicy {
    fn from(wire: Wire) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        Self {
            id: wire.id,
            name: attributes.name,
            kind: attributes.kind,
            status: attributes.status,
            allowed: attributes.rule.map(|rule| rule.allowed).unwrap_or_default(),
            resources: attributes.resources,
            raw: Raw::default(),
        }
    }
}

model!(OrgPolicy, id);

impl Client {
    /// The policies of the organization, or those about this: `GET /admin/v1/orgs/{orgId}/policies` (Organizations, sure).
    pub fn org_policies(
        &self,
        org: &OrgId,
        kind: Option<&PolicyKind>,
    ) -> impl Stream<Item = Result<OrgPolicy, Error>> + Send + use<> {
        let call = Call::get("/admin/v1/orgs/{orgId}/policies", &[org.as_str()]);
        let call = call.map(|call| match kind {
            Some(kind) => call.query("type", kind.as_str()),
            None => call,
        });
        walk(self.clone(), call, Style::Query)
    }

    /// One policy of the organization: `GET /admin/v1/orgs/{orgId}/policies/{policyId}` (Organizations, sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn org_policy(&self, org: &OrgId, policy: &PolicyId) -> Result<OrgPolicy, Error> {
        let call = Call::get(
            "/admin/v1/orgs/{orgId}/policies/{policyId}",
            &[org.as_str(), policy.as_str()],
        )?;
        self.one_in_data(&call, "the response has no policy").await
    }

    /// Has a policy validated: `GET /admin/v1/orgs/{orgId}/policies/{policyId}/validate` (Organizations, sure; 202 without a
    /// body). What comes of it, no call tells.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn validate_org_policy(&self, org: &OrgId, policy: &PolicyId) -> Result<(), Error> {
        let call = Call::get(
            "/admin/v1/orgs/{orgId}/policies/{policyId}/validate",
            &[org.as_str(), policy.as_str()],
        )?;
        self.send(&call).await.map(drop)
    }
}
