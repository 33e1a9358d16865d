//! Types of columns, and values read as them. SQLite has a type for each value; what reads an export wants one for
//! each column, the same every time. It follows from the documentation of the views.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::types::ValueRef;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Another number.
    Real,
    /// Yes or no.
    Boolean,
    /// A moment.
    Time,
}

/// A value of a column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Unknown.
    Null,
    /// Text. Untrusted.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
    /// A moment.
    Time(Timestamp),
}

impl Kind {
    /// The type of a column: of its description, its name, the expression that computes it, and what SQLite knows of
    /// it. `in_seconds` says whether the view has the same column in seconds.
    pub(super) fn of(
        name: &str,
        meaning: &str,
        sql: &str,
        declared: &str,
        in_seconds: bool,
    ) -> Self {
        let declared = declared.to_ascii_uppercase();
        let is = |part: &str| declared.contains(part);
        if meaning.starts_with("1 ") || meaning.starts_with("0 ") {
            Self::Boolean
        } else if name.ends_with("_unix") {
            Self::Integer
        } else if in_seconds || sql.contains("strftime('%Y-%m-%dT%H:%M:%S") {
            Self::Time
        } else if is("INT") || sql.contains("count(") || sql.ends_with("AS INTEGER)") {
            Self::Integer
        } else if is("REAL") || is("FLOA") || is("DOUB") {
            Self::Real
        } else {
            Self::Text
        }
    }

    /// Reads a value as this type; nothing when it is of another one.
    pub(super) fn read(self, value: ValueRef<'_>) -> Option<Value<'_>> {
        Some(match (self, value) {
            (_, ValueRef::Null) => Value::Null,
            (Self::Boolean, ValueRef::Integer(number @ (0 | 1))) => Value::Boolean(number == 1),
            (Self::Integer, ValueRef::Integer(number)) => Value::Integer(number),
            (Self::Real, ValueRef::Real(number)) => Value::Real(number),
            #[expect(clippy::cast_precision_loss, reason = "SQLite stores 1.0 as 1")]
            (Self::Real, ValueRef::Integer(number)) => Value::Real(number as f64),
            (Self::Time, ValueRef::Text(bytes)) => Value::Time(moment(bytes)?),
            (Self::Text, ValueRef::Text(bytes)) => Value::Text(String::from_utf8_lossy(bytes)),
            (Self::Text, ValueRef::Integer(number)) => Value::Text(number.to_string().into()),
            (Self::Text, ValueRef::Real(number)) => Value::Text(number.to_string().into()),
            _ => return None,
        })
    }
}

/// A moment with its offset, or a day at its begin in UTC, as SQLite reads it.
fn moment(bytes: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    text.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        jiff::tz::Offset::UTC.to_timestamp(civil).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_another_type_are_not_read() {
        let text = |text: &'static str| ValueRef::Text(text.as_bytes());
        let time = |text: &str| Value::Time(text.parse().unwrap());
        for (kind, value, wanted) in [
            (
                Kind::Boolean,
                ValueRef::Integer(1),
                Some(Value::Boolean(true)),
            ),
            (Kind::Boolean, ValueRef::Integer(2), None),
            (Kind::Boolean, text("1"), None),
            (Kind::Integer, ValueRef::Null, Some(Value::Null)),
            (Kind::Integer, text("many"), None),
            (Kind::Real, ValueRef::Integer(2), Some(Value::Real(2.0))),
            (
                Kind::Text,
                ValueRef::Integer(2),
                Some(Value::Text("2".into())),
            ),
            (
                Kind::Text,
                ValueRef::Text(b"\xff"),
                Some(Value::Text("\u{fffd}".into())),
            ),
            (Kind::Text, ValueRef::Blob(b"\xff"), None),
            (
                Kind::Time,
                text("2026-01-02T03:04:05Z"),
                Some(time("2026-01-02T03:04:05Z")),
            ),
            (
                Kind::Time,
                text("2026-01-02T03:04:05.5+02:00"),
                Some(time("2026-01-02T01:04:05.5Z")),
            ),
            (
                Kind::Time,
                text("2026-01-02"),
                Some(time("2026-01-02T00:00:00Z")),
            ),
            (Kind::Time, text("yesterday"), None),
        ] {
            assert_eq!(kind.read(value), wanted, "{kind:?} {value:?}");
        }
    }

    #[test]
    fn types_follow_from_the_documentation() {
        let kind = |name, meaning, sql| Kind::of(name, meaning, sql, "", false);
        assert_eq!(
            kind("gone", "1 when a sync lost it", "x IS NULL"),
            Kind::Boolean
        );
        assert_eq!(kind("modifiable", "0 when it is fixed", "x"), Kind::Boolean);
        assert_eq!(kind("at_unix", "the same in seconds", "x"), Kind::Integer);
        assert_eq!(
            kind("members", "members", "(SELECT count(*) FROM x)"),
            Kind::Integer
        );
        assert_eq!(kind("name", "100 letters", "x"), Kind::Text);
        assert_eq!(
            Kind::of("rows", "rows", "x", "INTEGER", false),
            Kind::Integer
        );
        assert_eq!(Kind::of("share", "share", "x", "REAL", false), Kind::Real);
        assert_eq!(Kind::of("added", "as sent", "x", "TEXT", true), Kind::Time);
    }
}
