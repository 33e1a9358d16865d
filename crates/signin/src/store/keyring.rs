//! The operating system's keyring: Secret Service, Keychain, Credential Manager.

use std::time::Duration;

use keyring::Error;
use keyring::v1::Entry;

use super::chunks::{self, Vault};
use super::stored::Stored;
use super::{CredentialStore, StoreError};
use crate::credentials::Credentials;
use crate::timeout::within;

/// The service name of keyring entries.
const SERVICE: &str = "atlctl";
/// The entry for testing the keyring.
const TRIAL: &str = "(trial)";

/// The keyring of the logged-in user. Every call has a timeout: a locked keyring may wait for a dialog that no
/// one sees.
#[derive(Debug, Clone)]
pub struct Keyring {
    timeout: Duration,
}

/// The state of a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    /// The keyring can be used.
    Open,
    /// It is locked or not set up; using it prompts for a password.
    Locked,
}

impl Keyring {
    /// The keyring, with this timeout for each call.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        Self { timeout }
    }

    /// The state of the keyring. Does not prompt for a password.
    ///
    /// # Errors
    /// When there is no keyring, or it does not respond.
    pub fn state(&self) -> Result<KeyringState, StoreError> {
        self.call(|| match Entry::store_status() {
            Ok(()) => state(),
            Err(error) => Err(describe(error)),
        })
    }

    /// Tests the keyring: writes and removes an entry. A locked keyring prompts for its password now, before there
    /// is a credential to lose.
    ///
    /// # Errors
    /// When there is no keyring, it does not respond, or it stays locked.
    pub fn try_out(&self) -> Result<(), StoreError> {
        self.call(|| {
            if let Err(error) = Entry::store_status() {
                return Err(describe(error));
            }
            System.set(TRIAL, b"-")?;
            System.remove(TRIAL).map(drop)
        })
    }

    /// Runs a call under the time-out.
    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, StoreError> {
        match within(self.timeout, work) {
            Some(answer) => answer.map_err(StoreError::Keyring),
            None => Err(StoreError::Keyring(format!(
                "the keyring did not respond within {} s; it may be locked and waiting for its password",
                self.timeout.as_secs()
            ))),
        }
    }
}

/// Whether the collection that new entries go to is locked.
#[cfg(target_os = "linux")]
fn state() -> Result<KeyringState, String> {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};
    let failed = |error: Error| {
        tracing::debug!("keyring error: {error}");
        "no keyring is available".to_owned()
    };
    let service = SecretService::connect(EncryptionType::Plain).map_err(failed)?;
    let locked = match service.get_default_collection() {
        Ok(collection) => collection.is_locked().map_err(failed)?,
        Err(Error::NoResult) => true,
        Err(error) => return Err(failed(error)),
    };
    Ok(if locked {
        KeyringState::Locked
    } else {
        KeyringState::Open
    })
}

/// Elsewhere it is unlocked with the person's own login.
#[cfg(not(target_os = "linux"))]
fn state() -> Result<KeyringState, String> {
    Ok(KeyringState::Open)
}

/// The entries of the operating system's keyring.
struct System;

impl System {
    fn entry(name: &str) -> Result<Entry, String> {
        Entry::new(SERVICE, name).map_err(|error| describe(&error))
    }
}

impl Vault for System {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match Self::entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(describe(&error)),
        }
    }

    fn set(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let entry = Self::entry(name)?;
        entry.set_secret(bytes).map_err(|error| describe(&error))
    }

    fn remove(&self, name: &str) -> Result<bool, String> {
        match Self::entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(describe(&error)),
        }
    }
}

impl CredentialStore for Keyring {
    fn load(&self, profile: &str) -> Result<Credentials, StoreError> {
        let name = profile.to_owned();
        match self.call(move || chunks::load(&System, &name))? {
            None => Ok(Credentials::default()),
            Some(bytes) => Stored::read(&bytes, "the keyring"),
        }
    }

    fn save(&self, profile: &str, credentials: &Credentials) -> Result<(), StoreError> {
        let name = profile.to_owned();
        let bytes = Stored::of(credentials).bytes();
        self.call(move || chunks::save(&System, &name, &bytes))
    }

    fn remove(&self, profile: &str) -> Result<bool, StoreError> {
        let name = profile.to_owned();
        self.call(move || chunks::remove(&System, &name))
    }
}

/// Describes an error for people; the library's messages do not.
fn describe(error: &Error) -> String {
    match error {
        Error::NoDefaultStore => "no keyring is available".to_owned(),
        Error::PlatformFailure(cause) => {
            tracing::debug!("keyring error: {cause}");
            "no keyring is available".to_owned()
        }
        Error::NoStorageAccess(cause) => {
            format!("the keyring is locked or denied access ({cause})")
        }
        Error::TooLong(..) => "the credential is too long for the keyring".to_owned(),
        other => format!("the keyring failed ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_never_ends_is_given_up() {
        let keyring = Keyring::new(Duration::from_millis(20));
        let (_keep, never) = std::sync::mpsc::channel::<()>();
        let error = keyring
            .call(move || never.recv().map_err(|_| String::new()))
            .unwrap_err();
        assert!(error.to_string().contains("did not respond"), "{error}");
    }
}
