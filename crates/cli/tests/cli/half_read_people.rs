//! A mirror whose people no sync has read to the end.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::{Output, Place};

/// A mirror with some of the people, and the other parts.
fn half_read() -> Place {
    let place = Place::with_key(SimConfig {
        people: 1_200,
        seed: 11,
        ..SimConfig::default()
    });
    let fault = "POST *users/search* skip=1 403";
    place.control().fault(fault).unwrap();
    let stopped = place.run(&["-q", "sync"]);
    assert_ne!(stopped.code, 0, "{stopped}");
    let others = "groups,group-roles,tokens,workspaces";
    place.run(&["-q", "sync", "--only", others]).expect(0);
    place
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

#[test]
fn groups_have_the_members_that_atlassian_counts() {
    let place = half_read();
    let list = place.run(&[
        "group",
        "list",
        "-o",
        "json",
        "--columns",
        "name,members,users",
    ]);
    assert!(list.stderr.contains("People: never read"), "{list}");
    let groups = json(&list);
    let groups = groups.as_array().unwrap();
    assert!(
        groups
            .iter()
            .any(|group| group["members"].as_u64() > Some(1_000)),
        "{list}"
    );
    for group in groups {
        assert_eq!(group["members"], group["users"], "{group}");
    }
    let empty = groups.iter().filter(|group| group["users"] == 0).count();
    let none = place.run(&[
        "-q",
        "group",
        "list",
        "--where",
        "members = 0",
        "-o",
        "json",
    ]);
    assert_eq!(json(&none).as_array().unwrap().len(), empty, "{none}");
    let show = place.run(&["-q", "group", "show", "all-staff", "-o", "json"]);
    let shown = json(&show);
    let shown = shown.get(0).unwrap_or(&shown);
    assert!(shown["members"].as_u64() > Some(1_000), "{show}");
    let sql = "SELECT count(*) FROM \"group\" WHERE members IS NOT users OR NOT members_known";
    let differ = place.run(&["-q", "sql", sql, "-o", "csv"]);
    assert_eq!(differ.stdout.lines().last(), Some("0"), "{differ}");
}

#[test]
fn a_review_counts_those_who_are_not_listed() {
    let place = half_read();
    let folder = place.env.home().join("review");
    let start = place.run(&[
        "review",
        "start",
        "--scope",
        "group:all-staff,role:org-admin",
        "--reviewer",
        "ada.admin@acme.example",
        "--out",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(start.code, 0, "{start}");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let scopes = scopes(&manifest).unwrap();
    assert_eq!(scopes.len(), 2);
    for scope in scopes {
        assert!(scope["unknown"].as_u64() > Some(900), "{scope}");
        assert_eq!(scope["unknown"], scope["unlisted"], "{scope}");
    }
}

/// The scopes, wherever they stand.
fn scopes(of: &Value) -> Option<&Vec<Value>> {
    match of {
        Value::Object(fields) => match fields.get("scopes") {
            Some(Value::Array(scopes)) => Some(scopes),
            _ => fields.values().find_map(scopes),
        },
        Value::Array(items) => items.iter().find_map(scopes),
        _ => None,
    }
}
