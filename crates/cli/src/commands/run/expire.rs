//! `atlctl run expire`.

use atlctl_core::apply::{Machine, RunInfo};
use atlctl_core::number::counted;
use clap::Args;

use super::undo_runs::{SeveralRuns, none_in_progress};
use crate::changes::{PlanOptions, check_no_until, end_in_words, runs_for_a_time, terms_of};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliResult, Exit};

/// Undo changes that have expired
///
/// Makes one plan that undoes expired changes (made with --until), and shows it before anything changes. Leaves alone
/// what somebody else has changed since, and what a later run made permanent or extended. Does nothing if no change has
/// expired: run it daily, as a scheduled job with --yes.
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
    none_in_progress(&all)?;
    let terms = terms_of(&all);
    let next = terms.next_end(context.now());
    let given_up = terms.given_up();
    let over = terms.over(context.now());
    if over.is_empty() {
        context.ui.status(match next {
            Some(next) => format!(
                "No change has expired. The next one expires {}.",
                end_in_words(next)
            ),
            None => "No change has expired.".to_owned(),
        });
        return Ok(Exit::Done);
    }
    let since = all.len().saturating_sub(over.len());
    let runs = all.iter().skip(since).zip(&over);
    let ended = runs.filter(|(_, run)| !run.back.is_empty());
    let ended: Vec<&(RunInfo, Machine)> = ended.map(|(run, _)| run).collect();
    let back = SeveralRuns {
        what: &|ids| {
            format!(
                "expired changes of {}: {}",
                counted(ids.len() as u64, "run", "runs"),
                ids.join(", ")
            )
        },
        given_up,
        leaves_final: true,
        runs: ended,
        past: over,
        notes: vec!["undoes changes made with --until that have expired".to_owned()],
    };
    back.take_back(context, &org, &args.protected, &args.plan_options)
}
