//! What filters do to the reports of groups, changes and everything, and the chart of seats over time.

use std::collections::BTreeSet;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::moving::Place;

fn report(place: &Place, args: &[&str]) -> Value {
    let output = place.run(&[&["report"], args, &["-o", "json"]].concat());
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

fn texts(rows: &Value, column: &str) -> BTreeSet<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[column].as_str().unwrap().to_owned())
        .collect()
}

fn sql(place: &Place, statement: &str) -> BTreeSet<String> {
    let output = place.run(&["-q", "sql", statement, "-o", "csv"]);
    output.stdout.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn groups_by_name_and_by_app() {
    let place = Place::new(SimConfig::default());
    let found = report(&place, &["groups", "--search", "JIRA"]);
    let named = "SELECT id FROM \"group\" WHERE name LIKE '%jira%' AND NOT gone";
    assert_eq!(
        texts(&found["lists"]["groups"], "group_id"),
        sql(&place, named)
    );
    assert!(found["figures"]["groups"].as_u64().unwrap() > 0, "{found}");
    let found = report(&place, &["groups", "--app", "confluence"]);
    let giving =
        "SELECT DISTINCT group_id FROM group_role WHERE app_id LIKE 'ari:cloud:confluence::%'";
    assert_eq!(
        texts(&found["lists"]["groups"], "group_id"),
        sql(&place, giving)
    );
    assert!(!texts(&found["lists"]["groups"], "group_id").is_empty());
}

#[test]
fn changes_of_some_people() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    let (one, other) = (&people[0].email, &people[1].email);
    for person in [one, other] {
        place.run(&["user", "suspend", person, "--yes"]).expect(0);
    }
    place.run(&["-q", "sync"]).expect(0);
    let all = report(&place, &["changes"]);
    let some = report(&place, &["changes", "--search", one]);
    assert!(
        texts(&all["lists"]["changes"], "name").contains(other),
        "{all}"
    );
    let names = texts(&some["lists"]["changes"], "name");
    assert_eq!(names, BTreeSet::from([one.clone()]), "{some}");
    assert!(some["notes"].to_string().contains("left out"), "{some}");
}

#[test]
fn the_page_of_groups_says_that_it_is_not_filtered() {
    let place = Place::new(SimConfig::default());
    let output = place.run(&["report", "all", "--out", "pages", "--managed"]);
    assert!(
        output.stderr.contains("groups.html: Not filtered"),
        "{output}"
    );
    let page =
        |name: &str| std::fs::read_to_string(place.env.home().join("pages").join(name)).unwrap();
    assert!(
        page("groups.html").contains("Not filtered: groups are the organization&#39;s"),
        "{}",
        page("groups.html")
    );
    for name in ["posture.html", "changes.html"] {
        assert!(page(name).contains("--managed"), "{name}");
    }
}

/// Each number of the chart is what the mirror shows as of that sync.
#[test]
fn seats_over_time_are_those_of_each_sync() {
    let place = Place::new(SimConfig::default());
    let take = [
        "-q",
        "user",
        "remove-access",
        "--app",
        "confluence",
        "--inactive",
        "90d",
        "--max-changes",
        "150",
        "--yes",
    ];
    let taken = place.run(&take);
    assert!(matches!(taken.code, 0 | 3), "{taken}");
    place.run(&["-q", "sync"]).expect(0);
    place
        .run(&["report", "seats", "--html", "seats.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("seats.html")).unwrap();
    let (_, chart) = page.split_once("<h2>Seats over time</h2>").unwrap();
    let row = chart
        .split("<tr>")
        .find(|row| row.contains("Confluence"))
        .unwrap();
    let (_, said) = row.split_once("aria-label=\"").unwrap();
    let said: Vec<&str> = said.split('"').next().unwrap().split("; ").collect();
    assert_eq!(said.len(), 2, "{said:?}");
    let syncs = sql(&place, "SELECT sync FROM sync ORDER BY sync");
    let counts: Vec<String> = syncs
        .iter()
        .map(|sync| {
            let statement =
                "SELECT usage || ' of ' || capacity FROM workspace WHERE product = 'Confluence'";
            let output = place.run(&["-q", "sql", statement, "--as-of", sync, "-o", "csv"]);
            output.stdout.lines().nth(1).unwrap().to_owned()
        })
        .collect();
    assert!(counts[0] != counts[1], "{counts:?}");
    for (said, count) in said.iter().zip(&counts) {
        assert!(said.ends_with(count), "{said} {count}");
    }
}

/// Who gave the role, and when, as a run and the audit log tell it.
#[test]
fn a_granted_role_has_its_run_reason_and_ticket() {
    let place = Place::new(SimConfig::default());
    let person = place.listed(1)[0].email.clone();
    let grant = [
        "role",
        "grant",
        "org-admin",
        &person,
        "--reason",
        "vacation cover",
        "--ticket",
        "OPS-7",
        "--yes",
    ];
    place.run(&grant).expect(0);
    let admins = report(&place, &["admins"]);
    let rows = admins["lists"]["admins"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["email"] == person.as_str())
        .unwrap();
    assert_eq!(
        (row["reason"].as_str(), row["ticket"].as_str()),
        (Some("vacation cover"), Some("OPS-7")),
        "{row}"
    );
    assert!(
        row["granted_by"].is_string() && row["run"].is_string() && row["approved_by"].is_null(),
        "{row}"
    );
    let other = rows.iter().find(|row| row["run"].is_null()).unwrap();
    assert!(
        other["reason"].is_null() && other["reason_known"] == false,
        "{other}"
    );
}

/// Only the audit log was read: its views are exported, others need the sync.
#[test]
fn an_audit_log_alone_is_exported() {
    let place = crate::common::Place::with_key(SimConfig::default());
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let args = ["export", "csv", "out", "--view", "event"];
    let output = place.run(&args);
    assert_eq!(output.code, 0, "{output}");
    let refused = place.run(&["export", "csv", "other", "--view", "user"]);
    assert_eq!(refused.code, 1, "{refused}");
}
