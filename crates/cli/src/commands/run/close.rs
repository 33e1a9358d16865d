//! `atlctl run close`.

use atlctl_core::number::people;
use clap::Args;

use crate::changes::{confirm_action, counts_text, exit, journal_error, runs};
use crate::context::Context;
use crate::error::{CliResult, Exit};

/// End a run that you will not resume
///
/// Sends nothing. Other commands stop mentioning the run, and `run resume` refuses it. People who were not changed
/// stay as they are; unknown outcomes stay unknown until `run verify` checks them. You can still show and undo the
/// run.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run close last
  atlctl run close 20261124-1 --yes")]
pub struct Close {
    /// Run ID, or `last` for the latest run that can be resumed (else the newest run)
    #[arg(value_name = "RUN")]
    run: String,
}

/// Closes a run.
///
/// # Errors
/// When there is no such run, another program has it, or the person does not confirm.
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
        &format!("Close it? It will not move {}.", people(left)),
        format!("confirmation required: run {id} would be closed"),
        &format!("close it: atlctl run close {id}"),
    )?;
    run.machine.close(context.now().as_millisecond());
    run.save().map_err(|error| journal_error(&error))?;
    ui.status(format!("Run {id} is closed."));
    if exit(&run.machine) == Exit::Unknown {
        ui.hint(format!(
            "check the unknown outcomes: atlctl run verify {id}"
        ));
    }
    Ok(Exit::Done)
}
