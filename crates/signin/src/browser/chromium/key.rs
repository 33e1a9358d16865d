//! The keys of values.

use std::collections::HashMap;
use std::time::Duration;

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;

use super::super::{Browser, BrowserError};
use crate::patience::within;

/// The password of `v10`, which is in the browser's source.
pub(super) const KNOWN: &[u8] = b"peanuts";
/// A person may have to unlock the keyring.
const PATIENCE: Duration = Duration::from_secs(30);

/// The passwords that the keyring may have for this browser.
pub(super) fn from_keyring(browser: Browser) -> Result<Vec<Vec<u8>>, BrowserError> {
    let answer = within(PATIENCE, move || ask(browser));
    let found = answer.ok_or_else(|| {
        BrowserError::NoKey(format!("it did not answer within {} s", PATIENCE.as_secs()))
    })?;
    let found = found.map_err(|error| BrowserError::NoKey(error.to_string()))?;
    if found.is_empty() {
        return Err(BrowserError::NoKey(format!("it has none for {browser}")));
    }
    Ok(found)
}

fn ask(browser: Browser) -> Result<Vec<Vec<u8>>, secret_service::Error> {
    let service = SecretService::connect(EncryptionType::Dh)?;
    let mut keys = Vec::new();
    for application in browser.keepers() {
        let items = service.search_items(HashMap::from([("application", *application)]))?;
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
