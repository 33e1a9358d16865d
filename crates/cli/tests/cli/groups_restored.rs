//! Deleted groups come back with their members and roles, by an undo as by a restore; compared with what is true in the
//! simulated organization.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Output;
use crate::group_members::members;
use crate::moving::Place;

/// Options that let a run change this much.
const MUCH: [&str; 5] = [
    "--yes",
    "--max-changes",
    "1000",
    "--max-group-changes",
    "1000",
];

/// Options for members of whole groups who would lose access.
const ANYBODY: [&str; 3] = [
    "--include-admins",
    "--include-unknown-roles",
    "--include-service-accounts",
];

/// The group of this name.
pub fn group(place: &Place, name: &str) -> Option<Value> {
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap().iter();
    let mut named = groups.filter(|group| group["name"] == name);
    let found = named.next().cloned();
    assert!(named.next().is_none(), "two groups {name}");
    found
}

/// The roles of a group, as resource and role.
fn roles(place: &Place, name: &str) -> Vec<Value> {
    let group = group(place, name).unwrap_or_else(|| panic!("no group {name}"));
    group["roles"].as_array().unwrap().clone()
}

/// Runs a command with options that allow it much, and confirms with the number that it asks for.
pub fn change(place: &Place, words: &str) -> Output {
    let mut args: Vec<&str> = words.split(' ').chain(MUCH).collect();
    if words.starts_with("group delete") || words.starts_with("role revoke") {
        args.extend(ANYBODY);
    }
    let output = place.run(&args);
    let Some((_, number)) = output.stderr.rsplit_once("--confirm ") else {
        return output;
    };
    let number = number.split_whitespace().next().unwrap().to_owned();
    place.run(&[&args[..], &["--confirm", &number]].concat())
}

/// The members of a group who may be added to one again: no group takes deactivated accounts.
fn addable(place: &Place, name: &str) -> Vec<String> {
    let mut found = members(place, name);
    found.retain(|email| {
        let status = place.control().account(email).unwrap().status;
        status == "active" || status == "suspended"
    });
    found
}

#[test]
fn a_restore_keeps_the_members_of_a_group_that_was_deleted_and_brought_back() {
    let place = Place::new(SimConfig::default());
    let (name, before) = ("jsm-agents", addable(&place, "jsm-agents"));
    assert!(before.len() > 10);
    let held = roles(&place, name);
    change(&place, "user suspend uma.singh@acme.example").expect(0);
    change(&place, &format!("group delete {name}")).expect(0);
    assert_eq!(group(&place, name), None);
    let output = change(&place, "undo last");
    assert_ne!(output.code, 2, "{output}");
    assert_eq!(members(&place, name), before);
    let output = change(&place, "run restore 20261124-1");
    assert_eq!(members(&place, name), before, "{output}");
    assert_eq!(roles(&place, name), held, "{output}");
}

#[test]
fn a_restore_gives_a_deleted_group_back_with_members_and_roles() {
    let place = Place::new(SimConfig::default());
    let name = "bitbucket-users";
    let (before, held) = (addable(&place, name), roles(&place, name));
    assert!(!before.is_empty() && !held.is_empty());
    change(&place, "group create gg").expect(0);
    change(&place, &format!("group delete {name}")).expect(0);
    let output = change(&place, "run restore 20261124-1");
    assert_eq!(members(&place, name), before, "{output}");
    assert_eq!(roles(&place, name), held, "{output}");
    place.run(&["run", "verify", "last"]).expect(0);
    assert!(group(&place, "gg").is_some());
}

#[test]
fn an_undo_of_a_deletion_gives_the_roles_back() {
    let place = Place::new(SimConfig::default());
    let name = "bitbucket-users";
    let (before, held) = (addable(&place, name), roles(&place, name));
    assert!(!held.is_empty());
    let plan = place.run(&["group", "delete", name, "--dry-run"]);
    let said = "undo creates it again with its members and its roles in apps, but with a new ID";
    assert!(plan.stderr.contains(said), "{plan}");
    change(&place, &format!("group delete {name}")).expect(0);
    let output = change(&place, "undo last");
    assert_eq!(roles(&place, name), held, "{output}");
    assert_eq!(members(&place, name), before, "{output}");
}

/// What is not known cannot be given back, and that is said before the group is deleted, and when it comes back.
#[test]
fn roles_that_cannot_be_read_are_said_to_be_lost() {
    let place = Place::new(SimConfig::default());
    let name = "bitbucket-users";
    change(&place, "group create gg").expect(0);
    change(
        &place,
        &format!("group add gg {}", place.movable()[0].email),
    )
    .expect(0);
    place
        .control()
        .fault("GET */groups/*/role-assignments 403")
        .unwrap();
    // The mirror knows the roles of the one from its sync, and not those of the other.
    let known = place.run(&["group", "delete", name, "--dry-run"]);
    assert!(known.stderr.contains("according to the mirror"), "{known}");
    let unknown = change(&place, "group delete gg");
    let said = "its roles in apps are unknown, and undo does not give them back";
    assert!(unknown.stderr.contains(said), "{unknown}");
    let said = "undo creates it again with its members, but with a new ID";
    assert!(unknown.stderr.contains(said), "{unknown}");
    place.control().clear_faults();
    let back = place.run(&["undo", "last", "--dry-run"]);
    let words: Vec<&str> = back.stdout.split_whitespace().collect();
    let said = "its roles in apps are not known, so they do not come back";
    assert!(words.join(" ").contains(said), "{back}");
}

/// The group's role and members go with it: nothing is left to wait for.
#[test]
fn a_restore_that_deletes_a_group_does_not_wait_for_its_role() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0).email;
    change(&place, "group create zz").expect(0);
    change(&place, "role grant user --app bitbucket --group zz").expect(0);
    change(&place, &format!("group add zz {person}")).expect(0);
    let output = change(&place, "run restore 2026-11-24");
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(group(&place, "zz"), None);
    // The way back of that has all of it again.
    let output = change(&place, "undo last");
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(members(&place, "zz"), [person]);
    assert_eq!(roles(&place, "zz").len(), 1, "{output}");
}

/// A role of a group that somebody else deleted meanwhile is gone.
#[test]
fn a_role_of_a_deleted_group_is_not_held() {
    let place = Place::new(SimConfig::default());
    change(&place, "group create zz").expect(0);
    change(&place, "role grant user --app bitbucket --group zz").expect(0);
    let id = group(&place, "zz").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let directory = place
        .env
        .run(&["sql", "SELECT id FROM directory", "-q", "-o", "csv"]);
    let directory = directory.stdout.lines().nth(1).unwrap().to_owned();
    let path = format!(
        "/admin/v2/orgs/{}/directories/{directory}/groups/{id}",
        place.sim.org_id()
    );
    let (status, body) = place.control().as_another("DELETE", &path, "");
    assert_eq!(status / 100, 2, "{body}");
    place.control().settle();
    let output = change(&place, "undo last");
    assert_eq!(output.code, 0, "{output}");
    assert!(!output.stdout.contains("unknown"), "{output}");
}

#[test]
fn groups_are_counted_as_groups() {
    let place = Place::new(SimConfig::default());
    change(&place, "group create gg").expect(0);
    change(&place, "group delete gg").expect(0);
    let output = place.run(&["run", "show", "last"]);
    assert!(
        output.stderr.contains("1 of 1 group deleted")
            || output.stdout.contains("1 of 1 group deleted"),
        "{output}"
    );
}
