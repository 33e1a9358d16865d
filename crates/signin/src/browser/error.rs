//! Errors of reading a session from a browser. The messages contain no cookie values.

use std::io;
use std::path::PathBuf;

use super::Browser;
use crate::token::TokenError;

/// Why a browser gives no session.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// The name is none of those that are known.
    #[error("unknown browser {name:?}; use one of {}", known())]
    UnknownBrowser {
        /// What was asked for.
        name: String,
    },
    /// Safari's cookies need a permission over the whole disk.
    #[error("Safari's cookies can be read only by programs with full disk access")]
    Safari,
    /// Only Firefox has containers.
    #[error("{browser} has no containers; only Firefox-based browsers do")]
    NoContainers {
        /// The browser.
        browser: Browser,
    },
    /// There is no profile of this browser.
    #[error("no {browser} profile found")]
    NoProfile {
        /// The browser.
        browser: Browser,
    },
    /// There is no profile of that name.
    #[error("{browser} has no profile {name:?}; use one of: {}", known.join(", "))]
    UnknownProfile {
        /// The browser.
        browser: Browser,
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several profiles have that name.
    #[error("{browser} has several profiles named {name:?}: {}", paths(places))]
    SeveralProfiles {
        /// The browser.
        browser: Browser,
        /// What was asked for.
        name: String,
        /// The directories of these profiles.
        places: Vec<PathBuf>,
    },
    /// There is no such directory or file.
    #[error("no such file or directory: {}", .0.display())]
    NoDirectory(PathBuf),
    /// A directory without any profile.
    #[error("{} is not a {browser} profile: it has no cookie database", path.display())]
    NotAProfile {
        /// The browser.
        browser: Browser,
        /// What was asked for.
        path: PathBuf,
    },
    /// A profile, but of the other family.
    #[error("{} is not a {browser} profile; it belongs to {}", path.display(), other_family(*browser))]
    OtherFamily {
        /// Which browser was named.
        browser: Browser,
        /// What was asked for.
        path: PathBuf,
    },
    /// There is no container of that name.
    #[error("the profile has no container {name:?}; use one of: {}", known.join(", "))]
    UnknownContainer {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several containers have that name.
    #[error("the profile has several containers named {name:?}: {}", known.join(", "))]
    SeveralContainers {
        /// What was asked for.
        name: String,
        /// The numbers of these containers.
        known: Vec<String>,
    },
    /// The session is in containers only.
    #[error("the session is in a container, not in the profile itself: {}", containers.join(", "))]
    InContainer {
        /// The possible values.
        containers: Vec<String>,
    },
    /// There is no such cookie.
    #[error("the {browser} profile {profile} has no session for {host}")]
    NoCookie {
        /// The browser.
        browser: Browser,
        /// The profile.
        profile: String,
        /// Whose cookie.
        host: String,
        /// Whether the browser is running and may not have written it yet.
        running: bool,
    },
    /// The cookie has ended.
    #[error("the session in the {browser} profile {profile} has expired")]
    Expired {
        /// The browser.
        browser: Browser,
        /// The profile.
        profile: String,
        /// Whether the browser is running and may not have written a newer one yet.
        running: bool,
    },
    /// The value is encrypted for one application by the desktop's portal.
    #[error(
        "this browser encrypts its cookies with a secret that no other program can get from the desktop (v12)"
    )]
    Portal,
    /// The value is bound to the browser.
    #[error(
        "this browser uses app-bound encryption for its cookies (v20), which atlctl does not bypass"
    )]
    AppBound,
    /// On this system the browser's cookies are not read.
    #[error("{browser} cookies can be read only on Linux: {why}, which atlctl does not bypass")]
    OtherSystem {
        /// The browser.
        browser: Browser,
        /// What it does there.
        why: &'static str,
    },
    /// The value is encrypted in a way that is not known.
    #[error("this browser encrypts its cookies in an unknown format ({0})")]
    UnknownScheme(String),
    /// The key is in a keyring that cannot be asked.
    #[error("cannot get the browser's cookie key from the keyring: {0}")]
    NoKey(String),
    /// The key is in KDE's wallet, which gives it to no other program.
    #[error(
        "the browser's cookie key is in KWallet, which does not offer it through the Secret Service"
    )]
    KWallet,
    /// The value was not encrypted for this host, or with another key.
    #[error(
        "cannot decrypt the cookie: the key in the keyring does not match, or the row was changed"
    )]
    WrongKey,
    /// The value does not belong to its row.
    #[error("cannot decrypt the cookie: its row was changed, or uses another format")]
    Altered,
    /// The person gave up.
    #[error("sign-in canceled")]
    Canceled,
    /// The files change faster than they can be copied.
    #[error("cannot copy {}: the browser keeps writing to it", path.display())]
    Unsteady {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// A database is not what it should be.
    #[error("{} is not a known cookie database", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: rusqlite::Error,
    },
    /// The cookie holds no session token.
    #[error("the cookie is not a valid session token")]
    Token(#[from] TokenError),
}

impl BrowserError {
    pub(super) fn io(path: &std::path::Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn database(path: &std::path::Path, source: rusqlite::Error) -> Self {
        Self::Database {
            path: path.to_owned(),
            source,
        }
    }
}

/// The browsers by name.
fn known() -> String {
    Browser::ALL.map(Browser::as_str).join(", ")
}

fn other_family(browser: Browser) -> &'static str {
    if browser.is_firefox() {
        "a Chromium-based browser"
    } else {
        "a Firefox-based browser"
    }
}

fn paths(places: &[PathBuf]) -> String {
    let all: Vec<String> = places
        .iter()
        .map(|place| place.display().to_string())
        .collect();
    all.join(", ")
}
