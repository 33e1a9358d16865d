//! `atlctl run restore`.

use std::collections::HashSet;

use atlctl_core::apply::{Machine, RunInfo};
use atlctl_core::number::counted;
use atlctl_core::store::Moment;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use super::undo_runs::{SeveralRuns, none_in_progress};
use crate::changes::{PlanOptions, check_no_until, journal_error, runs};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::parse_moment::{Edge, Named, moment};

/// Undo every run after a point in time
///
/// Makes one plan that undoes every run of atlctl after a time or after a run, and shows it before anything changes.
/// The results of that run itself stay. Skips what somebody else has changed since, and names what cannot be undone.
#[derive(Debug, Args)]
#[command(mut_arg("until", |until| until.hide(true)))]
#[command(before_help = "\
Examples:
  atlctl run restore 20261124-1
  atlctl run restore 2026-11-24T08:00:00Z --dry-run
  atlctl run restore 2026-11-24 --plan back.json")]
pub struct Restore {
    /// What to return to: a date (in UTC), yesterday, a time ago such as 7d, a time, or the state right after a run (its
    /// ID)
    #[arg(value_name = "TIME|RUN")]
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
    none_in_progress(&after)?;
    let back = SeveralRuns {
        runs: after.iter().collect(),
        leaves_final: false,
        past: after
            .iter()
            .map(|(_, machine)| machine.past_run())
            .collect(),
        what: &|_| {
            format!(
                "{} after {}",
                counted(after.len() as u64, "run", "runs"),
                args.point
            )
        },
        given_up: HashSet::new(),
        notes: Vec::new(),
    };
    back.take_back(context, &org, &args.protected, &args.plan_options)
}

/// The runs after a point that changed something or may have, the oldest first.
fn after(context: &Context, point: &str) -> CliResult<Vec<(RunInfo, Machine)>> {
    let runs = runs(context, &context.org()?);
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    let since = time(point, context.now());
    let newer: Vec<String> = match since {
        Some(_) => ids,
        None => {
            let id = runs.find(point).map_err(|error| {
                journal_error(&error).hint("use a run ID, a date such as 2026-11-24, yesterday, a time ago such as 7d, or a time")
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
        if late && (info.running || !machine.past_run().changed.is_empty()) {
            found.push((info, machine));
        }
    }
    found.reverse();
    Ok(found)
}

/// A point in time: a date is its beginning, in UTC.
fn time(text: &str, now: Timestamp) -> Option<Timestamp> {
    let day = || {
        let day: Date = text.parse().ok()?;
        format!("{day}T00:00:00Z").parse().ok()
    };
    let ago = || match moment(text).ok()? {
        // A number may be that of a run.
        Named::Snapshot(_) => None,
        named => match named.resolve(now, Edge::Begin) {
            Moment::Time(at) => Some(at),
            Moment::Sync(_) => None,
        },
    };
    text.parse().ok().or_else(day).or_else(ago)
}
