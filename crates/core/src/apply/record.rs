//! What a journal holds.

use atlctl_api::{PolicyId, TaskId};
use serde::{Deserialize, Serialize};

use super::{Outcome, Settings, Stop};
use crate::plan::Actor;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Milliseconds since 1970.
    pub at: i64,
    /// What.
    #[serde(flatten)]
    pub record: Record,
}

/// Something that happened. Rows are positions in the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "e", rename_all = "kebab-case")]
pub enum Record {
    /// The run began.
    Begin {
        /// Its id.
        run: String,
        /// The plan's checksum.
        plan: String,
        /// The version of atlctl.
        tool: String,
        /// How it goes about it.
        settings: Settings,
        /// Who began it; `None` in journals of an older atlctl.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<Actor>,
        /// Whether a file beside the journal knows its end.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        marked: bool,
    },
    /// A call is about to be made. On disk before its first byte leaves.
    Sent {
        /// The call's number.
        call: u32,
        /// The policy people are moved to.
        policy: PolicyId,
        /// The people.
        rows: Vec<u32>,
    },
    /// The service took the call.
    Acked {
        /// The call.
        call: u32,
        /// The task to ask after.
        task: TaskId,
    },
    /// The call was surely not processed.
    Back {
        /// The call.
        call: u32,
        /// What happened.
        why: String,
    },
    /// The call may have been processed.
    Unclear {
        /// The call.
        call: u32,
        /// What happened.
        why: String,
    },
    /// The service's work on a call is over.
    Over {
        /// The call.
        call: u32,
        /// People the service did not move, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<(u32, String)>,
        /// What to say of people who were not moved and not named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        others: Option<String>,
        /// How many people the service says it moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<u64>,
    },
    /// The service took a call and reports no end of its work. What it may still do is not known.
    Adrift {
        /// The call.
        call: u32,
        /// What is known.
        why: String,
        /// The service says that it is still working. (Else it knows no such task, or does not answer for it.)
        working: bool,
    },
    /// Rows ended.
    Ended {
        /// They.
        rows: Vec<u32>,
        /// How.
        end: Outcome,
    },
    /// Reading back showed that the change was not made: they may be sent again.
    Again {
        /// They.
        rows: Vec<u32>,
    },
    /// Nothing more is sent.
    Stopped {
        /// Why.
        why: Stop,
    },
    /// The run was taken up again.
    Resumed,
    /// Who takes it up again.
    ResumedBy {
        /// They.
        actor: Actor,
    },
    /// Rows were written into files for the portal's own import.
    HandedOff {
        /// They.
        rows: Vec<u32>,
    },
    /// The live state of all rows was read.
    Verified {
        /// People who are where they were to be.
        there: u64,
        /// People who are not.
        elsewhere: u64,
    },
    /// Nothing is left to be done.
    Finished,
    /// The person ended the run: what is open stays as it is.
    Closed,
    /// Lines that had been written were missing at the end of the journal when it was opened.
    Cut {
        /// How many; 0 when nothing tells.
        lines: u64,
    },
}
