//! What ended with a group that a run deleted was that run's act, also after the next sync.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

const GROUP: &str = "team-0001";

/// A person who left the group before it was deleted, one who was in it to the end, and the mirror after it all.
fn deleted() -> (Place, String, String) {
    let mut place = Place::with_key(SimConfig::default());
    let at = |place: &mut Place, now: &str| {
        place.env.var("ATLCTL_NOW", now);
    };
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let listed = place.run(&["-q", "group", "members", GROUP, "-o", "json"]);
    let listed: Vec<Value> = serde_json::from_str(&listed.stdout).unwrap();
    let email = |at: usize| listed[at]["email"].as_str().unwrap().to_owned();
    let (left, stayed) = (email(0), email(1));
    let id = |args: &[&str]| {
        place
            .run(&[args, &["-q", "-o", "id"]].concat())
            .stdout
            .trim()
            .to_owned()
    };
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/groups/{}/memberships/{}",
        place.sim.org_id(),
        id(&["directory", "list"]),
        id(&["group", "show", GROUP]),
        listed[0]["account_id"].as_str().unwrap()
    );
    assert_eq!(place.control().as_another("DELETE", &path, "").0, 204);
    at(&mut place, "2026-11-17T09:00:00Z");
    place.run(&["sync"]).expect(0);
    at(&mut place, "2026-11-18T10:00:00Z");
    place
        .run(&[
            "group",
            "delete",
            GROUP,
            "--yes",
            "--confirm",
            "1",
            "--max-changes",
            "53",
            "--include-admins",
            "--include-service-accounts",
        ])
        .expect(0);
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    at(&mut place, "2026-11-24T09:00:00Z");
    (place, left, stayed)
}

#[test]
fn memberships_end_with_the_run_that_deleted_the_group() {
    let (place, left, stayed) = deleted();
    let diff = place.run(&[
        "-q",
        "snapshot",
        "diff",
        "--since",
        "1",
        "--of",
        "memberships",
        "-o",
        "json",
    ]);
    let changes: Vec<Value> = serde_json::from_str(&diff.stdout).unwrap();
    assert!(changes.len() > 5, "{diff}");
    for change in &changes {
        assert_eq!(change["change"], "removed", "{change}");
        let by_run = change["name"] != left.as_str();
        let want = if by_run {
            ("20261118-1".into(), "2026-11-18T10:00:00Z")
        } else {
            (Value::Null, "2026-11-17T09:00:00Z")
        };
        assert_eq!(
            (&change["run"], &change["at"]),
            (&want.0, &want.1.into()),
            "{change}"
        );
        // Who made the run, where no log says it.
        assert_eq!(change["by"].is_string(), by_run, "{change}");
    }
    let recent = [
        "user",
        "show",
        &stayed,
        "-q",
        "-o",
        "json",
        "--columns",
        "recent_changes",
    ];
    let shown: Value = serde_json::from_str(&place.run(&recent).stdout).unwrap();
    let change = &shown["recent_changes"][0];
    assert_eq!(
        change["changed_values"],
        serde_json::json!([format!("group {GROUP} removed")]),
        "{shown}"
    );
    assert_eq!(change["run"], "20261118-1", "{shown}");
    assert!(change["by"].is_string(), "{shown}");
    // The act of somebody else before.
    let recent = [
        "user",
        "show",
        &left,
        "-q",
        "-o",
        "json",
        "--columns",
        "recent_changes",
    ];
    let shown: Value = serde_json::from_str(&place.run(&recent).stdout).unwrap();
    let change = &shown["recent_changes"][0];
    assert_eq!(
        (&change["run"], &change["by"]),
        (&Value::Null, &Value::Null),
        "{shown}"
    );
    let gone = "SELECT run FROM change WHERE thing = 'group' AND kind = 'gone'";
    assert_eq!(
        place.run(&["-q", "sql", gone, "-o", "csv"]).stdout,
        "run\n20261118-1\n"
    );
}
