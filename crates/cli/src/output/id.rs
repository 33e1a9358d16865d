//! Only the id of each row, one a line, to be read by the next program.

use super::{Cell, Column, ColumnKind};
use crate::ui::display;

/// Which column is the id: the first of that kind, else the first.
pub(super) fn column(columns: &[Column]) -> usize {
    columns
        .iter()
        .position(|column| column.kind == ColumnKind::Id)
        .unwrap_or(0)
}

/// Appends the line. Line ends within an id are escaped: one row is one line, whatever is in it.
pub(super) fn line(into: &mut String, cell: &Cell) {
    into.push_str(&display(&cell.plain("unknown", "")));
    into.push('\n');
}
