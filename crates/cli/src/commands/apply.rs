//! `atlctl apply`.

use std::path::PathBuf;

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo};
use atlctl_core::plan::FORMAT;
use atlctl_core::shown_time::shown_time;
use clap::Args;
use jiff::Timestamp;

use crate::changes::{
    self, ChangeLimits, ConfirmOption, Made, RunOptions, check_approved, check_ends_since,
    check_new_file, check_results, confirm_plan, current_names, journal_error, limit_kept,
    not_by_printing, nothing_to_change, print_saved_summary, read_new_members, rehearse,
    remember_review, review_of_plan, runs, signed_in, spare_own_key_of_plan, still_allowed,
    tell_ends, warn_of_unfinished,
};
use crate::commands::plan;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_add;

/// Apply a saved plan
///
/// Refuses a plan that:
/// - was edited, is more than a day old, or is for another organization;
/// - changes your own account, a protected person, someone who became an organization admin since the plan was made, or
///   the last admin who can undo it (admins are read from Atlassian);
/// - deletes a group that has new members or roles since the plan was made;
/// - has too many people who have changed since it was made: at least 2, and more than 1%;
/// - was already applied, unless --again is given;
/// - belongs to an access review that is closed or has a later plan, or whose folder the plan is not in.
///
/// Leaves out people who were suspended or deactivated since the plan was made, as of the last sync.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl apply move.json
  atlctl apply move.json --rehearse
  atlctl apply move.json --yes --results results.csv")]
pub struct Apply {
    /// The saved plan, written by --plan FILE
    #[arg(value_name = "PLAN")]
    file: PathBuf,
    /// Simulate the whole run locally from the mirror; never prompts, changes nothing
    #[arg(long, conflicts_with = "yes")]
    rehearse: bool,
    /// Write the result of each row to FILE, as CSV
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long)]
    force: bool,
    /// Apply a plan that was already applied
    #[arg(long, conflicts_with = "rehearse")]
    again: bool,
    #[command(flatten)]
    bounds: ChangeLimits,
    #[command(flatten)]
    confirm: ConfirmOption,
    #[command(flatten)]
    pace: RunOptions,
}

/// Applies a plan.
///
/// # Errors
/// When it is refused or not confirmed, or applying it fails.
pub fn run(context: &Context, args: &Apply) -> CliResult {
    if !args.rehearse {
        context.check_writable()?;
    }
    check_new_file(args.results.as_deref(), args.force)?;
    check_results(context)?;
    let (mut plan, checksum) = plan::read(&args.file)?;
    plan.later = current_names(context);
    let org = context.org()?;
    let signed = signed_in(context)?;
    let new = match plan.format {
        FORMAT => read_new_members(context, &signed.wire(&org), &mut plan)?,
        _ => Vec::new(),
    };
    print_saved_summary(context, &plan);
    let made = match args.rehearse {
        true => Made::Not,
        false => Made::Now,
    };
    tell_ends(context, &org, &plan, made)?;
    for members in &new {
        let words = members.words();
        let stay = "the plan leaves them in, so that the group will not be equal to its list";
        context.ui.warning(format!("{words}; {stay}"));
    }
    if !new.is_empty() {
        context.ui.hint("make the plan again to remove them, too");
    }
    if plan.format < FORMAT {
        return Err(CliError::new(
            Kind::Refused,
            format!(
                "this plan was made by atlctl {}, in an older format",
                plan.tool
            ),
        )
        .hint("make the plan again"));
    }
    check_ends_since(context, &org, &plan)?;
    let review =
        review_of_plan(context, &args.file, &plan, &checksum).map_err(|unfit| unfit.refusal())?;
    let changes = plan.changes();
    if changes == 0 {
        let results = args.results.as_deref();
        let by = (!args.rehearse).then_some((&org, &signed.actor));
        return nothing_to_change(context, by, plan, (results, args.force), true);
    }
    // What its own run has done by now is no reason to make the plan again.
    not_begun(context, &org, &checksum, args.again || args.rehearse)?;
    let yourself = signed.yourself.clone();
    let wire = (!args.rehearse).then(|| signed.wire(&org));
    let (now, left_out) = still_allowed(context, wire.as_ref(), &plan, yourself)?;
    spare_own_key_of_plan(&plan, &signed)?;
    limit_kept(context, &now, &args.bounds)?;
    if !args.rehearse {
        check_approved(context, &args.file, &plan, &checksum)?;
    }
    left_out.tell(context);
    warn_of_unfinished(context, &org, &plan)?;
    if args.rehearse {
        let results = args.results.as_deref();
        return rehearse(context, &org, &plan, &args.pace, results, Some(&left_out));
    }
    not_by_printing(context, changes)?;
    confirm_plan(context, &plan, &args.confirm, None)?;
    if let Some(folder) = review {
        // A reviewer may have changed a decision while the question stood.
        review_of_plan(context, &args.file, &plan, &checksum).map_err(|unfit| unfit.refusal())?;
        remember_review(context, &org, &checksum, &folder)?;
    }
    let results = (args.results.as_deref(), args.force);
    changes::apply(
        context,
        &signed,
        &org,
        plan,
        &args.pace,
        results,
        Some(&left_out),
    )
}

/// Refuses a plan whose run is unfinished: resume that run instead, or two runs would move the same people. Refuses one
/// that was applied, unless it is to be applied `again`: what was undone since would be changed once more.
fn not_begun(context: &Context, org: &OrgId, checksum: &str, again: bool) -> CliResult<()> {
    let runs = runs(context, org);
    let ids = runs
        .begun_with(checksum)
        .map_err(|error| journal_error(&error))?;
    let mut applied = None;
    for id in ids {
        // An altered run proves nothing; people who are already moved stay as they are.
        let Ok(Some((info, machine))) = runs.inspect(&id) else {
            continue;
        };
        if info.running || machine.can_resume() {
            return Err(unfinished(&info, &machine));
        }
        // Who closes a run gives up what it left open; a run that did nothing needs no second word.
        if !machine.is_closed() && machine.tally().there > 0 {
            applied = applied.or(Some(info));
        }
    }
    match applied {
        Some(info) if !again => Err(applied_already(&info)),
        _ => Ok(()),
    }
}

fn unfinished(info: &RunInfo, machine: &Machine) -> CliError {
    let id = &info.id;
    let said = CliError::new(
        Kind::Refused,
        format!("run {id} of this plan is not finished"),
    );
    if info.running {
        said.hint("wait until it finishes")
    } else if machine.was_handed_off() {
        said.hint(format!("check the portal's import: atlctl run verify {id}"))
    } else {
        said.hint(format!(
            "close it with atlctl run close {id}, or resume it: atlctl run resume {id}"
        ))
    }
}

fn applied_already(info: &RunInfo) -> CliError {
    let id = &info.id;
    let at = Timestamp::from_millisecond(info.began).map(|at| format!(" ({})", shown_time(at)));
    CliError::new(
        Kind::Refused,
        format!(
            "this plan was applied already, as run {id}{}",
            at.unwrap_or_default()
        ),
    )
    .hint(format!("to see what it did: atlctl run show {id}"))
    .hint(hint_to_add("to apply it once more", "--again"))
}
