//! Profiles, as `Local State` names them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::found::choose;
use super::super::{Browser, BrowserError, Found, Places};

#[derive(Deserialize, Default)]
struct LocalState {
    #[serde(default)]
    profile: Profiles,
}

#[derive(Deserialize, Default)]
struct Profiles {
    #[serde(default)]
    info_cache: BTreeMap<String, Info>,
    #[serde(default)]
    last_used: Option<String>,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    name: Option<String>,
}

/// The profile that is meant.
pub(in super::super) fn profile(
    places: &Places,
    browser: Browser,
    wanted: Option<&str>,
) -> Result<Found, BrowserError> {
    if let Some(why) = unread(std::env::consts::OS) {
        return Err(BrowserError::OtherSystem { browser, why });
    }
    choose(browser, profiles(places, browser), wanted)
}

/// Why this family's cookies are not read on a system; none where they are.
fn unread(system: &str) -> Option<&'static str> {
    match system {
        "windows" => Some("on Windows it binds its cookies to itself"),
        "macos" => Some("on macOS it keeps their key in a Keychain item of its own"),
        _ => None,
    }
}

/// All profiles; the one used last is the usual one.
pub(in super::super) fn profiles(places: &Places, browser: Browser) -> Vec<Found> {
    let mut all = Vec::new();
    for root in places.roots(browser) {
        all.extend(of_root(browser, &root));
    }
    let first = all.iter().position(|found| found.usual);
    for (at, found) in all.iter_mut().enumerate() {
        found.usual = Some(at) == first;
    }
    all
}

fn of_root(browser: Browser, root: &Path) -> Vec<Found> {
    let state = std::fs::read(root.join("Local State")).unwrap_or_default();
    let state: LocalState = serde_json::from_slice(&state).unwrap_or_default();
    let last = state
        .profile
        .last_used
        .unwrap_or_else(|| "Default".to_owned());
    let mut found: Vec<Found> = state
        .profile
        .info_cache
        .into_iter()
        // A directory's name comes from a file: it must not lead out of the root.
        .filter(|(directory, _)| !directory.contains('/') && directory != "..")
        .map(|(directory, info)| Found {
            browser,
            usual: directory == last,
            name: info.name.unwrap_or_else(|| directory.clone()),
            directory: root.join(directory),
        })
        .collect();
    if found.is_empty() {
        found.push(Found {
            browser,
            name: "Default".to_owned(),
            directory: root.join("Default"),
            usual: true,
        });
    }
    found.retain(|profile| database(&profile.directory).is_some());
    found
}

/// The cookie database of a profile.
pub(super) fn database(profile: &Path) -> Option<PathBuf> {
    ["Network/Cookies", "Cookies"]
        .iter()
        .map(|name| profile.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_not_read_the_reason_is_the_systems() {
        assert_eq!(unread("linux"), None);
        assert!(unread("windows").unwrap().contains("binds"));
        assert!(unread("macos").unwrap().contains("Keychain"));
    }
}
