//! What the person sees of the wire's errors.

use atlctl_api::{Error, ErrorKind, ExpiryForm};

use super::Source;
use super::waits::duration;
use crate::context::Context;
use crate::environment::{API_KEY_VARIABLE, SESSION_VARIABLE};
use crate::error::{CliError, Kind};
use crate::ui::display;

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => Kind::SignIn,
            ErrorKind::BadInput => Kind::Usage,
            _ => Kind::Failed,
        };
        let said = Self::new(kind, display(&error.to_string()));
        let said = match (error.kind, error.retry_after) {
            (ErrorKind::RateLimited, Some(wait)) => said.hint(format!(
                "the service asks to wait {}; run it again then",
                duration(wait)
            )),
            (ErrorKind::RateLimited, None) => said.hint("wait a few minutes and run it again"),
            _ => said,
        };
        let hints = hints(&error).iter();
        hints.fold(said, |said, hint| said.hint(*hint))
    }
}

impl Context {
    /// Says also where a credential that is not accepted came from, when a sign-in would not take its place.
    pub fn explained(&self, error: CliError) -> CliError {
        let advised = |hint: &String| hint.contains("sign in: atlctl auth login");
        if !error.hints().iter().any(advised) {
            return error;
        }
        match self.source.get() {
            Some(Source::Flag) => {
                error.hint("the credential is the one of --credential, which comes before what a sign-in keeps")
            }
            Some(Source::Environment) => error.hint(format!(
                "the credential is the one of {SESSION_VARIABLE} or {API_KEY_VARIABLE}, which comes before what a \
                 sign-in keeps"
            )),
            Some(Source::Command) => error.hint(
                "the credential is the one of the profile's token_command, which comes before what a sign-in keeps",
            ),
            Some(Source::Store(_)) | None => error,
        }
    }
}

/// What to do about it.
fn hints(error: &Error) -> &'static [&'static str] {
    match error.kind {
        // The service says the same of a key that it does not know and of one that may not do this.
        ErrorKind::SignInNeeded(_) if error.code.as_deref() == Some("ADMIN-401-2") => &[
            "if the credential is wrong or has expired, sign in: atlctl auth login",
            "if it is a key that lacks the scope for this, see what it may: atlctl doctor",
        ],
        ErrorKind::SignInNeeded(ExpiryForm::Unauthorized) => {
            &["the credential is wrong or has expired; sign in: atlctl auth login"]
        }
        ErrorKind::SignInNeeded(_) => &["the session has expired; sign in: atlctl auth login"],
        ErrorKind::NoCredential => &["see what you have: atlctl auth status"],
        ErrorKind::Forbidden => &[
            "the account must be an organization admin, and an API key must have the scope or none",
        ],
        ErrorKind::Paging => &[
            "the fault is the service's; run it again later, and what was read so far may not be all",
        ],
        ErrorKind::Server => &["try again later; https://status.atlassian.com says what is down"],
        ErrorKind::Connect => {
            &["check the network, --cacert and the proxy (--no-proxy leaves it out)"]
        }
        ErrorKind::Timeout => &["check the network, then run it again"],
        ErrorKind::OldUserManagement => &[
            "the organization is on the old user management: with a session, atlctl sync reads it through the \
             portal; ask the mirror (without --live)",
        ],
        _ => &[],
    }
}
