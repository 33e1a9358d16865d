//! Find the profiles of the browsers on this machine. Reads no cookies.

use super::profile::usual;
use super::{Browser, BrowserError, Places, Profile, chromium, firefox, profile_path};

/// All profiles, browser by browser.
#[must_use]
pub fn find(places: &Places) -> Vec<Profile> {
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

/// The profile with this name or at this path; the default profile when `wanted` is not set.
pub(super) fn choose(
    places: &Places,
    browser: Browser,
    wanted: Option<&str>,
) -> Result<Profile, BrowserError> {
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
        (None, _) if profile_path::is_path(wanted) => {
            profile_path::profile(browser, &places.path(wanted))
        }
        (None, _) if profiles.is_empty() => Err(BrowserError::NoProfile { browser }),
        (None, _) => Err(BrowserError::UnknownProfile {
            browser,
            name: wanted.to_owned(),
            known: profiles.into_iter().map(|profile| profile.name).collect(),
        }),
    }
}
