//! Errors of runs and of read-back, as the person sees them.

use atlctl_core::apply::{JournalError, Runs};
use atlctl_core::store::Trouble;

use crate::error::{CliError, Kind};
use crate::hint_commands;
use crate::mirror_errors::what_to_do;
use crate::ui::display;

/// Tells why a run cannot be used.
pub fn journal_error(error: &JournalError) -> CliError {
    let kind = match error {
        JournalError::NoSuchRun(_) => Kind::Usage,
        JournalError::Busy
        | JournalError::OrgBusy
        | JournalError::Damaged { .. }
        | JournalError::Emptied { .. }
        | JournalError::OtherRun { .. }
        | JournalError::OtherPlan(_) => Kind::Refused,
        _ => Kind::Failed,
    };
    // There is always a last run but where there is none.
    if matches!(error, JournalError::NoSuchRun(name) if name == "last") {
        return CliError::new(kind, "no runs yet")
            .hint("a run begins when you apply a plan: atlctl policy move --help");
    }
    let said = CliError::new(kind, display(&error.to_string()));
    let said = match std::error::Error::source(error) {
        Some(cause) => said.cause(cause),
        None => said,
    };
    match error {
        JournalError::NoSuchRun(_) => said.hint("list the runs: atlctl run list"),
        JournalError::Busy => said.hint("wait until it ends, or stop it there with Ctrl-C"),
        JournalError::OrgBusy => {
            said.hint("wait until it ends, or stop it there with Ctrl-C; see: atlctl run list")
        }
        JournalError::OtherRun { of, .. } => {
            let show = hint_commands::command(&["run", "show", of]);
            said.hint(format!("see the run itself: {show}"))
        }
        JournalError::Damaged { .. }
        | JournalError::Emptied { .. }
        | JournalError::OtherPlan(_) => said.hint(
            "the run's records cannot be trusted; make the plan again (changes already made stay)",
        )
        .hint(REMOVE_DAMAGED),
        JournalError::NoRecords(_) => said.hint(REMOVE_DAMAGED),
        JournalError::Io { path, source, .. } => match Trouble::of_io(source) {
            Some(trouble @ (Trouble::NotAllowed | Trouble::ReadOnly)) => {
                said.hint(what_to_do(trouble, Some(path)))
            }
            _ => said,
        },
        _ => said,
    }
}

/// How to have a run that cannot be read no longer listed.
const REMOVE_DAMAGED: &str = "remove what is left of its records: atlctl run prune --damaged";

/// Tells why a run without a single record cannot be used.
pub fn no_records(runs: &Runs, id: &str) -> CliError {
    if runs.has_plan(id) {
        journal_error(&JournalError::NoRecords(id.to_owned()))
    } else if runs.was_removed(id) {
        CliError::failed(format!(
            "the records of run {id} were removed, because they were damaged or lost"
        ))
    } else {
        CliError::failed(format!("run {id} never started, and sent nothing"))
    }
}

/// Whether Atlassian refuses to tell policies with this credential, so that the mirror's have to do.
pub fn may_not_read(error: &atlctl_api::Error) -> bool {
    use atlctl_api::ErrorKind;
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::NoCredential
    )
}
