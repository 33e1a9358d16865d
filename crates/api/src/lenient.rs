//! Decoding that forgives: what is absent, null or of another type than documented is "not said".

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

/// No text of the service that is taken apart here is longer; a longer one counts as "not said".
pub(crate) const LONGEST_TEXT: usize = 64 << 10;

/// A value, or nothing when it is not of the documented type.
pub(crate) fn opt<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(read(Value::deserialize(deserializer)?))
}

/// A list without the entries that are not of the documented type.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items.into_iter().filter_map(read).collect(),
        _ => Vec::new(),
    })
}

/// A text; a number or a truth value counts as its text.
pub(crate) fn text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => (text.len() <= LONGEST_TEXT).then_some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    })
}

/// A text, empty when not said: for ids, whose absence the caller checks.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    Ok(T::from(text(deserializer)?.unwrap_or_default()))
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    match value {
        Value::Null => None,
        value => serde_json::from_value(value).ok(),
    }
}
