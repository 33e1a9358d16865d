//! How a run goes about it. They are in the journal, so that a run is resumed as it was begun.

use serde::{Deserialize, Serialize};

use super::MaxFailures;

/// How a run goes about it. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// People in one call.
    pub batch: usize,
    /// People in the first calls, which are followed to their end before the others are sent; 0 for none.
    pub first: usize,
    /// Calls that change something, at a time. Large ones count until the service says that their work is over.
    pub at_once: usize,
    /// People in one question for the live state.
    pub read_batch: usize,
    /// How long the service may take over a call whose answer was lost. Longer than a call may wait (20 s).
    pub settle: i64,
    /// How long a change that was reported as made may take to be seen.
    pub visible: i64,
    /// The first pause before asking after a task; later ones follow from how long tasks take.
    pub poll_first: i64,
    /// The longest pause before asking again.
    pub poll_longest: i64,
    /// How long a task may make no progress.
    pub task_patience: i64,
    /// How long reading back may fail.
    pub read_patience: i64,
    /// How long people wait to be read back together with others.
    pub linger: i64,
    /// How often a row is sent, at most.
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
