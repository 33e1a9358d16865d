//! What came of a run: a result for each row.

use std::path::Path;
use std::sync::Arc;

use atlctl_core::apply::{Machine, Settings, Stop, row_result};
use atlctl_core::plan::{Before, Plan};
use atlctl_core::report::RowOutcome;

use super::save;
use crate::args::Format;
use crate::context::Context;
use crate::error::{CliResult, Exit, Kind};
use crate::output::{Cell, Column, Printer, Style};

/// Rows that a table shows whatever became of them.
const FEW: usize = 40;

/// Whoever is known by an account id alone is named by it, in a table too.
fn columns(plan: Option<&Plan>) -> Vec<Column> {
    let nameless = |plan: &Plan| plan.rows.iter().any(|row| row.email.is_none());
    let account = Column::id("account", "Account");
    vec![
        Column::number("line", "Line").on_request(),
        Column::id("email", "Email"),
        Column::text("name", "Name").on_request(),
        if plan.is_some_and(nameless) {
            account
        } else {
            account.on_request()
        },
        Column::text("outcome", "Outcome"),
        Column::text("before", "Before"),
        Column::text("after", "After"),
        Column::text("reason", "Reason"),
    ]
}

fn row(machine: &Machine, at: usize) -> Option<(RowOutcome, Vec<Cell>)> {
    let plan = machine.plan();
    let row = plan.rows.get(at)?;
    let (outcome, reason) = row_result(machine, at);
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    let cells = vec![
        row.line.map_or(Cell::None, Cell::count),
        Cell::maybe(row.email.clone()),
        Cell::maybe(row.name.clone()),
        Cell::maybe(row.account.clone()),
        Cell::text(outcome.as_str()),
        match &row.before {
            Before::Policy(id) => Cell::text(plan.policy_name(id)),
            Before::None => Cell::None,
            Before::Unknown => Cell::Unknown,
        },
        to.map_or(Cell::None, |to| Cell::text(plan.policy_name(to))),
        if reason.is_empty() {
            Cell::None
        } else {
            Cell::text(reason)
        },
    ];
    Some((outcome, cells))
}

/// Refuses columns that results do not have, before anything is changed.
///
/// # Errors
/// When `--columns` or `--sort` name one.
pub fn check(context: &Context) -> CliResult<()> {
    context.printable(&columns(None))
}

/// Says that a file for results stays away, because nothing was applied.
pub fn not_written(context: &Context, path: Option<&Path>) {
    if path.is_some() {
        context.ui.warning(
            "--results: nothing was applied, so there are no results; the file is not written",
        );
    }
}

/// How many rows ended how, in the order of reports.
pub fn counts(machine: &Machine) -> Vec<(RowOutcome, usize)> {
    let rows = machine.plan().rows.len();
    RowOutcome::ALL
        .iter()
        .map(|outcome| {
            let count = (0..rows).filter(|at| row_result(machine, *at).0 == *outcome);
            (*outcome, count.count())
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// A number of people, in words.
pub fn people(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// The counts in one line.
pub fn counts_text(machine: &Machine) -> String {
    let all: Vec<String> = counts(machine)
        .into_iter()
        .map(|(outcome, count)| format!("{count} {}", outcome.as_str()))
        .collect();
    all.join(", ")
}

/// Prints a result for each row to stdout. A long table has only those that did not go as planned; how many
/// it leaves out is said. Whoever stops reading changes neither what is said nor the exit code.
///
/// # Errors
/// When stdout cannot be written.
pub fn print(context: &Context, machine: &Machine) -> CliResult<()> {
    unless_nobody_reads(print_rows(context, machine))
}

/// A reader that went away had enough.
pub fn unless_nobody_reads(printed: CliResult<()>) -> CliResult<()> {
    printed.or_else(|error| match error.kind() {
        Kind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

fn print_rows(context: &Context, machine: &Machine) -> CliResult<()> {
    let rows = machine.plan().rows.len();
    let mut printer = context.printer(columns(Some(machine.plan())))?;
    let table = context.global.output.unwrap_or(Format::Table) == Format::Table;
    let brief = table && rows > FEW && context.global.limit.is_none();
    let mut left_out: Vec<(&'static str, usize)> = Vec::new();
    let mut printed = 0;
    for (at, planned) in machine.plan().rows.iter().enumerate() {
        let Some((outcome, cells)) = row(machine, at) else {
            continue;
        };
        let as_planned = !planned.verdict.is_change()
            || matches!(
                outcome,
                RowOutcome::Done | RowOutcome::Unchanged | RowOutcome::Open
            );
        if !(brief && as_planned) {
            printed += 1;
            printer.row(cells)?;
            continue;
        }
        match left_out
            .iter_mut()
            .find(|(word, _)| *word == outcome.as_str())
        {
            Some((_, count)) => *count += 1,
            None => left_out.push((outcome.as_str(), 1)),
        }
    }
    if printed == 0 && !left_out.is_empty() {
        printer.finish()?;
    } else {
        context.printed(printer, "rows")?;
    }
    if !left_out.is_empty() {
        let words: Vec<String> = left_out
            .iter()
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        context.ui.status(format!(
            "Not listed: {}; -o csv and -o json print all rows.",
            words.join(", ")
        ));
    }
    Ok(())
}

/// Writes the results as CSV to a file.
///
/// # Errors
/// When it cannot be written.
pub fn save_results(
    context: &Context,
    machine: &Machine,
    path: &Path,
    force: bool,
) -> CliResult<()> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns, style.sort) = (Format::Csv, Vec::new(), None);
    (style.limit, style.terminal) = (None, false);
    let mut bytes = Vec::new();
    let mut printer = Printer::new(&mut bytes, style, columns(Some(machine.plan())))?;
    for at in 0..machine.plan().rows.len() {
        if let Some((_, cells)) = row(machine, at) {
            printer.row(cells)?;
        }
    }
    printer.finish()?;
    save(path, &String::from_utf8_lossy(&bytes), force)
}

/// The results of a plan in which there is nothing to change.
pub fn of_nothing(plan: Plan) -> Machine {
    Machine::new(Arc::new(plan), Settings::default())
}

/// The exit code a run earns.
pub fn exit(machine: &Machine) -> Exit {
    match machine.stopped() {
        Some(Stop::SignIn { .. }) => return Exit::SignIn,
        Some(Stop::Cancelled) => return Exit::Cancelled,
        _ => {}
    }
    let rows = machine.plan().rows.iter().enumerate();
    let outcomes: Vec<RowOutcome> = rows
        .filter(|(_, row)| row.verdict.is_change())
        .map(|(at, _)| row_result(machine, at).0)
        .collect();
    let any = |wanted: &[RowOutcome]| outcomes.iter().any(|outcome| wanted.contains(outcome));
    if any(&[RowOutcome::Unknown]) {
        Exit::Unknown
    } else if !any(&[RowOutcome::Refused, RowOutcome::Failed, RowOutcome::Open]) {
        Exit::Done
    } else if any(&[RowOutcome::Done, RowOutcome::Unchanged]) {
        Exit::Partly
    } else {
        Exit::Failed
    }
}
