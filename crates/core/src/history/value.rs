//! The values of what changed, with what they mean.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;
use rusqlite::types::{ToSql, ToSqlOutput};

use crate::store::history::{Datum, is_never};

/// The values of a row by the names of its columns.
pub(super) type Values = HashMap<&'static str, Datum>;

/// A value before or after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeValue {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Truth(bool),
    /// A time.
    Time(Timestamp),
    /// Known, and it never happened or never happens.
    Never,
}

/// Columns that are yes or no.
const TRUTHS: &[&str] = &[
    "active",
    "activity_known",
    "activity_unknown",
    "apps_known",
    "by_group",
    "direct",
    "email_verified",
    "expires_known",
    "external_synced",
    "groups_known",
    "inferred",
    "is_default",
    "last_used_known",
    "mfa_enabled",
    "modifiable",
    "org_admin",
    "roles_known",
    "sandbox",
];
/// Columns that are times, in seconds since 1970.
const TIMES: &[&str] = &[
    "created",
    "expires",
    "last_active",
    "last_modified",
    "last_used",
    "revoked",
    "updated",
];
impl ChangeValue {
    /// The value of a column of a row; `None` when it is unknown, or there is none.
    pub(super) fn of(column: &str, row: &Values) -> Option<Self> {
        let is_truth = TRUTHS.contains(&column);
        match row.get(column)? {
            Datum::Integer(number) if TIMES.contains(&column) => {
                Some(Timestamp::from_second(*number).map_or(Self::Number(*number), Self::Time))
            }
            Datum::Integer(number @ (0 | 1)) if is_truth => Some(Self::Truth(*number == 1)),
            Datum::Integer(number) => Some(Self::Number(*number)),
            Datum::Text(text) => Some(Self::Text(text.to_string())),
            Datum::Null => {
                let value = |column: &str| row.get(column).cloned().unwrap_or(Datum::Null);
                is_never(column, &value).then_some(Self::Never)
            }
        }
    }
}

impl fmt::Display for ChangeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Truth(true) => f.write_str("yes"),
            Self::Truth(false) => f.write_str("no"),
            Self::Time(at) => at.fmt(f),
            Self::Never => f.write_str("never"),
        }
    }
}

/// As the mirror has it.
impl ToSql for ChangeValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Number(number) => number.to_sql(),
            Self::Truth(truth) => truth.to_sql(),
            Self::Time(at) => Ok(at.as_second().into()),
            Self::Never => Ok(rusqlite::types::Null.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_meaning() {
        let row = |cells: &[(&'static str, Datum)]| cells.iter().cloned().collect::<Values>();
        let integer = Datum::Integer;
        for (column, cells, said) in [
            (
                "expires",
                vec![("expires", integer(1_764_547_200))],
                "2025-12-01T00:00:00Z",
            ),
            (
                "expires",
                vec![("expires", Datum::Null), ("expires_known", integer(1))],
                "never",
            ),
            (
                "expires",
                vec![("expires", Datum::Null), ("expires_known", integer(0))],
                "?",
            ),
            (
                "last_active",
                vec![
                    ("last_active", Datum::Null),
                    ("activity_unknown", integer(0)),
                ],
                "never",
            ),
            (
                "last_active",
                vec![
                    ("last_active", Datum::Null),
                    ("activity_unknown", integer(1)),
                ],
                "?",
            ),
            ("org_admin", vec![("org_admin", integer(1))], "yes"),
            ("org_admin", vec![("org_admin", Datum::Null)], "?"),
            ("usage", vec![("usage", integer(1))], "1"),
            ("name", vec![("name", Datum::Text("1".into()))], "1"),
            ("name", vec![], "?"),
        ] {
            let value = ChangeValue::of(column, &row(&cells));
            let value = value.map_or("?".to_owned(), |value| value.to_string());
            assert_eq!(value, said, "{column} {cells:?}");
        }
    }
}
