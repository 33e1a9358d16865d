//! The columns that name the person of a row, and where they were before: the same in plans and in results.

use atlctl_core::plan::{Before, Plan, Row};

use crate::output::{Cell, Column};

/// Line, address, name and account. A person known by account ID alone is named by it, in a table too.
pub(super) fn person_columns(plan: Option<&Plan>) -> [Column; 4] {
    let nameless = |plan: &Plan| plan.rows.iter().any(|row| row.email.is_none());
    let account = Column::id("account", "Account");
    [
        Column::number("line", "Line").on_request(),
        Column::id("email", "Email"),
        Column::text("name", "Name").on_request(),
        if plan.is_some_and(nameless) {
            account
        } else {
            account.on_request()
        },
    ]
}

/// The cells of these columns.
pub(super) fn person_cells(row: &Row) -> [Cell; 4] {
    [
        row.line.map_or(Cell::None, Cell::count),
        Cell::maybe(row.email.clone()),
        Cell::maybe(row.name.clone()),
        Cell::maybe(row.account.clone()),
    ]
}

/// The policy before, by name.
pub(super) fn before_cell(plan: &Plan, row: &Row) -> Cell {
    match &row.before {
        Before::Policy(id) => Cell::text(plan.policy_name(id)),
        Before::None => Cell::None,
        Before::Unknown => Cell::Unknown,
    }
}
