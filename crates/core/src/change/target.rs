//! What a change is made to.

use serde::{Deserialize, Serialize};

/// What a change is made to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// An account, by ID.
    Account(String),
    /// An email address that may have no account yet.
    Address(String),
    /// A group, by ID.
    Group(String),
    /// A group that may not exist yet, by name.
    GroupName(String),
    /// An API token, API key, service account or OAuth client, by ID.
    Credential(String),
}

impl Target {
    /// The ID, address or name.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Account(id)
            | Self::Address(id)
            | Self::Group(id)
            | Self::GroupName(id)
            | Self::Credential(id) => id,
        }
    }

    /// The account, when it is one.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Account(id) => Some(id),
            _ => None,
        }
    }
}
