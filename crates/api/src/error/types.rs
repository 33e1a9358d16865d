//! The error itself.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use super::kind::{ErrorKind, Processed};

/// Why a call failed. The fields are those of [`Details`].
#[derive(Debug, Clone)]
pub struct Error(Box<Details>);

/// What is known of a failure. Holds neither the query nor a header: no secret can be in it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Details {
    /// What sort of failure it is.
    pub kind: ErrorKind,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The vendor's code, such as `ADMIN-403-3` or `externalDirectory.scim`.
    pub code: Option<String>,
    /// What happened, in the server's words or ours. Text of the server is not to be trusted.
    pub message: String,
    /// The id under which the vendor's support finds the request.
    pub trace_id: Option<String>,
    /// The method, empty when no request was made.
    pub method: &'static str,
    /// The path's template, without ids and query; empty when no request was made.
    pub path: Cow<'static, str>,
    /// Whether the server may have done what was asked.
    pub processed: Processed,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error of this kind. Whether it was processed follows from the kind until said otherwise.
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

    /// The same, of this call.
    #[must_use]
    pub fn of(mut self, method: &'static str, path: impl Into<Cow<'static, str>>) -> Self {
        self.0.method = method;
        self.0.path = path.into();
        self
    }

    /// The same, with the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// The same, with the vendor's code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// The same, with what is known of its processing.
    #[must_use]
    pub fn with_processed(mut self, processed: Processed) -> Self {
        self.0.processed = processed;
        self
    }

    /// The same, with how long to wait.
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
