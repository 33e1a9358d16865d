//! Which browsers can open a window.

use std::path::{Path, PathBuf};

use super::WindowError;
use crate::browser::Browser;

/// A browser's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is of Firefox's family, not of Chromium's.
    pub firefox: bool,
}

/// The installed ones, in the order in which they are tried: Chromium's family first, as the flow is tried
/// there the most.
#[must_use]
pub fn programs() -> Vec<(Browser, Program)> {
    let mut found = Vec::new();
    let order = Browser::ALL
        .iter()
        .filter(|browser| **browser != Browser::Firefox);
    for browser in order.chain([&Browser::Firefox]) {
        let program = browser.programs().iter().find_map(|name| on_path(name));
        if let Some(path) = program {
            let firefox = *browser == Browser::Firefox;
            found.push((*browser, Program { path, firefox }));
        }
    }
    found
}

impl Program {
    /// The one that is asked for by name or path; the first that is installed when none is.
    ///
    /// # Errors
    /// When there is none.
    pub fn choose(wanted: Option<&str>) -> Result<Self, WindowError> {
        let Some(wanted) = wanted else {
            let first = programs().into_iter().next();
            return first
                .map(|(_, program)| program)
                .ok_or(WindowError::NoBrowser);
        };
        let not_there = || WindowError::NotThere(wanted.to_owned());
        if let Some(browser) = Browser::named(wanted) {
            let found = programs().into_iter().find(|(known, _)| *known == browser);
            return found.map(|(_, program)| program).ok_or_else(not_there);
        }
        let path = if wanted.contains('/') {
            Some(PathBuf::from(wanted)).filter(|path| path.is_file())
        } else {
            on_path(wanted)
        };
        let path = path.ok_or_else(not_there)?;
        let firefox = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().to_lowercase().contains("firefox"));
        Ok(Self { path, firefox })
    }

    /// Whether it is confined by snap, which hides directories that begin with a dot.
    pub(super) fn is_snap(&self) -> bool {
        let real = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        self.path.starts_with("/snap") || real.starts_with("/snap") || real.ends_with("snap")
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|program| is_program(program))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path)
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}
