//! Profiles, as `profiles.ini` names them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::found::choose;
use super::super::places::written;
use super::super::{Browser, BrowserError, Found, Places};

/// The profile that is meant.
pub(in super::super) fn profile(
    places: &Places,
    wanted: Option<&str>,
) -> Result<Found, BrowserError> {
    choose(Browser::Firefox, profiles(places), wanted)
}

/// All profiles; one of them is the usual one.
pub(in super::super) fn profiles(places: &Places) -> Vec<Found> {
    let mut all: Vec<(Found, bool)> = Vec::new();
    for root in places.roots(Browser::Firefox) {
        all.extend(of_root(&root));
    }
    // Several installations have a default each: the one that was written last is in use.
    let newest = |only_defaults: bool| {
        all.iter()
            .enumerate()
            .filter(|(_, (_, default))| *default || !only_defaults)
            .max_by_key(|(_, (found, _))| written(&found.directory.join("cookies.sqlite")))
            .map(|(at, _)| at)
    };
    let usual = newest(true).or_else(|| newest(false));
    all.into_iter()
        .enumerate()
        .map(|(at, (found, _))| Found {
            usual: Some(at) == usual,
            ..found
        })
        .collect()
}

type Section = BTreeMap<String, String>;

fn of_root(root: &Path) -> Vec<(Found, bool)> {
    let Ok(text) = std::fs::read_to_string(root.join("profiles.ini")) else {
        return Vec::new();
    };
    let sections = sections(&text);
    // What an installation uses says more than the old mark at a profile.
    let used: Vec<&String> = sections
        .iter()
        .filter(|(name, _)| name.starts_with("Install"))
        .filter_map(|(_, section)| section.get("Default"))
        .collect();
    sections
        .iter()
        .filter(|(name, _)| name.starts_with("Profile"))
        .filter_map(|(_, section)| {
            let path = section.get("Path")?;
            let directory = if section.get("IsRelative").is_some_and(|is| is == "0") {
                PathBuf::from(path)
            } else {
                root.join(path)
            };
            let marked = section.get("Default").is_some_and(|is| is == "1");
            let default = if used.is_empty() {
                marked
            } else {
                used.contains(&path)
            };
            let found = Found {
                browser: Browser::Firefox,
                name: section.get("Name").unwrap_or(path).clone(),
                usual: false,
                directory,
            };
            Some((found, default))
        })
        .filter(|(found, _)| found.directory.is_dir())
        .collect()
}

fn sections(text: &str) -> Vec<(String, Section)> {
    let mut all: Vec<(String, Section)> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            all.push((name.to_owned(), Section::new()));
        } else if let (Some((key, value)), Some((_, section))) =
            (line.split_once('='), all.last_mut())
        {
            section.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    all
}
