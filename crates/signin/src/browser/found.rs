//! Which browsers and profiles there are. No cookie is looked at.

use std::path::PathBuf;

use super::{Browser, Places, chromium, firefox};

/// A profile of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The browser.
    pub browser: Browser,
    /// The profile's name.
    pub name: String,
    /// Its directory.
    pub directory: PathBuf,
    /// Whether it is the one that is used when none is named.
    pub usual: bool,
}

/// All profiles, browser by browser.
#[must_use]
pub fn find(places: &Places) -> Vec<Found> {
    let mut all = Vec::new();
    for browser in Browser::ALL {
        let mut profiles = match browser {
            Browser::Firefox => firefox::profiles(places),
            browser => chromium::profiles(places, browser),
        };
        all.append(&mut profiles);
    }
    all
}

/// The profile that is meant among these.
pub(super) fn choose(
    browser: Browser,
    profiles: Vec<Found>,
    wanted: Option<&str>,
) -> Result<Found, super::BrowserError> {
    use super::BrowserError;
    if profiles.is_empty() && wanted.is_none_or(|wanted| !wanted.starts_with('/')) {
        return Err(BrowserError::NoProfile { browser });
    }
    let Some(wanted) = wanted else {
        let usual = profiles
            .iter()
            .find(|profile| profile.usual)
            .or(profiles.first());
        return usual.cloned().ok_or(BrowserError::NoProfile { browser });
    };
    if wanted.starts_with('/') {
        return Ok(Found {
            browser,
            name: wanted.to_owned(),
            directory: PathBuf::from(wanted),
            usual: false,
        });
    }
    let named = |profile: &&Found| {
        profile.name == wanted
            || profile
                .directory
                .file_name()
                .is_some_and(|name| name == wanted)
    };
    match profiles.iter().find(named) {
        Some(profile) => Ok(profile.clone()),
        None => Err(BrowserError::UnknownProfile {
            browser,
            name: wanted.to_owned(),
            known: profiles.into_iter().map(|profile| profile.name).collect(),
        }),
    }
}
