//! `atlctl apply`.

use std::path::PathBuf;

use atlctl_api::OrgId;
use atlctl_core::plan::Plan;
use clap::Args;

use crate::changes::{
    self, Bounds, Pace, agreed, check_results, exit, fresh, journal_error, limit_kept,
    not_by_printing, not_written, nothing_to_change, print_results, rehearse, runs, signed_in,
    still_allowed, summary, tell_open,
};
use crate::commands::plan;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};

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
    /// First go through the whole plan with a stand-in of the organisation, made from the mirror on this machine; then
    /// apply it, where that ended well and somebody said yes
    #[arg(long)]
    rehearse: bool,
    /// Write the result of each row to this file, as CSV
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    bounds: Bounds,
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
    limit_kept(context, &plan, &args.bounds)?;
    not_open(context, &org, &checksum)?;
    tell_open(context, &org, &plan)?;
    not_by_printing(context, changes)?;
    if args.rehearse && !rehearsed(context, &org, &plan, args)? {
        return Ok(Exit::Done);
    }
    agreed(context, &plan, "apply it with --yes")?;
    let results = args.results.as_deref();
    changes::apply(
        context, &client, &org, plan, &args.pace, results, args.force,
    )
}

/// Rehearses the plan; whether to go on.
///
/// # Errors
/// When it did not end well: nothing is changed then.
fn rehearsed(context: &Context, org: &OrgId, plan: &Plan, args: &Apply) -> CliResult<bool> {
    let machine = rehearse(context, org, plan, &args.pace)?;
    let ended = exit(&machine);
    if ended == Exit::Cancelled {
        return Err(CliError::new(
            Kind::Cancelled,
            "the rehearsal was cancelled; nothing was changed",
        ));
    }
    if ended == Exit::Done && (context.global.yes || context.ui.can_ask()) {
        return Ok(true);
    }
    print_results(context, &machine)?;
    not_written(context, args.results.as_deref());
    if ended == Exit::Done {
        context.ui.hint("apply it with --yes");
        return Ok(false);
    }
    let tally = machine.tally();
    let (missed, all) = (tally.changes - tally.there, tally.changes);
    Err(CliError::new(
        Kind::Refused,
        format!("{missed} of {all} people were not moved in the rehearsal; nothing was changed"),
    )
    .hint("look at their reasons, and make the plan again; or apply it without --rehearse"))
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
                format!("run {id} began with this plan and is not finished"),
            );
            return Err(if info.running {
                said.hint("wait until it ends")
            } else if machine.was_handed_off() {
                said.hint(format!(
                    "read back what the portal's import did: atlctl run verify {id}"
                ))
            } else {
                said.hint(format!(
                    "continue: atlctl run resume {id}; or end it: atlctl run close {id}"
                ))
            });
        }
    }
    Ok(())
}
