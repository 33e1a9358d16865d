//! JSON as other programs write it: what is not JSON in it costs that value, not the file.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::CaptureError;
use super::repair::damage;
use crate::text::{DOUBLE_QUOTES, SINGLE_QUOTES, is_invisible, is_odd_space};

/// Reads it.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CaptureError> {
    let plain = spaced(text);
    serde_json::from_str(&plain)
        .or_else(|_| serde_json::from_str(&repaired(&plain)))
        .map_err(|error| match damage(text) {
            Some((damage, line)) => CaptureError::Damaged { damage, line },
            // Its text may quote the file; the place does not.
            None => CaptureError::BadJson {
                line: error.line(),
                column: error.column(),
            },
        })
}

/// The text with usual spaces and nothing invisible: JSON has neither outside of texts, and no name, host or cookie has
/// them.
fn spaced(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| is_odd_space(c) || is_invisible(c)) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !is_invisible(*c));
    kept.map(|c| if is_odd_space(c) { ' ' } else { c })
        .collect::<String>()
        .into()
}

/// Whether this quote ends what that one began.
fn ends(begun: char, c: char) -> bool {
    match begun {
        '"' | '\'' => c == begun,
        begun if DOUBLE_QUOTES.contains(&begun) => c == '"' || DOUBLE_QUOTES.contains(&c),
        _ => c == '\'' || SINGLE_QUOTES.contains(&c),
    }
}

/// The text with each half of a surrogate pair, number that is none (`NaN`) and raw control character replaced,
/// commas before closing brackets left out, and with the quotes of JSON where Python or JavaScript have others.
fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The quote that a text began with.
    let mut quote: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let quoted = quote.is_some();
        let mut behind = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            c if quote.is_some_and(|begun| ends(begun, c)) => {
                quote = None;
                out.push('"');
            }
            '"' | '\'' if !quoted => {
                quote = Some(c);
                out.push('"');
            }
            c if !quoted && (DOUBLE_QUOTES.contains(&c) || SINGLE_QUOTES.contains(&c)) => {
                quote = Some(c);
                out.push('"');
            }
            // In single quotes it stands for itself.
            '"' => out.push_str("\\\""),
            '\\' if quoted => match unit(rest) {
                Some((0xD800..=0xDBFF, next))
                    if matches!(unit(next), Some((0xDC00..=0xDFFF, _))) =>
                {
                    out.push_str(rest.get(..12).unwrap_or_default());
                    behind = rest.get(12..).unwrap_or_default();
                }
                Some((0xD800..=0xDFFF, next)) => {
                    out.push_str("\\ufffd");
                    behind = next;
                }
                Some((_, next)) => {
                    out.push_str(rest.get(..6).unwrap_or_default());
                    behind = next;
                }
                None => {
                    let next = behind.chars().next();
                    match next {
                        Some(c) if "\"\\/bfnrt".contains(c) => out.extend(['\\', c]),
                        // `\'`, `\x41`, a cut `\u`.
                        Some(c) => out.push(c),
                        None => {}
                    }
                    behind = behind
                        .get(next.map_or(0, char::len_utf8)..)
                        .unwrap_or_default();
                }
            },
            // A mail program breaks lines anywhere, and no text of JSON has several.
            '\n' | '\r' if quoted => behind = behind.trim_start(),
            c if quoted && c < ' ' => out.push(' '),
            // Ruby's and PHP's.
            '=' if !quoted && behind.starts_with('>') => {
                out.push(':');
                behind = behind.get(1..).unwrap_or_default();
            }
            ',' if !quoted && behind.trim_start().starts_with([']', '}']) => {}
            c if !quoted && c.is_alphabetic() => {
                let end = rest
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(rest.len());
                let (word, next) = rest.split_at(end);
                match word {
                    _ if next.trim_start().starts_with(':') => {
                        out.push('"');
                        out.push_str(word);
                        out.push('"');
                    }
                    "true" | "True" => out.push_str("true"),
                    "false" | "False" => out.push_str("false"),
                    _ => out.push_str("null"),
                }
                behind = next;
            }
            c if !quoted && (c.is_ascii_digit() || c == '-' || c == '+') => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
                    .unwrap_or(rest.len());
                let (number, next) = rest.split_at(end);
                let good = serde_json::from_str::<serde_json::Value>(number).is_ok();
                out.push_str(if good { number } else { "null" });
                behind = next;
            }
            c => out.push(c),
        }
        rest = behind;
    }
    out
}

/// The number of a `\uXXXX` at the beginning, and what is behind it.
fn unit(text: &str) -> Option<(u32, &str)> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    Some((number, text.get(6..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_lost_alone() {
        for (text, right) in [
            (r#"{"a":NaN,"b":1}"#, r#"{"a":null,"b":1}"#),
            (
                r#"[-Infinity,Infinity,undefined,+1,01,1.5,-2e3]"#,
                "[null,null,null,null,null,1.5,-2e3]",
            ),
            (
                r#"["cut \ud83d","\ude00x","\ud83d\ude00","\u0041"]"#,
                r#"["cut \ufffd","\ufffdx","\ud83d\ude00","\u0041"]"#,
            ),
            (
                "[\"a\tb\u{1}c\",\"it\\'s\",\"\\u12\",]",
                r#"["a b c","it's","u12"]"#,
            ),
            (
                "[{'a': True, b: 'say \"x\" it\\'s', \"c\": None, d: False}]",
                r#"[{"a":true,"b":"say \"x\" it's","c":null,"d":false}]"#,
            ),
            (r#"{"a"=>"b=>c", 'd' => 1}"#, r#"{"a":"b=>c","d":1}"#),
            (r#"{"a":"NaN, ]","b":true,}"#, r#"{"a":"NaN, ]","b":true}"#),
        ] {
            let repaired = repaired(text);
            let value: serde_json::Value = serde_json::from_str(&repaired).unwrap();
            let right: serde_json::Value = serde_json::from_str(right).unwrap();
            assert_eq!(value, right, "{text}");
        }
    }
}
