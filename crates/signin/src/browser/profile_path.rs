//! A profile named by a path: its directory, its cookie database, or the directory that holds a browser's profiles.

use std::path::{MAIN_SEPARATOR, Path};

use super::profile::usual;
use super::{Browser, BrowserError, Profile, chromium, firefox};

/// Whether the text is a path rather than a name.
pub(super) fn is_path(text: &str) -> bool {
    text.contains(['/', MAIN_SEPARATOR]) || matches!(text, "~" | "." | "..")
}

/// The profile at this path.
pub(super) fn profile(browser: Browser, path: &Path) -> Result<Profile, BrowserError> {
    if !path.exists() {
        return Err(BrowserError::NoDirectory(path.to_owned()));
    }
    let directory = if path.is_dir() {
        Some(path)
    } else {
        holder(path)
    };
    let none = || BrowserError::NotAProfile {
        browser,
        path: path.to_owned(),
    };
    let directory = directory.ok_or_else(none)?;
    let (is_profile, below, other) = if browser.is_firefox() {
        let is_profile = firefox::is_profile(directory);
        let below = firefox::below(browser, directory);
        (is_profile, below, chromium::is_here(directory))
    } else {
        let is_profile = chromium::database(directory).is_some();
        let below = chromium::below(browser, directory);
        (is_profile, below, firefox::is_here(directory))
    };
    if is_profile {
        return Ok(Profile::at(browser, directory.to_owned()));
    }
    match below.as_slice() {
        [] if other => Err(BrowserError::OtherFamily {
            browser,
            path: path.to_owned(),
        }),
        [] => Err(none()),
        [one] => Ok(one.clone()),
        several if several.iter().any(|profile| profile.usual) => usual(several).ok_or_else(none),
        several => Err(BrowserError::SeveralProfiles {
            browser,
            name: path.to_string_lossy().into_owned(),
            places: several
                .iter()
                .map(|profile| profile.directory.clone())
                .collect(),
        }),
    }
}

/// The profile that owns this cookie database.
fn holder(file: &Path) -> Option<&Path> {
    let directory = file.parent()?;
    match file.file_name()?.to_str()? {
        "cookies.sqlite" => Some(directory),
        "Cookies" if directory.ends_with("Network") => directory.parent(),
        "Cookies" => Some(directory),
        _ => None,
    }
}
