//! Why a window gives no session.

use std::io;
use std::path::PathBuf;

use crate::browser::BrowserError;
use crate::token::TokenError;

/// Why a window gives no session.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// No browser is installed.
    #[error(
        "no browser was found to sign in with (Chromium, Chrome, Brave, Edge, Vivaldi, Firefox)"
    )]
    NoBrowser,
    /// The one that was asked for is not there.
    #[error("there is no browser {0}")]
    NotThere(String),
    /// There is no display for a window.
    #[error("there is no display for a browser window")]
    NoDisplay,
    /// The person gave up.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The time is up.
    #[error("nobody signed in within {0} minutes")]
    TooLong(u64),
    /// The window was closed without a session.
    #[error("the window was closed before anybody signed in")]
    Closed,
    /// The browser was killed before it wrote the session: it does so up to half a minute late.
    #[error("the browser was ended from outside ({0}) before it had written a session")]
    Killed(String),
    /// The kept profile is open in another window.
    #[error("the kept profile {} is open in another window", .0.display())]
    InUse(PathBuf),
    /// A policy file forbids what the second step needs.
    #[error("a policy forbids debugging in this browser (RemoteDebuggingAllowed in {})", .0.display())]
    Forbidden(PathBuf),
    /// The second step ran but never answered, as it does under a policy.
    #[error(
        "the browser did not answer over its debugging pipe within {0} s; a policy of its administrator may forbid debugging"
    )]
    Silent(u64),
    /// The session was written but the second step does not see it.
    #[error(
        "the session was written, but the browser could not read it in its second start: it seems to use another password store there"
    )]
    OtherStore,
    /// The browser did not start.
    #[error("the browser {} cannot be started", program.display())]
    Start {
        /// Which.
        program: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The browser ended with an error.
    #[error("the browser failed ({0}) before there was a session")]
    Failed(String),
    /// The second step needs a pipe that this system does not have.
    #[error("on this system only Firefox's window can be read")]
    OnlyFirefox,
    /// The second step found the profile in use.
    #[error(
        "the browser did not open its profile a second time: the sign-in window may still be open, or a policy forbids debugging"
    )]
    NoPipe,
    /// The browser said something that is no answer.
    #[error("the browser gave no cookies: {0}")]
    Pipe(String),
    /// The profile's directory cannot be made or removed.
    #[error("cannot use {}", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Reading the profile failed.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// The cookie holds no token.
    #[error("the cookie holds no session token")]
    Token(#[from] TokenError),
}
