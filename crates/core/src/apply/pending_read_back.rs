//! A row whose live state is to be read.

/// A row whose live state is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct ReadBack {
    /// What led to the read-back.
    pub(in crate::apply) after: After,
    /// When the read-back was first requested.
    pub(in crate::apply) since: i64,
    /// From when on a value that is as before means that no request changes it anymore. What shows the change before
    /// then is done.
    pub(in crate::apply) settled: i64,
    /// When the next read is due.
    pub(in crate::apply) due: i64,
    /// When the last read began: what it shows is as of then.
    pub(in crate::apply) begun: i64,
    /// When the last read did not settle it.
    pub(in crate::apply) unseen: Option<i64>,
    /// Since when reading fails; `None` while it works.
    pub(in crate::apply) failing: Option<i64>,
    /// Permanent failures in a row.
    pub(in crate::apply) useless: u32,
    /// Whether a read is under way.
    pub(in crate::apply) busy: bool,
}

/// The shortest pause between two reads, in milliseconds. Memberships are visible after some hundred milliseconds.
const SHORTEST_PAUSE: i64 = 250;
/// The longest pause.
const LONGEST_PAUSE: i64 = 10_000;
/// A pause is this part of the time waited so far, so that no wait is longer than it must be by more than that.
const PART: i64 = 4;

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
    /// The service refused the change. It may be made all the same.
    Refused {
        /// Its reason.
        why: String,
        /// Whether the service says that it was so already.
        already: bool,
    },
    /// The service refused a request of several rows, or all requests of the kind, with an answer that leaves open what
    /// was done.
    Unclear {
        /// Its answer.
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
    /// Reads at once, and again until it is settled.
    pub(in crate::apply) fn new(after: After, since: i64, settled: i64) -> Self {
        Self {
            after,
            since,
            settled,
            due: since,
            begun: since,
            unseen: None,
            failing: None,
            useless: 0,
            busy: false,
        }
    }

    /// When to read next, after a read that did not settle it: often at first, then after a quarter of the time waited.
    /// `shown`: how long readers took to show earlier changes of the kind; until then, half of the rest is waited for.
    pub(in crate::apply) fn later(&mut self, now: i64, shown: Option<i64>) {
        let waited = now.saturating_sub(self.since);
        let pause = (waited / PART).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let mut due = now.saturating_add(pause);
        if let Some(shown) = shown.map(|shown| self.since.saturating_add(shown))
            && shown > now
        {
            let half = shown.saturating_sub(now) / 2;
            due = now.saturating_add(pause.max(half)).min(shown);
        }
        if self.is_settling() {
            due = due.min(self.settled.max(now));
        }
        self.due = due;
        self.unseen = Some(now);
        self.busy = false;
    }

    /// How long readers took to show the change, now that they do: the middle between the last two reads.
    pub(in crate::apply) fn shown_after(&self, now: i64) -> i64 {
        let unseen = self.unseen.unwrap_or(self.since);
        let (from, until) = (
            unseen.saturating_sub(self.since),
            now.saturating_sub(self.since),
        );
        from.saturating_add(until) / 2
    }

    /// How long it may take from the first read until it is settled, in milliseconds.
    pub(in crate::apply) fn time_to_settle(&self) -> i64 {
        self.settled.saturating_sub(self.since).max(0)
    }

    /// Whether a request might still have changed the value when it was last read.
    pub(in crate::apply) fn is_settling(&self) -> bool {
        self.begun < self.settled
    }

    /// Whether nothing was sent for the row yet.
    pub(in crate::apply) fn is_unsent(&self) -> bool {
        self.after == After::Unsent
    }
}
