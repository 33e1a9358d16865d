//! `atlctl run resume`.

use std::path::PathBuf;

use clap::Args;

use crate::changes::{
    carry_on, check_results, exit, fresh, journal_error, later_names, print_results, runs,
    save_results, signed_in, tell_open_but,
};
use crate::context::Context;
use crate::error::CliResult;

/// Resume an interrupted run
///
/// What was on its way is settled by reading the live state, once the service must be through with it;
/// nothing that was done is done again. The plan was agreed to when the run began: nothing is asked.
/// Whoever was protected since then is left where they are.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run resume last")]
pub struct Resume {
    /// The run, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    /// Write the result of each row to this file, as CSV
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

/// Goes on with a run.
///
/// # Errors
/// When there is no such run, another program has it, or the service fails.
pub fn run(context: &Context, args: &Resume) -> CliResult {
    fresh(args.results.as_deref(), args.force)?;
    check_results(context)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    if !run.machine.can_resume() {
        run.machine.name_later(later_names(context));
        context.ui.status(format!("Run {id} is over."));
        tell_open_but(context, &org, Some(&id))?;
        if let Some(path) = &args.results {
            save_results(context, Some(&run.info), &run.machine, path, args.force)?;
        }
        print_results(context, Some(&run.info), &run.machine)?;
        return Ok(exit(&run.machine));
    }
    let signed = signed_in(context)?;
    carry_on(
        context,
        &signed,
        &org,
        run,
        args.results.as_deref(),
        args.force,
    )
}
