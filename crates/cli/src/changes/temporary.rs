//! Changes that earlier runs made for a time, beside a plan: when they end, and when they end by the plan.

use std::collections::HashSet;

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, Settings};
use atlctl_core::number::counted;
use atlctl_core::plan::{Actor, Kind as PlanKind, Plan, Row, Terms, Verdict, row_identity};
use jiff::Timestamp;

use super::until::end_in_words;
use super::{journal_error, no_records, runs};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Says of which rows a plan finds the value that an earlier run gave them for a time, and when it ends now.
///
/// # Errors
/// When the runs cannot be read.
pub fn tell_ends(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<()> {
    if let Some(said) = said_of_ends(context, org, plan)? {
        context.ui.status(format!("Note: {said}."));
    }
    Ok(())
}

/// Records a plan that changes nothing but when earlier changes end: a run without a request.
///
/// # Errors
/// When it cannot be recorded.
pub(super) fn record_ends(
    context: &Context,
    (org, actor): (&OrgId, &Actor),
    plan: &Plan,
) -> CliResult<()> {
    let runs = runs(context, org);
    let (plan, actor) = (plan.clone(), Some(actor.clone()));
    let begun = runs.begin(plan, Settings::default(), actor, context.now());
    let mut run = begun.map_err(|error| journal_error(&error))?;
    run.machine.begin();
    run.save().map_err(|error| journal_error(&error))?;
    context.ui.status(format!(
        "Run {}: nothing to send; it records when earlier changes end.",
        run.info.id
    ));
    Ok(())
}

/// What a plan that finds values as it wants them says of the end that earlier runs gave them; `None` where they gave them
/// none, or the same.
///
/// # Errors
/// When the runs cannot be read.
pub(super) fn said_of_ends(
    context: &Context,
    org: &OrgId,
    plan: &Plan,
) -> CliResult<Option<String>> {
    let is_undo = matches!(plan.kind, PlanKind::Undo { .. });
    let is_found = |row: &&Row| match is_undo {
        true => matches!(row.verdict, Verdict::Already | Verdict::MovedOn),
        false => !row.verdict.is_change(),
    };
    if !plan.rows.iter().any(|row| is_found(&row)) {
        return Ok(None);
    }
    let runs = runs_for_a_time(context, org)?;
    let terms = Terms::of(runs.iter().map(|(_, machine)| machine.past_run()).collect());
    let found = plan.rows.iter().filter(is_found);
    if is_undo {
        let ended = found.filter(|row| terms.has(row)).count() as u64;
        return Ok((ended > 0).then(|| {
            let changes = counted(ended, "change for a time", "changes for a time");
            let was = if ended == 1 { "was" } else { "were" };
            format!("{changes} {was} taken back by somebody else")
        }));
    }
    let ends = found.filter_map(|row| terms.end_of(row));
    let moved: Vec<Timestamp> = ends.filter(|end| Some(*end) != plan.until).collect();
    Ok(words_of_ends(&moved, plan.until))
}

fn words_of_ends(moved: &[Timestamp], until: Option<Timestamp>) -> Option<String> {
    let first = moved.iter().min()?;
    let last = moved.iter().max()?;
    let was = match first == last {
        true => end_in_words(*first),
        false => format!("{} to {}", end_in_words(*first), end_in_words(*last)),
    };
    let count = counted(moved.len() as u64, "earlier change", "earlier changes");
    let (ends, stays) = match moved.len() {
        1 => ("ends", "stays"),
        _ => ("end", "stay"),
    };
    Some(match until {
        Some(until) => format!(
            "{count}, until {was} so far, now {ends} {}",
            end_in_words(until)
        ),
        None => format!("{count}, until {was} so far, now {stays} for good"),
    })
}

/// Refuses a saved plan that takes changes back, where a run since then has said anew when they end.
///
/// # Errors
/// When one has, or the runs cannot be read.
pub fn check_ends_since(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<()> {
    if !matches!(plan.kind, PlanKind::Undo { .. }) {
        return Ok(());
    }
    let changes = plan.rows.iter().filter(|row| row.verdict.is_change());
    let about: HashSet<_> = changes.map(row_identity).collect();
    let since = plan.made.as_millisecond();
    for (info, machine) in runs_for_a_time(context, org)? {
        let mut rows = machine.plan().rows.iter();
        if info.began > since && rows.any(|row| about.contains(&row_identity(row))) {
            return Err(CliError::new(
                Kind::Refused,
                format!(
                    "run {} is about the same since the plan was made, and may have said when it ends",
                    info.id
                ),
            )
            .hint("make the plan again"));
        }
    }
    Ok(())
}

/// The runs since the first one whose changes are to end, the oldest first.
///
/// # Errors
/// When one of them cannot be read: what it changed may be what an earlier one gave for a time.
pub fn runs_for_a_time(context: &Context, org: &OrgId) -> CliResult<Vec<(RunInfo, Machine)>> {
    let runs = runs(context, org);
    let ids = runs
        .since_first_for_a_time()
        .map_err(|error| journal_error(&error))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match runs.inspect(&id).map_err(|error| journal_error(&error))? {
            Some(run) => found.push(run),
            // What never began, or was removed on purpose, has no plan.
            None if runs.has_plan(&id) => return Err(no_records(&runs, &id)),
            None => {}
        }
    }
    Ok(found)
}
