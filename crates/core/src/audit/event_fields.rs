//! An event of the audit log, taken apart for tables, lines and rules.

use std::fmt::Write as _;

use atlctl_api::{Event, EventObject};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Kinds of apps in the IDs of resources, as the service's own filter names them.
const PRODUCTS: [(&str, &str); 12] = [
    ("jira", "jira"),
    ("jira-software", "jira"),
    ("jira-servicedesk", "jira"),
    ("jira-core", "jira"),
    ("jira-product-discovery", "jira"),
    ("confluence", "confluence"),
    ("bitbucket", "bitbucket"),
    ("guard-detect", "guard_detect"),
    ("beacon", "guard_detect"),
    ("loom", "loom"),
    ("trello", "trello"),
    ("statuspage", "statuspage"),
];

/// What an event is about, or what that is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The target's ID.
    pub id: Option<String>,
    /// Its type as Atlassian writes it, such as `users`.
    pub kind: Option<String>,
    /// The target's name.
    pub name: Option<String>,
    /// Its address.
    pub email: Option<String>,
    /// Whether it is not what was acted on, but where that is.
    pub container: bool,
}

impl Target {
    fn of(object: &EventObject, container: bool) -> Self {
        let text = |names: &[&str]| {
            let found = names
                .iter()
                .find_map(|name| object.attributes.get(*name).and_then(Value::as_str));
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            id: object.id.clone(),
            kind: object.kind.clone(),
            name: text(&["name", "displayName", "groupName", "label", "title"]),
            email: text(&["email", "emailAddress", "userEmail"]),
            container,
        }
    }

    /// The best text for a person to recognize it by.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        let texts = [&self.name, &self.email, &self.id];
        texts.into_iter().flatten().map(String::as_str).next()
    }

    /// All texts by which it may be named.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = [&self.id, &self.name, &self.email];
        texts.into_iter().flatten().map(String::as_str)
    }
}

/// An event, with its times as numbers and its targets in one list.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its ID; for an event without one, a hash of its text.
    pub id: String,
    /// When it happened, in milliseconds since 1970.
    pub at: Option<i64>,
    /// When the log took it in, in milliseconds since 1970.
    pub processed_at: Option<i64>,
    /// What it is about, then where that is.
    pub targets: Vec<Target>,
    /// In which kind of app, such as `jira`.
    pub product: Option<String>,
}

impl<'a> Entry<'a> {
    /// Takes an event apart.
    #[must_use]
    pub fn of(event: &'a Event) -> Self {
        let about = event.context.iter().map(|one| Target::of(one, false));
        let within = event.container.iter().map(|one| Target::of(one, true));
        Self {
            event,
            id: event_id(event),
            at: millis(event.time.as_deref()),
            processed_at: millis(event.processed_at.as_deref()),
            targets: about.chain(within).collect(),
            product: product(event),
        }
    }

    /// What it is about, without where that is.
    pub fn about(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| !target.container)
    }

    /// The best text for its actor: address, name or ID.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        let actor = &self.event.actor;
        let id = actor.id.as_ref().map(atlctl_api::AccountId::as_str);
        actor.email.as_deref().or(actor.name.as_deref()).or(id)
    }

    /// The IP address that it came from.
    #[must_use]
    pub fn ip(&self) -> Option<&str> {
        self.event.location.as_ref()?.ip.as_deref()
    }

    /// Every text in what it is about, without names of fields and without values before the change.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for object in self.event.context.iter().chain(&self.event.container) {
            found.extend(object.id.as_deref());
            found.extend(object.kind.as_deref());
            for (_, value) in object.attributes.iter().filter(is_now) {
                texts_of(value, 0, &mut found);
            }
        }
        found.extend(self.event.message.as_deref());
        found
    }
}

/// Whether a field does not hold the value before a change.
fn is_now((name, _): &(&String, &Value)) -> bool {
    let name = name.to_lowercase();
    name != "from"
        && !["old", "before", "previous"]
            .iter()
            .any(|start| name.starts_with(start))
}

fn texts_of<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) if depth < 8 => {
            for value in values {
                texts_of(value, depth + 1, found);
            }
        }
        Value::Object(fields) if depth < 8 => {
            for (_, value) in fields.iter().filter(is_now) {
                texts_of(value, depth + 1, found);
            }
        }
        _ => {}
    }
}

/// An event's ID, else a hash of its text, so that it is known again.
pub(super) fn event_id(event: &Event) -> String {
    let id = event.id.as_str();
    if !id.is_empty() {
        return id.to_owned();
    }
    let digest = Sha256::digest(event.raw.as_str().as_bytes());
    digest.iter().fold("text-".to_owned(), |mut id, byte| {
        // Writing to a text cannot fail.
        let _ = write!(id, "{byte:02x}");
        id
    })
}

/// A time as Atlassian writes it, in milliseconds since 1970.
pub(super) fn millis(text: Option<&str>) -> Option<i64> {
    let time: Timestamp = text?.trim().parse().ok()?;
    Some(time.as_millisecond())
}

/// The kind of app in the ID of a resource: `ari:cloud:KIND:…`.
fn product(event: &Event) -> Option<String> {
    let objects = event.context.iter().chain(&event.container);
    let mut ids = objects.filter_map(|object| object.id.as_deref());
    ids.find_map(|id| {
        let kind = id.strip_prefix("ari:cloud:")?.split(':').next()?;
        let known = PRODUCTS.iter().find(|(name, _)| *name == kind);
        known.map(|(_, product)| (*product).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Event {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_event_is_taken_apart() {
        let event = event(
            r#"{"id":"e1","attributes":{"action":"x","time":"2026-11-24T09:00:00.250Z","processedAt":"2026-11-24T09:00:01Z",
            "actor":{"id":"a1","name":"Ann","email":"ann@acme.example"},
            "context":[{"id":"u1","type":"users","attributes":{"displayName":"Bob","email":"bob@acme.example"}}],
            "container":[{"id":"ari:cloud:confluence::site/s1","type":"sites","attributes":{"deep":[{"er":"text"}]}}]}}"#,
        );
        let entry = Entry::of(&event);
        assert_eq!(entry.at, Some(1_795_510_800_250));
        assert_eq!(entry.processed_at, Some(1_795_510_801_000));
        assert_eq!(entry.product.as_deref(), Some("confluence"));
        assert_eq!(entry.actor(), Some("ann@acme.example"));
        let labels: Vec<_> = entry.targets.iter().map(Target::label).collect();
        assert_eq!(labels, [Some("Bob"), Some("ari:cloud:confluence::site/s1")]);
        assert!(entry.texts().contains(&"text"));
        assert_eq!(entry.about().count(), 1);
    }

    #[test]
    fn what_is_missing_is_unknown_and_two_events_without_an_id_differ() {
        let empty = event("{}");
        let entry = Entry::of(&empty);
        assert_eq!((entry.at, entry.product.clone()), (None, None));
        let raw = |text: &str| {
            let mut event = event(text);
            event.raw = serde_json::value::RawValue::from_string(text.to_owned())
                .unwrap()
                .into();
            event_id(&event)
        };
        assert_ne!(raw(r#"{"a":1}"#), raw(r#"{"a":2}"#));
        assert_eq!(raw(r#"{"a":1}"#), raw(r#"{"a":1}"#));
    }
}
