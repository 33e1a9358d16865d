//! Profiles, as `profiles.ini` and the groups of profiles name them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::places::written;
use super::super::{Browser, Places, Profile};
use super::groups;

/// All profiles; one of them is the usual one.
pub(in super::super) fn profiles(places: &Places, browser: Browser) -> Vec<Profile> {
    let roots = places.roots(browser);
    marked(
        roots
            .iter()
            .flat_map(|root| of_root(browser, root))
            .collect(),
    )
}

/// The profiles of a directory that holds `profiles.ini`; one of them is the usual one.
pub(in super::super) fn below(browser: Browser, root: &Path) -> Vec<Profile> {
    marked(of_root(browser, root))
}

/// Whether this directory is a profile.
pub(in super::super) fn is_profile(directory: &Path) -> bool {
    [
        "cookies.sqlite",
        "prefs.js",
        "times.json",
        "sessionstore.jsonlz4",
        "sessionstore-backups",
    ]
    .iter()
    .any(|name| directory.join(name).exists())
}

/// Whether this directory is a profile or holds profiles.
pub(in super::super) fn is_here(directory: &Path) -> bool {
    is_profile(directory) || directory.join("profiles.ini").is_file()
}

/// Several installations have a default each: the one that was written last is in use.
fn marked(all: Vec<(Profile, bool)>) -> Vec<Profile> {
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
        .map(|(at, (found, _))| Profile {
            usual: Some(at) == usual,
            ..found
        })
        .collect()
}

type Section = BTreeMap<String, String>;

fn of_root(browser: Browser, root: &Path) -> Vec<(Profile, bool)> {
    let mut all = of_ini(browser, root);
    for member in groups::members(root) {
        let known = all
            .iter_mut()
            .find(|(found, _)| found.directory == member.directory);
        match known {
            // The group's name is the one that people see; the other one is Firefox's own.
            Some((found, _)) if found.name != member.name => {
                let former = std::mem::replace(&mut found.name, member.name);
                found.aliases.push(former);
            }
            Some(_) => {}
            None => {
                let found = Profile {
                    name: member.name,
                    ..Profile::at(browser, member.directory)
                };
                all.push((found, false));
            }
        }
    }
    all.retain(|(found, _)| found.directory.is_dir());
    all
}

fn of_ini(browser: Browser, root: &Path) -> Vec<(Profile, bool)> {
    let Ok(text) = std::fs::read(root.join("profiles.ini")) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&text);
    let sections = sections(text.trim_start_matches('\u{feff}'));
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
            let found = Profile {
                name: section.get("Name").unwrap_or(path).clone(),
                ..Profile::at(browser, directory)
            };
            Some((found, default))
        })
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
