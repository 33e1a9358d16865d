//! Rows of a list that cannot be used: as CSV, and those that contradict each other.

use atlctl_core::input::{Cells, Folded, Problem};
use atlctl_core::number::counted;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style};
use crate::ui::display;

/// Says who was named again.
pub fn report_duplicates(context: &Context, folded: &[Folded]) {
    if folded.is_empty() {
        return;
    }
    let first: Vec<String> = folded
        .iter()
        .take(3)
        .map(|row| display(&row.value))
        .collect();
    let more = if folded.len() > 3 { ", …" } else { "" };
    let rows = counted(folded.len() as u64, "duplicate row", "duplicate rows");
    context
        .ui
        .status(format!("{rows} merged: {}{more}", first.join(", ")));
}

/// Refuses a list that names somebody twice with different cells.
///
/// # Errors
/// When a row differs from the one that it repeats.
pub fn differs(cells: &Cells, row: &Folded, what: &str) -> CliResult<()> {
    if cells.are_same(row.line, row.into) {
        return Ok(());
    }
    let line = |line: Option<u64>| line.map_or("?".to_owned(), |line| line.to_string());
    Err(CliError::usage(format!(
        "{what} names {} twice with different values: lines {} and {}",
        display(&row.value),
        line(row.into),
        line(row.line)
    ))
    .hint("keep one of the rows"))
}

/// Unusable rows as CSV.
///
/// # Errors
/// When they cannot be written.
pub(super) fn problems_csv(context: &Context, problems: &[Problem]) -> CliResult<String> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns, style.sort) = (Format::Csv, Vec::new(), None);
    (style.limit, style.terminal) = (None, false);
    let columns = vec![
        Column::number("line", "Line"),
        Column::text("column", "Column"),
        Column::text("value", "Value"),
        Column::text("reason", "Reason"),
    ];
    let mut bytes = Vec::new();
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for problem in problems {
        printer.row(vec![
            Cell::count(problem.line),
            problem.column.clone().map_or(Cell::None, Cell::text),
            Cell::text(&problem.value),
            Cell::text(problem.reason.to_string()),
        ])?;
    }
    let same = printer.finish()?.same_in_each_row();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if let Some(same) = same {
        text.push_str(&format!("{same}\n"));
    }
    Ok(text)
}
