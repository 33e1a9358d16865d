//! A row whose live state is to be read.

/// A row whose live state is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// Why.
    pub(super) after: After,
    /// Since when it is looked for.
    pub(super) since: i64,
    /// When to read next.
    pub(super) due: i64,
    /// The pause before the read after that.
    pub(super) pause: i64,
    /// Since when reading fails, if it does.
    pub(super) failing: Option<i64>,
    /// Whether a read is under way.
    pub(super) busy: bool,
}

/// What a row was looked at for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum After {
    /// The service says that its work is over.
    Over {
        /// What it said of this row, if that it was not changed.
        refused: Option<String>,
        /// What to say when it is not seen and was not named.
        others: Option<String>,
    },
    /// The answer to a call was lost.
    Doubt {
        /// What happened.
        why: String,
    },
}

impl Look {
    pub(super) fn new(after: After, since: i64, due: i64) -> Self {
        Self {
            after,
            since,
            due,
            pause: 1_000,
            failing: None,
            busy: false,
        }
    }

    /// When to read next, after one that did not settle it: 1, 2, 4 … 30 s later.
    pub(super) fn later(&mut self, now: i64) {
        self.due = now + self.pause;
        self.pause = (self.pause * 2).min(30_000);
        self.busy = false;
    }
}
