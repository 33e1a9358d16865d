//! Changes for a time: `--until`, and what it asks of a plan.

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, Settings};
use atlctl_core::number::counted;
use atlctl_core::plan::{Actor, Kind as PlanKind, Plan, Row, Terms, Verdict};
use jiff::Timestamp;

use super::{confirm_action, journal_error, no_records, runs};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::{display, first_of};

/// The time at which changes end, for people.
pub fn end_in_words(until: Timestamp) -> String {
    until.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Refuses an end in the past, before anything is done.
///
/// # Errors
/// When it is past.
pub(super) fn check_until(context: &Context, until: Option<Timestamp>) -> CliResult<()> {
    match until.filter(|until| *until <= context.now()) {
        Some(past) => Err(CliError::new(
            Kind::Usage,
            format!(
                "invalid value \"{}\" for --until: the time is past",
                end_in_words(past)
            ),
        )),
        None => Ok(()),
    }
}

/// Refuses `--until` for a command that takes changes back.
///
/// # Errors
/// When it is given.
pub fn check_no_until(until: Option<Timestamp>) -> CliResult<()> {
    if until.is_none() {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Usage,
        "--until is for changes that are to end; this command takes changes back",
    )
    .hint("leave out --until"))
}

/// Refuses a plan for a time if one of its changes cannot be taken back then.
///
/// # Errors
/// When there is one.
pub(super) fn check_can_end(plan: &Plan) -> CliResult<()> {
    let Some(until) = plan.until else {
        return Ok(());
    };
    let rows: Vec<&Row> = plan.without_end(until).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let changes = counted(rows.len() as u64, "change", "changes");
    let names: Vec<String> = rows
        .iter()
        .filter_map(|row| row.email.as_deref().map(display))
        .collect();
    let said = format!("--until: {changes} cannot be taken back at that time");
    Err(if names.is_empty() {
        CliError::new(Kind::Refused, said).hint("leave out --until")
    } else {
        let first = first_of(&names, names.len(), 3);
        CliError::new(Kind::Refused, format!("{said}: {first}"))
            .hint("leave out --until, or these people (--except)")
    })
}

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

/// Records a plan that changes nothing but when an earlier change ends. Does nothing where it changes no end either.
///
/// # Errors
/// When nobody agrees, or the run cannot be recorded.
pub(super) fn record_ends(
    context: &Context,
    (org, actor): (&OrgId, &Actor),
    plan: &Plan,
) -> CliResult<bool> {
    let Some(said) = said_of_ends(context, org, plan)? else {
        return Ok(false);
    };
    confirm_action(
        context,
        "Nothing is sent to Atlassian. Record it?",
        format!("confirmation required: {said}"),
        "record it: add",
    )?;
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
    Ok(true)
}

/// What a plan that finds values as it wants them says of the end that earlier runs gave them; `None` where they gave them
/// none, or the same.
fn said_of_ends(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<Option<String>> {
    let is_undo = matches!(plan.kind, PlanKind::Undo { .. });
    let is_found =
        |row: &&Row| row.verdict == Verdict::Already || is_undo && row.verdict == Verdict::MovedOn;
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
