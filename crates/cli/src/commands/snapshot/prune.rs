//! `atlctl snapshot prune`.

use atlctl_core::history::{Retention, prune, snapshots, to_prune};
use atlctl_core::number::counted;
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::confirm_action;
use crate::context::Context;
use crate::duration::days;
use crate::error::{CliResult, Exit};

/// Remove old snapshots
///
/// By default, keeps the last snapshot of each day for a month and of each week for a year; flags or the profile
/// (keep_daily and keep_weekly, in days) change that. Removed snapshots can no longer be shown or compared; the
/// others stay exact. For a moment between two snapshots, the earlier one is shown. The newest snapshot always stays.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl snapshot prune
  atlctl snapshot prune --keep-daily 90d --keep-weekly 2y --yes")]
pub struct Prune {
    /// Keep the last snapshot of each day for this long [default: 30d]
    #[arg(long, value_name = "TIME", value_parser = days)]
    keep_daily: Option<u32>,
    /// Keep the last snapshot of each week for this long [default: 1y]
    #[arg(long, value_name = "TIME", value_parser = days)]
    keep_weekly: Option<u32>,
}

/// Removes old snapshots.
///
/// # Errors
/// When nobody agrees, a sync is running, or the mirror cannot be written.
pub fn run(context: &Context, args: &Prune) -> CliResult {
    let profile = context.profile_with(&["keep_daily", "keep_weekly"])?.1;
    let usual = Retention::default();
    let retention = Retention {
        daily: args
            .keep_daily
            .or(profile.keep_daily)
            .unwrap_or(usual.daily),
        weekly: args
            .keep_weekly
            .or(profile.keep_weekly)
            .unwrap_or(usual.weekly),
    };
    let all = snapshots(&context.mirror()?)?;
    let old = to_prune(&all, retention, context.now());
    if old.is_empty() {
        context.ui.status("No snapshot to remove.");
        return Ok(Exit::Done);
    }
    let numbers: Vec<String> = old.iter().map(i64::to_string).collect();
    let noun = if old.len() == 1 {
        "snapshot"
    } else {
        "snapshots"
    };
    context
        .ui
        .status(format!("To remove: {noun} {}.", numbers.join(", ")));
    let count = counted(old.len() as u64, "snapshot", "snapshots");
    confirm_action(
        context,
        &format!(
            "Remove {count} of {}? They can no longer be shown or compared.",
            all.len()
        ),
        format!("confirmation required: {count} would be removed"),
        &format!(
            "to confirm: atlctl snapshot prune --keep-daily {}d --keep-weekly {}d",
            retention.daily, retention.weekly
        ),
    )?;
    prune(&mut Mirror::open(context.mirror_path()?)?, &old)?;
    context.ui.status(format!("Removed {count}."));
    Ok(Exit::Done)
}
