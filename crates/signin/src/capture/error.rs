//! Why a capture gives no session. The messages never hold what was pasted.

use crate::token::TokenError;

/// Why a capture gives no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// Nothing was given.
    #[error("there is nothing in it")]
    Empty,
    /// No form that is known.
    #[error(
        "this is neither a request copied as cURL or PowerShell, a HAR file, a Cookie line nor a session token"
    )]
    NotRecognised,
    /// A command whose quoting does not end.
    #[error(
        "the copied command ends inside a quote: the paste was cut; copy the whole command again"
    )]
    Unterminated,
    /// A HAR file that cannot be read.
    #[error("this looks like a HAR file but cannot be read: {0}")]
    BadHar(String),
    /// There is no request at all.
    #[error("there is no request in it")]
    NoRequest,
    /// The requests went elsewhere.
    #[error("there is no request to Atlassian in it, only to {hosts}")]
    OtherHost {
        /// Where the requests went.
        hosts: String,
    },
    /// The request had no session.
    #[error("the request to {host} has no cookie cloud.session.token")]
    NoCookie {
        /// Where the request went.
        host: String,
    },
    /// The cookies were taken out before it was saved.
    #[error("the HAR file was saved without cookies")]
    Sanitised,
    /// The value is no token.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl CaptureError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::NotRecognised | Self::NoRequest => {
                "in the admin portal open the developer tools, Network, reload, right-click a request to \
                 admin.atlassian.com and choose Copy as cURL"
            }
            Self::Unterminated | Self::Token(_) => {
                "copy it again, and save it with an editor or a clipboard tool: a terminal may cut long lines"
            }
            Self::BadHar(_) => "save it again from the browser's Network panel",
            Self::OtherHost { .. } => "copy a request to admin.atlassian.com instead",
            Self::NoCookie { .. } => {
                "copy a request to admin.atlassian.com made while signed in; with Chromium, tick cookies \
                 when it asks what to copy"
            }
            Self::Sanitised => {
                "Chromium leaves cookies out unless told: DevTools settings, Preferences, Network, \"Allow \
                 to generate HAR with sensitive data\", then hold the export button and choose the one with \
                 sensitive data"
            }
        }
    }
}
