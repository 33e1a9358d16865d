//! Nothing is missing in the tests of faults and kills: each kind of fault that the simulator has, each of its calls that
//! changes something, each verb of the program.

use std::collections::BTreeSet;

use atlctl_sim::{FAULT_KINDS, changing_calls};

use crate::faults::{CHANGING, OF_ANY_CALL, OF_ANY_READ, OF_PLATFORM_ROLES, READING, TOGETHER};
use crate::mixed::{Change, VERBS};

/// Kinds of faults that another test plays.
const ELSEWHERE: [(&str, &str); 2] = [
    (
        "task-fails",
        "faults.rs: a_task_that_fails_is_said_of_its_rows",
    ),
    (
        "old-user-management",
        "a refusal like any other 400 (refused.rs), and what the program says of it \
         (old_user_management_changes.rs)",
    ),
];

/// Calls of the simulator that atlctl does not make as a change of a plan.
const NOT_OURS: [&str; 16] = [
    "create-service-account",
    "update-service-account",
    "create-oauth-client",
    "create-policy",
    "update-policy",
    "delete-policy",
    "scim-create-user",
    "scim-replace-user",
    "scim-patch-user",
    "scim-delete-user",
    "scim-create-group",
    "scim-replace-group",
    "scim-patch-group",
    "scim-delete-group",
    "portal-revoke-access",
    "portal-invite",
];

#[test]
fn every_kind_of_fault_is_played() {
    let played = CHANGING
        .iter()
        .chain(&READING)
        .chain(&OF_ANY_CALL)
        .chain(&OF_ANY_READ)
        .chain(&OF_PLATFORM_ROLES)
        .chain(&TOGETHER);
    let words: BTreeSet<&str> = played.flat_map(|fault| fault.split(' ')).collect();
    for kind in FAULT_KINDS {
        let elsewhere = ELSEWHERE.iter().any(|(known, _)| *known == kind);
        assert!(words.contains(kind) != elsewhere, "{kind}");
    }
}

#[test]
fn every_call_is_a_change_that_is_played() {
    let ours: BTreeSet<&str> = Change::all().into_iter().map(Change::call).collect();
    for call in changing_calls() {
        assert!(ours.contains(call) != NOT_OURS.contains(&call), "{call}");
    }
    assert!(
        ours.iter()
            .all(|call| changing_calls().any(|known| known == *call))
    );
}

#[test]
fn every_change_is_made_by_a_verb() {
    for change in Change::all() {
        let made = VERBS.iter().any(|(_, changes)| changes.contains(&change));
        assert!(made, "{change:?}");
    }
}
