//! A row whose live state is to be read.

/// A row whose live state is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct ReadBack {
    /// Why.
    pub(in crate::apply) after: After,
    /// Since when it is looked for.
    pub(in crate::apply) since: i64,
    /// When to read next.
    pub(in crate::apply) due: i64,
    /// The pause before the read after that.
    pub(in crate::apply) pause: i64,
    /// Since when reading fails, if it does.
    pub(in crate::apply) failing: Option<i64>,
    /// Failures in a row that reading again does not change.
    pub(in crate::apply) useless: u32,
    /// Whether a read is under way.
    pub(in crate::apply) busy: bool,
}

/// What a row was looked at for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) enum After {
    /// Nothing was sent yet, in this life of the run: is the person still where the plan saw them?
    Unsent,
    /// The service says that its work is over.
    Over {
        /// The call.
        call: u32,
        /// What it said of this row, if that it was not changed.
        refused: Option<String>,
        /// What to say when it is not seen and was not named.
        others: Option<String>,
        /// How many people of the call the service says it moved.
        moved: Option<u64>,
    },
    /// The answer to a call was lost.
    Doubt {
        /// What happened.
        why: String,
    },
    /// The service took the call and reported no end of its work: it may still be at it.
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
            pause: 1_000,
            failing: None,
            useless: 0,
            busy: false,
        }
    }

    /// When to read next, after one that did not settle it: 1, 2, 4 … 30 s later.
    pub(in crate::apply) fn later(&mut self, now: i64) {
        self.due = now.saturating_add(self.pause);
        self.pause = self.pause.saturating_mul(2).min(30_000);
        self.busy = false;
    }

    /// Whether it only asks where a person is to whom nothing was done yet.
    pub(in crate::apply) fn is_unsent(&self) -> bool {
        self.after == After::Unsent
    }
}
