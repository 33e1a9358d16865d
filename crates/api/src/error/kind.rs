//! Kinds of errors, and whether the request may have been processed.

use std::fmt;

/// Whether the server may have processed the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Processed {
    /// Not processed: the request was not sent, or was refused before any work. Safe to repeat.
    No,
    /// Possibly processed. Read the live state to find out.
    Unknown,
    /// The server refused the request.
    Refused,
}

/// How the server reported an expired or missing sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpiryForm {
    /// Status 401.
    Unauthorized,
    /// A redirect to a sign-in page.
    LoginRedirect,
    /// An HTML page instead of JSON, with a success status.
    HtmlPage,
    /// Status 403 with a message that no one is signed in.
    ForbiddenSignedOut,
}

/// The kind of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The credential is missing, expired or not accepted.
    SignInNeeded(ExpiryForm),
    /// The credential is valid but lacks permission.
    Forbidden,
    /// The resource or the call does not exist.
    NotFound,
    /// The request conflicts with the current state.
    Conflict,
    /// The server rejects the content of the request.
    Invalid,
    /// The organization's plan does not include this.
    PaymentRequired,
    /// Too many requests; `retry_after` has the time to wait, if known.
    RateLimited,
    /// The server failed (5xx).
    Server,
    /// No connection; nothing was sent.
    Connect,
    /// The connection was lost after the request began.
    Interrupted,
    /// The request timed out.
    Timeout,
    /// A redirect. Redirects are never followed.
    Redirect,
    /// The response is not what the call documents: an HTML page, an empty body, or invalid JSON.
    Unreadable,
    /// The response is larger than the limit.
    TooLarge,
    /// The pages of a list contradict each other.
    Paging,
    /// The organization is on the original user management; only the portal's older calls list its users.
    OldUserManagement,
    /// No credential can make this call.
    NoCredential,
    /// The arguments of the call are invalid; nothing was sent.
    BadInput,
}

impl ErrorKind {
    /// A short name, for logs and machine-readable output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SignInNeeded(_) => "sign-in-needed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::PaymentRequired => "payment-required",
            Self::RateLimited => "rate-limited",
            Self::Server => "server",
            Self::Connect => "connect",
            Self::Interrupted => "interrupted",
            Self::Timeout => "timeout",
            Self::Redirect => "redirect",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::Paging => "paging",
            Self::OldUserManagement => "old-user-management",
            Self::NoCredential => "no-credential",
            Self::BadInput => "bad-input",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
