//! The records of a journal.

use atlctl_api::TaskId;
use serde::{Deserialize, Serialize};

use super::{Outcome, Settings, Stop};
use crate::plan::Actor;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub at: i64,
    /// The event.
    #[serde(flatten)]
    pub record: Record,
}

/// Something that happened. Rows are positions in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "kebab-case")]
pub enum Record {
    /// The run started.
    Begin {
        /// The run's ID.
        run: String,
        /// The plan's checksum.
        plan: String,
        /// The version of atlctl.
        tool: String,
        /// The run's settings.
        settings: Settings,
        /// Who started it; `None` in journals of an older atlctl.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<Actor>,
        /// Whether the journal has an end mark.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        marked: bool,
    },
    /// A request is about to be sent. The record is on disk before the request's first byte leaves.
    Sent {
        /// The call's number.
        call: u32,
        /// The rows. All have the same facet and value.
        rows: Vec<u32>,
    },
    /// The service accepted the request.
    Acked {
        /// The call.
        call: u32,
        /// The task to poll.
        task: TaskId,
    },
    /// The request was certainly not processed.
    Back {
        /// The call.
        call: u32,
        /// What happened.
        why: String,
    },
    /// The request may have been processed.
    Unclear {
        /// The call.
        call: u32,
        /// What happened.
        why: String,
        /// Whether the service answered, so that it is through with the request and readers alone need time.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        answered: bool,
    },
    /// The service finished its task for a request.
    Over {
        /// The call.
        call: u32,
        /// Rows the service did not change, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<(u32, String)>,
        /// The reason to give for rows that were not changed and that the service does not name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        others: Option<String>,
        /// How many rows the service says it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<u64>,
    },
    /// The service answered that the change is made.
    Done {
        /// The call.
        call: u32,
        /// Rows that it refused, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<(u32, String)>,
    },
    /// The service refused the request of a single row, which is read to see whether it is as planned all the same.
    Refused {
        /// The call.
        call: u32,
        /// The service's reason.
        why: String,
        /// Whether the service says that it was so already.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        already: bool,
        /// Whether the answer leaves open what was done: it is read until readers would show it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unsure: bool,
    },
    /// The service accepted a request and reports no end of its task, which may still be running.
    Adrift {
        /// The call.
        call: u32,
        /// What is known.
        why: String,
        /// Whether the service says that it is still working. (Otherwise the task is unknown or cannot be read.)
        working: bool,
    },
    /// The group that a row created has this ID, or the account that it invited. Journals of an older atlctl have no such
    /// record.
    Created {
        /// The row.
        row: u32,
        /// The ID.
        id: String,
    },
    /// Rows have an outcome.
    Ended {
        /// Indexes of the rows in the plan.
        rows: Vec<u32>,
        /// The outcome.
        end: Outcome,
    },
    /// The read-back showed that the change was not made: the rows may be sent again.
    Again {
        /// Indexes of the rows in the plan.
        rows: Vec<u32>,
    },
    /// The run sends no further changes.
    Stopped {
        /// Why.
        why: Stop,
    },
    /// The run was resumed.
    Resumed,
    /// Who resumed the run.
    ResumedBy {
        /// Who resumes the run.
        actor: Actor,
    },
    /// Rows were written into files for the portal's own import.
    HandedOff {
        /// Indexes of the rows in the plan.
        rows: Vec<u32>,
    },
    /// The live state of all rows was read.
    Verified {
        /// Rows with the value of the plan.
        there: u64,
        /// Rows with another one.
        elsewhere: u64,
    },
    /// Every row is settled.
    Finished,
    /// The administrator closed the run; unsettled rows stay as they are.
    Closed,
    /// Lines were missing at the end of the journal when it was opened.
    Cut {
        /// How many; 0 when unknown.
        lines: u64,
    },
}
