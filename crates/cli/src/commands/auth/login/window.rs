//! The session of a browser window of our own.

use std::time::Duration;

use atlctl_signin::Credentials;
use atlctl_signin::window::{Options, Program, WindowError, has_display, sign_in};

use super::interrupt::tidily;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// How long somebody may take to sign in: they may have to fetch a key or ask a colleague.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Opens it and waits.
///
/// # Errors
/// When no browser can be started, or nobody signs in.
pub(super) fn open(
    context: &Context,
    browser: Option<&str>,
    keep_profile: bool,
    address: &str,
    hosts: &[String],
) -> CliResult<Credentials> {
    let program = Program::choose(browser).map_err(|error| said(&error))?;
    if !has_display() {
        return Err(said(&WindowError::NoDisplay));
    }
    context.ui.status(format!(
        "Opening {} in {}.\nSign in as usual, then close the window. (It is a profile of its own{}.)",
        display(address),
        display(&program.path.to_string_lossy()),
        if keep_profile { "; it is kept, and as good as a password" } else { ", removed afterwards" },
    ));
    let options = Options {
        program,
        address: address.to_owned(),
        hosts: hosts.to_vec(),
        place: context.paths.windows(),
        keep_profile,
        patience: PATIENCE,
    };
    let done = tidily(context, move |cancelled| sign_in(&options, cancelled))?;
    let done = done.map_err(|error| said(&error))?;
    Ok(Credentials {
        session: Some(done.token),
        api_key: None,
    })
}

fn said(error: &WindowError) -> CliError {
    let kind = match error {
        WindowError::Cancelled => Kind::Cancelled,
        _ => Kind::Failed,
    };
    let said = CliError::new(kind, display(&error.to_string()));
    let said = match std::error::Error::source(error) {
        Some(source) => said.cause(source),
        None => said,
    };
    said.hint(error.hint())
}
