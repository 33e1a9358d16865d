//! Lenient decoding: a value that is absent, null or of another type than documented is `None`.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

/// A longer text counts as absent.
pub(crate) const LONGEST_TEXT: usize = 64 << 10;

/// A value; `None` if it does not have the documented type.
pub(crate) fn opt<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(read(Value::deserialize(deserializer)?))
}

/// A list without entries of another type than documented.
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

/// The same, and `None` when it is no list, or an entry is not understood: for where "none" and "not said" differ.
pub(crate) fn some_list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => items.into_iter().map(read).collect(),
        _ => None,
    })
}

/// A string; numbers and booleans become strings.
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

/// A name that is too long is cut to this number of characters, and ends with an ellipsis.
pub const CUT_NAME: usize = 1_000;

/// The beginning of a name that is too long; `None` for any other.
pub(crate) fn cut_name(name: &str) -> Option<String> {
    (name.len() > LONGEST_TEXT).then(|| {
        let mut cut: String = name.chars().take(CUT_NAME).collect();
        cut.push('…');
        cut
    })
}

/// A name: as [`text`], and a long one is cut.
pub(crate) fn name<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::String(name) => Some(cut_name(&name).unwrap_or(name)),
        other => text(other).unwrap_or_default(),
    })
}

/// An ID; empty when absent, which the caller checks.
pub(crate) fn id<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    Ok(T::from(text(deserializer)?.unwrap_or_default()))
}

/// A count in any form: `3`, `3.0`, `"3"`. Anything else is `None`.
pub(crate) fn count<'de, D>(deserializer: D) -> Result<Option<u64>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(whole(&Value::deserialize(deserializer)?).and_then(|number| u64::try_from(number).ok()))
}

/// A whole number, which may be below zero, however it is written.
pub(crate) fn whole_number<'de, D>(deserializer: D) -> Result<Option<i64>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(whole(&Value::deserialize(deserializer)?))
}

/// The whole number in a value.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().and_then(without_fraction)),
        Value::String(text) => {
            let text = text.trim();
            text.parse()
                .ok()
                .or_else(|| text.parse().ok().and_then(without_fraction))
        }
        _ => None,
    }
}

fn without_fraction(number: f64) -> Option<i64> {
    // Beyond this, not every whole number can be written with a fraction.
    const MOST: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within the bounds of i64"
    )]
    (number.fract() == 0.0 && number.abs() <= MOST).then_some(number as i64)
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    match value {
        Value::Null => None,
        value => serde_json::from_value(value).ok(),
    }
}
