//! Which actions of the audit log make which changes.
//!
//! Atlassian publishes no list of actions and adds some without notice, so they are recognized by the words in them.

use super::change::{Change, ChangeKind};
use crate::audit::matches;

/// Somebody got into a group.
pub(super) const INTO_GROUP: &[&str] = &["*added*to*group*", "*group*member*added*"];
/// Somebody got out of a group.
pub(super) const OUT_OF_GROUP: &[&str] = &["*removed*from*group*", "*group*member*removed*"];
/// An app or a role, given to a person or a group.
pub(super) const GIVEN: &[&str] = &["*grant*", "*access*added*", "*role*added*", "*invited*"];
/// An app or a role, taken from a person or a group.
pub(super) const TAKEN: &[&str] = &[
    "*revoke*",
    "*access*removed*",
    "*role*removed*",
    "*user*removed*",
    "*removed*user*",
    "*suspend*",
    "*deactivat*",
    "*deleti*",
    "*delete*",
];

/// The actions that make a change like this one; none for changes that are not looked for in the log.
fn actions(change: &Change) -> &'static [&'static str] {
    match (change.of, change.kind) {
        ("memberships", ChangeKind::Added) => INTO_GROUP,
        ("memberships", ChangeKind::Removed) => OUT_OF_GROUP,
        ("apps" | "roles", ChangeKind::Added) => GIVEN,
        ("apps" | "roles", ChangeKind::Removed) => TAKEN,
        ("policies", _) => &["*policy*"],
        ("people", ChangeKind::Added) => &["*invited*", "*user*added*", "*user*created*"],
        ("people", ChangeKind::Removed) => &["*user*removed*", "*user*deleted*"],
        ("people", ChangeKind::Changed) => match change.column {
            Some("status" | "account_status" | "membership_status") => &[
                "*suspend*",
                "*restore*",
                "*activat*",
                "*deleti*",
                "*user*removed*",
                "*invited*",
            ],
            Some("email" | "email_verified") => &["*email*"],
            Some("org_admin") => &["*grant*", "*revoke*", "*role*", "*admin*"],
            Some(
                "name" | "nickname" | "job_title" | "department" | "organization" | "location"
                | "time_zone",
            ) => &["*profile*", "*user*updated*"],
            _ => &[],
        },
        ("groups", ChangeKind::Added) => &["*group*created*", "*created*group*"],
        ("groups", ChangeKind::Removed) => &["*group*deleted*", "*deleted*group*"],
        ("groups", ChangeKind::Changed) => {
            &["*group*renamed*", "*group*updated*", "*updated*group*"]
        }
        _ => &[],
    }
}

/// Whether the audit log is asked about changes like this one.
pub(super) fn is_logged(change: &Change) -> bool {
    !actions(change).is_empty()
}

/// Whether the action makes a change like this one.
pub(super) fn makes(action: &str, change: &Change) -> bool {
    is_one_of(action, actions(change))
}

/// Whether an action is one of these.
pub(super) fn is_one_of(action: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| matches(pattern, action))
}
