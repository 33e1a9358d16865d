//! JSON: what could steer a terminal is written as `\u` escapes, so the data is the same and harmless.

use atlctl_core::visible::is_unseen;
use serde_json::Value;

use super::Cell;

/// Appends the row as an object.
pub(super) fn object<'a>(into: &mut String, fields: impl Iterator<Item = (&'a str, &'a Cell)>) {
    into.push('{');
    for (at, (name, cell)) in fields.enumerate() {
        if at > 0 {
            into.push(',');
        }
        string(into, name);
        into.push(':');
        value(into, cell);
    }
    into.push('}');
}

fn value(into: &mut String, cell: &Cell) {
    match cell {
        Cell::Unknown => into.push_str("null"),
        Cell::None => into.push_str("\"\""),
        Cell::Bool(truth) => into.push_str(if *truth { "true" } else { "false" }),
        Cell::Int(number) => into.push_str(&number.to_string()),
        Cell::Real(number) => into.push_str(&Value::from(*number).to_string()),
        Cell::List(texts) => {
            into.push('[');
            for (at, text) in texts.iter().enumerate() {
                if at > 0 {
                    into.push(',');
                }
                string(into, text);
            }
            into.push(']');
        }
        Cell::Never | Cell::Time(_) => string(into, &cell.plain("", "")),
        Cell::Text(text) => string(into, text),
    }
}

/// Appends a JSON string.
fn string(into: &mut String, text: &str) {
    into.push('"');
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        // Nearly every text, at no cost.
        into.push_str(text);
        into.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            c if is_unseen(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    into.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => into.push(c),
        }
    }
    into.push('"');
}
