//! The order of credentials: `--credential`, the environment, the profile's command, its store.

use std::sync::{Arc, Once};
use std::time::Duration;

use atlctl_signin::store::{CredentialStore, FileStore, Keyring, StoreError};
use atlctl_signin::{ApiKey, Credentials, capture};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::token_command;
use super::{Source, StoreKind};
use crate::config::Profile;
use crate::context::Context;
use crate::environment::{API_KEY_VARIABLE, SESSION_VARIABLE, variable};
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::ui::display;

/// How long the keyring may take: a person may have to type its password.
const KEYRING_TIMEOUT: Duration = Duration::from_secs(30);

/// The profile has no credential.
pub(super) fn not_signed_in(name: &str, profile: &Profile) -> CliError {
    if profile.simulated.is_some() {
        return CliError::new(Kind::SignIn, "not signed in to the simulated organization")
            .hint("create the simulated organization again: atlctl demo");
    }
    let login = if name == crate::context::DEFAULT_PROFILE {
        hint_commands::command(&["auth", "login"])
    } else {
        hint_commands::command(&["auth", "login", "--profile", name])
    };
    CliError::new(Kind::SignIn, "not signed in").hint(format!("sign in: {login}"))
}

impl Context {
    /// The keyring.
    pub fn keyring(&self) -> Keyring {
        Keyring::new(self.keyring_timeout())
    }

    /// How long the keyring may take: 30 seconds, or `ATLCTL_KEYRING_TIMEOUT`.
    pub fn keyring_timeout(&self) -> Duration {
        static WARNED: Once = Once::new();
        let text = std::env::var("ATLCTL_KEYRING_TIMEOUT").unwrap_or_default();
        match text.trim().parse::<u64>() {
            // Nobody waits for longer than a day, and the clock has an end.
            Ok(seconds) => return Duration::from_secs(seconds.min(24 * 60 * 60)),
            Err(_) if text.trim().is_empty() => {}
            Err(_) => WARNED.call_once(|| {
                self.ui.warning(format!(
                    "ATLCTL_KEYRING_TIMEOUT is \"{}\", which is no number of seconds; the keyring gets {}",
                    display(&text),
                    KEYRING_TIMEOUT.as_secs()
                ));
            }),
        }
        KEYRING_TIMEOUT
    }

    /// The store of this kind; none for [`StoreKind::None`].
    pub fn store(&self, kind: StoreKind) -> Option<Arc<dyn CredentialStore>> {
        match kind {
            StoreKind::Keyring => Some(Arc::new(self.keyring())),
            StoreKind::File => Some(Arc::new(FileStore::new(self.paths.credentials()))),
            StoreKind::None => None,
        }
    }

    /// The credentials of a profile, and where they came from.
    ///
    /// # Errors
    /// When there are none, or their source cannot be read.
    pub fn credentials(&self, name: &str, profile: &Profile) -> CliResult<(Credentials, Source)> {
        let found = self.find_credentials(name, profile)?;
        found.ok_or_else(|| not_signed_in(name, profile))
    }

    /// Like [`Context::credentials`], but none if there are none.
    ///
    /// # Errors
    /// When their source cannot be read.
    pub fn find_credentials(
        &self,
        name: &str,
        profile: &Profile,
    ) -> CliResult<Option<(Credentials, Source)>> {
        let found = self.look_for_credentials(name, profile)?;
        if let Some((_, source)) = &found {
            let _ = self.source.set(*source);
        }
        Ok(found)
    }

    fn look_for_credentials(
        &self,
        name: &str,
        profile: &Profile,
    ) -> CliResult<Option<(Credentials, Source)>> {
        if let Some(given) = &self.given {
            return Ok(Some((given.clone(), Source::Flag)));
        }
        // A simulated organization knows its own sessions only, and gets no other.
        if profile.simulated.is_none() {
            let given = from_environment(self.now())?;
            if given.sign_in() {
                self.warn_of_environment();
                return Ok(Some((given, Source::Environment)));
            }
            if !profile.token_command.is_empty() {
                let secret = token_command::run(&profile.token_command)?;
                let credentials = Credentials::of_either(secret.expose_secret(), self.now())
                    .map_err(|error| {
                        CliError::new(
                            Kind::SignIn,
                            "the profile's token_command gave no credential",
                        )
                        .cause(&error)
                    })?;
                return Ok(Some((credentials, Source::Command)));
            }
        }
        let Some(kind) = profile.store.as_deref().map(StoreKind::read).transpose()? else {
            return Ok(None);
        };
        let Some(store) = self.store(kind) else {
            return Ok(None);
        };
        let kept = store.load(name)?;
        Ok(kept.sign_in().then_some((kept, Source::Store(kind))))
    }
}

impl Context {
    /// Warns once at a terminal that every program started from the shell can read a credential in the
    /// environment. In scripts, the environment is fine.
    fn warn_of_environment(&self) {
        static SAID: Once = Once::new();
        if self.ui.can_ask() {
            SAID.call_once(|| {
                self.ui.warning(
                    "the credential comes from the environment, which every program you start can read; \
                     atlctl auth login stores it safely",
                );
            });
        }
    }
}

/// A credential from the environment; an empty variable counts as missing.
fn from_environment(now: Timestamp) -> CliResult<Credentials> {
    let wrong = |name: &str, error: &(dyn std::error::Error + 'static)| {
        CliError::usage(format!("{name} is not a credential"))
            .cause(error)
            .hint(format!(
                "set {name} again, or unset it to use the profile's own credential"
            ))
    };
    let session = variable(SESSION_VARIABLE)
        .map(|text| capture::read(&text, now).map(|captured| captured.token))
        .transpose()
        .map_err(|error| wrong(SESSION_VARIABLE, &error))?;
    let api_key = variable(API_KEY_VARIABLE)
        .map(|text| ApiKey::parse(&text))
        .transpose()
        .map_err(|error| wrong(API_KEY_VARIABLE, &error))?;
    Ok(Credentials {
        session,
        api_key,
        ..Credentials::default()
    })
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let said = Self::failed(display(&error.to_string()));
        let said = match std::error::Error::source(&error) {
            Some(source) => said.cause(source),
            None => said,
        };
        match error.hint() {
            Some(hint) => said.hint(display(&hint)),
            None => said,
        }
    }
}
