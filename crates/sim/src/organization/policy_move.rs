//! The policy of someone, and tasks that move people to another.

use std::time::Instant;

/// The policy of someone, and since when in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    pub policy: usize,
    pub since: i64,
}

/// Why an address was not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub email: String,
    pub status: u16,
    pub title: &'static str,
    pub detail: &'static str,
}

/// A task that moves people.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub total: usize,
    pub failures: Vec<Failure>,
    pub(super) done: Instant,
}
