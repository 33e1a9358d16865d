//! A row whose live state is to be read.

/// A row whose live state is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct ReadBack {
    /// What led to the read-back.
    pub(in crate::apply) after: After,
    /// When the read-back was first requested.
    pub(in crate::apply) since: i64,
    /// When the next read is due.
    pub(in crate::apply) due: i64,
    /// The pause before the read after that.
    pub(in crate::apply) pause: i64,
    /// Since when reading fails; `None` while it works.
    pub(in crate::apply) failing: Option<i64>,
    /// Permanent failures in a row.
    pub(in crate::apply) useless: u32,
    /// Whether a read is under way.
    pub(in crate::apply) busy: bool,
}

/// The pause before the second read, in milliseconds. Memberships are visible after some hundred milliseconds.
const FIRST_PAUSE: i64 = 250;
/// The longest pause.
const LONGEST_PAUSE: i64 = 15_000;

/// Why a row is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) enum After {
    /// Nothing was sent since the run started or resumed: has the target still the value that the plan recorded?
    Unsent,
    /// The service reports that its task is finished.
    Over {
        /// The call.
        call: u32,
        /// Why the service did not change this row, if it says so.
        refused: Option<String>,
        /// The reason to give when the change is not visible and the task does not name the row.
        others: Option<String>,
        /// How many rows of the request the service says it changed.
        moved: Option<u64>,
    },
    /// The service refused the change. It may be made already.
    Refused {
        /// Its reason.
        why: String,
    },
    /// The response to a request was lost.
    Doubt {
        /// What happened.
        why: String,
    },
    /// The service accepted the request and reported no end of its task, which may still be running.
    Adrift {
        /// What is known.
        why: String,
    },
}

impl ReadBack {
    pub(in crate::apply) fn new(after: After, since: i64, due: i64) -> Self {
        Self {
            after,
            since,
            due,
            pause: FIRST_PAUSE,
            failing: None,
            useless: 0,
            busy: false,
        }
    }

    /// When to read next, after one that did not settle it: 0.25, 0.5, 1, 2, 4, 8, 15, 15 … s later.
    pub(in crate::apply) fn later(&mut self, now: i64) {
        self.due = now.saturating_add(self.pause);
        self.pause = self.pause.saturating_mul(2).min(LONGEST_PAUSE);
        self.busy = false;
    }

    /// Whether nothing was sent for the row yet.
    pub(in crate::apply) fn is_unsent(&self) -> bool {
        self.after == After::Unsent
    }
}
