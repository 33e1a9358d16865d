//! `atlctl run list`.

use atlctl_core::apply::{JournalError, Machine, RunInfo, row_result};
use atlctl_core::report::RowOutcome;
use clap::Args;

use crate::changes::{current_names, journal_error, runs};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Table};

/// List runs, newest first
///
/// Reads the records of runs on this machine, not the mirror. These columns appear only if needed: "In part"
/// (a part was refused), "Not made" (refused or failed) and "Unsettled" (not sent yet, or the outcome is unknown). `run show` lists each.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run list")]
pub struct List {}

/// What few changes come to: a table has these columns where some run has such changes. Without a column for them, a run
/// would seem to have lost them.
const UNUSUAL: [(&str, &str, &[RowOutcome]); 4] = [
    ("unchanged", "Unchanged", &[RowOutcome::Unchanged]),
    ("in_part", "In part", &[RowOutcome::InPart]),
    (
        "failed",
        "Not made",
        &[RowOutcome::Refused, RowOutcome::Failed],
    ),
    (
        "open",
        "Unsettled",
        &[RowOutcome::Open, RowOutcome::Unknown],
    ),
];

/// Lists the runs.
///
/// # Errors
/// When they cannot be read.
pub fn run(context: &Context, _args: &List) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let names = current_names(context);
    let mut rows = Vec::new();
    let mut some = [false; UNUSUAL.len()];
    for id in runs.ids().map_err(|error| journal_error(&error))? {
        match runs.inspect(&id) {
            Ok(Some((info, mut machine))) => {
                machine.use_current_names(names.clone());
                if machine.is_cut_short() {
                    context.ui.warning(format!(
                        "run {id}: its journal lost its last lines; see what it says: atlctl run show {id}"
                    ));
                }
                let outcomes = outcomes(&machine);
                for (some, unusual) in some.iter_mut().zip(UNUSUAL) {
                    *some |= outcomes.iter().any(|outcome| unusual.2.contains(outcome));
                }
                rows.push(row(&info, &machine, &outcomes));
            }
            Ok(None) if runs.has_plan(&id) => {
                context.ui.warning(format!(
                    "run {id}: its plan is there and its journal is not: the journal was lost, or the run ended before \
                     it sent anything; remove what is left of it: atlctl run prune --damaged"
                ));
                rows.push(unknown(id, "damaged"));
            }
            Ok(None) => {}
            // One that cannot be read does not hide the others.
            Err(error) => {
                let state = match &error {
                    JournalError::Io { .. } => "unreadable",
                    _ => "damaged",
                };
                let mut said = format!("run {id}: {error}");
                if let Some(cause) = std::error::Error::source(&error) {
                    said = format!("{said}: {cause}");
                }
                context.ui.warning(crate::ui::display(&said));
                rows.push(unknown(id, state));
            }
        }
    }
    let mut columns = vec![
        Column::id("run", "Run"),
        Column::time("started", "Started"),
        Column::text("state", "State"),
        Column::number("changes", "Changes"),
        Column::number("done", "Done"),
    ];
    for (some, (name, heading, _)) in some.into_iter().zip(UNUSUAL) {
        let column = Column::number(name, heading);
        columns.push(if some { column } else { column.on_request() });
    }
    columns.extend([
        Column::text("by", "By"),
        Column::sentence("what", "What"),
        Column::text("host", "Host").on_request(),
        Column::text("account", "Account").on_request(),
        Column::text("credential", "Credential").on_request(),
        Column::text("profile", "Profile").on_request(),
        Column::text("version", "Version").on_request(),
        Column::time("until", "Until").on_request(),
        Column::former_name("began", "Started"),
    ]);
    let mut table = Table::new("runs", columns);
    for row in rows {
        table.push(row);
    }
    let org = context.org_title(None)?;
    context.ui.status(format!("Runs on this machine in {org}."));
    context.print(table)?;
    Ok(Exit::Done)
}

/// The cells of a run of which nothing else is known.
fn unknown(id: String, state: &'static str) -> Vec<Cell> {
    let mut cells = vec![Cell::text(id), Cell::Unknown, Cell::text(state)];
    cells.extend([const { Cell::Unknown }; 15]);
    cells
}

/// What the changes of a run came to.
fn outcomes(machine: &Machine) -> Vec<RowOutcome> {
    let changed = machine.plan().rows.iter().enumerate();
    changed
        .filter(|(_, row)| row.verdict.is_change())
        .map(|(at, _)| row_result(machine, at).0)
        .collect()
}

/// The cells of a run.
fn row(info: &RunInfo, machine: &Machine, outcomes: &[RowOutcome]) -> Vec<Cell> {
    let plan = machine.plan();
    let count = |wanted: &[RowOutcome]| {
        Cell::count(outcomes.iter().filter(|one| wanted.contains(one)).count())
    };
    let actor = info.actors.first().cloned();
    let by = actor.as_ref().and_then(|actor| actor.user.clone());
    let actor = actor.unwrap_or_default();
    let mut cells = vec![
        Cell::text(&info.id),
        Cell::millis(Some(info.began)),
        Cell::text(state(info, machine)),
        Cell::count(outcomes.len()),
        count(&[RowOutcome::Done]),
    ];
    cells.extend(UNUSUAL.map(|(_, _, wanted)| count(wanted)));
    cells.extend([
        Cell::maybe(by),
        Cell::text(plan.short_title()),
        Cell::maybe(actor.host),
        Cell::maybe(actor.account),
        Cell::maybe(actor.credential),
        Cell::maybe(actor.profile),
        Cell::maybe(actor.version),
        plan.until.map_or(Cell::None, |until| {
            Cell::millis(Some(until.as_millisecond()))
        }),
        Cell::millis(Some(info.began)),
    ]);
    cells
}

/// Where a run stands, in a word.
pub fn state(info: &RunInfo, machine: &Machine) -> &'static str {
    if info.running {
        "running"
    } else if machine.is_closed() && machine.is_open() {
        "closed"
    } else if machine.was_handed_off() {
        "awaiting import"
    } else if machine.can_resume() {
        "open"
    } else {
        "finished"
    }
}
