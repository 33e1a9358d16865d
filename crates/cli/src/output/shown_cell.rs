//! A cell as a table shows it.

use atlctl_core::number::{grouped, money};

use super::{Cell, Column, ColumnKind};
use crate::hint_commands;
use crate::ui::display;

/// The cell under its column, which may leave out how addresses begin.
pub(super) fn shown_under(cell: &Cell, column: &Column) -> String {
    let text = shown(cell, column.kind);
    let host = text.strip_prefix("https://");
    let host = host.filter(|_| column.without_scheme);
    host.map(str::to_owned).unwrap_or(text)
}

/// The cell as a table shows it: escaped, on one line.
pub fn shown(cell: &Cell, kind: ColumnKind) -> String {
    match cell {
        // Seconds say nothing in a table; the other forms have them.
        Cell::Time(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
        Cell::Text(text) if text.is_empty() && kind != ColumnKind::Id => "-".to_owned(),
        Cell::Int(number) if kind == ColumnKind::Number => match u64::try_from(*number) {
            Ok(number) => grouped(number),
            Err(_) => number.to_string(),
        },
        Cell::AtLeast(number) => format!("≥{}", grouped(number.unsigned_abs())),
        Cell::AtLeastReal(amount) if kind == ColumnKind::Money => format!("≥{}", money(*amount)),
        Cell::Real(amount) if kind == ColumnKind::Money => money(*amount),
        // A reason may say which command helps.
        cell if kind == ColumnKind::Sentence => {
            display(&hint_commands::completed(&cell.plain("?", "-")))
        }
        cell => display(&cell.plain("?", "-")),
    }
}
