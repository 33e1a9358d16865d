//! Organizations. Source: Organizations API v1 (sure).

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::OrgId;
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// An organization.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Org {
    /// The organization's ID.
    pub id: OrgId,
    /// The organization's name.
    pub name: Option<String>,
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

#[derive(Deserialize)]
struct Attributes {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
}

impl From<Wire> for Org {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id.into(),
            name: wire.attributes.and_then(|a| a.name),
            raw: Raw::default(),
        }
    }
}

model!(Org, id);

impl Client {
    /// The organizations the credential may see: `GET /admin/v1/orgs` (sure; an API key sees one).
    pub fn orgs(&self) -> impl Stream<Item = Result<Org, Error>> + Send + use<> {
        walk(self.clone(), Call::get("/admin/v1/orgs", &[]), Style::Query)
    }

    /// One organization: `GET /admin/v1/orgs/{orgId}` (sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn org(&self, org: &OrgId) -> Result<Org, Error> {
        let call = Call::get("/admin/v1/orgs/{orgId}", &[org.as_str()])?;
        self.one_in_data(&call, "the response has no organization")
            .await
    }
}
