//! A row of a review: one person's access, and who reviews it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::plan::checksum;

/// One person's access. `None` is "unknown", but for `last_active` where the activity is known: then it is "never".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// The row's ID, which returned lists are matched by.
    pub row: String,
    /// The scope's label: `group:jira-admins`.
    pub access: String,
    /// The account's ID.
    pub account: String,
    /// The address.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The status that administrators see.
    pub status: Option<String>,
    /// Last activity: in the app, or in any app where it is a group or a role.
    pub last_active: Option<Timestamp>,
    /// Whether the service reported the activity.
    pub activity_known: bool,
    /// How the person has the access, as far as the mirror knows.
    pub how: Option<String>,
    /// Since when, if the mirror's history saw it begin.
    pub since: Option<Timestamp>,
    /// Who reviews it.
    pub reviewer: String,
    /// Whether the reviewers would decide about their own access.
    pub own: bool,
}

impl ReviewRow {
    /// The address, else the account's ID.
    #[must_use]
    pub fn person(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.account)
    }
}

/// The ID of a row. It begins with a letter, so that no spreadsheet takes it for a number.
#[must_use]
pub fn row_id(review: &str, access: &str, account: &str) -> String {
    let sum = checksum(format!("{review}\n{access}\n{account}"));
    let digits = sum.strip_prefix("sha256:").unwrap_or(&sum);
    format!("r{}", digits.chars().take(15).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_another_review_has_another_id() {
        let one = row_id("20261124-1", "group:a", "acc");
        assert!(one.starts_with('r') && one.len() == 16);
        for (review, access, account) in [
            ("20261124-2", "group:a", "acc"),
            ("20261124-1", "group:b", "acc"),
            ("20261124-1", "group:a", "acd"),
        ] {
            assert_ne!(row_id(review, access, account), one);
        }
    }
}
