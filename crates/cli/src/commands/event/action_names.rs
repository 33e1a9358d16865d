//! Actions in a filter: whether the audit log knows them, in any case.

use atlctl_core::query::logged_actions;
use atlctl_core::store::{Mirror, nearest};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

/// The actions as the mirrored log has them, whatever their case; patterns stay.
///
/// # Errors
/// When one is nearly that of events, which would list nothing, or the mirror cannot be read.
pub(super) fn in_mirror(
    context: &Context,
    mirror: &Mirror,
    asked: &[String],
) -> CliResult<Vec<String>> {
    if asked.iter().all(|action| action.contains('*')) {
        return Ok(asked.to_vec());
    }
    let known = logged_actions(mirror)?;
    let mut found = Vec::new();
    for action in asked {
        let same = known.iter().filter(|one| is_same(action, one));
        let before = found.len();
        found.extend(same.cloned());
        if found.len() > before || action.contains('*') {
            continue;
        }
        if let Some(near) = nearest(action, &known) {
            return Err(unknown(
                action,
                &near,
                "the mirrored audit log has no event",
            ));
        }
        context.ui.status(format!(
            "The mirrored audit log has no event with the action {} (see: atlctl event actions).",
            display(action)
        ));
        found.push(action.clone());
    }
    // Patterns that are no name of an action.
    found.extend(asked.iter().filter(|action| action.contains('*')).cloned());
    Ok(found)
}

/// Refuses an action that is nearly one of these, Atlassian's.
///
/// # Errors
/// When one is.
pub(super) fn check(known: &[String], asked: &[String]) -> CliResult<()> {
    for action in asked.iter().filter(|action| !action.contains('*')) {
        if known.contains(action) {
            continue;
        }
        let same = known.iter().find(|one| is_same(action, one)).cloned();
        if let Some(near) = same.or_else(|| nearest(action, known)) {
            return Err(unknown(action, &near, "Atlassian lists no action"));
        }
    }
    Ok(())
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other)
}

fn unknown(action: &str, near: &str, none: &str) -> CliError {
    CliError::usage(format!("{none} {:?}", display(action))).hint(format!(
        "did you mean: {}",
        hint_commands::command(&["event", "list", "--action", near])
    ))
}
