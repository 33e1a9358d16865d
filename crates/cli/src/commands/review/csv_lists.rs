//! The lists of a review as CSV, for programs and spreadsheets.

use atlctl_core::review::{Answers, COLUMNS, ReviewRow, RowResult};
use jiff::Timestamp;

use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style};

/// The list that a reviewer fills in. The mark at its start tells spreadsheets the encoding.
///
/// # Errors
/// Never; printing to memory does not fail.
pub(super) fn to_fill_in(context: &Context, rows: &[&ReviewRow]) -> CliResult<Vec<u8>> {
    let columns = COLUMNS.map(|name| Column::text(name, name)).to_vec();
    let rows = rows.iter().map(|row| {
        let mut cells = vec![Cell::None, Cell::None];
        cells.extend(facts(row));
        cells
    });
    csv(context, columns, rows)
}

/// Every row with its decision, who made it, and where it stands; of an answer that cannot be used, what it says and why.
///
/// # Errors
/// Never; printing to memory does not fail.
pub(super) fn decided(
    context: &Context,
    rows: &[ReviewRow],
    answers: &Answers,
) -> CliResult<Vec<u8>> {
    let mut columns = COLUMNS.map(|name| Column::text(name, name)).to_vec();
    columns.extend(
        ["reviewer", "own", "returned", "line", "said", "problem"]
            .map(|name| Column::text(name, name)),
    );
    let rows = rows.iter().map(|row| {
        let answer = answers.get(&row.row);
        let decision = answer.and_then(|answer| answer.decision);
        let unusable = answer.and_then(|answer| answer.unusable.as_ref());
        let mut cells = vec![
            Cell::text(decision.map_or("?", |decision| decision.word())),
            answer
                .and_then(|answer| answer.note.clone())
                .map_or(Cell::None, Cell::text),
        ];
        cells.extend(facts(row));
        cells.extend([
            Cell::text(&row.reviewer),
            Cell::Bool(row.own),
            answer.map_or(Cell::None, |answer| Cell::text(&answer.file)),
            answer.map_or(Cell::None, |answer| Cell::count(answer.line)),
            unusable.map_or(Cell::None, |unusable| Cell::text(&unusable.said)),
            unusable.map_or(Cell::None, |unusable| Cell::text(&unusable.why)),
        ]);
        cells
    });
    csv(context, columns, rows)
}

/// Every row with its decision and the result.
///
/// # Errors
/// Never; printing to memory does not fail.
pub(super) fn ended(
    context: &Context,
    rows: &[ReviewRow],
    answers: &Answers,
    results: &[RowResult],
) -> CliResult<Vec<u8>> {
    let names = [
        "decision", "email", "name", "access", "account", "row", "reviewer", "result", "run", "why",
    ];
    let columns = names.map(|name| Column::text(name, name)).to_vec();
    let rows = rows.iter().zip(results).map(|(row, result)| {
        let decision = answers.get(&row.row).and_then(|answer| answer.decision);
        let text = |text: Option<&str>| {
            let text = text.filter(|text| !text.is_empty());
            text.map_or(Cell::None, Cell::text)
        };
        vec![
            Cell::text(decision.map_or("?", |decision| decision.word())),
            Cell::maybe(row.email.clone()),
            Cell::maybe(row.name.clone()),
            Cell::text(&row.access),
            Cell::text(&row.account),
            Cell::text(&row.row),
            Cell::text(&row.reviewer),
            Cell::text(result.word()),
            text(result.run()),
            text(Some(result.why())),
        ]
    });
    csv(context, columns, rows)
}

/// The cells from the address on, in the order of the columns.
fn facts(row: &ReviewRow) -> [Cell; 9] {
    let day = |at: Timestamp| Cell::text(at.strftime("%Y-%m-%d").to_string());
    [
        Cell::maybe(row.email.clone()),
        Cell::maybe(row.name.clone()),
        Cell::text(&row.access),
        Cell::maybe(row.how.clone()),
        Cell::maybe(row.status.clone()),
        match row.last_active {
            Some(at) => day(at),
            None if row.activity_known => Cell::Never,
            None => Cell::Unknown,
        },
        row.since.map_or(Cell::Unknown, day),
        Cell::text(&row.account),
        Cell::text(&row.row),
    ]
}

fn csv(
    context: &Context,
    columns: Vec<Column>,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> CliResult<Vec<u8>> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns, style.sort) = (Format::Csv, Vec::new(), None);
    (style.limit, style.terminal, style.raw) = (None, false, false);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut printer = Printer::new(&mut bytes, style, columns)?;
    for row in rows {
        printer.row(row)?;
    }
    printer.finish()?;
    Ok(bytes)
}
