//! What a missing value says: unknown, none or never.

use super::cells::Datum;
use super::tracked::Tracked;

/// Times, and the columns that say whether a missing one means never, with the value that says so.
const NEVER: &[(&str, &str, i64)] = &[
    ("expires", "expires_known", 1),
    ("last_used", "last_used_known", 1),
    ("last_active", "activity_known", 1),
    ("last_active", "activity_unknown", 0),
];

/// Whether a missing time means never, by the values of its row.
pub(crate) fn is_never(column: &str, value: &dyn Fn(&str) -> Datum) -> bool {
    NEVER.iter().any(|(time, known, yes)| {
        *time == column && value(column) == Datum::Null && value(known) == Datum::Integer(*yes)
    })
}

/// Whether a missing value of the column may mean never, as another column says.
pub(crate) fn may_be_never(column: &str) -> bool {
    NEVER.iter().any(|(time, ..)| *time == column)
}

/// Whether a column only says if another value is known.
pub(crate) fn is_flag(column: &str) -> bool {
    column.ends_with("_known") || NEVER.iter().any(|(_, known, _)| *known == column)
}

impl Tracked {
    /// Whether the value of a column is unknown, by the values of its row.
    pub(crate) fn is_unknown(&self, column: &str, value: &dyn Fn(&str) -> Datum) -> bool {
        if value(column) != Datum::Null || is_never(column, value) {
            return false;
        }
        let is_complete =
            self.complete.is_empty() || self.complete.iter().any(|it| value(it) != Datum::Null);
        !(is_complete && self.optional.contains(&column))
    }
}
