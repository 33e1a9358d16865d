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
    // A path needs no list.
    if let Some(path) = wanted.map(PathBuf::from).filter(|path| path.is_absolute()) {
        if !path.is_dir() {
            return Err(BrowserError::NoDirectory(path));
        }
        return Ok(Found {
            browser,
            name: path.to_string_lossy().into_owned(),
            directory: path,
            usual: false,
        });
    }
    let Some(wanted) = wanted else {
        let usual = profiles
            .iter()
            .find(|profile| profile.usual)
            .or(profiles.first());
        return usual.cloned().ok_or(BrowserError::NoProfile { browser });
    };
    if profiles.is_empty() {
        return Err(BrowserError::NoProfile { browser });
    }
    let mut named = profiles.iter().filter(|profile| {
        profile.name == wanted
            || profile
                .directory
                .file_name()
                .is_some_and(|name| name == wanted)
    });
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.clone()),
        // Whose session it would be must not depend on the order of a list.
        (Some(one), Some(other)) => Err(BrowserError::SeveralProfiles {
            browser,
            name: wanted.to_owned(),
            places: [one, other]
                .into_iter()
                .chain(named)
                .map(|profile| profile.directory.clone())
                .collect(),
        }),
        (None, _) => Err(BrowserError::UnknownProfile {
            browser,
            name: wanted.to_owned(),
            known: profiles.into_iter().map(|profile| profile.name).collect(),
        }),
    }
}
