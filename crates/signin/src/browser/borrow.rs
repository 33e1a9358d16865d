//! Read the session from a browser profile.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use super::find::choose;
use super::row::{Row, best};
use super::running::is_open;
use super::{Browser, BrowserError, Places, Spec, chromium, firefox};
use crate::token::SessionToken;

/// The session's row and where it was found. Its value is not decrypted yet.
pub struct Taken {
    row: Row,
    browser: Browser,
    profile: String,
    directory: PathBuf,
}

/// A session and where it was found.
#[derive(Debug, Clone)]
pub struct Borrowed {
    /// The session.
    pub token: SessionToken,
    /// The browser.
    pub browser: Browser,
    /// The profile's name.
    pub profile: String,
    /// The directory of the browser profile.
    pub directory: PathBuf,
    /// When the cookie expires; `None` for one that ends with the browser.
    pub expires: Option<Timestamp>,
}

/// Reads the session's row for the first of these hosts that has one, from a temporary private copy below
/// `scratch`.
///
/// # Errors
/// When the profile or cookie does not exist, the cookie has expired, or the database cannot be read.
pub fn take(
    spec: &Spec,
    places: &Places,
    hosts: &[&str],
    now: Timestamp,
    scratch: &Path,
) -> Result<Taken, BrowserError> {
    let browser = spec.browser;
    if !browser.is_firefox() {
        chromium::can_be_read(browser)?;
    }
    let profile = choose(places, browser, spec.profile.as_deref())?;
    let rows = if browser.is_firefox() {
        let container = spec.container.as_deref();
        firefox::rows(&profile.directory, hosts, container, scratch)?
    } else {
        chromium::rows(&profile.directory, hosts, scratch)?
    };
    let running = !browser.is_firefox() && is_open(&profile.directory);
    let Some(row) = best(rows, now) else {
        return Err(BrowserError::NoCookie {
            browser,
            profile: profile.name,
            host: hosts.last().copied().unwrap_or_default().to_owned(),
            running,
        });
    };
    if row.expires.is_some_and(|at| at <= now.as_second()) {
        return Err(BrowserError::Expired {
            browser,
            profile: profile.name,
            running,
        });
    }
    Ok(Taken {
        row,
        browser,
        profile: profile.name,
        directory: profile.directory,
    })
}

impl Taken {
    /// Decrypts the value if needed. Waits for the keyring's key up to `timeout`, or until `canceled` is set.
    ///
    /// # Errors
    /// When the key is missing or wrong, or the cookie is not a session token.
    pub fn open(self, timeout: Duration, canceled: &AtomicBool) -> Result<Borrowed, BrowserError> {
        let value = chromium::value(self.row.value, self.browser, timeout, canceled);
        if canceled.load(Ordering::Relaxed) {
            return Err(BrowserError::Canceled);
        }
        let value = value?;
        let token = {
            use secrecy::ExposeSecret as _;
            SessionToken::parse(value.expose_secret())?
        };
        Ok(Borrowed {
            token,
            browser: self.browser,
            profile: self.profile,
            directory: self.directory,
            expires: self
                .row
                .expires
                .and_then(|at| Timestamp::from_second(at).ok()),
        })
    }
}
