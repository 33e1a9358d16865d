//! What sort of failure it is, and what it means for the thing that was asked.

use std::fmt;

/// Whether the server may have done what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Processed {
    /// Surely not: the request never left, or was turned away before anything happened. Safe to repeat.
    No,
    /// It may have been. Only reading the live state tells.
    Unknown,
    /// The server answered with a definite refusal.
    Refused,
}

/// How an expired or missing sign-in showed itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpiryForm {
    /// Status 401.
    Unauthorized,
    /// A redirect to a sign-in page.
    LoginRedirect,
    /// A web page where data was expected, with a status of success.
    HtmlPage,
    /// Status 403 saying that nobody is signed in.
    ForbiddenSignedOut,
}

/// What sort of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The credential is missing, expired or not accepted.
    SignInNeeded(ExpiryForm),
    /// The credential works but may not do this.
    Forbidden,
    /// There is no such thing, or no such call.
    NotFound,
    /// It contradicts the present state.
    Conflict,
    /// The server does not accept the request's content.
    Invalid,
    /// The organization's plan does not include this.
    PaymentRequired,
    /// Too many requests; `retry_after` says how long to wait, when known.
    RateLimited,
    /// The server failed (5xx).
    Server,
    /// No connection; nothing was sent.
    Connect,
    /// The connection broke after the request had begun.
    Interrupted,
    /// No answer in time.
    Timeout,
    /// A redirect; they are never followed.
    Redirect,
    /// The answer is not what the call documents: a web page, nothing, or broken JSON.
    Unreadable,
    /// The answer is larger than is accepted.
    TooLarge,
    /// The pages of a list contradict each other.
    Paging,
    /// The organization is on the old user management; only the portal's older calls know its users.
    OldUserManagement,
    /// No credential that could make this call was given.
    NoCredential,
    /// The call cannot be made from what was given; nothing was sent.
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
