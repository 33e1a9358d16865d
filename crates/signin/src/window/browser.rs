//! Browsers that can open a sign-in window.

use std::path::{Path, PathBuf};

use super::WindowError;
use crate::browser::Browser;

/// The program of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is Firefox-based; otherwise Chromium-based.
    pub firefox: bool,
}

/// The installed browsers, in the order in which they are tried: Chromium-based browsers first, where the
/// sign-in is tested most.
#[must_use]
pub fn programs() -> Vec<(Browser, Program)> {
    let mut found = Vec::new();
    let (firefoxes, others): (Vec<Browser>, Vec<Browser>) =
        Browser::ALL.into_iter().partition(|one| one.is_firefox());
    for browser in others.iter().chain(&firefoxes) {
        let program = browser.programs().iter().find_map(|name| on_path(name));
        let usual = || {
            installed(*browser)
                .into_iter()
                .find(|path| is_program(path))
        };
        let program = program.or_else(usual);
        if let Some(path) = program {
            let firefox = browser.is_firefox();
            found.push((*browser, Program { path, firefox }));
        }
    }
    found
}

impl Program {
    /// The browser with this name or path; the first installed one when `wanted` is `None`.
    ///
    /// # Errors
    /// When it is not installed.
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
        let path = if wanted.contains(std::path::is_separator) {
            Some(PathBuf::from(wanted)).filter(|path| is_program(path))
        } else {
            on_path(wanted)
        };
        let path = path.ok_or_else(not_there)?;
        let firefox = is_firefox(&path);
        Ok(Self { path, firefox })
    }

    /// The snap's name, if it is a snap: such a browser cannot see hidden directories.
    pub(super) fn snap(&self) -> Option<String> {
        let real = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let known = self.path.starts_with("/snap")
            || real.starts_with("/snap")
            || real.file_name().is_some_and(|name| name == "snap");
        if known {
            let name = self.path.file_name()?.to_string_lossy().into_owned();
            // `firefox.geckodriver` is of the snap `firefox`.
            return name.split('.').next().map(str::to_owned);
        }
        of_snaps_script(&real)
    }
}

/// Ubuntu's browser packages are scripts that start the snap.
fn of_snaps_script(path: &Path) -> Option<String> {
    use std::io::Read as _;
    let mut start = Vec::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(8192).read_to_end(&mut start).ok()?;
    if !start.starts_with(b"#!") {
        return None;
    }
    let text = String::from_utf8_lossy(&start);
    let (_, rest) = text.split_once("/snap/bin/")?;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
    rest.get(..end)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// Whether a program is Firefox-based, judged by its name.
fn is_firefox(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    let kin = Browser::ALL.into_iter().filter(|one| one.is_firefox());
    // A short name is part of many others.
    let is_kin = |one: Browser| one != Browser::Zen && name.contains(one.as_str());
    kin.into_iter().any(is_kin)
        || name.contains("icecat")
        || Browser::Zen.programs().contains(&name.as_str())
}

/// Standard install locations outside of `PATH`.
fn installed(browser: Browser) -> Vec<PathBuf> {
    if cfg!(target_os = "macos") {
        let name = match browser {
            Browser::Firefox => "Firefox",
            Browser::Chromium => "Chromium",
            Browser::Chrome => "Google Chrome",
            Browser::Brave => "Brave Browser",
            Browser::Edge => "Microsoft Edge",
            Browser::Vivaldi => "Vivaldi",
            Browser::LibreWolf => "LibreWolf",
            Browser::Zen => "Zen",
            Browser::Waterfox => "Waterfox",
            Browser::Floorp => "Floorp",
        };
        let program = if browser.is_firefox() {
            browser.as_str()
        } else {
            name
        };
        return vec![PathBuf::from(format!(
            "/Applications/{name}.app/Contents/MacOS/{program}"
        ))];
    }
    if cfg!(windows) && browser == Browser::Firefox {
        return ["ProgramFiles", "ProgramFiles(x86)"]
            .iter()
            .filter_map(std::env::var_os)
            .map(|root| PathBuf::from(root).join("Mozilla Firefox/firefox.exe"))
            .collect();
    }
    Vec::new()
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|program| is_program(program))
}

fn is_program(path: &Path) -> bool {
    let Ok(about) = std::fs::metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    let may_run = {
        use std::os::unix::fs::PermissionsExt as _;
        about.permissions().mode() & 0o111 != 0
    };
    #[cfg(not(unix))]
    let may_run = true;
    about.is_file() && may_run
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn of(path: impl Into<PathBuf>) -> Program {
        let path = path.into();
        let firefox = is_firefox(&path);
        Program { path, firefox }
    }

    #[test]
    fn a_browser_of_snap_is_known_however_it_is_installed() {
        let snap = |path: &Path| of(path).snap();
        assert_eq!(snap(Path::new("/snap/bin/chromium")).unwrap(), "chromium");
        assert_eq!(snap(Path::new("/snap/bin/brave")).unwrap(), "brave");
        assert_eq!(snap(Path::new("/opt/chromium")), None);
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        // Some distributions install a link to snap itself.
        std::fs::write(path("snap"), "").unwrap();
        std::os::unix::fs::symlink(path("snap"), path("firefox")).unwrap();
        assert_eq!(snap(&path("firefox")).unwrap(), "firefox");
        // Ubuntu's package.
        let script = "#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then\n  exit 1\nfi\n\
                      exec /snap/bin/chromium \"$@\"\n";
        std::fs::write(path("chromium-browser"), script).unwrap();
        assert_eq!(snap(&path("chromium-browser")).unwrap(), "chromium");
        std::fs::write(path("other"), "#!/bin/sh\nexec /opt/chromium\n").unwrap();
        assert_eq!(snap(&path("other")), None);
        std::fs::write(path("binary"), "\u{7f}ELF /snap/bin/x").unwrap();
        assert_eq!(snap(&path("binary")), None);
    }

    #[test]
    fn the_family_follows_from_the_name() {
        for name in ["firefox", "firefox-esr", "LibreWolf", "waterfox", "zen"] {
            assert!(of(Path::new("/opt").join(name)).firefox, "{name}");
        }
        for name in ["chromium", "google-chrome", "brave", "zenith"] {
            assert!(!of(Path::new("/opt").join(name)).firefox, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_run_is_no_browser() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("text");
        std::fs::write(&path, "").unwrap();
        let chosen = Program::choose(path.to_str());
        assert!(matches!(chosen, Err(WindowError::NotThere(_))));
    }
}
