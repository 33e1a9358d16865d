//! A review's folder that is as its steps recorded it, and the next step of it.

use std::path::Path;

use atlctl_core::plan::Actor;
use atlctl_core::review::{About, Folder, Started, Step, Verified, verify};
use atlctl_signin::Credentials;

use crate::changes::{self, remember_state, said_not_the_last, to_the_second};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::ui::display;

/// Opens a review's folder to work on it.
///
/// # Errors
/// When it is not one, or not as its steps recorded it.
pub(super) fn open(dir: &Path) -> CliResult<(Folder, Started, Verified)> {
    let verified = verify(dir)?;
    let folder = Folder::open(dir)?;
    let started = folder.manifest.started().cloned();
    if let (Some(started), []) = (started, verified.findings.as_slice()) {
        return Ok((folder, started, verified));
    }
    let dir = dir.to_string_lossy();
    Err(CliError::new(
        Kind::Refused,
        format!("{} does not match its record", display(&dir)),
    )
    .hint(
        "a list that was read stays as it is: save a corrected one in returned/ under another name",
    )
    .hint(format!(
        "see what is changed, missing or added: {}",
        hint_commands::command(&["review", "verify", &dir])
    )))
}

/// The same, of a review that is not closed, and of no older copy of it.
///
/// # Errors
/// When it is closed, or this machine knows a later state of it.
pub(super) fn open_unclosed(
    context: &Context,
    dir: &Path,
) -> CliResult<(Folder, Started, Verified)> {
    let (folder, started, verified) = open(dir)?;
    if folder.manifest.closed().is_some() {
        return Err(CliError::new(
            Kind::Refused,
            format!("the review {} is closed", display(&started.id)),
        )
        .hint("start a new review: atlctl review start --help"));
    }
    if let Some((why, next)) = said_not_the_last(context, &folder, &started) {
        return Err(CliError::new(Kind::Refused, display(&why)).hint(next));
    }
    Ok((folder, started, verified))
}

/// A step that is made now, without files.
pub(super) fn step(context: &Context, actor: Actor, about: About) -> Step {
    Step {
        at: to_the_second(context.now()),
        actor,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        about,
        files: Vec::new(),
    }
}

/// The person at this machine, where no credential is used.
///
/// # Errors
/// When the configuration is not valid.
pub(super) fn local_actor(context: &Context) -> CliResult<Actor> {
    let (name, _) = context.profile()?;
    Ok(changes::actor(context, &Credentials::default(), &name))
}

/// Remembers the step that was added, and prints the hash that identifies the folder.
pub(super) fn step_added(context: &Context, folder: &Folder) {
    if let Err(error) = remember_state(context, folder) {
        context.ui.warning(format!(
            "{}: an older copy of the review's folder would not be refused",
            error.message()
        ));
    }
    context.ui.status(format!(
        "Evidence {}; keep this hash outside the folder.",
        folder.manifest.hash()
    ));
}
