//! Whose changes the summary of `sync` counts: the same as `snapshot diff` names.

use std::collections::BTreeSet;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

const MOST: [&str; 7] = [
    "--yes",
    "--max-changes",
    "900",
    "--max-group-changes",
    "100%",
    "--confirm",
    "1",
];

fn ok(place: &Place, args: &[&str]) -> (String, String) {
    let output = place.run(args);
    assert!(matches!(output.code, 0 | 3), "{output}");
    (output.stdout, output.stderr)
}

fn synced_once(own_roles: bool) -> Place {
    let place = Place::with_key(SimConfig::default());
    let more: &[&str] = match own_roles {
        true => &["--roles-budget", "500"],
        false => &[],
    };
    ok(&place, &[&["sync", "-q"], more].concat());
    place
}

fn delete(place: &Place, group: &str) {
    let include = ["--include-admins", "--include-service-accounts"];
    ok(
        place,
        &[&["group", "delete", group, "-q"], &MOST[..], &include].concat(),
    );
}

fn undo(place: &Place) {
    ok(
        place,
        &["undo", "last", "--yes", "--max-changes", "900", "-q"],
    );
}

/// What the sync says, and what `snapshot diff` has since the snapshot before.
fn synced(place: &Place, since: &str) -> (String, Vec<Value>) {
    let (_, told) = ok(place, &["sync"]);
    let told = told.lines().find(|line| line.starts_with("Since the last"));
    let diff = ["snapshot", "diff", "--since", since, "-q", "-o", "json"];
    let changes: Vec<Value> = serde_json::from_str(&ok(place, &diff).0).unwrap();
    (told.unwrap_or_default().to_owned(), changes)
}

/// Seats in use are counted anew by each sync.
fn only_by(changes: &[Value], run: &str) {
    for change in changes.iter().filter(|one| one["of"] != "workspaces") {
        assert_eq!(change["run"], run, "{change}");
    }
}

fn people(changes: &[Value]) -> String {
    let of_people = changes
        .iter()
        .filter(|one| ["memberships", "apps", "people"].contains(&one["of"].as_str().unwrap()));
    let ids: BTreeSet<&str> = of_people.map(|one| one["id"].as_str().unwrap()).collect();
    match ids.len() {
        1 => "1 person".to_owned(),
        number => format!("{number} people"),
    }
}

#[test]
fn what_ends_and_comes_back_with_a_group_is_the_runs() {
    // Without roles, with roles of 50 people of whom some are suspended, and with their own roles read.
    for (group, own_roles) in [
        ("team-0001", false),
        ("jsm-agents", false),
        ("jsm-agents", true),
    ] {
        let place = synced_once(own_roles);
        delete(&place, group);
        let (told, changes) = synced(&place, "1");
        let deleted = changes[0]["run"].as_str().unwrap();
        only_by(&changes, deleted);
        assert_eq!(
            told,
            format!(
                "Since the last sync: {} changed by run {deleted}.",
                people(&changes)
            ),
            "{group}"
        );
        undo(&place);
        let (told, changes) = synced(&place, "2");
        let undone = changes[0]["run"].as_str().unwrap();
        assert_ne!(deleted, undone);
        // The group itself, too.
        assert!(changes.iter().any(|one| one["of"] == "groups"));
        only_by(&changes, undone);
        assert_eq!(
            told,
            format!(
                "Since the last sync: {} changed by run {undone}.",
                people(&changes)
            ),
            "{group}"
        );
    }
}

/// The same where no sync came between a run and its undo.
#[test]
fn what_only_became_known_again_is_nobodys_change() {
    for own_roles in [false, true] {
        let place = synced_once(own_roles);
        delete(&place, "jsm-agents");
        undo(&place);
        let (told, changes) = synced(&place, "1");
        assert!(changes.iter().all(|one| one["run"].is_string()));
        assert_eq!(
            told,
            format!(
                "Since the last sync: {} changed by 2 runs.",
                people(&changes)
            )
        );
    }
}

/// What somebody else did meanwhile is theirs.
#[test]
fn the_acts_of_others_are_counted_beside_those_of_runs() {
    let place = Place::with_key(SimConfig::default());
    ok(&place, &["sync", "-q"]);
    delete(&place, "team-0001");
    let (id, _) = ok(
        &place,
        &[
            "sql",
            "SELECT account_id FROM user WHERE status = 'active' AND managed AND NOT org_admin \
             AND account_type = 'atlassian' AND management_source IS NOT 'synced' ORDER BY email LIMIT 1",
            "-q",
            "-o",
            "id",
        ],
    );
    let path = format!("/users/{}/manage/profile", id.trim());
    let (status, _) = place
        .control()
        .as_another("PATCH", &path, r#"{"nickname":"Elsewhere"}"#);
    assert_eq!(status, 200);
    let (told, _) = synced(&place, "1");
    assert!(
        told.starts_with("Since the last sync: 1 changed, 53 people changed by run"),
        "{told}"
    );
}
