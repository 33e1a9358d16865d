//! Why a browser gives no session. The messages hold no cookie's value.

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
    #[error("Safari keeps its cookies where only programs with access to the whole disk may read")]
    Safari,
    /// Only Firefox has containers.
    #[error("{browser} has no containers; only Firefox and its kin do")]
    NoContainers {
        /// Which.
        browser: Browser,
    },
    /// There is no profile of this browser.
    #[error("no profile of {browser} was found")]
    NoProfile {
        /// Which.
        browser: Browser,
    },
    /// There is no profile of that name.
    #[error("{browser} has no profile {name:?}; it has: {}", known.join(", "))]
    UnknownProfile {
        /// Which browser.
        browser: Browser,
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several profiles have that name.
    #[error("{browser} has several profiles {name:?}: {}", paths(places))]
    SeveralProfiles {
        /// Which browser.
        browser: Browser,
        /// What was asked for.
        name: String,
        /// Their directories.
        places: Vec<PathBuf>,
    },
    /// There is no such directory or file.
    #[error("there is no directory {}", .0.display())]
    NoDirectory(PathBuf),
    /// A directory without any profile.
    #[error("{} holds no profile of {browser}: there is no cookie database in it", path.display())]
    NotAProfile {
        /// Which browser.
        browser: Browser,
        /// What was asked for.
        path: PathBuf,
    },
    /// A profile, but of the other family.
    #[error("{} is no profile of {browser}: it belongs to {}", path.display(), other_family(*browser))]
    OtherFamily {
        /// Which browser was named.
        browser: Browser,
        /// What was asked for.
        path: PathBuf,
    },
    /// There is no container of that name.
    #[error("the profile has no container {name:?}; it has: {}", known.join(", "))]
    UnknownContainer {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several containers have that name.
    #[error("the profile has several containers {name:?}: {}", known.join(", "))]
    SeveralContainers {
        /// What was asked for.
        name: String,
        /// Their numbers.
        known: Vec<String>,
    },
    /// The session is in containers only.
    #[error("the session is not in the profile itself but in the container {}", containers.join(" and the container "))]
    InContainer {
        /// Which ones.
        containers: Vec<String>,
    },
    /// There is no such cookie.
    #[error("the profile {profile} of {browser} has no session of {host}")]
    NoCookie {
        /// Which browser.
        browser: Browser,
        /// Which profile.
        profile: String,
        /// Whose cookie.
        host: String,
        /// Whether the browser is running and may not have written it yet.
        running: bool,
    },
    /// The cookie has ended.
    #[error("the session in the profile {profile} of {browser} has ended")]
    Expired {
        /// Which browser.
        browser: Browser,
        /// Which profile.
        profile: String,
        /// Whether the browser is running and may not have written a newer one yet.
        running: bool,
    },
    /// The value is encrypted for one application by the desktop's portal.
    #[error(
        "this browser encrypts its cookies with a secret that the desktop gives to it alone (v12)"
    )]
    Portal,
    /// The value is bound to the browser.
    #[error(
        "this browser binds its cookies to itself (v20), and this program does not work around that"
    )]
    AppBound,
    /// On this system the browser's cookies are not read.
    #[error(
        "the cookies of {browser} are read on Linux only: {why}, and this program does not work around that"
    )]
    OtherSystem {
        /// Which browser.
        browser: Browser,
        /// What it does there.
        why: &'static str,
    },
    /// The value is encrypted in a way that is not known.
    #[error("this browser encrypts its cookies in a way that is not known ({0})")]
    UnknownScheme(String),
    /// The key is in a keyring that cannot be asked.
    #[error("the key of the cookies is in the keyring: {0}")]
    NoKey(String),
    /// The key is in KDE's wallet, which gives it to no other program.
    #[error(
        "the key of the cookies is in KWallet, and KWallet does not offer it through the Secret Service"
    )]
    KWallet,
    /// The value was not encrypted for this host, or with another key.
    #[error(
        "the cookie cannot be decrypted: the key in the keyring is another one, or the row was altered"
    )]
    WrongKey,
    /// The value does not belong to its row.
    #[error("the cookie cannot be decrypted: its row was altered, or encrypted in another way")]
    Altered,
    /// The person gave up.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The files change faster than they can be copied.
    #[error("{} could not be copied whole while the browser writes", path.display())]
    Unsteady {
        /// Which file.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A database is not what it should be.
    #[error("{} is not a cookie database that is known", path.display())]
    Database {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The cookie holds no session token.
    #[error("the cookie holds no session token")]
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
        "a browser of Chromium's family"
    } else {
        "Firefox or a browser made from it"
    }
}

fn paths(places: &[PathBuf]) -> String {
    let all: Vec<String> = places
        .iter()
        .map(|place| place.display().to_string())
        .collect();
    all.join(", ")
}
