//! Domains. Source: Organizations API v1 (sure).

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::enums::DomainClaimStatus;
use crate::error::Error;
use crate::ids::{DomainId, OrgId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// A domain the organization has claimed or tried to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Domain {
    /// The domain's ID.
    pub id: DomainId,
    /// The domain name, such as `example.com`.
    pub name: Option<String>,
    /// The verification status.
    pub claim_status: Option<DomainClaimStatus>,
    /// How the domain is verified: `http` or `dns`.
    pub claim_type: Option<String>,
    /// The original JSON.
    pub raw: Raw,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    id: String,
    #[serde(default, deserialize_with = "lenient::opt")]
    attributes: Option<Attributes>,
}

#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    claim: Option<Claim>,
}

#[derive(Default, Deserialize)]
struct Claim {
    #[serde(default, deserialize_with = "lenient::opt")]
    status: Option<DomainClaimStatus>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
}

impl From<Wire> for Domain {
    fn from(wire: Wire) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        let claim = attributes.claim.unwrap_or_default();
        Self {
            id: wire.id.into(),
            name: attributes.name,
            claim_status: claim.status,
            claim_type: claim.kind,
            raw: Raw::default(),
        }
    }
}

model!(Domain, id);

impl Client {
    /// The domains: `GET /admin/v1/orgs/{orgId}/domains` (sure).
    pub fn domains(&self, org: &OrgId) -> impl Stream<Item = Result<Domain, Error>> + Send + use<> {
        let call = Call::get("/admin/v1/orgs/{orgId}/domains", &[org.as_str()]);
        walk(self.clone(), call, Style::Query)
    }

    /// One domain: `GET /admin/v1/orgs/{orgId}/domains/{domainId}` (sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn domain(&self, org: &OrgId, domain: &DomainId) -> Result<Domain, Error> {
        let call = Call::get(
            "/admin/v1/orgs/{orgId}/domains/{domainId}",
            &[org.as_str(), domain.as_str()],
        )?;
        self.one_in_data(&call, "the response has no domain").await
    }
}
