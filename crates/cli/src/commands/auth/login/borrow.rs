//! The session of the person's own browser.

use atlctl_signin::Credentials;
use atlctl_signin::browser::{BrowserError, Places, Spec, borrow};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Takes it from `NAME[:PROFILE][::CONTAINER]`.
///
/// # Errors
/// When there is no such profile, or no session in it that can be read.
pub(super) fn from_browser(
    context: &Context,
    text: &str,
    hosts: &[String],
) -> CliResult<Credentials> {
    let places = Places::from_env().ok_or_else(|| {
        CliError::failed("there is no home directory to look in").hint("set HOME")
    })?;
    let spec = Spec::parse(text).map_err(|error| said(&error))?;
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let found = borrow(&spec, &places, &hosts, context.now()).map_err(|error| said(&error))?;
    context.ui.status(format!(
        "Read one cookie of {}, profile {}.",
        found.browser,
        display(&found.profile)
    ));
    Ok(Credentials {
        session: Some(found.token),
        api_key: None,
    })
}

fn said(error: &BrowserError) -> CliError {
    let said = CliError::failed(display(&error.to_string()));
    let said = match std::error::Error::source(error) {
        Some(source) => said.cause(source),
        None => said,
    };
    said.hint(error.hint())
}
