//! Observe requests, waits and renewed sessions.

use std::time::Duration;

use secrecy::SecretString;

use crate::error::ErrorKind;

/// Called for every request and every wait, from the tasks that make the calls: do little, do not block.
pub trait Observer: Send + Sync {
    /// A request finished, failed, or waits.
    fn request(&self, event: &RequestEvent<'_>) {
        let _ = event;
    }

    /// The server renewed the session. The client uses the new token; store it.
    fn session_renewed(&self, token: SecretString) {
        let _ = token;
    }
}

/// An observer that does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

/// An event of a request: an attempt or a wait.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestEvent<'a> {
    /// The method.
    pub method: &'a str,
    /// The path template: no IDs, no query.
    pub path: &'a str,
    /// The status of the response; of a wait, that of the response before it.
    pub status: Option<u16>,
    /// How long this attempt took; zero for a wait.
    pub duration: Duration,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// Size of the decoded body in bytes.
    pub bytes: usize,
    /// Why the attempt failed.
    pub error: Option<ErrorKind>,
    /// Set while the request waits before an attempt.
    pub waiting: Option<Waiting>,
}

/// The reason and length of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The reason.
    pub reason: WaitReason,
    /// The longest possible wait.
    pub at_most: Duration,
}

/// The reason for a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// atlctl's share of the rate limit is used up.
    Quota {
        /// Requests allowed per period, if known.
        limit: Option<u64>,
    },
    /// The server throttles requests (429).
    Throttled,
    /// A failed attempt is repeated after a pause.
    Repeat(ErrorKind),
}
