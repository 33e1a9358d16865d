//! One profile of the configuration file.

use atlctl_core::plan::{CountOrPercent, one_or_many};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value_errors::Fault;

/// One profile: an organization and how to reach it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Organization ID.
    pub org: Option<String>,
    /// Organization name, for people.
    pub org_name: Option<String>,
    /// Where the credential is stored: `keyring`, `file` or `none`.
    pub store: Option<String>,
    /// Base address of the official APIs, when it is not Atlassian's.
    pub api_base: Option<String>,
    /// Base address of the portal's gateway, when it is not Atlassian's.
    pub portal_base: Option<String>,
    /// Email addresses and account IDs that no bulk change may include.
    pub protected: Vec<String>,
    /// Names and IDs of groups whose members no bulk change may include.
    pub protected_groups: Vec<String>,
    /// Limit of changes in one run: `500`, `"10%"` of the managed accounts, or both.
    #[serde(deserialize_with = "one_or_many")]
    pub max_changes: Vec<CountOrPercent>,
    /// Limit of changes in one group: `50`, `"25%"` of its members, or both.
    #[serde(deserialize_with = "one_or_many")]
    pub max_group_changes: Vec<CountOrPercent>,
    /// Guard accounts that were added to the organization in the last so many days.
    pub protect_new: Option<u32>,
    /// Keep one snapshot a day for so many days.
    pub keep_daily: Option<u32>,
    /// Keep one snapshot a week for so many days.
    pub keep_weekly: Option<u32>,
    /// Who may approve plans: `NAME:PUBLIC-KEY`. Empty: plans need no approval.
    pub approvers: Vec<String>,
    /// Whom to tell of each run.
    pub notify: Option<NotifyProfile>,
    /// A PostgreSQL database that gets a copy of the mirror after each sync: a URL without a password.
    pub postgres: Option<String>,
    /// Whether every change is refused before anything is sent.
    pub read_only: bool,
    /// A command that prints the session token or the API key (for password managers).
    pub token_command: Vec<String>,
    /// IDs of directories of identity providers whose keys are stored.
    pub scim_directories: Vec<String>,
    /// The expiry date of the API key, as given: `2027-01-31`. The key does not contain it.
    pub api_key_ends: Option<String>,
    /// The organization is simulated within this process: `people=5000,seed=7`.
    pub simulated: Option<String>,
    /// What is wrong in the profile.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

/// A webhook that is told of each run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotifyProfile {
    /// Its address: https, or this machine.
    pub url: Option<String>,
    /// Whether the message has addresses, the reason and who made the run.
    pub names: bool,
}

impl Profile {
    /// When the API key expires, if given: the beginning of that day, so that a warning is not late.
    pub fn api_key_end(&self) -> Option<Timestamp> {
        let day: jiff::civil::Date = self.api_key_ends.as_deref()?.parse().ok()?;
        format!("{day}T00:00:00Z").parse().ok()
    }
}
