//! `snapshot diff` and `report changes`: times are times, yes and no are words, and apps on one site have names of their own.

use atlctl_sim::SimConfig;
use rusqlite::Connection;
use serde_json::Value;

use crate::common::Place;

/// Two syncs, before the second of which the mirror had other values.
fn changed(sql: &str) -> Place {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    Connection::open(place.mirror())
        .unwrap()
        .execute_batch(sql)
        .unwrap();
    place.env.var("ATLCTL_NOW", "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    place
}

fn diff(place: &Place, more: &[&str]) -> crate::common::Output {
    place.run(&[&["snapshot", "diff", "--since", "1"], more].concat())
}

#[test]
fn times_of_tokens_and_keys_are_times() {
    let place = changed(
        "UPDATE mirror_token SET created = 1700000000, expires = NULL, expires_known = 1, last_used = NULL, last_used_known = 1 \
           WHERE id = (SELECT min(id) FROM mirror_token WHERE last_used IS NOT NULL AND expires IS NOT NULL);
         UPDATE mirror_api_key SET created = 1700000000, expires = 1700000000 WHERE id = (SELECT min(id) FROM mirror_api_key WHERE expires IS NOT NULL);",
    );
    let of = ["--of", "tokens,keys,activity"];
    insta::assert_snapshot!(diff(&place, &[&of[..], &["--columns", "change,what"]].concat()), @"
    Change   What
    changed  created: 2023-11-14 22:13 UTC → 2026-09-21 09:00 UTC
    changed  expires: never → 2027-04-29 09:00 UTC
    changed  created: 2023-11-14 22:13 UTC → 2026-10-03 09:00 UTC
    changed  expires: 2023-11-14 22:13 UTC → 2027-03-12 09:00 UTC
    changed  last_used: never → 2026-09-24 16:52 UTC
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(diff(&place, &[&of[..], &["--columns", "column,before,after", "-o", "json"]].concat()), @r#"
    [
      {"column":"created","before":"2023-11-14T22:13:20Z","after":"2026-09-21T09:00:00Z"},
      {"column":"expires","before":null,"after":"2027-04-29T09:00:00Z"},
      {"column":"created","before":"2023-11-14T22:13:20Z","after":"2026-10-03T09:00:00Z"},
      {"column":"expires","before":"2023-11-14T22:13:20Z","after":"2027-03-12T09:00:00Z"},
      {"column":"last_used","before":null,"after":"2026-09-24T16:52:19Z"}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    [exit status: 0]
    "#);
    insta::assert_snapshot!(diff(&place, &[&of[..], &["--columns", "column,before,after", "-o", "csv"]].concat()), @"
    column,before,after
    created,2023-11-14T22:13:20Z,2026-09-21T09:00:00Z
    expires,never,2027-04-29T09:00:00Z
    created,2023-11-14T22:13:20Z,2026-10-03T09:00:00Z
    expires,2023-11-14T22:13:20Z,2027-03-12T09:00:00Z
    last_used,never,2026-09-24T16:52:19Z
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    [exit status: 0]
    ");
    let report = place.run(&["report", "changes", "--since", "1", "-o", "json"]);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let rows = report["lists"]["changes"].as_array().unwrap();
    let created = rows.iter().find(|row| row["column"] == "created").unwrap();
    assert_eq!(created["before"], "2023-11-14T22:13:20Z", "{created}");
}

#[test]
fn apps_of_one_site_have_names_of_their_own() {
    let place = changed(
        "UPDATE mirror_workspace SET usage = 1 WHERE usage IS NOT NULL AND host_url = 'https://acme.atlassian.net';",
    );
    insta::assert_snapshot!(diff(&place, &["--of", "workspaces", "--columns", "name,change,what"]), @"
    Name or address                               Change   What
    Bitbucket (acme.atlassian.net)                changed  usage: 1 → 14
    Confluence (acme.atlassian.net)               changed  usage: 1 → 108
    Jira (acme.atlassian.net)                     changed  usage: 1 → 151
    Jira Service Management (acme.atlassian.net)  changed  usage: 1 → 48
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    [exit status: 0]
    ");
}
