//! A secret asked for at the terminal.

#[cfg(unix)]
use std::io::IsTerminal as _;

use atlctl_signin::{ApiKey, Credentials, capture};
use secrecy::{ExposeSecret as _, SecretString};

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::{Hidden, display};

/// More lines than any copied request has.
const MOST_LINES: usize = 500;
/// What a terminal hands over of a line at most.
const LONGEST_LINE: usize = 4095;

/// Asks for a token, a key or a copied request; nothing is shown.
///
/// # Errors
/// When there is no answer, or it is none of these.
pub(super) fn ask(context: &Context) -> CliResult<Credentials> {
    if !context.ui.can_ask() {
        return Err(CliError::new(Kind::Refused, "--prompt needs a terminal")
            .hint("in a script, use --token-stdin or --api-key-stdin: atlctl auth login --help"));
    }
    // Until the last line is read and the rest thrown away.
    let hidden = Hidden::now();
    context.ui.status(
        "Paste an organization API key, the session token (the cookie cloud.session.token of\n\
         admin.atlassian.com) or a request copied as cURL. It is not shown.",
    );
    let text = paste(context);
    // What is left of a paste would be taken by the shell, as commands.
    #[cfg(unix)]
    if std::io::stdin().is_terminal() {
        use rustix::termios::{QueueSelector, tcflush};
        let _ = tcflush(std::io::stdin(), QueueSelector::IFlush);
    }
    drop(hidden);
    let text = text?;
    let text = text.expose_secret().trim();
    if ApiKey::looks_like_one(text) {
        let key = ApiKey::parse(text).map_err(|error| CliError::usage(error.to_string()))?;
        return Ok(Credentials {
            api_key: Some(key),
            ..Credentials::default()
        });
    }
    let captured = capture::read(text, context.now()).map_err(|error| {
        let said = CliError::usage(format!("no session found: {}", display(&error.to_string())));
        if text.lines().any(|line| line.len() >= LONGEST_LINE) {
            said.hint("a terminal cuts lines this long: save it to a file and use --capture FILE")
        } else {
            said.hint(error.hint())
        }
    })?;
    let read = format!("Read {}.", captured.form.as_str());
    context.ui.status(read);
    Ok(Credentials {
        session: Some(captured.token),
        ..Credentials::default()
    })
}

/// A line and its continuation lines: copied requests continue after `\`, `^` or a backtick.
fn paste(context: &Context) -> CliResult<SecretString> {
    let first = context.ui.secret("Token, key or request: ")?;
    let mut lines = vec![first];
    while lines.len() < MOST_LINES
        && lines
            .last()
            .is_some_and(|line| line.expose_secret().trim_end().ends_with(['\\', '^', '`']))
    {
        // An early end means that the paste is incomplete, which is reported then.
        let Ok(line) = context.ui.secret("") else {
            break;
        };
        lines.push(line);
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.expose_secret()).collect();
    Ok(SecretString::from(lines.join("\n")))
}
