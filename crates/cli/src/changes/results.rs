//! The results of a run, row by row.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, Settings, Stop, row_result};
use atlctl_core::change::Before;
use atlctl_core::number::grouped;
use atlctl_core::plan::{Actor, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;

use super::person_cells::{
    change_cells, change_columns, change_reason_cell, person_cells, person_columns, said_once,
};
use super::{recorded_approval, save};
use crate::context::Context;
use crate::error::{CliResult, Exit, Kind};
use crate::options::Format;
use crate::output::{Cell, Column, Printer, Style, leave_out_constant};

/// Rows that a table shows whatever their outcome.
pub(super) const FEW: usize = 40;
/// Rows of each outcome that a longer table shows, of those that did not go as planned.
const SAMPLE: usize = 20;

fn columns(plan: Option<&Plan>) -> Vec<Column> {
    let mut columns = Vec::from(person_columns(plan));
    let [change, what, before, after] = change_columns(plan);
    columns.extend([
        Column::sentence("outcome", "Outcome").stays(),
        change,
        what,
        before,
        Column::companion("before_known", "Before known"),
        after,
        Column::sentence("reason", "Reason").stays(),
        Column::text("run", "Run").on_request(),
        Column::text("by", "By").on_request(),
        Column::sentence("change_reason", "Reason for the change").on_request(),
        Column::text("ticket", "Ticket").on_request(),
        Column::text("approved_by", "Approved by").on_request(),
    ]);
    columns
}

/// Which run it is, who made it, for which ticket and who approved it: the same for each row. Without a run, who planned
/// it.
fn made_by(context: &Context, info: Option<&RunInfo>, machine: &Machine) -> [Cell; 4] {
    let approved = info.and_then(|info| {
        let org = OrgId::from(machine.plan().org.as_str());
        recorded_approval(context, &org, &info.plan)
    });
    let run = info.map_or(Cell::None, |info| Cell::text(&info.id));
    let began = info.and_then(|info| info.actors.first());
    let actor = match info {
        Some(_) => began,
        None => machine.plan().actor.as_ref(),
    };
    let plan = machine.plan();
    [
        run,
        Cell::maybe(actor.map(Actor::words)),
        plan.ticket.clone().map_or(Cell::None, Cell::text),
        approved.map_or(Cell::None, Cell::text),
    ]
}

fn row(machine: &Machine, at: usize, by: &[Cell; 4]) -> Option<(RowOutcome, Vec<Cell>)> {
    let plan = machine.plan();
    let row = plan.rows.get(at)?;
    let (outcome, reason) = row_result(machine, at);
    let mut cells = Vec::from(person_cells(row));
    let [change, what, before, after] = change_cells(plan, row);
    cells.extend([
        Cell::text(outcome.as_str()),
        change,
        what,
        before,
        Cell::Bool(row.before != Before::Unknown),
        after,
        if reason.is_empty() {
            Cell::None
        } else {
            Cell::text(reason)
        },
    ]);
    let [run, actor, ticket, approved] = by.clone();
    cells.extend([run, actor, change_reason_cell(plan, row), ticket, approved]);
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
        context
            .ui
            .warning("--results: nothing was applied, so no file was written");
    }
}

/// How many rows ended how, in the order of reports.
pub fn counts(machine: &Machine) -> Vec<(RowOutcome, usize)> {
    counts_of(machine, |_| true)
}

fn counts_of(machine: &Machine, is_counted: impl Fn(&Row) -> bool) -> Vec<(RowOutcome, usize)> {
    let rows = machine.plan().rows.iter().enumerate();
    let counted = rows.filter(|(_, row)| is_counted(row));
    let outcomes: Vec<RowOutcome> = counted.map(|(at, _)| row_result(machine, at).0).collect();
    RowOutcome::ALL
        .iter()
        .map(|outcome| {
            let count = outcomes.iter().filter(|one| *one == outcome).count();
            (*outcome, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// The counts in one line.
pub fn counts_text(machine: &Machine) -> String {
    in_words(counts(machine))
}

/// How the changes ended, in one line. The summary of the plan has counted the other rows.
pub fn changes_text(machine: &Machine) -> String {
    in_words(counts_of(machine, |row| row.verdict.is_change()))
}

fn in_words(counts: Vec<(RowOutcome, usize)>) -> String {
    let all: Vec<String> = counts
        .into_iter()
        .map(|(outcome, count)| format!("{} {}", grouped(count as u64), outcome.as_str()))
        .collect();
    all.join(", ")
}

/// Prints a result for each row to stdout. A table begins with the bad news; a long one has a sample of what did not
/// go as planned, and says how much it leaves out. A closed pipe changes neither the messages nor the exit
/// code. Whether every row was printed.
///
/// # Errors
/// When stdout cannot be written.
pub fn print(context: &Context, info: Option<&RunInfo>, machine: &Machine) -> CliResult<bool> {
    unless_nobody_reads(print_rows(context, info, machine, false))
}

/// The same, with every row in a table, too.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_all(context: &Context, info: Option<&RunInfo>, machine: &Machine) -> CliResult<()> {
    unless_nobody_reads(print_rows(context, info, machine, true)).map(drop)
}

/// A reader that went away had enough.
pub fn unless_nobody_reads<T: Default>(printed: CliResult<T>) -> CliResult<T> {
    printed.or_else(|error| match error.kind() {
        Kind::BrokenPipe => Ok(T::default()),
        _ => Err(error),
    })
}

fn print_rows(
    context: &Context,
    info: Option<&RunInfo>,
    machine: &Machine,
    all: bool,
) -> CliResult<bool> {
    let plan = machine.plan();
    let table = context.global.output.unwrap_or(Format::Table) == Format::Table;
    let brief = table && !all && plan.rows.len() > FEW && context.global.limit.is_none();
    let by = made_by(context, info, machine);
    let mut order: Vec<usize> = (0..plan.rows.len()).collect();
    if table {
        order.sort_by_cached_key(|at| row_result(machine, *at).0.rank());
    }
    let compared = table && context.global.columns.is_empty() && (brief || plan.rows.len() <= FEW);
    let mut columns = columns(Some(plan));
    let mut kept: Vec<Vec<Cell>> = Vec::new();
    let mut printer = if compared {
        None
    } else {
        Some(context.printer_for_people(columns.clone())?)
    };
    let mut shown: HashMap<RowOutcome, usize> = HashMap::new();
    let mut left_out: Vec<(RowOutcome, u64)> = Vec::new();
    for at in order {
        let (Some(planned), Some((outcome, cells))) = (plan.rows.get(at), row(machine, at, &by))
        else {
            continue;
        };
        let as_planned = !planned.verdict.is_change()
            || matches!(
                outcome,
                RowOutcome::Done | RowOutcome::Unchanged | RowOutcome::Open
            );
        let count = shown.entry(outcome).or_default();
        if !brief || (!as_planned && *count < SAMPLE) {
            *count += 1;
            match &mut printer {
                Some(printer) => printer.row(cells)?,
                None => kept.push(cells),
            }
            continue;
        }
        match left_out.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, count)) => *count += 1,
            None => left_out.push((outcome, 1)),
        }
    }
    let seen = context.ui.messages_beside_data();
    if let Some(after) = said_once(&mut columns, &kept, seen) {
        context.ui.header(after);
    }
    let constant = leave_out_constant(&mut columns, &kept, seen);
    let mut printer = match printer {
        Some(printer) => printer,
        None => context.printer_for_people(columns)?,
    };
    for cells in kept {
        printer.row(cells)?;
    }
    if shown.values().sum::<usize>() == 0 && !left_out.is_empty() {
        printer.finish()?;
    } else {
        context.printed(printer, "rows")?;
    }
    if let Some(constant) = constant {
        context.ui.status(constant);
    }
    if !left_out.is_empty() {
        let words: Vec<String> = left_out
            .iter()
            .map(|(outcome, count)| format!("{} {}", grouped(*count), outcome.as_str()))
            .collect();
        context.ui.status(format!(
            "Not shown: {}; -o csv and -o json print all rows.",
            words.join(", ")
        ));
    }
    let limited = context
        .global
        .limit
        .is_some_and(|limit| limit < plan.rows.len());
    Ok(left_out.is_empty() && !limited)
}

/// Writes the results as CSV to a file.
///
/// # Errors
/// When it cannot be written.
pub fn save_results(
    context: &Context,
    info: Option<&RunInfo>,
    machine: &Machine,
    path: &Path,
    force: bool,
) -> CliResult<()> {
    let bytes = results_csv(context, info, machine)?;
    save(path, &String::from_utf8_lossy(&bytes), force)
}

/// The results as CSV.
///
/// # Errors
/// Never; printing to memory does not fail.
pub fn results_csv(
    context: &Context,
    info: Option<&RunInfo>,
    machine: &Machine,
) -> CliResult<Vec<u8>> {
    let mut style = Style::new(&context.global, &context.ui);
    (style.format, style.columns, style.sort) = (Format::Csv, Vec::new(), None);
    (style.limit, style.terminal) = (None, false);
    let mut bytes = Vec::new();
    let mut printer = Printer::new(&mut bytes, style, columns(Some(machine.plan())))?;
    let by = made_by(context, info, machine);
    for at in 0..machine.plan().rows.len() {
        if let Some((_, cells)) = row(machine, at, &by) {
            printer.row(cells)?;
        }
    }
    printer.finish()?;
    Ok(bytes)
}

/// The results of a plan in which there is nothing to change.
pub fn of_nothing(plan: Plan) -> Machine {
    Machine::new(Arc::new(plan), Settings::default())
}

/// The exit code a run earns. Somebody who was named and is not known is left undone.
pub fn exit(machine: &Machine) -> Exit {
    match exit_of_changes(machine) {
        Exit::Done if machine.plan().slips() > 0 => Exit::Partly,
        exit => exit,
    }
}

/// The same by the rows that were to be changed alone, and by those that were as planned and no longer are.
pub fn exit_of_changes(machine: &Machine) -> Exit {
    match machine.stopped() {
        Some(Stop::SignIn { .. }) => return Exit::SignIn,
        Some(Stop::Canceled) => return Exit::Canceled,
        _ => {}
    }
    let rows = machine.plan().rows.iter().enumerate();
    let outcomes: Vec<RowOutcome> = rows
        .map(|(at, row)| (row, row_result(machine, at).0))
        .filter(|(row, outcome)| {
            let no_longer = row.verdict == Verdict::Already && *outcome == RowOutcome::Refused;
            row.verdict.is_change() || no_longer
        })
        .map(|(_, outcome)| outcome)
        .collect();
    let any = |wanted: &[RowOutcome]| outcomes.iter().any(|outcome| wanted.contains(outcome));
    if any(&[RowOutcome::Unknown]) {
        Exit::Unknown
    } else if !any(&[
        RowOutcome::Refused,
        RowOutcome::InPart,
        RowOutcome::Failed,
        RowOutcome::Open,
        RowOutcome::Skipped,
    ]) {
        Exit::Done
    } else if any(&[RowOutcome::Done, RowOutcome::InPart, RowOutcome::Unchanged]) {
        Exit::Partly
    } else {
        Exit::Failed
    }
}
