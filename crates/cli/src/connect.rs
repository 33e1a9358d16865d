//! From profile, flags and environment to a client, and from its errors to what the person sees.

use atlctl_api::{Bases, Client, Error, ErrorKind, ExpiryForm, OrgId};
use secrecy::SecretString;

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

impl Context {
    /// The organisation: `--org`, `ATLCTL_ORG`, else the profile's.
    ///
    /// # Errors
    /// When none is known.
    pub fn org(&self) -> CliResult<OrgId> {
        let (name, profile) = self.profile()?;
        match self.global.org.clone().or(profile.org) {
            Some(org) => Ok(OrgId::from(org)),
            None => Err(
                CliError::usage(format!("the profile {name:?} has no organisation"))
                    .hint("name it with --org ID (see: atlctl org list --live)"),
            ),
        }
    }

    /// A client with the credentials of the environment, for the base addresses of flags and profile.
    ///
    /// # Errors
    /// When there is no credential, or a base address may not receive one.
    pub fn client(&self) -> CliResult<Client> {
        let (_, profile) = self.profile()?;
        let ours = Bases::atlassian();
        let api = self.global.api_base.clone().or(profile.api_base);
        let portal = self.global.portal_base.clone().or(profile.portal_base);
        let bases = Bases::parse(
            api.as_deref().unwrap_or(ours.api.as_str()),
            portal.as_deref().unwrap_or(ours.portal.as_str()),
        )?;
        let mut builder = Client::builder()
            .bases(bases)
            .allow_non_atlassian(self.global.allow_any_host)
            .no_proxy(self.global.no_proxy);
        let session = secret("ATLCTL_SESSION_TOKEN");
        let key = secret("ATLCTL_API_KEY");
        if session.is_none() && key.is_none() {
            return Err(CliError::new(Kind::SignIn, "nobody is signed in")
                .hint("sign in: atlctl auth login"));
        }
        if let Some(session) = session {
            builder = builder.session(session);
        }
        if let Some(key) = key {
            builder = builder.api_key(key);
        }
        if let Some(path) = &self.global.cacert {
            let pem = std::fs::read(path).map_err(|error| {
                CliError::usage(format!("cannot read {}", display(&path.to_string_lossy())))
                    .cause(&error)
            })?;
            builder = builder.ca_pem(pem);
        }
        Ok(builder.build()?)
    }
}

/// A secret of the environment; an empty one is none.
fn secret(name: &str) -> Option<SecretString> {
    let text = std::env::var(name).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| SecretString::from(text))
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => Kind::SignIn,
            ErrorKind::BadInput => Kind::Usage,
            _ => Kind::Failed,
        };
        let said = Self::new(kind, display(&error.to_string()));
        match hint(&error) {
            Some(hint) => said.hint(hint),
            None => said,
        }
    }
}

/// What to do about it.
fn hint(error: &Error) -> Option<&'static str> {
    Some(match error.kind {
        ErrorKind::SignInNeeded(ExpiryForm::Unauthorized) => {
            "the credential is wrong or has expired; sign in: atlctl auth login"
        }
        ErrorKind::SignInNeeded(_) => "the session has expired; sign in: atlctl auth login",
        ErrorKind::NoCredential => "see what you have: atlctl auth status",
        ErrorKind::Forbidden => {
            "the account must be an organisation admin, and an API key must have the scope or none"
        }
        ErrorKind::RateLimited => "wait a little and run it again",
        ErrorKind::Server => "try again later; https://status.atlassian.com says what is down",
        ErrorKind::Connect => {
            "check the network, --cacert and the proxy (--no-proxy leaves it out)"
        }
        ErrorKind::Timeout => "check the network, then run it again",
        ErrorKind::OldUserManagement => {
            "this organisation is on the old user management; sign in with a session instead of a key"
        }
        _ => return None,
    })
}
