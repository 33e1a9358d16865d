//! `atlctl run prune`.

use atlctl_core::number::counted;
use clap::Args;

use crate::changes::{confirm_action, journal_error, runs};
use crate::context::Context;
use crate::duration::days;
use crate::error::{CliResult, Exit};

/// Remove the records of old runs
///
/// Removes plan, journal and results of runs that started before that time. A removed run can no longer be shown,
/// verified or undone. Runs that are in progress or can be resumed stay, and so do runs that cannot be read.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run prune --older-than 1y
  atlctl run prune --older-than 90d --keep 20 --yes")]
pub struct Prune {
    /// Remove runs that started this long ago, such as 90d, 12w or 1y; at least 2d
    #[arg(long, value_name = "TIME", value_parser = age)]
    older_than: u32,
    /// Keep the newest N runs, however old
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep: usize,
}

/// A plan may be applied for a day, and its run is what tells that it was applied already.
fn age(text: &str) -> Result<u32, String> {
    match days(text)? {
        0 | 1 => Err("use at least 2d".to_owned()),
        days => Ok(days),
    }
}

/// Removes old runs.
///
/// # Errors
/// When nobody agrees, or they cannot be removed.
pub fn run(context: &Context, args: &Prune) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let ui = &context.ui;
    let before = context.now().as_second() - i64::from(args.older_than) * 86_400;
    let (mut old, mut open) = (Vec::new(), 0_u64);
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    for id in ids.into_iter().skip(args.keep) {
        match runs.inspect(&id) {
            Ok(Some((info, _))) if info.began >= before.saturating_mul(1_000) => {}
            Ok(Some((info, machine))) if info.running || machine.can_resume() => open += 1,
            Ok(Some(_)) => old.push(id),
            Ok(None) => {}
            Err(error) => ui.warning(crate::ui::display(&format!("run {id} stays: {error}"))),
        }
    }
    if open > 0 {
        let runs = counted(open, "run", "runs");
        ui.status(format!(
            "{runs} not finished, and not removed: atlctl run list"
        ));
    }
    if old.is_empty() {
        ui.status("No run to remove.");
        return Ok(Exit::Done);
    }
    let count = counted(old.len() as u64, "run", "runs");
    ui.status(format!("Runs to remove: {}.", old.join(", ")));
    confirm_action(
        context,
        &format!("Remove the records of {count}? They can no longer be shown or undone."),
        format!("confirmation required: the records of {count} would be removed"),
        &format!(
            "remove them: atlctl run prune --older-than {}d --keep {}",
            args.older_than, args.keep
        ),
    )?;
    for id in &old {
        let run = runs.open(id).map_err(|error| journal_error(&error))?;
        runs.remove(run).map_err(|error| journal_error(&error))?;
    }
    ui.status(format!("Removed the records of {count}."));
    Ok(Exit::Done)
}
