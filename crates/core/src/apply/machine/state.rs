//! What rows, calls and tasks are in.

use atlctl_api::{AccountId, PolicyId, TaskId};

use crate::apply::Outcome;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) enum State {
    /// It is not to be changed.
    Out,
    /// Nothing was sent, or what was sent was surely not processed.
    Planned,
    /// The call is on its way, or was when the program ended.
    Sent {
        /// When.
        at: i64,
    },
    /// The service took the call.
    Acked,
    /// Its live state is to be read.
    ReadingBack,
    /// It ended.
    Ended {
        /// How.
        end: Outcome,
        /// When.
        at: i64,
    },
}

/// People to be moved with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Batch {
    pub(in crate::apply) policy: PolicyId,
    pub(in crate::apply) rows: Vec<u32>,
    pub(in crate::apply) not_before: i64,
    /// How often it came back unprocessed.
    pub(in crate::apply) back: u32,
    /// A part of a refused call: it is sent alone, so that the person who was meant is found.
    pub(in crate::apply) part: bool,
}

impl Batch {
    /// People to be sent as soon as it is their turn.
    pub(in crate::apply) fn new(policy: PolicyId, rows: Vec<u32>) -> Self {
        Self {
            policy,
            rows,
            not_before: 0,
            back: 0,
            part: false,
        }
    }

    /// Whether it may share a call with others.
    pub(in crate::apply) fn shares(&self, policy: &PolicyId, now: i64) -> bool {
        self.policy == *policy && !self.part && self.back == 0 && self.not_before <= now
    }
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Call {
    pub(in crate::apply) policy: PolicyId,
    pub(in crate::apply) rows: Vec<u32>,
    pub(in crate::apply) back: u32,
    pub(in crate::apply) task: Option<Task>,
    /// Its task, where the service reported no end: a resume asks for it once more.
    pub(in crate::apply) lost: Option<TaskId>,
    /// The service knew no such task, or did not answer for it. (It may also still be working.)
    pub(in crate::apply) vanished: bool,
}

impl Call {
    /// A call that is about to be made.
    pub(in crate::apply) fn new(policy: PolicyId, rows: Vec<u32>, back: u32) -> Self {
        Self {
            policy,
            rows,
            back,
            task: None,
            lost: None,
            vanished: false,
        }
    }
}

/// The service's work on a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::apply) struct Task {
    pub(in crate::apply) id: TaskId,
    pub(in crate::apply) due: i64,
    /// When the service took the call.
    pub(in crate::apply) taken: i64,
    /// When it was last asked after.
    pub(in crate::apply) asked: i64,
    /// When it last made progress.
    pub(in crate::apply) moved: i64,
    pub(in crate::apply) counts: (u64, u64, u64),
    pub(in crate::apply) busy: bool,
    /// Answers in a row that asking again does not change.
    pub(in crate::apply) useless: u32,
}

impl Task {
    /// A task that is first asked for at `due`.
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

/// What the last calls found.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::apply) struct Connectivity {
    /// The service answered since the run was begun or resumed.
    pub(super) answered: bool,
    /// Since when no connection can be made.
    pub(super) none_since: Option<i64>,
    /// How many calls found none since then.
    pub(super) calls: u32,
    /// The run is over, as nothing can be asked.
    pub(in crate::apply) gone: bool,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Move these people; only when the journal's entries so far are durable.
    Send {
        /// The call's number, for [`Machine::sent`](super::Machine::sent).
        call: u32,
        /// The policy.
        policy: PolicyId,
        /// Their addresses.
        emails: Vec<String>,
    },
    /// Ask after a task.
    Poll {
        /// The call's number, for [`Machine::polled`](super::Machine::polled).
        call: u32,
        /// The task.
        task: TaskId,
    },
    /// Read the live state of rows.
    Read {
        /// The rows, for [`Machine::read`](super::Machine::read).
        rows: Vec<u32>,
        /// Their accounts.
        accounts: Vec<AccountId>,
    },
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows to be changed.
    pub changes: u64,
    /// Rows that ended.
    pub ended: u64,
    /// Of them, those that are as they were to be.
    pub there: u64,
    /// Of them, those that failed, were refused or lost.
    pub failed: u64,
    /// Rows that were sent and have not ended.
    pub open: u64,
    /// Of them, those that wait until the service must be through with a lost call.
    pub settling: u64,
}
