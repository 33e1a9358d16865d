//! What is known of the people and groups of an event, beside the event.

use serde::Deserialize;

/// Whether a person is external; unknown if the mirror does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum External {
    /// The organization does not manage the account.
    Yes,
    /// The organization manages the account.
    No,
    /// Nobody knows.
    #[default]
    Unknown,
}

/// What is known of people and groups beside the event.
pub trait PersonFacts {
    /// Whether the account with this ID or address is external.
    fn external(&self, id: Option<&str>, email: Option<&str>) -> External;

    /// The name of the group with this ID.
    fn group_name(&self, id: &str) -> Option<String>;
}
