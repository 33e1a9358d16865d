//! Taking the session out of a profile.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Browser, BrowserError, Places, Spec, chromium, firefox};
use crate::token::SessionToken;

/// A session and where it was found.
#[derive(Debug, Clone)]
pub struct Borrowed {
    /// The session.
    pub token: SessionToken,
    /// The browser.
    pub browser: Browser,
    /// The profile's name.
    pub profile: String,
    /// Its directory.
    pub directory: PathBuf,
    /// When the cookie ends; none for one that ends with the browser.
    pub expires: Option<Timestamp>,
}

/// A cookie's row, as far as it matters.
pub(crate) struct Row {
    pub value: String,
    /// Seconds since 1970; none for one that ends with the browser.
    pub expires: Option<i64>,
}

/// Takes the session of one of these hosts (the first that has one) out of a profile.
///
/// # Errors
/// When there is no such profile or cookie, or the cookie cannot be read.
pub fn borrow(
    spec: &Spec,
    places: &Places,
    hosts: &[&str],
    now: Timestamp,
) -> Result<Borrowed, BrowserError> {
    let profile = match spec.browser {
        Browser::Firefox => firefox::profile(places, spec.profile.as_deref())?,
        browser => chromium::profile(places, browser, spec.profile.as_deref())?,
    };
    let row = match spec.browser {
        Browser::Firefox => firefox::read(&profile.directory, hosts, spec.container.as_deref())?,
        browser => chromium::read(&profile.directory, browser, hosts)?,
    };
    let Some(row) = row else {
        return Err(BrowserError::NoCookie {
            browser: spec.browser,
            profile: profile.name,
            host: hosts.last().copied().unwrap_or_default().to_owned(),
        });
    };
    let expires = row.expires.and_then(|at| Timestamp::from_second(at).ok());
    if expires.is_some_and(|at| at <= now) {
        return Err(BrowserError::Expired {
            browser: spec.browser,
            profile: profile.name,
        });
    }
    Ok(Borrowed {
        token: SessionToken::parse(&row.value)?,
        browser: spec.browser,
        profile: profile.name,
        directory: profile.directory,
        expires,
    })
}
