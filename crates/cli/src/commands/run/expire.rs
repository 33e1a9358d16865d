//! `atlctl run expire`.

use atlctl_core::apply::{Machine, RunInfo};
use atlctl_core::number::counted;
use atlctl_core::plan::{Include, Origin, PastRun, Terms, WayBack};
use clap::Args;
use jiff::Timestamp;

use super::restore::notes;
use crate::changes::{
    DecidedBack, PlanOptions, Returning, check_no_until, confirm_and_apply, decide_back,
    end_in_words, limit, plan_back, retain_seen, runs_for_a_time, signed_in, wanted_back,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};

/// Undo changes whose --until is over
///
/// Makes one plan that takes back what runs with --until changed, where that time is over, and shows it before anything
/// changes. Leaves alone what somebody else has changed since, and what a later run asked for without --until or with a
/// later one. Without anything to take back, it does nothing: run it each day, as a scheduled job with --yes.
#[derive(Debug, Args)]
#[command(mut_arg("until", |until| until.hide(true)))]
#[command(before_help = "\
Examples:
  atlctl group add contractors ann@example.com --until 2027-01-31
  atlctl run expire --dry-run
  atlctl run expire --yes")]
pub struct Expire {
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Plans the way back of what is over, and takes it.
///
/// # Errors
/// When a run is in progress or cannot be read, or Atlassian fails.
pub fn run(context: &Context, args: &Expire) -> CliResult {
    check_no_until(args.plan_options.until)?;
    args.plan_options.check(context, None)?;
    let org = context.org()?;
    let all = runs_for_a_time(context, &org)?;
    if let Some((info, _)) = all.iter().find(|(info, _)| info.running) {
        return Err(CliError::new(
            Kind::Refused,
            format!("run {} is still in progress", info.id),
        )
        .hint("wait until it finishes, or stop it with Ctrl-C"));
    }
    let past = all.iter().map(|(_, machine)| machine.past_run());
    let over = Terms::of(past.collect()).over(context.now());
    if over.is_empty() {
        context.ui.status(nothing_over(&all, context.now()));
        return Ok(Exit::Done);
    }
    let since = all.len().saturating_sub(over.len());
    let ended: Vec<&(RunInfo, Machine)> = all
        .iter()
        .skip(since)
        .zip(&over)
        .filter(|(_, run)| !run.back.is_empty())
        .map(|(run, _)| run)
        .collect();
    let signed = signed_in(context)?;
    let mirror = context.mirror_without_header()?;
    let kinds = kinds(&over);
    let wanted = wanted_back(
        context,
        &signed,
        &org,
        WayBack::of_runs(Some(&mirror), over)?,
    )?;
    let include = args.protected.add_to(Include::ALL);
    let DecidedBack {
        mut rows,
        read,
        notes: of_admins,
    } = decide_back(context, &signed, &org, &mirror, &wanted, include)?;
    let machines: Vec<&Machine> = ended.iter().map(|(_, machine)| machine).collect();
    retain_seen(&mut rows, &machines);
    let ids: Vec<&str> = ended.iter().map(|(info, _)| info.id.as_str()).collect();
    let run = match ids.as_slice() {
        [first, .., last] => format!("{first} to {last}"),
        _ => ids.concat(),
    };
    let runs = counted(ids.len() as u64, "run", "runs");
    let back = Returning {
        origin: Origin {
            what: format!("what is over of {runs}: {}", ids.join(", ")),
            ..Origin::default()
        },
        run,
        kinds,
        rows,
        read,
        notes: [notes(&ended, context.now()), of_admins].concat(),
        include,
    };
    let plan = plan_back(context, &signed, &org, &mirror, back, &args.plan_options)?;
    let (_, profile) = context.guarded_profile()?;
    let allowed = limit(context, &mirror, &profile, &plan, &args.plan_options.bounds);
    confirm_and_apply(context, &signed, &org, plan, &args.plan_options, allowed)
}

/// The kinds of facets of the rows to take back.
fn kinds(over: &[PastRun<'_>]) -> Vec<atlctl_core::change::FacetKind> {
    let mut kinds = Vec::new();
    for run in over {
        let rows = run.back.iter().filter_map(|at| run.plan.rows.get(*at));
        for row in rows {
            if !kinds.contains(&row.facet.kind) {
                kinds.push(row.facet.kind);
            }
        }
    }
    kinds
}

/// Says that nothing is over, and when the next change ends.
fn nothing_over(all: &[(RunInfo, Machine)], now: Timestamp) -> String {
    let later = all.iter().filter_map(|(_, machine)| machine.plan().until);
    match later.filter(|until| *until > now).min() {
        Some(next) => format!(
            "No change is over. The next one ends {}.",
            end_in_words(next)
        ),
        None => "No change is over.".to_owned(),
    }
}
