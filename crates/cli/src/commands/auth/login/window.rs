//! The session of a browser window of our own.

use std::time::Duration;

use atlctl_signin::Credentials;
use atlctl_signin::window::{Options, Program, Stage, WindowError, has_display, sign_in};

use super::interrupt::tidily;
use super::other_ways;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// Time limit for signing in: it may take a security key or a colleague's help.
const TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Opens it and waits.
///
/// # Errors
/// When no browser can be started, or the sign-in is not finished.
pub(super) fn open(
    context: &Context,
    browser: Option<&str>,
    keep_for: Option<&str>,
    address: &str,
    hosts: &[String],
) -> CliResult<Credentials> {
    let program = Program::choose(browser).map_err(|error| to_cli_error(&error, None))?;
    if !has_display() {
        return Err(to_cli_error(&WindowError::NoDisplay, None));
    }
    context.ui.status(format!(
        "Opening {} in {}.\nSign in as usual, then close the window. (It uses a browser profile of its own{}.)",
        display(address),
        display(&program.path.to_string_lossy()),
        if keep_for.is_some() { ", which is kept; protect it like a password" } else { ", which is deleted afterward" },
    ));
    let (ui, late) = (context.ui.clone(), !program.firefox);
    let tell = move |stage| ui.status(describe(stage, late));
    let used = program.clone();
    let options = Options {
        program,
        address: address.to_owned(),
        hosts: hosts.to_vec(),
        place: context.paths.windows(),
        keep_for: keep_for.map(str::to_owned),
        timeout: TIMEOUT,
    };
    let done = tidily(context, move |canceled| sign_in(&options, canceled, &tell))?;
    let done = done.map_err(|error| to_cli_error(&error, Some(&used)))?;
    Ok(Credentials {
        session: Some(done.token),
        ..Credentials::default()
    })
}

/// What is waited for, and what was there. A browser of Chromium's family writes its cookies `late`.
fn describe(stage: Stage, late: bool) -> String {
    let minutes = TIMEOUT.as_secs() / 60;
    match stage {
        Stage::Open if late => format!(
            "Waiting up to {minutes} minutes for the sign-in. If you leave the window open after signing in, it closes \
             by itself within 30 seconds: the browser writes its session to disk that late. Ctrl-C gives up."
        ),
        Stage::Open => format!(
            "Waiting up to {minutes} minutes for the sign-in. If you leave the window open after signing in, it closes \
             by itself within a few seconds. Ctrl-C gives up."
        ),
        Stage::Closed => "The window is closed. Reading the session.".to_owned(),
        Stage::Written => "Signed in. Closing the window and reading the session.".to_owned(),
    }
}

fn to_cli_error(error: &WindowError, program: Option<&Program>) -> CliError {
    let kind = match error {
        WindowError::Canceled => Kind::Canceled,
        _ => Kind::Failed,
    };
    let to_cli_error = CliError::new(kind, display(&error.to_string()));
    let to_cli_error = match std::error::Error::source(error) {
        Some(source) => to_cli_error.cause(source),
        None => to_cli_error,
    };
    let hints = other_ways::after_window(error, program);
    hints.into_iter().fold(to_cli_error, CliError::hint)
}
