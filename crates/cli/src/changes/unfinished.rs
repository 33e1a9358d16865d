//! Unfinished runs: the next change mentions them.

use atlctl_api::OrgId;
use atlctl_core::number::grouped;
use atlctl_core::plan::{Kind, Plan};

use super::{journal_error, runs};
use crate::context::Context;
use crate::error::CliResult;
use crate::hint_commands::command;

/// So many runs are looked at, the newest: each is a journal to be read.
const LOOKED_AT: usize = 10;

/// Names unfinished runs, except the one that the plan undoes.
///
/// # Errors
/// When the runs cannot be listed.
pub fn warn_of_unfinished(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<()> {
    let back = match &plan.kind {
        Kind::Undo { run } => Some(run.as_str()),
        Kind::Set { .. } | Kind::Several { .. } => None,
    };
    warn_of_unfinished_except(context, org, back)
}

/// The same beside one run.
///
/// # Errors
/// When the runs cannot be listed.
pub fn warn_of_unfinished_except(
    context: &Context,
    org: &OrgId,
    but: Option<&str>,
) -> CliResult<()> {
    let runs = runs(context, org);
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    for id in ids.iter().take(LOOKED_AT) {
        // `run list` names one that cannot be read.
        let Ok(Some((info, machine))) = runs.inspect(id) else {
            continue;
        };
        if Some(id.as_str()) == but || info.running || !machine.can_resume() {
            continue;
        }
        let tally = machine.tally();
        let next = if machine.was_handed_off() {
            format!(
                "{} checks the result of the portal import",
                command(&["run", "verify", id.as_str()])
            )
        } else {
            format!(
                "continue with {}, or end it with {}",
                command(&["run", "resume", id.as_str()]),
                command(&["run", "close", id.as_str()])
            )
        };
        context.ui.status(format!(
            "Note: run {id} is not finished ({} of {}); {next}",
            grouped(tally.ended),
            grouped(tally.changes)
        ));
    }
    Ok(())
}
