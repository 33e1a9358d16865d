//! Progress events of a sync.

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
    /// The roles that groups give.
    GroupRoles,
    /// The roles of people, with how each came about: one call a person.
    UserRoles,
    /// People's API tokens.
    Tokens,
    /// The organization's API keys.
    Keys,
    /// Service accounts.
    ServiceAccounts,
    /// The API tokens and OAuth clients of service accounts.
    ServiceAccountCredentials,
    /// OAuth clients.
    OAuthClients,
    /// Policies of the organization: data residency, IP allowlists and others.
    OrgPolicies,
    /// Records of identity providers, and the accounts they belong to.
    ScimLinks,
    /// The audit log.
    Events,
}

impl Stage {
    /// Every part.
    pub const ALL: [Self; 17] = [
        Self::Org,
        Self::Directories,
        Self::Domains,
        Self::Workspaces,
        Self::Groups,
        Self::Users,
        Self::Policies,
        Self::GroupRoles,
        Self::UserRoles,
        Self::Tokens,
        Self::Keys,
        Self::ServiceAccounts,
        Self::ServiceAccountCredentials,
        Self::OAuthClients,
        Self::OrgPolicies,
        Self::ScimLinks,
        Self::Events,
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
            Self::GroupRoles => "group-roles",
            Self::UserRoles => "user-roles",
            Self::Tokens => "tokens",
            Self::Keys => "keys",
            Self::ServiceAccounts => "service-accounts",
            Self::ServiceAccountCredentials => "service-account-credentials",
            Self::OAuthClients => "oauth-clients",
            Self::OrgPolicies => "org-policies",
            Self::ScimLinks => "scim-links",
            Self::Events => "events",
        }
    }

    /// Whether the mirror is whole without it: many credentials may not read it.
    #[must_use]
    pub fn is_optional(self) -> bool {
        self > Self::Policies
    }

    /// The part with this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The outcome of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Everything was read; what was not seen is gone.
    Complete,
    /// The list was read to its end, but the service's count differs: nothing was marked gone.
    Inexact,
    /// Suspiciously much is missing: none of it was marked gone.
    Doubted,
    /// The part may not be read, or does not exist here; the mirror keeps the old data.
    Unavailable,
    /// The part could not be read this time: the connection broke, or Atlassian refused for too long. The mirror keeps the
    /// old data, and the next sync tries again.
    Failed,
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
            Self::Failed => "failed",
        }
    }

    /// Whether the part was read.
    #[must_use]
    pub fn is_read(self) -> bool {
        !matches!(self, Self::Unavailable | Self::Failed)
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        [
            Self::Complete,
            Self::Inexact,
            Self::Doubted,
            Self::Unavailable,
            Self::Failed,
        ]
        .into_iter()
        .find(|outcome| outcome.as_str() == name)
    }
}

/// Something that happened during a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyncEvent {
    /// The sync started, or resumed an interrupted one.
    Started {
        /// The sync's number.
        sync: i64,
        /// Whether it resumes an earlier one.
        resumed: bool,
    },
    /// More of a stage was read.
    Progress {
        /// The part.
        stage: Stage,
        /// Rows so far.
        rows: u64,
        /// The total, when the service reports it.
        total: Option<u64>,
    },
    /// A stage ended.
    Ended {
        /// The part.
        stage: Stage,
        /// The outcome.
        outcome: Outcome,
        /// Rows in all.
        rows: u64,
        /// Why the part is not complete.
        note: Option<String>,
    },
    /// A warning that did not stop the sync.
    Warning(String),
}
