//! The keys of values.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::super::{Browser, BrowserError};

/// The password of `v10`, which is in the browser's source.
pub(super) const KNOWN: &[u8] = b"peanuts";

/// What some versions used where they got no password.
pub(super) const EMPTY: &[u8] = b"";

/// The passwords that the keyring may have for this browser.
#[cfg(target_os = "linux")]
pub(super) fn from_keyring(
    browser: Browser,
    timeout: Duration,
    canceled: &AtomicBool,
) -> Result<Vec<Vec<u8>>, BrowserError> {
    let answer = crate::timeout::within_or_canceled(timeout, canceled, move || ask(browser));
    let found = answer.ok_or_else(|| {
        BrowserError::NoKey(format!("no response within {} s", timeout.as_secs()))
    })?;
    use secret_service::Error;
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Err(Error::Locked | Error::Prompt) => {
            Err(BrowserError::NoKey("the keyring is locked".to_owned()))
        }
        // Chromium's own rule: on this desktop it keeps its key in KWallet.
        _ if is_kde() => Err(BrowserError::KWallet),
        Ok(_) => Err(BrowserError::NoKey(format!("it has no key for {browser}"))),
        Err(error) => {
            tracing::debug!("keyring error: {error}");
            Err(BrowserError::NoKey("no keyring is available".to_owned()))
        }
    }
}

/// Elsewhere this kind of value is not read at all.
#[cfg(not(target_os = "linux"))]
pub(super) fn from_keyring(
    browser: Browser,
    _: Duration,
    _: &AtomicBool,
) -> Result<Vec<Vec<u8>>, BrowserError> {
    Err(BrowserError::NoKey(format!("it has no key for {browser}")))
}

#[cfg(target_os = "linux")]
fn is_kde() -> bool {
    let desktops = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    desktops
        .split(':')
        .any(|one| one.eq_ignore_ascii_case("kde"))
        || std::env::var_os("KDE_SESSION_VERSION").is_some()
}

#[cfg(target_os = "linux")]
fn ask(browser: Browser) -> Result<Vec<Vec<u8>>, secret_service::Error> {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    let service = SecretService::connect(EncryptionType::Dh)?;
    let mut keys = Vec::new();
    for application in browser.keyring_names() {
        let wanted = std::collections::HashMap::from([("application", *application)]);
        let items = service.search_items(wanted)?;
        for item in items.locked {
            item.unlock()?;
            keys.push(item.get_secret()?);
        }
        for item in items.unlocked {
            keys.push(item.get_secret()?);
        }
    }
    Ok(keys)
}
