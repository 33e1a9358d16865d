//! Where browsers store their profiles.

use std::path::{Path, PathBuf};

use super::Browser;

/// The person's directories.
#[derive(Debug, Clone)]
pub struct Places {
    home: PathBuf,
    config: PathBuf,
}

impl Places {
    /// From `HOME` and `XDG_CONFIG_HOME` (on Windows `USERPROFILE` and `APPDATA`); none without a home.
    #[must_use]
    pub fn from_env() -> Option<Self> {
        let (home, config) = if cfg!(windows) {
            ("USERPROFILE", "APPDATA")
        } else {
            ("HOME", "XDG_CONFIG_HOME")
        };
        let home = PathBuf::from(std::env::var_os(home).filter(|home| !home.is_empty())?);
        let usual = Self::new(&home).config;
        let config = std::env::var_os(config)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .unwrap_or(usual);
        Some(Self { home, config })
    }

    /// The places below this home directory.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        let home = home.into();
        let config = home.join(if cfg!(windows) {
            "AppData/Roaming"
        } else {
            ".config"
        });
        Self { home, config }
    }

    /// A path as a person writes it: `~` is the home directory, and what does not begin at the root begins here.
    pub(super) fn path(&self, text: &str) -> PathBuf {
        let path = match text.strip_prefix('~') {
            Some("") => self.home.clone(),
            Some(rest) if rest.starts_with(std::path::is_separator) => self
                .home
                .join(rest.trim_start_matches(std::path::is_separator)),
            _ => PathBuf::from(text),
        };
        std::path::absolute(&path).unwrap_or(path)
    }

    /// Directories that may hold a browser's profiles.
    pub(super) fn roots(&self, browser: Browser) -> Vec<PathBuf> {
        if cfg!(target_os = "macos") {
            let support = self.home.join("Library/Application Support");
            return elsewhere(browser, "Firefox")
                .map(|name| support.join(name))
                .collect();
        }
        if cfg!(windows) {
            return elsewhere(browser, "Mozilla/Firefox")
                .map(|name| self.config.join(name))
                .collect();
        }
        let (below, snap, flatpak) = match browser {
            Browser::Firefox => return self.firefox(),
            Browser::LibreWolf => {
                return self.fork("librewolf", &["io.gitlab.librewolf-community"]);
            }
            Browser::Zen => {
                return self.fork("zen", &["app.zen_browser.zen", "io.github.zen_browser.zen"]);
            }
            Browser::Waterfox => return self.fork("waterfox", &["net.waterfox.waterfox"]),
            Browser::Floorp => return self.fork("floorp", &["one.ablaze.floorp"]),
            Browser::Chromium => (
                "chromium",
                Some("snap/chromium/common/chromium"),
                "org.chromium.Chromium",
            ),
            Browser::Chrome => ("google-chrome", None, "com.google.Chrome"),
            Browser::Brave => (
                "BraveSoftware/Brave-Browser",
                Some("snap/brave/current/.config/BraveSoftware/Brave-Browser"),
                "com.brave.Browser",
            ),
            Browser::Edge => ("microsoft-edge", None, "com.microsoft.Edge"),
            Browser::Vivaldi => ("vivaldi", None, "com.vivaldi.Vivaldi"),
        };
        let mut roots = vec![self.config.join(below)];
        roots.extend(snap.map(|snap| self.home.join(snap)));
        roots.push(self.flatpak(flatpak).join("config").join(below));
        roots
    }

    fn firefox(&self) -> Vec<PathBuf> {
        let flatpak = self.flatpak("org.mozilla.firefox");
        vec![
            self.home.join(".mozilla/firefox"),
            self.config.join("mozilla/firefox"),
            self.home.join("snap/firefox/common/.mozilla/firefox"),
            flatpak.join(".mozilla/firefox"),
            flatpak.join("config/mozilla/firefox"),
        ]
    }

    /// What is made from Firefox has a directory of its own name: at first in the home directory, and where the
    /// configuration lies since Firefox does so.
    fn fork(&self, name: &str, flatpaks: &[&str]) -> Vec<PathBuf> {
        let below = |home: &Path, config: &Path| {
            let config = config.join(name);
            [home.join(format!(".{name}")), config.join(name), config]
        };
        let mut roots = below(&self.home, &self.config).to_vec();
        for flatpak in flatpaks {
            let home = self.flatpak(flatpak);
            roots.extend(below(&home, &home.join("config")));
        }
        roots
    }

    fn flatpak(&self, id: &str) -> PathBuf {
        self.home.join(".var/app").join(id)
    }
}

/// The directories of Firefox-based browsers on macOS and Windows. Other browsers are not read there.
fn elsewhere(browser: Browser, firefox: &'static str) -> impl Iterator<Item = &'static str> {
    let name = match browser {
        Browser::Firefox => Some(firefox),
        Browser::LibreWolf => Some("librewolf"),
        Browser::Zen => Some("zen"),
        Browser::Waterfox => Some("Waterfox"),
        Browser::Floorp => Some("Floorp"),
        _ => None,
    };
    name.into_iter()
}

/// When a file was last written; long ago when that cannot be known.
pub(super) fn written(path: &Path) -> std::time::SystemTime {
    std::fs::metadata(path)
        .and_then(|about| about.modified())
        .unwrap_or(std::time::UNIX_EPOCH)
}
