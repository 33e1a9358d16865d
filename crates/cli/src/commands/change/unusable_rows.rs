//! Why rows of a list cannot be used.

use atlctl_core::input::Problem;

use super::columns::{Column, RowCells, same};
use crate::hint_commands;
use crate::ui::display;

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unusable {
    /// The heading of the column with the problem.
    pub(super) column: Option<String>,
    /// The value.
    pub(super) value: String,
    /// The problem, as said of the value.
    pub(super) why: String,
}

/// A cell that the action needs.
pub(super) fn needed<'a>(
    action: &str,
    row: RowCells<'a>,
    column: Column,
) -> Result<&'a str, Unusable> {
    row.get(column).ok_or_else(|| {
        let what = column.example();
        let why = match row.heading(column) {
            Some(heading) => format!("needs a value in the column \"{heading}\""),
            None => {
                let near = same(column).into_iter().find_map(|one| row.heading(one));
                let near = near.map(|heading| {
                    let option = hint_commands::word(&format!("{what}={heading}"));
                    format!("; to read \"{}\": --column {option}", display(heading))
                });
                format!("needs a column \"{what}\"{}", near.unwrap_or_default())
            }
        };
        Unusable {
            column: row.heading(Column::Action).map(str::to_owned),
            value: action.to_owned(),
            why,
        }
    })
}

/// The problem of a row as one of its cells.
pub(super) fn unusable(problem: Problem) -> Unusable {
    Unusable {
        column: problem.column,
        value: problem.value,
        why: problem.reason.to_string(),
    }
}

/// A value that its column cannot have.
pub(super) fn wrong(row: RowCells<'_>, column: Column, value: &str, why: &str) -> Unusable {
    Unusable {
        column: row.heading(column).map(str::to_owned),
        value: value.to_owned(),
        why: format!("cannot be used: {why}"),
    }
}
