//! The states of rows, requests and tasks.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::TaskId;

use crate::apply::Outcome;
use crate::change::{Facet, FacetKind, Item, Subject, Value};

/// The state of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) enum State {
    /// The plan does not change it.
    Out,
    /// Nothing was sent, or the request was certainly not processed.
    Planned,
    /// The request is open, or was when the process ended.
    Sent {
        /// When.
        at: i64,
    },
    /// The service accepted the request.
    Acked,
    /// It is to be read back.
    ReadingBack,
    /// The row has an outcome.
    Ended {
        /// How.
        end: Outcome,
        /// When.
        at: i64,
    },
}

/// Rows that may share a request have the same lane: the same facet, and the same value after.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::apply) struct Lane {
    pub(in crate::apply) facet: Facet,
    pub(in crate::apply) to: Value,
}

/// Rows to change with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Batch {
    pub(in crate::apply) lane: Lane,
    pub(in crate::apply) rows: Vec<u32>,
    pub(in crate::apply) not_before: i64,
    /// How often the request came back unprocessed.
    pub(in crate::apply) back: u32,
    /// Whether it is part of a refused request, sent alone to find the row that caused the refusal.
    pub(in crate::apply) part: bool,
}

impl Batch {
    /// Rows to send as soon as possible.
    pub(in crate::apply) fn new(lane: Lane, rows: Vec<u32>) -> Self {
        Self {
            lane,
            rows,
            not_before: 0,
            back: 0,
            part: false,
        }
    }

    /// Whether it may share a request with others.
    pub(in crate::apply) fn shares(&self, lane: &Lane, now: i64) -> bool {
        self.lane == *lane && !self.part && self.back == 0 && self.not_before <= now
    }
}

/// A change request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Call {
    pub(in crate::apply) lane: Lane,
    pub(in crate::apply) rows: Vec<u32>,
    pub(in crate::apply) back: u32,
    pub(in crate::apply) task: Option<Task>,
    /// Its task when the service reported no end: a resume polls it once more.
    pub(in crate::apply) lost: Option<TaskId>,
    /// The service knew no such task, or did not answer for it. (It may also still be working.)
    pub(in crate::apply) vanished: bool,
}

impl Call {
    /// A request that is about to be sent.
    pub(in crate::apply) fn new(lane: Lane, rows: Vec<u32>, back: u32) -> Self {
        Self {
            lane,
            rows,
            back,
            task: None,
            lost: None,
            vanished: false,
        }
    }
}

/// The service's task for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Task {
    pub(in crate::apply) id: TaskId,
    pub(in crate::apply) due: i64,
    /// When the service accepted the request.
    pub(in crate::apply) taken: i64,
    /// When it was last polled.
    pub(in crate::apply) asked: i64,
    /// When it last made progress.
    pub(in crate::apply) moved: i64,
    pub(in crate::apply) counts: (u64, u64, u64),
    pub(in crate::apply) busy: bool,
    /// Permanent errors in a row.
    pub(in crate::apply) useless: u32,
}

impl Task {
    /// A task that is first polled at `due`.
    pub(in crate::apply) fn new(id: TaskId, now: i64, due: i64) -> Self {
        Self {
            id,
            due,
            taken: now,
            asked: now,
            moved: now,
            counts: (0, 0, 0),
            busy: false,
            useless: 0,
        }
    }
}

/// What the last requests show about the connection.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::apply) struct Connectivity {
    /// Whether the service answered since the run started or resumed.
    pub(super) answered: bool,
    /// Since when no connection is possible.
    pub(super) none_since: Option<i64>,
    /// Requests that found no connection since then.
    pub(super) calls: u32,
    /// Whether the run ended because the service cannot be reached.
    pub(in crate::apply) gone: bool,
}

/// How long readers took to show changes that were accepted, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::apply) struct Shown {
    /// Usually.
    pub(super) usual: i64,
    /// At the longest.
    pub(super) longest: i64,
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Give these targets the value, once the journal's entries so far are durable.
    Send {
        /// The call's number, for [`Machine::sent`](super::Machine::sent).
        call: u32,
        /// What is changed.
        facet: Facet,
        /// The value after.
        to: Value,
        /// The targets.
        subjects: Vec<Subject>,
    },
    /// Poll a task.
    Poll {
        /// The call's number, for [`Machine::polled`](super::Machine::polled).
        call: u32,
        /// The kind of change.
        kind: FacetKind,
        /// The task.
        task: TaskId,
    },
    /// Read the live state of rows.
    Read {
        /// The rows, for [`Machine::read`](super::Machine::read).
        rows: Vec<u32>,
        /// The kind of facet.
        kind: FacetKind,
        /// What to read, in the order of the rows.
        items: Vec<Item>,
        /// Accounts whose addresses matter, since rows may be sent that name people by theirs.
        named: BTreeSet<String>,
    },
}

/// The progress of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that the plan changes.
    pub changes: u64,
    /// Rows with an outcome.
    pub ended: u64,
    /// Of them, rows that are as planned.
    pub there: u64,
    /// Of them, rows that failed, were refused or are unknown.
    pub failed: u64,
    /// Rows that were sent and have no outcome yet.
    pub open: u64,
    /// Of them, rows that wait for the settle time of a lost request.
    pub settling: u64,
}

/// The accounts that a run invited.
#[derive(Debug, Clone, Default)]
pub(in crate::apply) struct Invited {
    /// The accounts that have the addresses of rows, as last read.
    pub(super) seen: BTreeMap<u32, String>,
    /// The accounts that were invited, by row.
    pub(super) accounts: BTreeMap<u32, String>,
}
