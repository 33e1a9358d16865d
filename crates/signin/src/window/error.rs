//! Errors of a sign-in window.

use std::io;
use std::path::PathBuf;

use crate::browser::BrowserError;
use crate::token::TokenError;

/// Why a window gives no session.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// No browser is installed.
    #[error("no browser found to sign in with (Chromium, Chrome, Brave, Edge, Vivaldi or Firefox)")]
    NoBrowser,
    /// The one that was asked for is not there.
    #[error("browser {0} not found")]
    NotThere(String),
    /// There is no display for a window.
    #[error("no display to open a browser window on")]
    NoDisplay,
    /// The person gave up.
    #[error("sign-in canceled")]
    Canceled,
    /// The time is up.
    #[error("sign-in timed out after {0} minutes")]
    TooLong(u64),
    /// The window was closed without a session.
    #[error("the window was closed before sign-in finished")]
    Closed,
    /// The browser was killed before it wrote the session: it does so up to half a minute late.
    #[error("another program ended the browser ({0}) before it saved a session")]
    Killed(String),
    /// The kept profile is open in another window.
    #[error("the kept browser profile {} is open in another window", .0.display())]
    InUse(PathBuf),
    /// A policy file forbids what the second step needs.
    #[error("a policy turns off remote debugging in this browser (RemoteDebuggingAllowed in {})", .0.display())]
    Forbidden(PathBuf),
    /// The second step ran but never answered, as it does under a policy.
    #[error(
        "the browser did not respond on its debugging pipe within {0} s; a policy may turn off remote debugging"
    )]
    Silent(u64),
    /// The session was written but the second step does not see it.
    #[error(
        "the browser saved the session but could not read it back without a window; it may use a different password store there"
    )]
    OtherStore,
    /// The browser did not start.
    #[error("cannot start the browser {}", program.display())]
    Start {
        /// The browser's program.
        program: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// The browser exited with an error.
    #[error("the browser failed ({0}) before sign-in finished")]
    Failed(String),
    /// The second step needs a pipe that this system does not have.
    #[error("on this operating system, the sign-in window works only with Firefox")]
    OnlyFirefox,
    /// The second step found the profile in use.
    #[error(
        "the browser could not reopen its profile: the sign-in window may still be open, or a policy turns off remote debugging"
    )]
    NoPipe,
    /// The browser sent an invalid response.
    #[error("cannot read cookies from the browser: {0}")]
    Pipe(String),
    /// The profile's directory cannot be made or removed.
    #[error("cannot use {}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// Reading the profile failed.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// The cookie holds no token.
    #[error("the cookie is not a valid session token")]
    Token(#[from] TokenError),
}
