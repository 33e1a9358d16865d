//! A part of the organization that is one list: what is read, and where each entry goes. A new part is one file in
//! `parts/` and one line in its list.

use std::fmt;

use atlctl_api::{Client, Error};
use futures_util::stream::BoxStream;
use rusqlite::types::{ToSqlOutput, Value};
use serde_json::Value as Json;

use super::parse_time::epoch;
use super::resources::Table;
use super::{Stage, SyncOptions};

/// One list, described.
pub(super) struct Part {
    pub(super) stage: Stage,
    pub(super) table: Table,
    /// The entries in messages.
    pub(super) plural: &'static str,
    /// A few entries may all be gone at once: without the right to read them the call is refused, not empty.
    pub(super) may_empty: bool,
    /// Organizations on the original user management have none, or say so by mistake: an empty list removes nothing.
    pub(super) old_has_none: bool,
    /// Reads the list; none where reading takes more than a list.
    pub(super) read: Option<Read>,
}

/// Reads a list.
pub(super) type Read = fn(&Client, &SyncOptions) -> Entries;

/// The entries of a list.
pub(super) type Entries = BoxStream<'static, Result<Entry, Error>>;

/// An entry, its values in the order of the table's columns.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) values: Vec<Value>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({})", self.id)
    }
}

impl Entry {
    pub(super) fn bound(&self) -> Vec<ToSqlOutput<'_>> {
        let values = self.values.iter();
        values
            .map(|value| ToSqlOutput::Borrowed(value.into()))
            .collect()
    }
}

pub(super) fn text(text: Option<impl Into<String>>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.into()))
}

pub(super) fn number(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::Integer)
}

/// A time in seconds since 1970; unknown where there is none.
pub(super) fn time(text: Option<&str>) -> Value {
    number(text.and_then(epoch))
}

/// A time that may never come, and whether it is known: one that cannot be read is not "never".
pub(super) fn time_or_never(text: Option<&str>) -> [Value; 2] {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let at = text.and_then(epoch);
    let known = text.is_none() || at.is_some();
    [number(at), Value::Integer(i64::from(known))]
}

/// Texts, as a JSON list.
pub(super) fn texts(texts: &[String]) -> Value {
    Value::Text(Json::from(texts.to_vec()).to_string())
}

/// Names of fields that may hold a secret.
const SECRET: [&str; 9] = [
    "secret",
    "clientsecret",
    "token",
    "accesstoken",
    "refreshtoken",
    "apitoken",
    "apikey",
    "password",
    "privatekey",
];

/// What the service sent, without fields that might hold a secret. No list is documented to have any.
pub(super) fn raw_without_secrets(raw: &str) -> Value {
    let secret = |name: &str| {
        let plain = name.replace(['_', '-'], "").to_ascii_lowercase();
        SECRET.contains(&plain.as_str())
    };
    fn clean(value: &mut Json, secret: &dyn Fn(&str) -> bool) -> bool {
        match value {
            Json::Object(fields) => {
                let before = fields.len();
                fields.retain(|name, value| !secret(name) || value.is_object());
                let mut changed = fields.len() < before;
                for value in fields.values_mut() {
                    changed |= clean(value, secret);
                }
                changed
            }
            Json::Array(items) => {
                let cleaned = items.iter_mut().map(|item| clean(item, secret));
                cleaned.fold(false, |changed, one| changed | one)
            }
            _ => false,
        }
    }
    let Ok(mut value) = serde_json::from_str::<Json>(raw) else {
        return Value::Null;
    };
    if clean(&mut value, &secret) {
        Value::Text(value.to_string())
    } else {
        Value::Text(raw.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_stored() {
        let kept = |raw: &str| match raw_without_secrets(raw) {
            Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        let plain = r#"{"id": "1",  "label": "CI"}"#;
        assert_eq!(kept(plain), plain, "as it came");
        let raw = r#"{"id":"1","clientSecret":"s3","a":[{"api_token":"s3"}],"token":{"id":"2","secret":"s3"}}"#;
        let clean: Json = serde_json::from_str(&kept(raw)).unwrap();
        let left = serde_json::json!({ "id": "1", "a": [{}], "token": { "id": "2" } });
        assert_eq!(clean, left);
        assert_eq!(kept("s3"), "Null");
    }

    #[test]
    fn an_odd_time_is_not_never() {
        assert_eq!(time_or_never(None), [Value::Null, Value::Integer(1)]);
        assert_eq!(
            time_or_never(Some("soon")),
            [Value::Null, Value::Integer(0)]
        );
        assert_eq!(
            time_or_never(Some("1970-01-01T00:00:05Z")),
            [Value::Integer(5), Value::Integer(1)]
        );
    }
}
