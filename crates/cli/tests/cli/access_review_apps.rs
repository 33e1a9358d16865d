//! Access reviews of apps and of roles in apps: how each person has the access, and what takes it away.

use std::collections::BTreeMap;

use crate::access_review::decide;
use crate::common::{Output, Place};

fn place() -> Place {
    let place = Place::with_key(atlctl_sim::SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    place
}

/// The list of the one reviewer: account ID, and how they have the access.
fn listed(place: &Place, dir: &str) -> BTreeMap<String, String> {
    let list = place.env.home().join(dir).join("rows.json");
    let rows: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(list).unwrap()).unwrap();
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or("?").to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(row, "email"), text(row, "how")))
        .collect()
}

pub fn review(place: &Place, scope: &str, out: &str, more: &[&str]) -> Output {
    let reviewer = "ada.admin@acme.example";
    let args = [
        "review",
        "start",
        "--scope",
        scope,
        "--reviewer",
        reviewer,
        "--out",
        out,
    ];
    place.run(&[&args[..], more].concat())
}

fn start(place: &Place, scope: &str, out: &str) {
    review(place, scope, out, &[]).expect(0);
}

/// The ways that `user explain` shows of a person's way to an app, for people.
fn explained(place: &Place, email: &str, app: &str, role: Option<&str>) -> Vec<String> {
    let output = place.run(&["-q", "user", "explain", email, "--app", app, "-o", "json"]);
    let ways: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let ways = ways.as_array().unwrap_or_else(|| panic!("{output}")).iter();
    let some = ways.filter(|way| role.is_none_or(|role| way["role_id"] == role));
    some.map(|way| way["from"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_review_of_an_app_says_how_as_user_explain_does() {
    let place = place();
    start(&place, "app:bitbucket", "apps");
    let rows = listed(&place, "apps");
    assert!(rows.len() > 5);
    for (email, how) in &rows {
        let ways = explained(&place, email, "bitbucket", None);
        assert!(
            ways.iter().any(|way| way.contains("group ")),
            "{email}: {ways:?}"
        );
        for way in &ways {
            assert!(how.contains(way.as_str()), "{email}: {how}: {ways:?}");
        }
    }
}

#[test]
fn a_role_in_an_app_is_reviewed_and_taken_away() {
    let place = place();
    let people = place.control().accounts();
    let plain = |one: &&atlctl_sim::SimAccount| {
        one.status == "active"
            && !one.org_admin
            && !one.synced
            && one.email.ends_with("@freelance.example")
    };
    let mut plain = people.iter().filter(plain);
    let (by_group, own) = (&plain.next().unwrap().email, &plain.next().unwrap().email);
    for args in [
        &["group", "create", "wiki-keepers"][..],
        &["group", "add", "wiki-keepers", by_group],
        &[
            "role",
            "grant",
            "admin",
            "--group",
            "wiki-keepers",
            "--app",
            "confluence",
        ],
        &["role", "grant", "admin", own, "--app", "confluence"],
    ] {
        let output = place.run(&[args, &["--yes"]].concat());
        assert_eq!(output.code, 0, "{output}");
    }
    place
        .run(&[
            "-q",
            "sync",
            "--only",
            "groups,users,group-roles,user-roles",
        ])
        .expect(0);
    start(&place, "role:admin@confluence", "roles");
    let rows = listed(&place, "roles");
    assert_eq!(
        rows.get(by_group).map(String::as_str),
        Some("group wiki-keepers")
    );
    assert_eq!(rows.get(own).map(String::as_str), Some("assigned"));
    let role = Some("atlassian/admin");
    for (email, how) in &rows {
        let ways = explained(&place, email, "confluence", role);
        assert_eq!(how, &ways.join(", "), "{email}");
    }
    // Both lose the role, each in the way they have it; the others keep it.
    let dir = place.env.home().join("roles/reviewers");
    let list = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let list = list.filter(|path| path.extension().is_some_and(|end| end == "csv"));
    let list = std::fs::read_to_string(list.last().unwrap()).unwrap();
    let decided = decide(&list, |email, _| {
        if email == by_group || email == own {
            "remove"
        } else {
            "keep"
        }
    });
    place.env.file("roles/returned/ada.csv", decided);
    let plan = place.run(&["review", "plan", "roles", "-o", "jsonl"]);
    assert_eq!(plan.code, 0, "{plan}");
    let row = |email: &str| {
        let mut lines = plan.stdout.lines().filter(|line| line.contains(email));
        let line = lines.next().unwrap_or_else(|| panic!("{email}: {plan}"));
        assert!(lines.next().is_none(), "{plan}");
        line.to_owned()
    };
    assert!(row(by_group).contains("wiki-keepers"), "{plan}");
    assert!(row(own).contains("ends the role"), "{plan}");
    // A site is found though several apps are on it.
    let site = place.run(&[
        "review",
        "start",
        "--scope",
        "role:site-admin@acme.atlassian.net",
        "--reviewer",
        "ada.admin@acme.example",
    ]);
    assert!(!site.stderr.contains("several apps"), "{site}");
    assert!(
        site.stderr.contains("role:site-admin@acme.atlassian.net"),
        "{site}"
    );
    // A role in an app needs its app, and says so.
    let without = place.run(&[
        "review",
        "start",
        "--scope",
        "role:admin",
        "--reviewer",
        "ada.admin@acme.example",
    ]);
    assert!(
        without.stderr.contains("--scope role:admin@jira"),
        "{without}"
    );
    without.expect(2);
}
