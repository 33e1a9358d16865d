//! An event of the audit log.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::ids::{AccountId, EventId, TokenId};
use crate::lenient;
use crate::model::{Raw, model};

/// An event of the audit log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Event {
    /// The event's ID.
    pub id: EventId,
    /// What was done, such as `user_added_to_group`.
    pub action: Option<String>,
    /// When it happened (ISO 8601).
    pub time: Option<String>,
    /// When the log took it in (ISO 8601); only from [`Client::poll_events`](crate::Client::poll_events).
    pub processed_at: Option<String>,
    /// Who did it.
    pub actor: EventActor,
    /// To what it was done.
    pub context: Vec<EventObject>,
    /// In what that is.
    pub container: Vec<EventObject>,
    /// From where.
    pub location: Option<EventLocation>,
    /// A message, which may be encrypted.
    pub message: Option<String>,
    /// As the service sent it.
    pub raw: Raw,
}

/// Who did it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventActor {
    /// The account.
    pub id: Option<AccountId>,
    /// The actor's name.
    pub name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The app that did it.
    pub app: Option<String>,
    /// How it was signed in, such as `api-token`.
    pub auth_type: Option<String>,
    /// With which token.
    pub token_id: Option<TokenId>,
    /// What the token is called.
    pub token_label: Option<String>,
}

/// A thing of an event.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct EventObject {
    /// The object's ID.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// Its type.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// What else is said of it; differs by type.
    #[serde(default, deserialize_with = "attributes")]
    pub attributes: Map<String, Value>,
}

/// From where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventLocation {
    /// The IP address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ip: Option<String>,
    /// The city.
    #[serde(default, deserialize_with = "lenient::text")]
    pub city: Option<String>,
    /// The region.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region_name: Option<String>,
    /// The country.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country_name: Option<String>,
}

fn attributes<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(fields) => fields,
        _ => Map::new(),
    })
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    id: EventId,
    #[serde(default, deserialize_with = "lenient::opt")]
    attributes: Option<Attributes>,
    #[serde(default, deserialize_with = "lenient::opt")]
    message: Option<Message>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    #[serde(default, deserialize_with = "lenient::text")]
    action: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    time: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    processed_at: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    actor: Option<Actor>,
    #[serde(default, deserialize_with = "lenient::list")]
    context: Vec<EventObject>,
    #[serde(default, deserialize_with = "lenient::list")]
    container: Vec<EventObject>,
    #[serde(default, deserialize_with = "lenient::opt")]
    location: Option<EventLocation>,
}

#[derive(Default, Deserialize)]
struct Actor {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    app: Option<EventObject>,
    #[serde(default, deserialize_with = "lenient::opt")]
    auth: Option<Auth>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Auth {
    #[serde(default, deserialize_with = "lenient::text")]
    auth_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    token_id: Option<TokenId>,
    #[serde(default, deserialize_with = "lenient::text")]
    token_label: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, deserialize_with = "lenient::text")]
    content: Option<String>,
}

impl From<Wire> for Event {
    fn from(wire: Wire) -> Self {
        let attributes = wire.attributes.unwrap_or_default();
        let actor = attributes.actor.unwrap_or_default();
        let auth = actor.auth.unwrap_or_default();
        Self {
            id: wire.id,
            action: attributes.action,
            time: attributes.time,
            processed_at: attributes.processed_at,
            actor: EventActor {
                id: actor.id.filter(|id| !id.is_empty()).map(AccountId::from),
                name: actor.name,
                email: actor.email,
                app: actor.app.and_then(|app| app.id),
                auth_type: auth.auth_type,
                token_id: auth.token_id,
                token_label: auth.token_label,
            },
            context: attributes.context,
            container: attributes.container,
            location: attributes.location,
            message: wire.message.and_then(|message| message.content),
            raw: Raw::default(),
        }
    }
}

model!(Event, id);
