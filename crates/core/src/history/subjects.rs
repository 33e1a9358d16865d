//! What differences are shown of, and how a row is named.
//!
//! To show the differences of another table, add its entry to `subject_tables.rs`; the table must be in `TRACKED`
//! (`store/history`).

use super::row_owner::Owner;
use crate::store::history::is_flag;

/// What `--of` may name, in the order in which differences are shown.
pub const SUBJECTS: &[&str] = &[
    "people",
    "memberships",
    "apps",
    "roles",
    "policies",
    "groups",
    "directories",
    "domains",
    "workspaces",
    "org",
    "tokens",
    "keys",
    "service-accounts",
    "service-account-credentials",
    "oauth-clients",
    "org-policies",
    "scim-links",
    ACTIVITY,
];

/// The word for one of a subject, or for a change of it.
#[must_use]
pub fn one(of: &str) -> &str {
    match of {
        "people" => "person",
        "memberships" => "membership",
        "apps" => "app",
        "roles" => "role",
        "policies" => "policy",
        "groups" => "group",
        "directories" => "directory",
        "domains" => "domain",
        "workspaces" => "app",
        "org" => "organization",
        "tokens" => "token",
        "keys" => "key",
        "service-accounts" => "service account",
        "service-account-credentials" => "credential of a service account",
        "oauth-clients" => "OAuth client",
        "org-policies" => "organization policy",
        "scim-links" => "SCIM link",
        of => of,
    }
}

/// The word for several of a subject.
#[must_use]
pub fn several(of: &str) -> &str {
    match of {
        "org" => "organizations",
        "workspaces" => "apps",
        "service-accounts" => "service accounts",
        "service-account-credentials" => "credentials of service accounts",
        "oauth-clients" => "OAuth clients",
        "org-policies" => "organization policies",
        "scim-links" => "SCIM links",
        of => of,
    }
}

/// Times of last activity: most people's change with every sync, so they are shown only when they are asked for.
pub(super) const ACTIVITY: &str = "activity";

/// A tracked table whose differences are shown.
pub(super) struct Subject {
    /// The table.
    pub(super) table: &'static str,
    /// One of [`SUBJECTS`].
    pub(super) of: &'static str,
    /// Its name where it is left out because it was not read; that of the subject when empty.
    pub(super) words: &'static str,
    /// What its rows belong to: without, none is there.
    pub(super) owners: &'static [Owner],
    /// The part that names all rows, where other parts name some of them.
    pub(super) whole: Option<&'static str>,
    /// Selects ID and name of the row, and ID and name of what it leads to: a group, an app, a role. `?1` and `?2` are the
    /// key.
    pub(super) names: &'static str,
    /// Of a role in an app: the place of a value in the key, and what selects ID and name of the app by it.
    pub(super) app: Option<(usize, &'static str)>,
    /// Columns that follow from others and are not shown.
    pub(super) hidden: &'static [&'static str],
    /// Columns that are activity.
    pub(super) activity: &'static [&'static str],
    /// Columns that hold our own number of something: its name, and what selects its ID and name by `?1`.
    pub(super) numbers: &'static [(&'static str, &'static str, &'static str)],
}

/// An entry to start from.
pub(super) const NONE: Subject = Subject {
    table: "",
    of: "",
    words: "",
    owners: &[],
    whole: None,
    names: "",
    app: None,
    hidden: &[],
    activity: &[],
    numbers: &[],
};

impl Subject {
    /// What is left out when it was not read.
    pub(super) fn words(&self) -> &'static str {
        if self.words.is_empty() {
            several(self.of)
        } else {
            self.words
        }
    }

    /// What a change of this column is a change of; `None` for one that is not shown.
    pub(super) fn of_column(&self, column: &str) -> Option<&'static str> {
        if is_flag(column) {
            None
        } else if self.activity.contains(&column) {
            Some(ACTIVITY)
        } else if self.hidden.contains(&column) {
            None
        } else {
            Some(self.of)
        }
    }
}
