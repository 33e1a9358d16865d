//! The browsers that are known.

/// A browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Browser {
    /// Mozilla Firefox.
    Firefox,
    /// Chromium.
    Chromium,
    /// Google Chrome.
    Chrome,
    /// Brave.
    Brave,
    /// Microsoft Edge.
    Edge,
    /// Vivaldi.
    Vivaldi,
}

impl Browser {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 6] = [
        Self::Firefox,
        Self::Chromium,
        Self::Chrome,
        Self::Brave,
        Self::Edge,
        Self::Vivaldi,
    ];

    /// As people type it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::Chromium => "chromium",
            Self::Chrome => "chrome",
            Self::Brave => "brave",
            Self::Edge => "edge",
            Self::Vivaldi => "vivaldi",
        }
    }

    /// By the name that people type.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|browser| browser.as_str() == name)
    }

    /// The programs it may be installed as.
    #[must_use]
    pub fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Firefox => &["firefox", "firefox-esr"],
            Self::Chromium => &["chromium", "chromium-browser"],
            Self::Chrome => &["google-chrome", "google-chrome-stable"],
            Self::Brave => &["brave-browser", "brave"],
            Self::Edge => &["microsoft-edge", "microsoft-edge-stable"],
            Self::Vivaldi => &["vivaldi", "vivaldi-stable"],
        }
    }

    /// Names under which the Secret Service may keep its cookies' key.
    #[cfg(target_os = "linux")]
    pub(super) fn keepers(self) -> &'static [&'static str] {
        match self {
            Self::Firefox => &[],
            Self::Chromium => &["chromium"],
            Self::Chrome => &["chrome"],
            Self::Brave => &["brave"],
            Self::Edge => &["microsoft-edge", "chromium"],
            Self::Vivaldi => &["vivaldi", "chrome"],
        }
    }
}

impl std::fmt::Display for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
