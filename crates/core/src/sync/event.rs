//! What is told while a sync runs.

use std::fmt;

/// A part of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// The organization itself.
    Org,
    /// Directories.
    Directories,
    /// Domains.
    Domains,
    /// Workspaces.
    Workspaces,
    /// Groups.
    Groups,
    /// People, with their groups, roles and last activity.
    Users,
    /// The authentication policy of each managed account.
    Policies,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Org,
        Self::Directories,
        Self::Domains,
        Self::Workspaces,
        Self::Groups,
        Self::Users,
        Self::Policies,
    ];

    /// Its name, as in the view `sync_stage`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Directories => "directories",
            Self::Domains => "domains",
            Self::Workspaces => "workspaces",
            Self::Groups => "groups",
            Self::Users => "users",
            Self::Policies => "policies",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Everything was read; what was not seen is gone.
    Complete,
    /// Everything that was offered was read, but the service counts differently: nothing was marked gone.
    Inexact,
    /// So much is missing that it was not believed: nothing of it was marked gone.
    Doubted,
    /// It could not be read; what was known stays as it was.
    Unavailable,
}

impl Outcome {
    /// Its name, as in the view `sync_stage`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Inexact => "inexact",
            Self::Doubted => "doubted",
            Self::Unavailable => "unavailable",
        }
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        [
            Self::Complete,
            Self::Inexact,
            Self::Doubted,
            Self::Unavailable,
        ]
        .into_iter()
        .find(|outcome| outcome.as_str() == name)
    }
}

/// Something that happened during a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyncEvent {
    /// It began, or goes on where an earlier one was cut off.
    Started {
        /// Its number.
        sync: i64,
        /// Whether it goes on with an earlier one.
        resumed: bool,
    },
    /// More of a stage was read.
    Progress {
        /// Which.
        stage: Stage,
        /// Rows so far.
        rows: u64,
        /// How many there are, where the service told.
        total: Option<u64>,
    },
    /// A stage ended.
    Ended {
        /// Which.
        stage: Stage,
        /// How.
        outcome: Outcome,
        /// Rows in all.
        rows: u64,
        /// Why it is not complete.
        note: Option<String>,
    },
    /// Something odd that did not stop the work.
    Warning(String),
}
