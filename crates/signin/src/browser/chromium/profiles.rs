//! Profiles, as `Local State` names them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::{Browser, BrowserError, Places, Profile};

/// Whether this family's cookies can be read on this system.
pub(in super::super) fn can_be_read(browser: Browser) -> Result<(), BrowserError> {
    match unread(std::env::consts::OS) {
        Some(why) => Err(BrowserError::OtherSystem { browser, why }),
        None => Ok(()),
    }
}

/// Why this family's cookies are not read on a system; none where they are.
fn unread(system: &str) -> Option<&'static str> {
    match system {
        "windows" => Some("on Windows it uses app-bound encryption"),
        "macos" => Some("on macOS their key is in the browser's own Keychain item"),
        _ => None,
    }
}

/// All profiles; the one used last is the usual one.
pub(in super::super) fn profiles(places: &Places, browser: Browser) -> Vec<Profile> {
    let mut all = Vec::new();
    for root in places.roots(browser) {
        all.extend(below(browser, &root));
    }
    let first = all.iter().position(|found| found.usual);
    for (at, found) in all.iter_mut().enumerate() {
        found.usual = Some(at) == first;
    }
    all
}

/// The profiles of a directory that is the browser's own (`--user-data-dir`).
pub(in super::super) fn below(browser: Browser, root: &Path) -> Vec<Profile> {
    let state = std::fs::read(root.join("Local State")).unwrap_or_default();
    // Any value may be odd, and costs nothing but itself.
    let state: Value = serde_json::from_slice(&state).unwrap_or_default();
    let of_profiles = |name| state.get("profile").and_then(|profile| profile.get(name));
    let known = of_profiles("info_cache").and_then(Value::as_object);
    let mut directories: Vec<(String, Option<&str>)> = known
        .into_iter()
        .flatten()
        .map(|(directory, about)| {
            let name = about.get("name").and_then(Value::as_str);
            (directory.clone(), name.filter(|name| !name.is_empty()))
        })
        // A directory's name comes from a file: it must not lead out of the root.
        .filter(|(directory, _)| !directory.contains(['/', '\\']) && directory != "..")
        .collect();
    // The list may be gone, or say nothing of a profile that is there.
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut unlisted: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name == "Default" || name.starts_with("Profile "))
        .filter(|name| directories.iter().all(|(known, _)| known != name))
        .collect();
    unlisted.sort();
    directories.extend(unlisted.into_iter().map(|name| (name, None)));
    let last = of_profiles("last_used").and_then(Value::as_str);
    let last = last.unwrap_or("Default");
    directories
        .into_iter()
        .map(|(directory, name)| Profile {
            usual: directory == last,
            name: name.unwrap_or(&directory).to_owned(),
            ..Profile::at(browser, root.join(directory))
        })
        .filter(|profile| database(&profile.directory).is_some())
        .collect()
}

/// Whether this directory is a profile or holds profiles.
pub(in super::super) fn is_here(directory: &Path) -> bool {
    database(directory).is_some() || !below(Browser::Chromium, directory).is_empty()
}

/// The cookie database of a profile.
pub(in super::super) fn database(profile: &Path) -> Option<PathBuf> {
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
        assert!(unread("windows").unwrap().contains("app-bound"));
        assert!(unread("macos").unwrap().contains("Keychain"));
    }
}
