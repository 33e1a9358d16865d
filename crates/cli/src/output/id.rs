//! The ID of each row, one per line, to be read by the next program.

use super::{Cell, Column, ColumnKind};
use crate::ui::display;

/// The cell with the ID: the first cell of that kind with a value, else the first of that kind, else the first.
pub(super) fn cell<'a>(columns: &[Column], row: &'a [Cell]) -> &'a Cell {
    let ids = || {
        let cells = columns.iter().zip(row);
        cells.filter(|(column, _)| column.kind == ColumnKind::Id)
    };
    ids()
        .find(|(_, cell)| !cell.is_missing())
        .or_else(|| ids().next())
        .map(|(_, cell)| cell)
        .or(row.first())
        .unwrap_or(&Cell::Unknown)
}

/// Appends the line. Line ends within an ID are escaped, so that one row is always one line.
pub(super) fn line(into: &mut String, cell: &Cell) {
    into.push_str(&display(&cell.plain("unknown", "")));
    into.push('\n');
}
