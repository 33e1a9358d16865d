//! The columns that name the person of a row, and the values before and after: the same in plans and in results.

use atlctl_core::change::Before;
use atlctl_core::plan::{Plan, Row};

use crate::output::{Cell, Column};

/// Line, target, address, name and account. A person known by account ID alone is named by it, in a table too; a target
/// that is not the account, such as a token, by its own ID.
pub(super) fn person_columns(plan: Option<&Plan>) -> [Column; 5] {
    let others = |plan: &Plan| plan.rows.iter().any(|row| row.target.is_some());
    let target = Column::id("target", "ID");
    let nameless = |plan: &Plan| plan.rows.iter().any(|row| row.email.is_none());
    let account = Column::id("account", "Account");
    [
        Column::number("line", "Line").on_request(),
        if plan.is_some_and(others) {
            target
        } else {
            target.on_request()
        },
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
pub(super) fn person_cells(row: &Row) -> [Cell; 5] {
    let target = row.target.as_ref();
    [
        row.line.map_or(Cell::None, Cell::count),
        target.map_or(Cell::None, |target| Cell::text(target.id())),
        Cell::maybe(row.email.clone()),
        Cell::maybe(row.name.clone()),
        Cell::maybe(row.account.clone()),
    ]
}

/// The value before, by name.
pub(super) fn before_cell(plan: &Plan, row: &Row) -> Cell {
    match &row.before {
        Before::Is(value) if value.text().is_none() => Cell::None,
        Before::Is(value) => Cell::text(plan.value_name(&row.facet, value)),
        Before::Unknown => Cell::Unknown,
    }
}

/// What a row changes.
pub(super) fn what_cell(plan: &Plan, row: &Row) -> Cell {
    let name = |id: &str| plan.name_of(row.facet.kind, id);
    Cell::text(row.facet.kind.what(&row.facet.of, &name))
}

/// The value after, by name; nothing where nothing changes.
pub(super) fn after_cell(plan: &Plan, row: &Row) -> Cell {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    to.map_or(Cell::None, |to| Cell::text(plan.value_name(&row.facet, to)))
}

/// Whether a plan changes more than one thing.
pub(super) fn several(plan: &Plan) -> bool {
    let mut facets = plan.rows.iter().map(|row| &row.facet);
    let first = facets.next();
    facets.any(|facet| Some(facet) != first)
}
