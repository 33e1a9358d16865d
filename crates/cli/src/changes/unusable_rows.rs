//! Rows of a list that cannot be used: as CSV, and those that contradict each other.

use atlctl_core::input::{Cells, Folded, Position, Problem, Reason};
use atlctl_core::number::{counted, grouped};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style};
use crate::ui::{display, redact};

/// Problems that are shown without being asked for.
pub(super) const SHOWN: usize = 20;
/// So much of a value is printed; the file of problems has all of it, but no secrets.
const LONGEST_VALUE: usize = 120;
/// People who are named with the row that is left out, at most.
const NAMED: usize = 3;

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
    if cells.are_same(row.at, row.into) {
        return Ok(());
    }
    let place = |at: Option<Position>| at.map_or("?".to_owned(), |at| at.to_string());
    let places = match (row.into, row.at) {
        (Some(one), Some(other)) if !one.is_shared && !other.is_shared => {
            format!("lines {} and {}", one.line, other.line)
        }
        (one, other) => format!("{} and {}", place(one), place(other)),
    };
    Err(CliError::usage(format!(
        "{what} names {} twice with different values: {places}",
        display(&row.value)
    ))
    .hint("keep one of the rows"))
}

/// How many problems there are, and the first of them with everyone whose row is left out with it.
pub(super) fn problem_lines(problems: &[Problem]) -> (usize, Vec<String>) {
    let is_other = |problem: &&Problem| problem.reason != Reason::LeftOut;
    let count = problems.iter().filter(is_other).count();
    let mut before = None;
    let mut lines: Vec<String> = problems
        .iter()
        .filter(is_other)
        .take(SHOWN)
        .map(|problem| {
            let row = if before.replace(problem.at) == Some(problem.at) {
                String::new()
            } else {
                row_of(problems, problem.at)
            };
            format!(
                "  {}: {} {}{row}",
                problem.at,
                quoted(&problem.value),
                display(&redact::quoted(&problem.reason.to_string()))
            )
        })
        .collect();
    if count > SHOWN {
        lines.push(format!("  … and {} more", grouped((count - SHOWN) as u64)));
    }
    (count, lines)
}

/// A text of a list in quotation marks, the beginning of a long one.
pub(super) fn quoted(text: &str) -> String {
    let whole = redact::quoted(text);
    let mut value: String = whole.chars().take(LONGEST_VALUE).collect();
    if value.len() < whole.len() {
        value.push('…');
    }
    format!("\"{}\"", display(&value))
}

/// Who is left out with a row, in brackets.
fn row_of(problems: &[Problem], at: Position) -> String {
    let left_out = problems
        .iter()
        .filter(|problem| problem.at == at && problem.reason == Reason::LeftOut);
    let names: Vec<String> = left_out.map(|problem| display(&problem.value)).collect();
    match names.split_at_checked(NAMED) {
        Some((first, more @ [_, ..])) => {
            let more = grouped(more.len() as u64);
            format!(" (in the row of {} and {more} more)", first.join(", "))
        }
        _ if names.is_empty() => String::new(),
        _ => format!(" (in the row of {})", names.join(", ")),
    }
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
        Column::number("record", "Record"),
    ];
    let mut bytes = Vec::new();
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for problem in problems {
        printer.row(vec![
            Cell::count(problem.at.line),
            problem
                .column
                .as_deref()
                .map_or(Cell::None, |column| Cell::text(redact::written(column))),
            Cell::text(redact::written(&problem.value)),
            Cell::text(redact::written(&problem.reason.to_string())),
            problem.at.shared_record().map_or(Cell::None, Cell::count),
        ])?;
    }
    let same = printer.finish()?.same_in_each_row();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if let Some(same) = same {
        text.push_str(&format!("{same}\n"));
    }
    Ok(text)
}
