//! The operating system's keyring: Secret Service, Keychain, Credential Manager.

use std::time::Duration;

use keyring::Error;
use keyring::v1::Entry;

use super::kept::Kept;
use super::{CredentialStore, StoreError};
use crate::credentials::Credentials;
use crate::patience::within;

/// The name under which entries are kept.
const SERVICE: &str = "atlctl";
/// What one entry holds. Windows takes 2,560 bytes; the others do not mind.
const PART: usize = 2000;
/// More parts than any credential has.
const MOST_PARTS: usize = 64;

/// The keyring of the person who is logged in. Every call ends within its time-out: a locked keyring may
/// wait for a dialogue that nobody sees.
#[derive(Debug, Clone)]
pub struct Keyring {
    patience: Duration,
}

impl Keyring {
    /// The keyring, with so much patience for each call.
    #[must_use]
    pub fn new(patience: Duration) -> Self {
        Self { patience }
    }

    /// Whether there is a keyring at all.
    ///
    /// # Errors
    /// When there is none, or it does not answer.
    pub fn probe(&self) -> Result<(), StoreError> {
        self.call(|| match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(words(error)),
        })
    }

    /// Runs a call under the time-out.
    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, StoreError> {
        match within(self.patience, work) {
            Some(answer) => answer.map_err(StoreError::Keyring),
            None => Err(StoreError::Keyring(format!(
                "the keyring did not answer within {} s; it may be locked and waiting for its password",
                self.patience.as_secs()
            ))),
        }
    }
}

/// The entry of a part of a profile's credentials.
fn entry(profile: &str, part: usize) -> Result<Entry, String> {
    let user = if part == 0 {
        profile.to_owned()
    } else {
        format!("{profile} (part {})", part + 1)
    };
    Entry::new(SERVICE, &user).map_err(|error| words(&error))
}

/// What an entry holds; none when there is no such entry.
fn read(profile: &str, part: usize) -> Result<Option<Vec<u8>>, String> {
    match entry(profile, part)?.get_secret() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(words(&error)),
    }
}

fn remove(profile: &str, part: usize) -> Result<bool, String> {
    match entry(profile, part)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(words(&error)),
    }
}

/// The number of parts stands before the first one: `2:…`.
fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    let count = bytes.len().div_ceil(PART).max(1);
    let mut parts: Vec<Vec<u8>> = bytes.chunks(PART).map(<[u8]>::to_vec).collect();
    parts.resize_with(count, Vec::new);
    if let Some(first) = parts.first_mut() {
        let mut headed = format!("{count}:").into_bytes();
        headed.append(first);
        *first = headed;
    }
    parts
}

/// The number of parts, and what the first one holds.
fn headed(first: &[u8]) -> Option<(usize, &[u8])> {
    let colon = first.iter().position(|byte| *byte == b':')?;
    let count = std::str::from_utf8(first.get(..colon)?)
        .ok()?
        .parse()
        .ok()?;
    (1..=MOST_PARTS)
        .contains(&count)
        .then_some((count, first.get(colon + 1..)?))
}

impl CredentialStore for Keyring {
    fn load(&self, profile: &str) -> Result<Credentials, StoreError> {
        let name = profile.to_owned();
        let kept = self.call(move || {
            let Some(first) = read(&name, 0)? else {
                return Ok(None);
            };
            let Some((count, start)) = headed(&first) else {
                return Ok(Some(Vec::new()));
            };
            let mut bytes = start.to_vec();
            for part in 1..count {
                bytes.extend(read(&name, part)?.unwrap_or_default());
            }
            Ok(Some(bytes))
        })?;
        match kept {
            None => Ok(Credentials::default()),
            Some(bytes) => Kept::read(&bytes, "the keyring"),
        }
    }

    fn save(&self, profile: &str, credentials: &Credentials) -> Result<(), StoreError> {
        let name = profile.to_owned();
        let parts = split(&Kept::of(credentials).bytes());
        self.call(move || {
            let count = parts.len();
            // The first part is written last: with it the others become valid.
            for (part, bytes) in parts.iter().enumerate().rev() {
                entry(&name, part)?
                    .set_secret(bytes)
                    .map_err(|error| words(&error))?;
            }
            let mut part = count;
            while part < MOST_PARTS && remove(&name, part)? {
                part += 1;
            }
            Ok(())
        })
    }

    fn remove(&self, profile: &str) -> Result<bool, StoreError> {
        let name = profile.to_owned();
        self.call(move || {
            let found = remove(&name, 0)?;
            let mut part = 1;
            while part < MOST_PARTS && remove(&name, part)? {
                part += 1;
            }
            Ok(found)
        })
    }
}

/// What went wrong, for people. The library's own texts name the cause but not what it means.
fn words(error: &Error) -> String {
    match error {
        Error::NoDefaultStore => "there is no keyring here".to_owned(),
        Error::PlatformFailure(cause) => {
            tracing::debug!("the keyring's library says: {cause}");
            "there is no keyring here".to_owned()
        }
        Error::NoStorageAccess(cause) => {
            format!("the keyring is locked, or does not let us in ({cause})")
        }
        Error::TooLong(..) => "the credential is too long for the keyring".to_owned(),
        other => format!("the keyring failed ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_together_again() {
        for length in [0, 1, PART - 1, PART, PART + 1, PART * 5 + 3] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let parts = split(&bytes);
            assert!(parts.iter().all(|part| part.len() <= PART + 3));
            let (count, start) = headed(&parts[0]).unwrap();
            assert_eq!(count, parts.len());
            let mut back = start.to_vec();
            parts[1..].iter().for_each(|part| back.extend(part));
            assert_eq!(back, bytes);
        }
        assert_eq!(headed(b"nonsense"), None);
        assert_eq!(headed(b"0:"), None);
        assert_eq!(headed(b"999:"), None);
    }

    #[test]
    fn a_call_that_never_ends_is_given_up() {
        let keyring = Keyring::new(Duration::from_millis(20));
        let (_keep, never) = std::sync::mpsc::channel::<()>();
        let error = keyring
            .call(move || never.recv().map_err(|_| String::new()))
            .unwrap_err();
        assert!(error.to_string().contains("did not answer"), "{error}");
    }
}
