//! `--until`: what it may be, and what it asks of a plan.

use atlctl_core::number::counted;
use atlctl_core::plan::{Kind as PlanKind, Plan, Row};
use atlctl_core::shown_time::shown_time;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::{display, first_of};

/// The time at which changes end, for people.
pub fn end_in_words(until: Timestamp) -> String {
    shown_time(until)
}

/// Refuses an end in the past, before anything is done.
///
/// # Errors
/// When it is past.
pub(super) fn check_until(context: &Context, until: Option<Timestamp>) -> CliResult<()> {
    match until.filter(|until| *until <= context.now()) {
        Some(past) => Err(CliError::new(
            Kind::Usage,
            format!("--until is in the past: {}", end_in_words(past)),
        )
        .hint("use a later date or time")),
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
    // Made again, such a plan has no row for what is done already, and could not say that it is to stay.
    if !matches!(plan.kind, PlanKind::Set { .. }) || !plan.equal.is_empty() {
        return Err(CliError::new(
            Kind::Usage,
            "--until is for one change that is made to everyone, such as group add, group remove, role grant, user \
             suspend or policy move",
        )
        .hint("leave out --until"));
    }
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
