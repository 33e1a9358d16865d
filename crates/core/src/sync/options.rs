//! The options and the report of a sync.

use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Error, OrgId};
use jiff::Timestamp;

use super::{Outcome, PutBack, Stage};
use crate::store::StoreError;

/// What to read of the audit log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventsSince {
    /// Events since then, in milliseconds since 1970; `None`: since the last reading, at first 180 days.
    pub from: Option<i64>,
}

/// The options of a sync.
#[derive(Clone)]
pub struct SyncOptions {
    /// The organization to read.
    pub org: OrgId,
    /// The clock.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Start over, even if an earlier sync was interrupted.
    pub fresh: bool,
    /// How long after its last commit an interrupted sync can be resumed (default: 12 hours). Later, its data is too
    /// old.
    pub resume_within: Duration,
    /// Accept that everything missing is gone, however much it is.
    pub accept_gone: bool,
    /// Whether to read the policies of managed accounts.
    pub policies: bool,
    /// What to read of the audit log, if anything.
    pub audit_log: Option<EventsSince>,
    /// The most pages of people in one commit (default: 64).
    pub commit_pages: u32,
    /// The most accounts in one request for policies (default: 100; the service's limit is not documented, and smaller
    /// requests follow when it refuses).
    pub policy_batch: usize,
    /// Requests for policies at a time (default: 4).
    pub policy_calls: usize,
}

impl SyncOptions {
    /// The default options.
    #[must_use]
    pub fn new(org: OrgId) -> Self {
        Self {
            org,
            clock: Arc::new(Timestamp::now),
            fresh: false,
            accept_gone: false,
            resume_within: Duration::from_secs(12 * 3600),
            policies: true,
            audit_log: None,
            commit_pages: 64,
            policy_batch: 100,
            policy_calls: 4,
        }
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)().as_second()
    }

    /// In milliseconds since 1970.
    pub(super) fn now_ms(&self) -> i64 {
        (self.clock)().as_millisecond()
    }
}

/// The report of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// The sync's number.
    pub sync: i64,
    /// Whether it resumed an earlier one.
    pub resumed: bool,
    /// Whether every stage was complete.
    pub complete: bool,
    /// The stages.
    pub stages: Vec<StageReport>,
    /// People seen for the first time.
    pub appeared: u64,
    /// People who changed, apart from changes by runs.
    pub changed: u64,
    /// Changes by runs since the last finished sync, in the order of their IDs.
    pub changed_by_runs: Vec<RunChanges>,
    /// People who are gone.
    pub gone: u64,
    /// People who were gone before and are there again.
    pub returned: u64,
    /// People whom runs took out of a group or the directory, and who are there again.
    pub put_back: Vec<PutBack>,
    /// Groups with fewer listed members than the service counts.
    pub short_groups: u64,
    /// Data that the service did not report for people.
    pub unreported: Unreported,
}

/// The changes of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunChanges {
    /// The run's ID.
    pub run: String,
    /// People it changed.
    pub people: u64,
}

/// Numbers of people with unreported data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unreported {
    /// People whom this sync saw.
    pub people: u64,
    /// How many of them have unknown groups.
    pub groups: u64,
    /// How many of them have unknown apps.
    pub apps: u64,
    /// How many of them have unknown roles.
    pub roles: u64,
}

/// The report of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReport {
    /// The part.
    pub stage: Stage,
    /// The state at the end.
    pub outcome: Outcome,
    /// Rows in all.
    pub rows: u64,
    /// Why the part is not complete.
    pub note: Option<String>,
}

impl SyncReport {
    /// A stage of it.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.stage == stage)
    }
}

/// Why a sync stopped. The mirror keeps what it read, and the next sync resumes from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The service could not be asked.
    #[error("reading the {stage} stopped")]
    Wire {
        /// During which stage.
        stage: Stage,
        /// The reason.
        #[source]
        source: Error,
    },
    /// The mirror could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
