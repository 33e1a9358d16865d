//! What a sync is told, and what it answers.

use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Error, OrgId};
use jiff::Timestamp;

use super::{Outcome, Stage};
use crate::store::StoreError;

/// How to sync.
#[derive(Clone)]
pub struct SyncOptions {
    /// Which organization.
    pub org: OrgId,
    /// The clock.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Begin anew, even where an earlier sync was cut off.
    pub fresh: bool,
    /// How long after its last commit a cut-off sync is gone on with (12 hours unless set). Later, what it
    /// saw says too little about now.
    pub resume_within: Duration,
    /// Believe that what is missing is gone, however much it is.
    pub accept_gone: bool,
    /// Whether to read the policies of managed accounts.
    pub policies: bool,
    /// Pages of people in one commit, at most (64 unless set).
    pub commit_pages: u32,
    /// Accounts in one question for policies, at most (100 unless set; the service's limit is not
    /// documented, and fewer are asked for where it refuses).
    pub policy_batch: usize,
    /// Questions for policies at once (4 unless set).
    pub policy_calls: usize,
}

impl SyncOptions {
    /// The usual.
    #[must_use]
    pub fn new(org: OrgId) -> Self {
        Self {
            org,
            clock: Arc::new(Timestamp::now),
            fresh: false,
            accept_gone: false,
            resume_within: Duration::from_secs(12 * 3600),
            policies: true,
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

/// What came of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// Its number.
    pub sync: i64,
    /// Whether it went on with an earlier one.
    pub resumed: bool,
    /// Whether every stage was complete.
    pub complete: bool,
    /// The stages.
    pub stages: Vec<StageReport>,
    /// People seen for the first time.
    pub appeared: u64,
    /// People who are different from before, apart from what runs of this program changed.
    pub changed: u64,
    /// What runs of this program changed since the last sync that ended, in the order of their ids.
    pub changed_by_runs: Vec<RunChanges>,
    /// People who are gone.
    pub gone: u64,
    /// Groups of which the people's pages named fewer members than the service counts.
    pub short_groups: u64,
    /// What the service left out of the people's entries.
    pub unreported: Unreported,
}

/// What a run changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunChanges {
    /// The run's id.
    pub run: String,
    /// People whom it changed.
    pub people: u64,
}

/// Of how many people the service did not report something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unreported {
    /// People whom this sync saw.
    pub people: u64,
    /// Of them, those whose groups are unknown.
    pub groups: u64,
    /// Of them, those whose apps are unknown.
    pub apps: u64,
    /// Of them, those whose roles are unknown.
    pub roles: u64,
}

/// What came of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReport {
    /// Which.
    pub stage: Stage,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows in all.
    pub rows: u64,
    /// Why it is not complete.
    pub note: Option<String>,
}

impl SyncReport {
    /// A stage of it.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.stage == stage)
    }
}

/// Why a sync stopped. What it had read is kept, and the next one goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The service could not be asked.
    #[error("reading the {stage} stopped")]
    Wire {
        /// During which stage.
        stage: Stage,
        /// Why.
        #[source]
        source: Error,
    },
    /// The mirror could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
