//! Since when somebody holds a role, a group or an app, and by which run: as a sync or a run found it to begin.

use atlctl_sim::{SimAct, SimConfig};
use serde_json::Value;

use crate::common::Place;

const GROUP: &str = "old-project-2019";

fn json(place: &Place, words: &[&str]) -> Value {
    let output = place.run(words);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

/// A run makes one person an organization admin; somebody else makes another one an admin, and puts them into a group
/// that gives Jira. Returns the run's person and the other one.
fn granted() -> (Place, String, String) {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-18T10:00:00Z");
    let without = "status = 'active' AND NOT org_admin AND email IS NOT NULL AND account_id NOT IN \
                   (SELECT account_id FROM user_app WHERE app_key LIKE 'jira-software%')";
    let sql =
        format!("SELECT email, account_id AS id FROM user WHERE {without} ORDER BY email LIMIT 2");
    let people = json(&place, &["-q", "sql", &sql, "-o", "json"]);
    let text = |at: usize, name: &str| people[at][name].as_str().unwrap().to_owned();
    let (by_run, other) = (text(0, "email"), text(1, "email"));
    place
        .run(&["group", "add", GROUP, &by_run, "--yes"])
        .expect(0);
    place
        .run(&["role", "grant", "org-admin", &by_run, "--yes"])
        .expect(0);
    let org = place.sim.org_id();
    let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
    let group = place
        .run(&["-q", "group", "show", "jira-users", "-o", "id"])
        .stdout;
    let path = format!("/admin/v2/orgs/{org}/directories/{}", directory.trim());
    let at = "2026-11-20T08:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let act = |path: String, body: String| SimAct {
        at: at.as_second(),
        method: "POST".into(),
        path,
        body,
    };
    place.control().make_again(&[
        act(
            format!(
                "/admin/v1/orgs/{org}/users/{}/role-assignments/assign",
                text(1, "id")
            ),
            r#"{"role":"atlassian/org-admin"}"#.to_owned(),
        ),
        act(
            format!("{path}/groups/{}/memberships", group.trim()),
            format!(r#"{{"accountId":"{}"}}"#, text(1, "id")),
        ),
    ]);
    place.env.var("ATLCTL_NOW", "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    (place, by_run, other)
}

#[test]
fn administrators_have_the_time_and_the_run_that_made_them_one() {
    let (place, by_run, other) = granted();
    let report = json(&place, &["report", "admins", "-o", "json"]);
    let rows = report["lists"]["admins"].as_array().unwrap();
    let row = |email: &str| {
        let row = rows.iter().find(|row| row["email"] == email);
        let row = row.unwrap_or_else(|| panic!("{email}: {report}"));
        (row["since"].clone(), row["run"].clone())
    };
    assert_eq!(
        row(&by_run),
        ("2026-11-18T10:00:00Z".into(), "20261118-2".into())
    );
    assert_eq!(row(&other), ("2026-11-23T09:00:00Z".into(), Value::Null));
    let changes = place.run(&["snapshot", "diff", "--since", "1", "--of", "people"]);
    assert!(changes.stdout.contains("org_admin: no → yes"), "{changes}");
    // How many apps: the changes of apps say which.
    assert!(!changes.stdout.contains("resources"), "{changes}");
    // Who held the role at the first sync.
    assert_eq!(row("ada.admin@acme.example"), (Value::Null, Value::Null));
}

#[test]
fn an_access_review_has_the_day_on_which_each_access_began() {
    let (place, by_run, other) = granted();
    place
        .run(&[
            "review",
            "start",
            "--scope",
            &format!("role:org-admin,app:jira,group:{GROUP}"),
            "--site",
            "acme.atlassian.net",
            "--reviewer",
            "rita@acme.example",
            "--out",
            "q4",
        ])
        .expect(0);
    let list = std::fs::read_to_string(
        place
            .env
            .home()
            .join("q4/reviewers/01-rita@acme.example.csv"),
    )
    .unwrap();
    let mut lines = list.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let column = |name: &str| header.iter().position(|one| *one == name).unwrap();
    let (email, access, since) = (column("email"), column("access"), column("since"));
    let rows: Vec<Vec<&str>> = lines.collect();
    let begun = |person: &str| {
        let rows = rows.iter().filter(|row| row[email] == person);
        let mut begun: Vec<String> = rows
            .map(|row| format!("{} {}", row[access], row[since]))
            .collect();
        begun.sort();
        begun
    };
    assert_eq!(
        begun(&by_run),
        [
            format!("group:{GROUP} 2026-11-18"),
            "role:org-admin 2026-11-18".to_owned()
        ],
        "{list}"
    );
    assert_eq!(
        begun(&other),
        [
            "app:Jira (acme.atlassian.net) 2026-11-23",
            "role:org-admin 2026-11-23"
        ],
        "{list}"
    );
}
