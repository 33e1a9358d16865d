//! Change requests and their answers.

use atlctl_api::TaskId;

use super::Target;

/// One target of a change request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The target.
    pub target: Target,
    /// Its email address; some calls name people by address.
    pub email: Option<String>,
}

/// What the service answered to a change request that it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It works on the change; poll this task.
    Task(TaskId),
    /// It says that the change is made, except for these targets.
    Done {
        /// Targets that it refused, by position in the request.
        refused: Vec<Refusal>,
    },
}

impl Answer {
    /// The change is made for every target.
    pub const DONE: Self = Self::Done {
        refused: Vec::new(),
    };
}

/// A target that the service refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its position in the request.
    pub at: usize,
    /// The service's reason.
    pub why: String,
}

/// The state of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskState {
    /// Targets that it still works on.
    pub in_progress: u64,
    /// Targets changed.
    pub succeeded: u64,
    /// Targets not changed.
    pub failed: u64,
    /// The targets not changed that it names, by address or ID, each with the reason.
    pub refused: Vec<(String, String)>,
}

impl TaskState {
    /// Whether nothing is in progress anymore.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.in_progress == 0
    }
}
