//! `atlctl apply`.

use std::path::PathBuf;

use atlctl_api::OrgId;
use clap::Args;

use crate::changes::{
    self, Pace, check_results, fresh, journal_error, not_by_printing, nothing_to_change, runs,
    sample_text, signed_in, still_allowed, summary,
};
use crate::commands::plan;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Apply a plan that was kept in a file
///
/// The plan is refused when it was altered, is more than a day old, is for another organisation, changes
/// yourself or somebody who is protected, or when more than one in a hundred of its people are not where it
/// saw them any more.
#[derive(Debug, Args)]
pub struct Apply {
    /// The plan: what --plan FILE wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write the result of each row to this file, as CSV
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    pace: Pace,
}

/// Applies a plan.
///
/// # Errors
/// When it is refused, nobody agreed, or applying it fails.
pub fn run(context: &Context, args: &Apply) -> CliResult {
    fresh(args.results.as_deref(), args.force)?;
    check_results(context)?;
    let (plan, checksum) = plan::read(&args.file)?;
    let org = context.org()?;
    let (client, yourself) = signed_in(context)?;
    let ui = &context.ui;
    ui.status(summary(context, &plan));
    let changes = plan.changes();
    if changes == 0 {
        let results = args.results.as_deref();
        return nothing_to_change(context, plan, results, args.force, true);
    }
    still_allowed(context, &plan, yourself)?;
    not_open(context, &org, &checksum)?;
    not_by_printing(context, changes)?;
    if !context.global.yes {
        let people = if changes == 1 { "person" } else { "people" };
        if !ui.can_ask() {
            return Err(CliError::new(
                Kind::Refused,
                format!("{changes} {people} would be changed, and nobody said yes"),
            )
            .hint("apply it with --yes"));
        }
        ui.status(format!("\n{}\n", sample_text(context, &plan)?));
        if !ui.confirm(&format!("Change {changes} {people}?"))? {
            return Err(CliError::new(Kind::Cancelled, "nothing was changed"));
        }
    }
    let results = args.results.as_deref();
    changes::apply(
        context, &client, &org, plan, &args.pace, results, args.force,
    )
}

/// Refuses a plan whose run is not over: that one goes on, or there would be two for the same people.
fn not_open(context: &Context, org: &OrgId, checksum: &str) -> CliResult<()> {
    let runs = runs(context, org);
    let ids = runs
        .begun_with(checksum)
        .map_err(|error| journal_error(&error))?;
    for id in ids {
        // One that was altered tells nothing; whoever is moved already is left alone.
        let Ok(Some((info, machine))) = runs.look(&id) else {
            continue;
        };
        if info.running || machine.can_resume() {
            let said = CliError::new(
                Kind::Refused,
                format!("run {id} began with this plan and is not over"),
            );
            return Err(if info.running {
                said.hint("wait until it ends")
            } else if machine.was_handed_off() {
                said.hint(format!(
                    "read back what the portal's import did: atlctl run verify {id}"
                ))
            } else {
                said.hint(format!("go on with it: atlctl run resume {id}"))
            });
        }
    }
    Ok(())
}
