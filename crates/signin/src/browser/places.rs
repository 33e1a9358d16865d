//! Where browsers keep their profiles.

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

    /// These.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        let home = home.into();
        let config = home.join(if cfg!(windows) {
            "AppData/Roaming"
        } else {
            ".config"
        });
        Self { home, config }
    }

    /// Directories that may hold a browser's profiles.
    pub(super) fn roots(&self, browser: Browser) -> Vec<PathBuf> {
        if cfg!(target_os = "macos") {
            let support = self.home.join("Library/Application Support");
            return match browser {
                Browser::Firefox => vec![support.join("Firefox")],
                _ => Vec::new(),
            };
        }
        if cfg!(windows) {
            return match browser {
                Browser::Firefox => vec![self.config.join("Mozilla/Firefox")],
                _ => Vec::new(),
            };
        }
        let (below, snap, flatpaks): (&str, Option<&str>, &[&str]) = match browser {
            Browser::Firefox => return self.firefox(),
            Browser::Chromium => (
                "chromium",
                Some("snap/chromium/common/chromium"),
                &["org.chromium.Chromium"],
            ),
            Browser::Chrome => ("google-chrome", None, &["com.google.Chrome"]),
            Browser::Brave => (
                "BraveSoftware/Brave-Browser",
                Some("snap/brave/current/.config/BraveSoftware/Brave-Browser"),
                &["com.brave.Browser"],
            ),
            Browser::Edge => ("microsoft-edge", None, &["com.microsoft.Edge"]),
            Browser::Vivaldi => ("vivaldi", None, &["com.vivaldi.Vivaldi"]),
        };
        let mut roots = vec![self.config.join(below)];
        roots.extend(snap.map(|snap| self.home.join(snap)));
        for flatpak in flatpaks {
            roots.push(
                self.home
                    .join(".var/app")
                    .join(flatpak)
                    .join("config")
                    .join(below),
            );
        }
        roots
    }

    fn firefox(&self) -> Vec<PathBuf> {
        let flatpak = self.home.join(".var/app/org.mozilla.firefox");
        vec![
            self.home.join(".mozilla/firefox"),
            self.config.join("mozilla/firefox"),
            self.home.join("snap/firefox/common/.mozilla/firefox"),
            flatpak.join(".mozilla/firefox"),
            flatpak.join("config/mozilla/firefox"),
        ]
    }
}

/// When a file was last written; long ago when that cannot be known.
pub(super) fn written(path: &Path) -> std::time::SystemTime {
    std::fs::metadata(path)
        .and_then(|about| about.modified())
        .unwrap_or(std::time::UNIX_EPOCH)
}
