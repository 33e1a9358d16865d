//! Converts errors of requests to messages and hints.

use atlctl_api::{Error, ErrorKind, ExpiryForm};

use super::Source;
use super::wait_messages::duration;
use crate::context::Context;
use crate::environment::credential_variables;
use crate::error::{CliError, Kind};
use crate::hint_commands;
use crate::ui::display;

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => Kind::SignIn,
            ErrorKind::BadInput => Kind::Usage,
            _ => Kind::Failed,
        };
        let said = Self::new(kind, display(&headline(&error)));
        let said = match (error.kind, error.retry_after) {
            (ErrorKind::RateLimited, Some(wait)) => {
                said.hint(format!("wait {}, then run it again", duration(wait)))
            }
            (ErrorKind::RateLimited, None) => said.hint("wait a few minutes and run it again"),
            _ => said,
        };
        let said = if error.kind == ErrorKind::NotFound && hint_commands::names_org() {
            said.hint("list your organizations: atlctl org list --live")
        } else {
            said
        };
        let hints = hints(&error).iter();
        hints.fold(said, |said, hint| said.hint(*hint))
    }
}

/// The error in one line. What Atlassian says of a credential that it does not accept may be a single word.
fn headline(error: &Error) -> String {
    let text = error.to_string();
    let refused = ErrorKind::SignInNeeded(ExpiryForm::Unauthorized);
    if error.kind == refused && !error.message.contains(' ') {
        return format!("Atlassian does not accept the credential: {text}");
    }
    text
}

impl Context {
    /// Says where a refused credential comes from and how to replace it, if signing in would not.
    pub fn explained(&self, error: CliError) -> CliError {
        let advised = |hint: &String| hint.contains("sign in: atlctl auth login");
        if !error.hints().iter().any(advised) {
            return error;
        }
        let source = self.source.get();
        match source.and_then(|source| replacing(*source, self.has_own_credential())) {
            Some(hint) => error.instead_of_sign_in(hint),
            None => error,
        }
    }

    /// Whether the profile has a credential of its own, beside one that is given.
    pub fn has_own_credential(&self) -> bool {
        self.profile()
            .is_ok_and(|(_, profile)| profile.store.is_some() || !profile.token_command.is_empty())
    }
}

/// How to replace a refused credential of this source; `None` where signing in does. `own`: whether the profile has a
/// credential of its own.
pub fn replacing(source: Source, own: bool) -> Option<String> {
    let instead = |words: String| match own {
        true => format!(", or {words} to use the profile's own"),
        false => String::new(),
    };
    match source {
        Source::Flag => Some(format!(
            "give a valid credential with --credential{}",
            instead("leave out --credential".to_owned())
        )),
        Source::Environment => {
            let set = credential_variables().collect::<Vec<_>>().join(" and ");
            Some(format!(
                "set a valid credential in {set}{}; then check: atlctl auth status",
                instead(format!("unset {set}"))
            ))
        }
        Source::Command => Some(
            "have the profile's token_command print a valid credential; then check: atlctl auth status"
                .to_owned(),
        ),
        Source::Store(_) => None,
    }
}

/// What can be changed on the original user management.
const OLD_CHANGES: &str = "the organization uses the original user management; what can be changed there: atlctl help portal-calls";

/// Hints for an error.
fn hints(error: &Error) -> &'static [&'static str] {
    match error.kind {
        // The service says the same of a key that it does not know and of one that may not do this.
        ErrorKind::SignInNeeded(_) if error.code.as_deref() == Some("ADMIN-401-2") => &[
            "if the credential is wrong or has expired, sign in: atlctl auth login",
            "if the API key lacks a scope, see what it can do: atlctl doctor",
        ],
        ErrorKind::SignInNeeded(ExpiryForm::Unauthorized) => {
            &["the credential is wrong or has expired; sign in: atlctl auth login"]
        }
        // A page to sign in says nothing of what was sent: a session that has expired, or a key.
        ErrorKind::SignInNeeded(_) => {
            &["the credential has expired or is not accepted; sign in: atlctl auth login"]
        }
        ErrorKind::NoCredential => &[
            "to sign in with one: atlctl auth login",
            "see what you have: atlctl auth status",
        ],
        ErrorKind::Forbidden => &[
            "with a session, the account must be an organization admin",
            "with an API key, the key needs the scope for this; a key made without scopes may do everything",
        ],
        ErrorKind::Paging => &[
            "Atlassian returned inconsistent pages, so the list may be incomplete; run it again later",
        ],
        ErrorKind::Server => &["try again later; see https://status.atlassian.com"],
        ErrorKind::Connect => {
            &["check the network, --cacert and the proxy (--no-proxy ignores it)"]
        }
        ErrorKind::Timeout => &["check the network, then run it again"],
        ErrorKind::OldUserManagement if std::env::args_os().any(|word| word == "--live") => &[
            "the organization uses the original user management: with a session, atlctl sync reads it through the \
             portal; then run the command without --live",
            OLD_CHANGES,
        ],
        ErrorKind::OldUserManagement => &[OLD_CHANGES],
        _ => &[],
    }
}
