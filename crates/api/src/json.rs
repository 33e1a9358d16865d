//! Reading JSON that is slightly wrong. A byte order mark, half an emoji, bytes that are not UTF-8, a
//! line break inside a text, a number that no computer holds, a key that is there twice: each loses its own
//! value, and the rest is read. Valid text is parsed once, without further work.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Reads a whole text.
///
/// # Errors
/// The error of the original text, if it cannot be repaired because it is truncated or not JSON.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(text).or_else(|error| {
        let repaired = repair(text);
        // By way of a value, of which no key is there twice.
        let again = || serde_json::from_str(&serde_json::from_str::<Value>(&repaired)?.to_string());
        serde_json::from_str(&repaired)
            .or_else(|_: serde_json::Error| again())
            .map_err(|_| error)
    })
}

/// Reads one entry of a list that could not be read as it is, and gives its repaired text; nothing when it is
/// not an object.
pub(crate) fn entry<T: DeserializeOwned>(text: &str) -> Option<(T, Box<RawValue>)> {
    let (fields, repaired) = object(text)?;
    let entry = serde_json::from_value(fields).ok()?;
    Some((entry, RawValue::from_string(repaired).ok()?))
}

/// The fields of an object that can be read, and its repaired text.
pub(crate) fn object(text: &str) -> Option<(Value, String)> {
    let repaired = repair(text.as_bytes());
    let fields: HashMap<String, &RawValue> = serde_json::from_str(&repaired).ok()?;
    let fields: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, serde_json::from_str(value.get()).ok()?)))
        .collect();
    Some((Value::Object(fields), repaired))
}

/// The text repaired to valid JSON. Text that is not JSON stays invalid.
pub(crate) fn repair(text: &[u8]) -> String {
    let text = decode(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let took = match first {
            '"' => string(rest, &mut out),
            '-' | '+' | '0'..='9' | 'N' | 'I' => number(rest, &mut out),
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = rest.get(took..).unwrap_or_default();
    }
    out
}

/// The text, from what its byte order mark says it is; invalid bytes become U+FFFD.
fn decode(text: &[u8]) -> String {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let (pairs, _) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| read(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match text {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(text).into_owned(),
    }
}

/// Copies a quoted string; returns its length in bytes.
fn string(text: &str, out: &mut String) -> usize {
    out.push('"');
    let mut at = 1;
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += next.len_utf8();
        match next {
            '"' => {
                out.push('"');
                return at;
            }
            '\\' => at += escape(text.get(at..).unwrap_or_default(), out),
            control if control < ' ' => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    at
}

/// Copies an escape sequence; returns its length in bytes.
fn escape(text: &str, out: &mut String) -> usize {
    let unit = |text: &str| {
        let digits = text.strip_prefix('u')?.get(..4)?;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| hex)
    };
    match (text.chars().next(), unit(text)) {
        (Some(short @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')), _) => {
            out.push('\\');
            out.push(short);
            1
        }
        (_, Some(0xD800..=0xDBFF)) => {
            let second = text.get(5..).and_then(|rest| rest.strip_prefix('\\'));
            match second.and_then(unit) {
                Some(0xDC00..=0xDFFF) => {
                    out.push('\\');
                    out.push_str(text.get(..11).unwrap_or_default());
                    11
                }
                _ => {
                    out.push('\u{FFFD}');
                    5
                }
            }
        }
        (_, Some(0xDC00..=0xDFFF)) => {
            out.push('\u{FFFD}');
            5
        }
        (_, Some(_)) => {
            out.push('\\');
            out.push_str(text.get(..5).unwrap_or_default());
            5
        }
        // No escape of JSON: the backslash stands for itself.
        _ => {
            out.push_str("\\\\");
            0
        }
    }
}

/// Copies a number, or null if it is too large; returns its length in bytes.
fn number(text: &str, out: &mut String) -> usize {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
        .unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    let endless = word.parse::<f64>().is_ok_and(|number| !number.is_finite());
    out.push_str(if endless { "null" } else { word });
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_value(text: &[u8]) -> Option<Value> {
        read(text).ok()
    }

    #[test]
    fn each_error_loses_only_its_value() {
        let wide = |to: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            let units = r#"{"a":"ü"}"#.encode_utf16().flat_map(to);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        for (text, want) in [
            (b"\xEF\xBB\xBF{\"a\":1}".to_vec(), r#"{"a":1}"#),
            (wide(u16::to_le_bytes, [0xFF, 0xFE]), r#"{"a":"ü"}"#),
            (wide(u16::to_be_bytes, [0xFE, 0xFF]), r#"{"a":"ü"}"#),
            (
                br#"{"a":"x \ud83d","b":2}"#.to_vec(),
                "{\"a\":\"x \u{FFFD}\",\"b\":2}",
            ),
            (
                br#"{"a":"\ude00\ud83d\ude00"}"#.to_vec(),
                "{\"a\":\"\u{FFFD}😀\"}",
            ),
            (
                b"{\"a\":\"\xff\",\"b\":2}".to_vec(),
                "{\"a\":\"\u{FFFD}\",\"b\":2}",
            ),
            (b"{\"a\":\"x\ny\"}".to_vec(), r#"{"a":"x\ny"}"#),
            (br#"{"a":"C:\dir"}"#.to_vec(), r#"{"a":"C:\\dir"}"#),
            (
                br#"{"a":1e999,"b":NaN,"c":-Infinity,"d":-1.5e3}"#.to_vec(),
                r#"{"a":null,"b":null,"c":null,"d":-1.5e3}"#,
            ),
        ] {
            let want: Value = serde_json::from_str(want).unwrap();
            assert_eq!(
                read_value(&text),
                Some(want),
                "{}",
                String::from_utf8_lossy(&text)
            );
        }
    }

    #[test]
    fn what_is_cut_or_no_json_stays_so() {
        for text in [
            "",
            "{",
            r#"{"a":"#,
            r#"{"a":"x"#,
            "{}x",
            "<html>",
            "[1,]",
            r#"{"a":"x\"#,
        ] {
            assert!(read::<Value>(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_that_is_there_twice_counts_once() {
        #[derive(serde::Deserialize)]
        struct One {
            a: u8,
        }
        assert_eq!(read::<One>(br#"{"a":1,"a":2}"#).unwrap().a, 2);
        let (one, _): (One, _) = entry(r#"{"a":1,"a":2}"#).unwrap();
        assert_eq!(one.a, 2);
        for none in ["null", "7", "[]", "\"x\""] {
            assert!(entry::<One>(none).is_none(), "{none}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_loses_its_own_value() {
        #[derive(serde::Deserialize)]
        struct One {
            a: u8,
            b: Option<Value>,
        }
        let deep = format!(r#"{{"a":1,"b":{}{}}}"#, "[".repeat(200), "]".repeat(200));
        let (one, _): (One, _) = entry(&deep).unwrap();
        assert!(one.a == 1 && one.b.is_none());
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn valid_json_keeps_its_meaning_when_repaired(value in json()) {
            let text = value.to_string();
            let repaired: Value = serde_json::from_str(&repair(text.as_bytes())).unwrap();
            prop_assert_eq!(repaired, serde_json::from_str::<Value>(&text).unwrap());
        }

        #[test]
        fn any_bytes_are_repaired_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = repair(&bytes);
        }

        #[test]
        fn any_bytes_in_a_text_lose_that_text_alone(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let inside: Vec<u8> = bytes.into_iter().filter(|byte| !matches!(byte, b'"' | b'\\')).collect();
            let text = [&b"{\"a\":\""[..], &inside, b"\",\"b\":2}"].concat();
            prop_assert_eq!(&read::<Value>(&text).unwrap()["b"], &Value::from(2));
        }
    }
}
