//! Errors of reading a capture. The messages repeat nothing of what was pasted.

use std::fmt;

use crate::token::TokenError;

/// Why a capture gives no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// It holds no text.
    #[error("the input is empty")]
    Empty,
    /// No form that is known.
    #[error(
        "not recognized as a copied request (cURL, wget, HTTPie, PowerShell, fetch, headers, a program's code), a HAR file, a cookie or a session token"
    )]
    NotRecognized,
    /// A command whose quoting does not end.
    #[error(
        "the copied command ends inside a quote: part of it is missing; copy the whole command again"
    )]
    Unterminated,
    /// The text was changed on its way, in more than one possible way.
    #[error("the text was changed after it was copied: {damage} on line {line}")]
    Damaged {
        /// What was changed.
        damage: Damage,
        /// Where first, from 1.
        line: usize,
    },
    /// An option that needs a value is the last word.
    #[error(
        "the copied command ends after --{option}: part of it is missing; copy the whole command again"
    )]
    NoValue {
        /// The option, as curl's table has it.
        option: &'static str,
    },
    /// The value of the last option is missing.
    #[error(
        "the copied command ends after an option: part of it is missing; copy the whole command again"
    )]
    Incomplete,
    /// JSON that cannot be read.
    #[error("invalid JSON (a HAR file or saved cookies): line {line}, column {column}")]
    BadJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// There is no request at all.
    #[error("the input has no request")]
    NoRequest,
    /// The requests went to other hosts.
    #[error("the input has no request to Atlassian, only to other hosts")]
    OtherHost,
    /// Code that names our hosts and others.
    #[error("the code names Atlassian and other hosts, so it is not clear whose session it holds")]
    SeveralHosts,
    /// The requests went to a site, whose session is not the portal's.
    #[error(
        "its requests or cookies are for {host}, and the admin portal does not take a site's session"
    )]
    OfSite {
        /// The host, from a fixed list of names.
        host: &'static str,
    },
    /// Words around a token name another host.
    #[error(
        "the text has a session token and names another host, so it is not clear whose session it is"
    )]
    BesideHost,
    /// Words with more than one token in them.
    #[error("the text has {count} different session tokens, so it is not clear which one to use")]
    SeveralTokens {
        /// How many.
        count: usize,
    },
    /// The request went to Atlassian without TLS.
    #[error("the request to {host} uses http, not https")]
    Insecure {
        /// The host, in our own words.
        host: &'static str,
    },
    /// Request headers without a host.
    #[error("the headers do not include the host")]
    NoHost,
    /// There is no session.
    #[error("{place} has no cookie cloud.session.token")]
    NoCookie {
        /// What has none.
        place: Place,
    },
    /// A `Set-Cookie` header whose time is over takes the session away.
    #[error(
        "the Set-Cookie header deletes cloud.session.token: its Max-Age or Expires is over, so it holds no session"
    )]
    Deleted,
    /// The cookies were taken out before it was saved.
    #[error("the HAR file was saved without cookies")]
    Sanitized,
    /// The command reads its cookies from a file.
    #[error("the copied command reads its cookies from a file")]
    CookiesInFile,
    /// The value is no token.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// What has no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A request to this host, in our own words.
    Request(&'static str),
    /// All requests.
    Requests,
    /// The browser's own fetch, which leaves cookies out.
    BrowserFetch,
    /// A line of cookies.
    Line,
    /// A cookie file.
    CookieFile,
    /// Cookies as JSON.
    Json,
    /// Rows of a browser's storage view.
    StorageRow,
}

impl Place {
    /// Whether it stands for the whole text, and not for a request in it.
    pub(super) fn is_whole_text(self) -> bool {
        matches!(
            self,
            Self::Line | Self::CookieFile | Self::Json | Self::StorageRow
        )
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(host) => write!(f, "the request to {host}"),
            Self::Requests => f.write_str("the capture"),
            Self::BrowserFetch => f.write_str("the fetch call copied from the browser"),
            Self::Line => f.write_str("the line"),
            Self::CookieFile => f.write_str("the cookie file"),
            Self::Json => f.write_str("the JSON file"),
            Self::StorageRow => f.write_str("the row"),
        }
    }
}

/// What was changed in a text between the browser and here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// `“` for `"`.
    Quotes,
    /// `–` for `-`.
    Dashes,
    /// No-break and other wide spaces.
    Spaces,
    /// Invisible characters.
    Invisible,
    /// `&quot;` for `"`.
    Entities,
    /// `：` for `:`.
    FullWidth,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "typographic quotes",
            Self::Dashes => "typographic dashes",
            Self::Spaces => "no-break spaces",
            Self::Invisible => "invisible characters",
            Self::Entities => "HTML entities",
            Self::FullWidth => "full-width punctuation",
        })
    }
}

impl CaptureError {
    /// Whether a session in it belongs to another host: no other reading of the text may give it away.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(
            self,
            Self::OtherHost | Self::OfSite { .. } | Self::SeveralHosts
        )
    }

    /// The same for a text that stands below so many other lines.
    pub(super) fn below(mut self, lines: usize) -> Self {
        if let Self::Damaged { line, .. } | Self::BadJson { line, .. } = &mut self {
            *line += lines;
        }
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty
            | Self::NotRecognized
            | Self::NoRequest
            | Self::Token(TokenError::Address) => {
                "in the admin portal, open the developer tools, choose Network, reload, right-click a request to \
                 admin.atlassian.com and choose Copy as cURL"
            }
            Self::Unterminated | Self::Token(_) | Self::NoValue { .. } | Self::Incomplete => {
                "copy it again and save it with an editor or a clipboard tool; terminals may cut long lines"
            }
            Self::Damaged { .. } => {
                "save it as plain text right after copying; word processors, chats and wikis change quotes, \
                 dashes and spaces"
            }
            Self::BadJson { .. } => "save it again from the browser",
            Self::OtherHost | Self::OfSite { .. } => {
                "copy a request to admin.atlassian.com instead"
            }
            Self::SeveralHosts => "keep only the request to admin.atlassian.com and its cookies",
            Self::BesideHost | Self::SeveralTokens { .. } => {
                "paste the one token alone, without the text around it"
            }
            Self::Insecure { .. } => "copy a request to https://admin.atlassian.com instead",
            Self::NoHost => {
                "copy the lines with the host too (Host: or :authority:), or use Copy as cURL"
            }
            Self::NoCookie {
                place: Place::BrowserFetch,
            } => "choose Copy as cURL, or Copy as fetch (Node.js), which keep the cookies",
            Self::NoCookie { .. } | Self::Deleted => {
                "copy a request to admin.atlassian.com made while signed in; with Chromium, tick cookies \
                 when it asks what to copy"
            }
            Self::CookiesInFile => "use that cookie file instead: --capture FILE",
            Self::Sanitized => {
                "Chromium leaves cookies out by default. To include them: DevTools settings, Preferences, Network, \"Allow \
                 to generate HAR with sensitive data\", then hold the export button and choose the export with \
                 sensitive data"
            }
        }
    }
}
