//! `atlctl run list`.

use atlctl_core::apply::{JournalError, Machine, RunInfo, row_result};
use atlctl_core::report::RowOutcome;
use clap::Args;

use crate::changes::{journal_error, runs};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Table};

/// List the runs of the organisation, the newest first
#[derive(Debug, Args)]
pub struct List {}

/// Lists the runs.
///
/// # Errors
/// When they cannot be read.
pub fn run(context: &Context, _args: &List) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let mut table = Table::new(
        "runs",
        vec![
            Column::id("run", "Run"),
            Column::time("began", "Began"),
            Column::text("state", "State"),
            Column::number("changes", "Changes"),
            Column::number("done", "Done"),
            Column::number("failed", "Failed"),
            Column::number("open", "Open"),
            Column::text("what", "What"),
        ],
    );
    for id in runs.ids().map_err(|error| journal_error(&error))? {
        match runs.look(&id) {
            Ok(Some((info, machine))) => table.push(row(&info, &machine)),
            Ok(None) => {}
            // One that cannot be read does not hide the others.
            Err(error @ (JournalError::Damaged { .. } | JournalError::OtherPlan(_))) => {
                context.ui.warning(crate::ui::display(&error.to_string()));
                let mut cells = vec![Cell::text(id), Cell::Unknown, Cell::text("damaged")];
                cells.extend([const { Cell::Unknown }; 5]);
                table.push(cells);
            }
            Err(error) => return Err(journal_error(&error)),
        }
    }
    context.print(table)?;
    Ok(Exit::Done)
}

fn row(info: &RunInfo, machine: &Machine) -> Vec<Cell> {
    let plan = machine.plan();
    let changed = plan.rows.iter().enumerate();
    let outcomes: Vec<RowOutcome> = changed
        .filter(|(_, row)| row.verdict.is_change())
        .map(|(at, _)| row_result(machine, at).0)
        .collect();
    let count = |wanted: &[RowOutcome]| {
        Cell::count(outcomes.iter().filter(|one| wanted.contains(one)).count())
    };
    vec![
        Cell::text(&info.id),
        Cell::millis(Some(info.began)),
        Cell::text(state(info, machine)),
        Cell::count(outcomes.len()),
        count(&[RowOutcome::Done, RowOutcome::Unchanged]),
        count(&[RowOutcome::Refused, RowOutcome::Failed]),
        count(&[RowOutcome::Open, RowOutcome::Unknown]),
        Cell::text(plan.title()),
    ]
}

/// Where a run stands, in a word.
pub fn state(info: &RunInfo, machine: &Machine) -> &'static str {
    if info.running {
        "running"
    } else if machine.was_handed_off() {
        "handed over"
    } else if machine.can_resume() {
        "open"
    } else {
        "over"
    }
}
