//! The options and the report of a sync.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Error, OrgId, ScimDirectoryId, UserSearch};
use jiff::Timestamp;

use super::{Outcome, Readded, Stage};
use crate::store::{StoreError, part_title};

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
    /// Read everyone, even where the audit log names who changed.
    pub full: bool,
    /// How old the last reading of everyone may be, for a sync to read only people who may have changed (default: 7
    /// days).
    pub full_every: Duration,
    /// Start over, even if an earlier sync was interrupted.
    pub fresh: bool,
    /// How long after its last commit an interrupted sync can be resumed (default: 12 hours). Later, its data is too
    /// old.
    pub resume_within: Duration,
    /// Accept that everything missing is gone, even if it is much.
    pub accept_gone: bool,
    /// The parts to read (default: all that need no budget). The others stay as they are.
    pub parts: BTreeSet<Stage>,
    /// The most people whose roles to ask for, one call a person (default: none). Those whose roles were read longest
    /// ago come first.
    pub roles_budget: usize,
    /// Requests for the roles of groups or people at a time (default: 4).
    pub role_calls: usize,
    /// Directories of identity providers whose records to read. The client needs the key of each.
    pub scim_directories: Vec<ScimDirectoryId>,
    /// Cursors that read the people at the same time (default: 8). With 1, the list is read from its beginning to its
    /// end.
    pub cursors: usize,
    /// The fewest people whom several cursors read (default: 2,000). With fewer, everyone is read in every sync.
    pub several_from: u64,
    /// API tokens that one cursor reads at least, where several read them (default: 10,000, which are ten pages).
    pub tokens_a_cursor: u64,
    /// People on a page, 1 to 100 (default: 100).
    pub page: u32,
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
            full: false,
            full_every: Duration::from_secs(7 * 86_400),
            fresh: false,
            accept_gone: false,
            resume_within: Duration::from_secs(12 * 3600),
            parts: Stage::ALL.into_iter().collect(),
            roles_budget: 0,
            role_calls: 4,
            scim_directories: Vec::new(),
            cursors: 8,
            several_from: 2_000,
            tokens_a_cursor: 10_000,
            page: 100,
            audit_log: None,
            commit_pages: 64,
            policy_batch: 100,
            policy_calls: 4,
        }
    }

    /// Whether to read a part. The roles of people need a budget, and links a directory.
    #[must_use]
    pub fn reads(&self, stage: Stage) -> bool {
        self.parts.contains(&stage)
            && match stage {
                Stage::UserRoles => self.roles_budget > 0,
                Stage::ScimLinks => !self.scim_directories.is_empty(),
                Stage::Events => self.audit_log.is_some(),
                _ => true,
            }
    }

    /// People on a page.
    pub(super) fn page(&self) -> u64 {
        self.page.clamp(1, 100).into()
    }

    /// A search for people, a page of this size at a time.
    pub(super) fn search(&self) -> UserSearch {
        UserSearch {
            limit: self.page.clamp(1, 100),
            ..UserSearch::default()
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
    /// Whether every part was complete that the mirror needs to be whole.
    pub complete: bool,
    /// The stages.
    pub stages: Vec<StageReport>,
    /// People seen for the first time.
    pub appeared: u64,
    /// People who changed, apart from changes by runs.
    pub changed: u64,
    /// Changes by runs since the last finished sync, in the order of their IDs.
    pub changed_by_runs: Vec<RunChanges>,
    /// People whom these runs changed, each counted once.
    pub people_changed_by_runs: u64,
    /// People who are gone.
    pub gone: u64,
    /// People who were gone before and are there again.
    pub returned: u64,
    /// People whom runs took out of a group or the directory, and who are there again.
    pub readded: Vec<Readded>,
    /// Groups with fewer listed members than the service counts.
    pub short_groups: u64,
    /// People and groups whose names were too long and are cut.
    pub cut_names: u64,
    /// Entries of the list of people that have no account ID, so that nobody can say whose they are.
    pub without_account: u64,
    /// Nobody of the people whose roles were reported is an organization admin, which cannot be: every organization has one.
    pub nobody_is_admin: bool,
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
    #[error("the sync stopped while reading the {}", part_title(stage.as_str()))]
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
