//! `atlctl run restore`.

use atlctl_core::apply::{Machine, RunInfo, row_result};
use atlctl_core::change::Risk;
use atlctl_core::number::counted;
use atlctl_core::plan::{Include, Origin, Plan, WayBack};
use atlctl_core::report::RowOutcome;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::changes::{
    DecidedBack, PlanOptions, Returning, check_no_until, confirm_and_apply, decide_back,
    journal_error, limit, plan_back, retain_seen, runs, signed_in, wanted_back,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};

/// Undo every run after a point in time
///
/// Makes one plan that undoes every run of atlctl after POINT, and shows it before anything changes. POINT is a time,
/// or a run whose own results stay. Skips what somebody else has changed since, and names what cannot be undone.
#[derive(Debug, Args)]
#[command(mut_arg("until", |until| until.hide(true)))]
#[command(before_help = "\
Examples:
  atlctl run restore 20261124-1
  atlctl run restore 2026-11-24T08:00:00Z --dry-run
  atlctl run restore 2026-11-24 --plan back.json")]
pub struct Restore {
    /// The point to return to: a run ID, a date (in UTC) or a time
    #[arg(value_name = "POINT")]
    point: String,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Plans the way back, and takes it.
///
/// # Errors
/// When there is no such point, a run is in progress, or Atlassian fails.
pub fn run(context: &Context, args: &Restore) -> CliResult {
    check_no_until(args.plan_options.until)?;
    args.plan_options.check(context, None)?;
    let org = context.org()?;
    let after = after(context, &args.point)?;
    if after.is_empty() {
        context
            .ui
            .status("No run changed anything after that. Nothing to change.");
        return Ok(Exit::Done);
    }
    if let Some((info, _)) = after.iter().find(|(info, _)| info.running) {
        return Err(CliError::new(
            Kind::Refused,
            format!(
                "run {} is still in progress and cannot be undone yet",
                info.id
            ),
        )
        .hint("wait until it finishes, or stop it with Ctrl-C"));
    }
    let signed = signed_in(context)?;
    let mirror = context.mirror_without_header()?;
    let runs = after.iter().map(|(_, machine)| machine.past_run());
    let way_back = WayBack::of_runs(Some(&mirror), runs.collect())?;
    let wanted = wanted_back(context, &signed, &org, way_back)?;
    let include = args.protected.add_to(Include::ALL);
    let DecidedBack {
        mut rows,
        read,
        notes: of_admins,
    } = decide_back(context, &signed, &org, &mirror, &wanted, include)?;
    let machines: Vec<&Machine> = after.iter().map(|(_, machine)| machine).collect();
    retain_seen(&mut rows, &machines);
    let mut kinds = Vec::new();
    for kind in after.iter().flat_map(|(_, machine)| machine.plan().kinds()) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let run = match after.as_slice() {
        [(first, _), .., (last, _)] => format!("{} to {}", first.id, last.id),
        _ => after.iter().map(|(info, _)| info.id.clone()).collect(),
    };
    let back = Returning {
        origin: Origin {
            what: format!(
                "{} after {}",
                counted(after.len() as u64, "run", "runs"),
                args.point
            ),
            ..Origin::default()
        },
        run,
        kinds,
        rows,
        read,
        notes: [
            notes(&after.iter().collect::<Vec<_>>(), context.now()),
            of_admins,
        ]
        .concat(),
        include,
    };
    let plan = plan_back(context, &signed, &org, &mirror, back, &args.plan_options)?;
    let (_, profile) = context.guarded_profile()?;
    let allowed = limit(context, &mirror, &profile, &plan, &args.plan_options.bounds);
    confirm_and_apply(context, &signed, &org, plan, &args.plan_options, allowed)
}

/// The runs after a point that changed something or may have, the oldest first.
fn after(context: &Context, point: &str) -> CliResult<Vec<(RunInfo, Machine)>> {
    let runs = runs(context, &context.org()?);
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    let since = time(point);
    let newer: Vec<String> = match since {
        Some(_) => ids,
        None => {
            let id = runs.find(point).map_err(|error| {
                journal_error(&error)
                    .hint("POINT is a run ID, a date such as 2026-11-24, or a time")
            })?;
            ids.into_iter().take_while(|one| *one != id).collect()
        }
    };
    let mut found = Vec::new();
    for id in newer {
        let Some((info, machine)) = runs.inspect(&id).map_err(|error| journal_error(&error))?
        else {
            continue;
        };
        let late = since.is_none_or(|since| info.began >= since.as_millisecond());
        if late && (info.running || !changed(&machine).is_empty()) {
            found.push((info, machine));
        }
    }
    found.reverse();
    Ok(found)
}

/// A point in time: a date is its beginning, in UTC.
fn time(text: &str) -> Option<Timestamp> {
    let day = || {
        let day: Date = text.parse().ok()?;
        format!("{day}T00:00:00Z").parse().ok()
    };
    text.parse().ok().or_else(day)
}

/// The rows that a run changed, or may have.
fn changed(machine: &Machine) -> Vec<usize> {
    machine.past_run().changed
}

/// Names what cannot be undone, and runs that are not finished.
pub(super) fn notes(after: &[&(RunInfo, Machine)], now: Timestamp) -> Vec<String> {
    let mut notes = Vec::new();
    for (info, machine) in after.iter().copied() {
        let plan: &Plan = machine.plan();
        let lost = changed(machine).into_iter().filter(|at| {
            let row = plan.rows.get(*at);
            let row = row.filter(|row| row.risk() == Some(Risk::Irreversible));
            // A deletion can be canceled in its days of grace.
            let until = row.map(|row| row.facet.kind.undo_until(&row.facet.of));
            until.is_some_and(|until| until.is_none_or(|until| until <= now))
        });
        let lost = lost.count() as u64;
        if lost > 0 {
            notes.push(format!(
                "run {} made {} that cannot be undone completely",
                info.id,
                counted(lost, "change", "changes")
            ));
        }
        let unknown = (0..plan.rows.len())
            .filter(|at| row_result(machine, *at).0 == RowOutcome::Unknown)
            .count() as u64;
        if unknown > 0 {
            notes.push(format!(
                "the outcome of {} of run {} is unknown, and what does not have the new value now is left as it is: atlctl run verify {}",
                counted(unknown, "change", "changes"),
                info.id,
                info.id
            ));
        }
        if machine.can_resume() {
            notes.push(format!(
                "run {} is not finished, and resuming it would make its changes again: to close it: atlctl run close {}",
                info.id, info.id
            ));
        }
    }
    notes
}
