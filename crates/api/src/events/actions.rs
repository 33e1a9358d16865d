//! What the audit log may name.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::Error;
use crate::ids::OrgId;
use crate::lenient;
use crate::model::{Model, Raw, model};
use crate::transport::Call;

/// Something that may be done, as the audit log names it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct EventAction {
    /// Its name in events and filters.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// The name of its group for people.
    pub group: Option<String>,
    /// As the service sent it.
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
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    group_display_name: Option<String>,
}

impl From<Wire> for EventAction {
    fn from(wire: Wire) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        Self {
            id: wire.id,
            name: attributes.display_name,
            group: attributes.group_display_name,
            raw: Raw::default(),
        }
    }
}

model!(EventAction, id);

impl Client {
    /// What the audit log may name: `GET /admin/v1/orgs/{orgId}/event-actions` (Organizations, sure; no pages).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn event_actions(&self, org: &OrgId) -> Result<Vec<EventAction>, Error> {
        #[derive(Deserialize)]
        struct All {
            data: Vec<Box<RawValue>>,
        }
        let call = Call::get("/admin/v1/orgs/{orgId}/event-actions", &[org.as_str()])?;
        let reply = self.send(&call).await?;
        let all: All = reply.json(&call)?;
        Ok(all
            .data
            .into_iter()
            .filter_map(EventAction::from_raw)
            .collect())
    }
}
