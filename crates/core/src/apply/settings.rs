//! The settings of a run. The journal keeps them, so a run resumes with the settings it started with.

use serde::{Deserialize, Serialize};

use super::MaxFailures;

/// The settings of a run. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// People in one request.
    pub batch: usize,
    /// People in the first requests, which are settled before the others are sent; 0 for none.
    pub first: usize,
    /// Change requests at a time. Large ones count until the service finishes their task.
    pub at_once: usize,
    /// People in one read of the live state.
    pub read_batch: usize,
    /// How long the service may process a request whose response was lost. Longer than the request timeout (20 s).
    /// Until then its rows are read again and again, and not sent.
    pub settle: i64,
    /// How long a finished change may take to become visible.
    pub visible: i64,
    /// The first pause before polling a task; later ones follow from how long tasks take.
    pub poll_first: i64,
    /// The longest pause between polls.
    pub poll_longest: i64,
    /// How long a task may go without progress.
    pub task_patience: i64,
    /// How long a read-back may keep failing.
    pub read_patience: i64,
    /// How long rows wait to be read back together with others.
    pub linger: i64,
    /// The most times a row is sent before the run ends or is resumed.
    pub tries: u32,
    /// How many rows may fail.
    pub max_failures: MaxFailures,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch: 100,
            first: 10,
            at_once: 8,
            read_batch: 100,
            settle: 60_000,
            visible: 120_000,
            poll_first: 25,
            poll_longest: 10_000,
            task_patience: 600_000,
            read_patience: 120_000,
            linger: 100,
            tries: 3,
            max_failures: MaxFailures::Usual,
        }
    }
}
