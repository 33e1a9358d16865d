//! Rows as blocks of lines, a column on each: where more columns were asked for than a line of the screen has room for.

use unicode_width::UnicodeWidthStr as _;

use super::wrap::wrap;
use super::{Column, ColumnKind};

/// A value is not wrapped below this width: then the terminal does it.
pub(super) const NARROW: usize = 20;

/// Appends a row as a block: a line for each column, its header before the value.
pub(super) fn record(into: &mut String, columns: &[&Column], texts: &[String], width: usize) {
    let headers: Vec<String> = columns
        .iter()
        .map(|column| crate::ui::display(&column.table_header()))
        .collect();
    let wide = headers.iter().map(|header| header.width()).max();
    let wide = wide.unwrap_or(0);
    let room = width.saturating_sub(wide + 2);
    for ((header, text), column) in headers.iter().zip(texts).zip(columns) {
        // What is copied into the next command stays on a line.
        let whole = column.kind == ColumnKind::Id || room < NARROW;
        let values = match whole {
            true => vec![text.clone()],
            false => wrap(text, room),
        };
        labeled(into, header, wide, &values);
    }
}

/// Appends the lines of a value, with its label before the first.
pub(super) fn labeled(into: &mut String, label: &str, wide: usize, values: &[String]) {
    for (at, value) in values.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let pad = " ".repeat(wide.saturating_sub(label.width()));
        into.push_str(format!("{label}{pad}  {value}").trim_end());
        into.push('\n');
    }
}
