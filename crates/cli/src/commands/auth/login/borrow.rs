//! The session of the person's own browser.

use atlctl_signin::Credentials;
use atlctl_signin::browser::{BrowserError, Places, Spec, take};

use super::interrupt::tidily;
use super::other_ways;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// Checks the form and the browser's name, before anything else is asked for.
///
/// # Errors
/// When no such browser is known.
pub(super) fn check_name(text: &str) -> CliResult<()> {
    match (Spec::parse(text), places()) {
        (Err(error), Ok(places)) => Err(to_cli_error(&error, text, &places)),
        _ => Ok(()),
    }
}

fn places() -> CliResult<Places> {
    Places::from_env()
        .ok_or_else(|| CliError::failed("no home directory to search").hint("set HOME"))
}

/// Takes it from `NAME[:PROFILE][::CONTAINER]`.
///
/// # Errors
/// When there is no such profile, or no session in it that can be read.
pub(super) fn from_browser(
    context: &Context,
    text: &str,
    hosts: &[String],
) -> CliResult<Credentials> {
    let places = places()?;
    let failed = |error: &BrowserError| to_cli_error(error, text, &places);
    let spec = Spec::parse(text).map_err(|error| failed(&error))?;
    let hosts = hosts.to_vec();
    let (now, scratch) = (context.now(), context.paths.windows());
    let timeout = context.keyring_timeout();
    let searched = places.clone();
    let found = tidily(context, move |canceled| {
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let taken = take(&spec, &searched, &hosts, now, &scratch);
        taken.and_then(|taken| taken.open(timeout, canceled))
    })?;
    let found = found.map_err(|error| failed(&error))?;
    context.ui.status(format!(
        "Read one cookie of {}, profile {}.",
        found.browser,
        display(&found.profile)
    ));
    Ok(Credentials {
        session: Some(found.token),
        ..Credentials::default()
    })
}

fn to_cli_error(error: &BrowserError, asked: &str, places: &Places) -> CliError {
    let kind = match error {
        BrowserError::Canceled => Kind::Canceled,
        BrowserError::UnknownBrowser { .. } | BrowserError::NoContainers { .. } => Kind::Usage,
        _ => Kind::Failed,
    };
    let to_cli_error = CliError::new(kind, display(&error.to_string()));
    let to_cli_error = match std::error::Error::source(error) {
        Some(source) => to_cli_error.cause(source),
        None => to_cli_error,
    };
    let hints = other_ways::after_borrowing(error, asked, places);
    hints.into_iter().fold(to_cli_error, CliError::hint)
}
