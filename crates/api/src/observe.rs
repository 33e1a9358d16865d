//! What the caller may watch.

use std::time::Duration;

use secrecy::SecretString;

use crate::error::ErrorKind;

/// Told of every request and every wait. Called from the tasks that make the calls: do little, do not
/// block.
pub trait Observer: Send + Sync {
    /// A request was answered or failed, or has to wait.
    fn request(&self, event: &RequestEvent<'_>) {
        let _ = event;
    }

    /// The server renewed the session: the new token is in use from now on and is to be kept.
    fn session_renewed(&self, token: SecretString) {
        let _ = token;
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

/// One step of one request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestEvent<'a> {
    /// The method.
    pub method: &'a str,
    /// The path's template: no ids, no query.
    pub path: &'a str,
    /// The status of the answer, when there is one.
    pub status: Option<u16>,
    /// How long this attempt took; zero for a wait.
    pub duration: Duration,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// Size of the decoded body in bytes.
    pub bytes: usize,
    /// Why the attempt failed.
    pub error: Option<ErrorKind>,
    /// Set when the request waits now, before its attempt.
    pub waiting: Option<Waiting>,
}

/// Why and how long a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Why.
    pub reason: WaitReason,
    /// At most how long.
    pub at_most: Duration,
}

/// Why a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// Our share of what the server allows is used up; it allows `limit` in a period.
    Quota {
        /// Requests the server allows in a period, when it says.
        limit: Option<u64>,
    },
    /// The server refused for a while (429).
    Throttled,
    /// A failed attempt is repeated after a pause.
    Repeat(ErrorKind),
}
