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
    /// LibreWolf, made from Firefox.
    LibreWolf,
    /// Zen, made from Firefox.
    Zen,
    /// Waterfox, made from Firefox.
    Waterfox,
    /// Floorp, made from Firefox.
    Floorp,
}

impl Browser {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 10] = [
        Self::Firefox,
        Self::Chromium,
        Self::Chrome,
        Self::Brave,
        Self::Edge,
        Self::Vivaldi,
        Self::LibreWolf,
        Self::Zen,
        Self::Waterfox,
        Self::Floorp,
    ];

    /// Whether it is Firefox or based on it, with profiles like Firefox's.
    #[must_use]
    pub fn is_firefox(self) -> bool {
        matches!(
            self,
            Self::Firefox | Self::LibreWolf | Self::Zen | Self::Waterfox | Self::Floorp
        )
    }

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
            Self::LibreWolf => "librewolf",
            Self::Zen => "zen",
            Self::Waterfox => "waterfox",
            Self::Floorp => "floorp",
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
            Self::LibreWolf => &["librewolf"],
            Self::Zen => &["zen-browser", "zen"],
            Self::Waterfox => &["waterfox"],
            Self::Floorp => &["floorp"],
        }
    }

    /// Names under which the Secret Service may store the key of its cookies.
    #[cfg(target_os = "linux")]
    pub(super) fn keyring_names(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium"],
            Self::Chrome => &["chrome"],
            Self::Brave => &["brave"],
            Self::Edge => &["microsoft-edge", "chromium"],
            Self::Vivaldi => &["vivaldi", "chrome"],
            Self::Firefox | Self::LibreWolf | Self::Zen | Self::Waterfox | Self::Floorp => &[],
        }
    }
}

impl std::fmt::Display for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
