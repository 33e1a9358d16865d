//! `atlctl run close`.

use atlctl_core::number::people;
use clap::Args;

use crate::changes::{confirm_action, counts_text, exit, journal_error, runs};
use crate::context::Context;
use crate::error::{CliResult, Exit};

/// End a run that you will not resume
///
/// Nothing more is sent for the run, other commands stop mentioning it, and `run resume` refuses it. People who were
/// not moved stay where they are; unknown outcomes stay unknown, and `run verify` still reads them. The run can
/// still be shown and undone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run close last
  atlctl run close 20261124-1 --yes")]
pub struct Close {
    /// The run, or `last`: the last one that can be resumed
    #[arg(value_name = "RUN")]
    run: String,
}

/// Closes a run.
///
/// # Errors
/// When there is no such run, another program has it, or nobody agreed.
pub fn run(context: &Context, args: &Close) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find_open(&args.run)
        .map_err(|error| journal_error(&error))?;
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    let ui = &context.ui;
    if !run.machine.can_resume() {
        let state = if run.machine.is_closed() {
            "closed already"
        } else {
            "finished"
        };
        ui.status(format!("Run {id} is {state}. Nothing to close."));
        return Ok(Exit::Done);
    }
    let tally = run.machine.tally();
    let left = tally.changes.saturating_sub(tally.there);
    ui.status(format!("Run {id}: {}.", counts_text(&run.machine)));
    confirm_action(
        context,
        &format!("Close it? {} will not be moved by it.", people(left)),
        format!("Confirmation required: run {id} would be closed"),
        &format!("close it: atlctl run close {id}"),
    )?;
    run.machine.close(context.now().as_millisecond());
    run.save().map_err(|error| journal_error(&error))?;
    ui.status(format!("Run {id} is closed."));
    if exit(&run.machine) == Exit::Unknown {
        ui.hint(format!(
            "read the unknown outcomes at any time: atlctl run verify {id}"
        ));
    }
    Ok(Exit::Done)
}
