//! `atlctl run prune`.

use std::collections::HashSet;

use atlctl_api::OrgId;
use atlctl_core::apply::{JournalError, Runs};
use atlctl_core::number::counted;
use clap::Args;

use crate::changes::{confirm_action, journal_error, runs, runs_for_a_time, terms_of};
use crate::context::Context;
use crate::duration::days;
use crate::error::{CliResult, Exit};

/// Remove the records of old runs
///
/// Removes plan, journal and results of runs that started longer ago than --older-than. A removed run can no longer be shown,
/// verified or undone. Runs that are in progress, can be resumed or are needed by `run expire` stay. Runs whose records are damaged or lost stay,
/// too, unless --damaged removes what is left of them.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run prune --older-than 1y
  atlctl run prune --older-than 90d --keep 20 --yes
  atlctl run prune --damaged")]
pub struct Prune {
    /// Remove runs that started more than this long ago, such as 90d, 12w or 1y; at least 2d
    #[arg(long, value_name = "TIME", value_parser = age, required_unless_present = "damaged")]
    older_than: Option<u32>,
    /// Keep the newest N runs, however old
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep: usize,
    /// Remove what is left of runs whose records are damaged or lost, however old
    #[arg(long)]
    damaged: bool,
}

impl Prune {
    /// The command that asks for the same.
    fn command(&self) -> String {
        let mut words = vec!["atlctl run prune".to_owned()];
        if let Some(days) = self.older_than {
            words.push(format!("--older-than {days}d --keep {}", self.keep));
        }
        if self.damaged {
            words.push("--damaged".to_owned());
        }
        words.join(" ")
    }
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
    let before = args
        .older_than
        .map(|days| (context.now().as_second() - i64::from(days) * 86_400).saturating_mul(1_000));
    let (mut old, mut damaged) = (Vec::new(), Vec::new());
    let (mut open, mut for_a_time) = (0_u64, 0_u64);
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    let needed = needed(context, &org)?;
    for (at, id) in ids.into_iter().enumerate() {
        let is_old = |began: i64| at >= args.keep && before.is_some_and(|before| began < before);
        match runs.inspect(&id) {
            Ok(Some((info, _))) if !is_old(info.began) => {}
            Ok(Some((info, machine))) if info.running || machine.can_resume() => open += 1,
            Ok(Some(_)) if needed.contains(&id) => for_a_time += 1,
            Ok(Some(_)) => old.push(id),
            Ok(None) if args.damaged && runs.has_plan(&id) => damaged.push(id),
            Ok(None) => {}
            // That may be a matter of permissions.
            Err(error) if !args.damaged || matches!(error, JournalError::Io { .. }) => {
                ui.warning(crate::ui::display(&format!("run {id} stays: {error}")));
            }
            Err(_) => damaged.push(id),
        }
    }
    if open > 0 {
        let runs = counted(open, "run", "runs");
        ui.status(format!(
            "{runs} not finished, and not removed: atlctl run list"
        ));
    }
    if for_a_time > 0 {
        let runs = counted(for_a_time, "run", "runs");
        ui.status(format!(
            "{runs} needed to take back changes with --until, and not removed: atlctl run expire"
        ));
    }
    if old.is_empty() && damaged.is_empty() {
        ui.status("No run to remove.");
        return Ok(Exit::Done);
    }
    let count = counted((old.len() + damaged.len()) as u64, "run", "runs");
    for (what, ids) in [("Runs", &old), ("Damaged runs", &damaged)] {
        if !ids.is_empty() {
            ui.status(format!("{what} to remove: {}.", ids.join(", ")));
        }
    }
    confirm_action(
        context,
        &format!("Remove the records of {count}? They can no longer be shown or undone."),
        format!("confirmation required: the records of {count} would be removed"),
        &format!("remove them: {}", args.command()),
    )?;
    for id in &old {
        let run = runs.open(id).map_err(|error| journal_error(&error))?;
        runs.remove(run).map_err(|error| journal_error(&error))?;
    }
    remove_damaged(context, &runs, &damaged)?;
    ui.status(format!("Removed the records of {count}."));
    Ok(Exit::Done)
}

/// The runs that tell what is to be taken back of changes for a time: those since the first one of which something
/// stands.
fn needed(context: &Context, org: &OrgId) -> CliResult<HashSet<String>> {
    let since = runs(context, org).since_first_for_a_time();
    let since = since.map_err(|error| journal_error(&error))?;
    // Where one cannot be read, nobody knows which are needed.
    let Ok(all) = runs_for_a_time(context, org) else {
        return Ok(since.into_iter().collect());
    };
    let first = terms_of(&all).first_run();
    let needed = all.iter().skip(first.unwrap_or(all.len()));
    Ok(needed.map(|(info, _)| info.id.clone()).collect())
}

/// Removes what is left of the records of these runs.
fn remove_damaged(context: &Context, runs: &Runs, ids: &[String]) -> CliResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    // While it is held, no process begins a run, whose records would look lost; one may have since they were looked at.
    let lock = runs.lock_org().map_err(|error| journal_error(&error))?;
    let mut removed = Ok(());
    for id in ids {
        if removed.is_ok() && !matches!(runs.inspect(id), Ok(Some(_))) {
            removed = runs.remove_unreadable(&lock, id);
        }
    }
    lock.end(context.now().as_millisecond())
        .and(removed)
        .map_err(|error| journal_error(&error))
}
