//! Which browsers and profiles there are. No cookie is looked at.

use std::path::PathBuf;

use super::{Browser, BrowserError, Places, chromium, firefox, path};

/// A profile of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The browser.
    pub browser: Browser,
    /// The profile's name, as the browser shows it.
    pub name: String,
    /// Other names that mean it: the one in `profiles.ini` of a profile that its group names.
    pub aliases: Vec<String>,
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
            browser if browser.is_firefox() => firefox::profiles(places, browser),
            browser => chromium::profiles(places, browser),
        };
        all.append(&mut profiles);
    }
    all
}

impl Found {
    /// The profile in this directory, which somebody named.
    pub(super) fn at(browser: Browser, directory: PathBuf) -> Self {
        Self {
            browser,
            name: directory.to_string_lossy().into_owned(),
            aliases: Vec::new(),
            directory,
            usual: false,
        }
    }

    fn is_named(&self, wanted: &str) -> bool {
        self.name == wanted
            || self.aliases.iter().any(|alias| alias == wanted)
            || self
                .directory
                .file_name()
                .is_some_and(|name| name == wanted)
    }
}

/// The profile that is meant: by its name, by its path, or the usual one.
pub(super) fn choose(
    places: &Places,
    browser: Browser,
    wanted: Option<&str>,
) -> Result<Found, BrowserError> {
    let profiles = if browser.is_firefox() {
        firefox::profiles(places, browser)
    } else {
        chromium::profiles(places, browser)
    };
    let Some(wanted) = wanted else {
        return usual(&profiles).ok_or(BrowserError::NoProfile { browser });
    };
    let mut named = profiles.iter().filter(|profile| profile.is_named(wanted));
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
        (None, _) if path::is_meant(wanted) => path::profile(browser, &places.path(wanted)),
        (None, _) if profiles.is_empty() => Err(BrowserError::NoProfile { browser }),
        (None, _) => Err(BrowserError::UnknownProfile {
            browser,
            name: wanted.to_owned(),
            known: profiles.into_iter().map(|profile| profile.name).collect(),
        }),
    }
}

/// The one that is used when none is named.
pub(super) fn usual(profiles: &[Found]) -> Option<Found> {
    let usual = profiles.iter().find(|profile| profile.usual);
    usual.or(profiles.first()).cloned()
}
