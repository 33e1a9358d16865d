//! The error itself.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use super::kind::{ErrorKind, Processed};

/// Why a call failed. The fields are those of [`Details`].
#[derive(Debug, Clone)]
pub struct Error(Box<Details>);

/// The details of an error. They include no query and no header, so they cannot include a secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Details {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// Atlassian's error code, such as `ADMIN-403-3` or `externalDirectory.scim`.
    pub code: Option<String>,
    /// What failed, in the server's words or ours. Do not trust the server's text.
    pub message: String,
    /// The ID by which Atlassian Support finds the request.
    pub trace_id: Option<String>,
    /// The HTTP method; empty when no request was made.
    pub method: &'static str,
    /// The path template, without IDs and query; empty when no request was made.
    pub path: Cow<'static, str>,
    /// Whether the server may have processed the request.
    pub processed: Processed,
    /// The wait that the server asked for.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error of this kind, with the `processed` value that is usual for it.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            status: None,
            code: None,
            message: message.into(),
            trace_id: None,
            method: "",
            path: Cow::Borrowed(""),
            processed: default_processed(kind),
            retry_after: None,
        }))
    }

    /// Sets the method and path of the call.
    #[must_use]
    pub fn of(mut self, method: &'static str, path: impl Into<Cow<'static, str>>) -> Self {
        self.0.method = method;
        self.0.path = path.into();
        self
    }

    /// Sets the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets Atlassian's error code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Sets whether the server may have processed the request.
    #[must_use]
    pub fn with_processed(mut self, processed: Processed) -> Self {
        self.0.processed = processed;
        self
    }

    /// Sets the time to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_trace(mut self, trace: Option<String>) -> Self {
        self.0.trace_id = trace;
        self
    }
}

fn default_processed(kind: ErrorKind) -> Processed {
    match kind {
        ErrorKind::SignInNeeded(_)
        | ErrorKind::RateLimited
        | ErrorKind::Connect
        | ErrorKind::NoCredential
        | ErrorKind::BadInput => Processed::No,
        ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::Invalid
        | ErrorKind::PaymentRequired
        | ErrorKind::OldUserManagement => Processed::Refused,
        ErrorKind::Server
        | ErrorKind::Interrupted
        | ErrorKind::Timeout
        | ErrorKind::Redirect
        | ErrorKind::Unreadable
        | ErrorKind::TooLarge
        | ErrorKind::Paging => Processed::Unknown,
    }
}

impl Deref for Error {
    type Target = Details;
    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut parts = Vec::new();
        match (self.status, &self.code) {
            // Where it says no more than the status, once is enough.
            (Some(status), Some(code)) if *code == status.to_string() => {
                parts.push(format!("HTTP {status}"));
            }
            (Some(status), Some(code)) => parts.push(format!("HTTP {status}, {code}")),
            (Some(status), None) => parts.push(format!("HTTP {status}")),
            (None, Some(code)) => parts.push(code.clone()),
            (None, None) => {}
        }
        if !self.path.is_empty() {
            parts.push(format!("{} {}", self.method, self.path));
        }
        if let Some(trace) = &self.trace_id {
            parts.push(format!("trace {trace}"));
        }
        if parts.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", parts.join("; "))
        }
    }
}

impl std::error::Error for Error {}
