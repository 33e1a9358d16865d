//! Workspaces: the apps of an organization. Source: Organizations API v2 (sure).

use futures_util::Stream;
use serde::Deserialize;
use serde_json::json;

use crate::client::Client;
use crate::enums::WorkspaceStatus;
use crate::error::Error;
use crate::ids::{OrgId, WorkspaceId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// A workspace.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Workspace {
    /// The ID, an ARI such as `ari:cloud:jira::site/…`.
    pub id: WorkspaceId,
    /// The workspace's name.
    pub name: Option<String>,
    /// The name of the product, such as `Jira`.
    pub product: Option<String>,
    /// The product's key, such as `jira-software`.
    pub product_key: Option<String>,
    /// The workspace's address.
    pub host_url: Option<String>,
    /// The status of the app.
    pub status: Option<WorkspaceStatus>,
    /// Whether the app is a sandbox.
    pub sandbox: Option<bool>,
    /// When it was created (ISO 8601); not reported for all apps.
    pub created_at: Option<String>,
    /// Number of seats, if the license has a limit.
    pub capacity: Option<i64>,
    /// Seats in use, if reported.
    pub usage: Option<i64>,
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
#[serde(rename_all = "camelCase")]
struct Attributes {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    product: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    type_key: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    host_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    status: Option<WorkspaceStatus>,
    #[serde(default, deserialize_with = "lenient::opt")]
    sandbox: Option<Sandbox>,
    #[serde(default, deserialize_with = "lenient::text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "lenient::whole_number")]
    capacity: Option<i64>,
    #[serde(default, deserialize_with = "lenient::whole_number")]
    usage: Option<i64>,
}

#[derive(Deserialize)]
struct Sandbox {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
}

impl From<Wire> for Workspace {
    fn from(wire: Wire) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        Self {
            id: wire.id.into(),
            name: attributes.name,
            product: attributes.product,
            product_key: attributes.type_key,
            host_url: attributes.host_url,
            status: attributes.status,
            sandbox: attributes
                .sandbox
                .and_then(|sandbox| sandbox.kind)
                .map(|kind| kind != "NONE"),
            created_at: attributes.created_at,
            capacity: attributes.capacity,
            usage: attributes.usage,
            raw: Raw::default(),
        }
    }
}

model!(Workspace, id);

impl Client {
    /// The workspaces: `POST /admin/v2/orgs/{orgId}/workspaces` (sure; it only reads).
    pub fn workspaces(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<Workspace, Error>> + Send + use<> {
        let call = Call::search(
            "/admin/v2/orgs/{orgId}/workspaces",
            &[org.as_str()],
            &json!({ "limit": 100 }),
        );
        walk(self.clone(), call, Style::BodyAlone)
    }
}
