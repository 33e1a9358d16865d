//! Names and texts in statements of PostgreSQL, and rows as COPY takes them.

use std::fmt::Write as _;

use crate::export::{Kind, Value};

/// A text in a statement, whatever `standard_conforming_strings` says.
pub(super) fn literal(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}");
    if text.contains('\\') {
        format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// The type of a column.
pub(super) fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "bigint",
        Kind::Real => "double precision",
        Kind::Boolean => "boolean",
        Kind::Time => "timestamp with time zone",
    }
}

/// Adds a row to what COPY reads: cells between tabs, `\N` for NULL.
pub(super) fn copy_row(into: &mut String, values: &[Value<'_>]) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            into.push('\t');
        }
        match value {
            Value::Null => into.push_str("\\N"),
            Value::Text(text) => copy_text(into, text),
            // Writing to a text cannot fail.
            Value::Integer(number) => drop(write!(into, "{number}")),
            Value::Real(number) => drop(write!(into, "{number}")),
            Value::Boolean(yes) => into.push(if *yes { 't' } else { 'f' }),
            Value::Time(time) => drop(write!(into, "{time}")),
        }
    }
    into.push('\n');
}

fn copy_text(into: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '\t' => into.push_str("\\t"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            // PostgreSQL has no text with this character.
            '\0' => into.push('\u{fffd}'),
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_others_stay_texts() {
        assert_eq!(literal("o'x"), "'o''x'");
        assert_eq!(literal("a\\'; DROP"), "E'a\\\\''; DROP'");
        let mut row = String::new();
        let text = |text: &'static str| Value::Text(text.into());
        copy_row(
            &mut row,
            &[
                text("\\N"),
                Value::Null,
                text("a\tb\nc\r\0"),
                text(""),
                Value::Boolean(false),
                Value::Integer(-1),
            ],
        );
        assert_eq!(row, "\\\\N\t\\N\ta\\tb\\nc\\r\u{fffd}\t\tf\t-1\n");
    }
}
