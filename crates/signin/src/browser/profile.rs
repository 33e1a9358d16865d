//! A profile of a browser on this machine.

use std::path::PathBuf;

use super::Browser;

/// A profile of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The browser.
    pub browser: Browser,
    /// The profile's name, as the browser shows it.
    pub name: String,
    /// Other names for it: a profile in a profile group also has a name in `profiles.ini`.
    pub aliases: Vec<String>,
    /// The profile's directory.
    pub directory: PathBuf,
    /// Whether it is the default: the one to use when no profile is named.
    pub usual: bool,
}

impl Profile {
    /// The profile in this directory, named by its path.
    pub(super) fn at(browser: Browser, directory: PathBuf) -> Self {
        Self {
            browser,
            name: directory.to_string_lossy().into_owned(),
            aliases: Vec::new(),
            directory,
            usual: false,
        }
    }

    /// Whether this is its name, an alias, or the name of its directory.
    pub(super) fn is_named(&self, wanted: &str) -> bool {
        self.name == wanted
            || self.aliases.iter().any(|alias| alias == wanted)
            || self
                .directory
                .file_name()
                .is_some_and(|name| name == wanted)
    }
}

/// The default profile; the first one where none is marked.
pub(super) fn usual(profiles: &[Profile]) -> Option<Profile> {
    let usual = profiles.iter().find(|profile| profile.usual);
    usual.or(profiles.first()).cloned()
}
