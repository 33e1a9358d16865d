//! What a sync did not read is unknown for that time: it has not "not changed", and what it was before and after keeps its
//! date, its reason and whose act it was.

use atlctl_sim::{SimAct, SimConfig};
use serde_json::Value;

use crate::common::Place;

fn at(place: &mut Place, now: &str) {
    place.env.var("ATLCTL_NOW", now);
}

fn act(time: &str, path: String, body: String) -> SimAct {
    SimAct {
        at: time.parse::<jiff::Timestamp>().unwrap().as_second(),
        method: "POST".into(),
        path,
        body,
    }
}

fn json(place: &Place, args: &[&str]) -> Vec<Value> {
    let found = place.run(&[args, &["-q", "-o", "json"]].concat());
    assert_eq!(found.code, 0, "{found}");
    serde_json::from_str(&found.stdout).unwrap()
}

/// The value `x` of the first row.
fn one(place: &Place, sql: &str) -> String {
    let found = json(place, &["sql", sql]);
    found[0]["x"].as_str().unwrap().to_owned()
}

/// Organization admins are made on 17 November. One of the syncs after the one that finds it cannot read everybody's roles.
#[test]
fn a_value_that_was_unknown_for_a_sync_keeps_its_date() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let org = place.sim.org_id().to_owned();
    let people = place.control().accounts().into_iter();
    let new: Vec<String> = people
        .filter(|one| one.status == "active" && !one.org_admin)
        .map(|one| one.account_id)
        .take(8)
        .collect();
    let grants: Vec<SimAct> = new
        .iter()
        .map(|account| {
            act(
                "2026-11-17T07:00:00Z",
                format!("/admin/v1/orgs/{org}/users/{account}/role-assignments/assign"),
                r#"{"role":"atlassian/org-admin"}"#.to_owned(),
            )
        })
        .collect();
    place.control().make_again(&grants);
    at(&mut place, "2026-11-18T09:00:00Z");
    place.run(&["sync"]).expect(0);
    at(&mut place, "2026-11-19T09:00:00Z");
    place
        .control()
        .fault("POST */users/search roles-part")
        .unwrap();
    place.run(&["sync", "--full"]).expect(0);
    place.control().clear_faults();
    let unknown = json(
        &place,
        &[
            "sql",
            "SELECT count(*) AS n FROM user WHERE org_admin IS NULL",
        ],
    );
    assert!(unknown[0]["n"].as_i64().unwrap() > 0, "{unknown:?}");
    at(&mut place, "2026-11-20T09:00:00Z");
    place.run(&["sync", "--full"]).expect(0);
    place.run(&["sync", "--only", "events"]).expect(0);
    for range in [["1", "4"], ["--since", "1"]] {
        let diff = [&["snapshot", "diff"][..], &range, &["--of", "people"]].concat();
        let found = json(&place, &diff);
        let admins = found.iter().filter(|one| one["column"] == "org_admin");
        let admins: Vec<&Value> = admins.collect();
        assert_eq!(admins.len(), new.len(), "{found:?}");
        for one in admins {
            assert_eq!(one["snapshot"], 2, "{one}");
            assert_eq!(one["event_at"], "2026-11-17T07:00:00Z", "{one}");
        }
    }
}

/// A group gets a role that gives an app: why and by whom is the same whether the range ends now or with a snapshot.
#[test]
fn why_somebody_got_an_app_does_not_depend_on_where_the_range_ends() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let app = one(
        &place,
        "SELECT id AS x FROM workspace WHERE product_key LIKE 'bitbucket%'",
    );
    let directory = one(&place, "SELECT id AS x FROM directory");
    let group = one(
        &place,
        "SELECT id AS x FROM \"group\" WHERE name = 'dept-legal'",
    );
    let org = place.sim.org_id().to_owned();
    place.control().make_again(&[act(
        "2026-11-17T07:00:00Z",
        format!(
            "/admin/v2/orgs/{org}/directories/{directory}/groups/{group}/role-assignments/assign"
        ),
        format!(r#"{{"roleId":"atlassian/user","resourceId":"{app}"}}"#),
    )]);
    at(&mut place, "2026-11-18T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.run(&["sync", "--only", "events"]).expect(0);
    at(&mut place, "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let apps = |range: &[&str]| {
        json(
            &place,
            &[&["snapshot", "diff"][..], range, &["--of", "apps"]].concat(),
        )
    };
    let now = apps(&["--since", "1"]);
    assert!(!now.is_empty());
    for change in &now {
        assert_eq!(change["through"][0], "dept-legal", "{change}");
        assert_eq!(change["event_at"], "2026-11-17T07:00:00Z", "{change}");
    }
    for range in [["1", "2"], ["1", "3"]] {
        assert_eq!(apps(&range), now, "{range:?}");
    }
    // Before the group had the role, nobody had the app by it.
    assert_eq!(apps(&["2", "3"]), Vec::<Value>::new());
}

/// A part that is refused has not "not changed".
#[test]
fn a_part_that_was_refused_has_unknown_changes() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    at(&mut place, "2026-11-18T09:00:00Z");
    place.control().fault("* */api-tokens* 403").unwrap();
    place.control().fault("* */role-assignments* 403").unwrap();
    place.run(&["sync"]).expect(0);
    place.control().clear_faults();
    let counts = |snapshot: i64| {
        let all = json(&place, &["snapshot", "list"]);
        let one = all
            .into_iter()
            .find(|one| one["snapshot"] == snapshot)
            .unwrap();
        [one["tokens_changes"].clone(), one["people_changes"].clone()]
    };
    assert_eq!(counts(2)[0], Value::Null);
    assert_eq!(counts(2)[1]["added"], 0);
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "1", "2", "--of", "tokens"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 2 days ago; the last sync could not read it: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/api-tokens).
    Changes from snapshot 1 to snapshot 2.
    Warning: What changed since the last reading is unknown: tokens (last read by sync 1).
    No changes.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "1", "2", "-q"]), @"
    ------- stderr -------
    Warning: Roles of groups: synced 2 days ago; the last sync could not read it: A fault of the simulator (HTTP 403; GET /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments).
    Warning: Left out: people's roles in apps (never read).
    Warning: What changed since the last reading is unknown: groups' roles in apps, tokens, credentials of service accounts (last read by sync 1).
    [exit status: 0]
    ");
    at(&mut place, "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let diff = place.run(&["snapshot", "diff", "1", "3"]);
    assert!(!diff.stderr.contains("unknown"), "{diff}");
}

/// "Since Monday" does not list what the log has on Saturday, though only a sync on Tuesday found it.
#[test]
fn what_the_log_has_before_the_range_is_left_out() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let directory = one(&place, "SELECT id AS x FROM directory");
    let group = one(
        &place,
        "SELECT id AS x FROM \"group\" WHERE name = 'jira-users'",
    );
    let people = json(
        &place,
        &[
            "sql",
            "SELECT account_id AS x FROM user WHERE status = 'active' AND NOT org_admin AND account_id NOT IN \
           (SELECT account_id FROM user_group WHERE group_name = 'jira-users') ORDER BY email LIMIT 2",
        ],
    );
    let org = place.sim.org_id().to_owned();
    let join = |account: &Value, time: &str| {
        act(
            time,
            format!("/admin/v2/orgs/{org}/directories/{directory}/groups/{group}/memberships"),
            format!(r#"{{"accountId":{account}}}"#),
        )
    };
    place.control().make_again(&[
        join(&people[0]["x"], "2026-11-21T07:00:00Z"),
        join(&people[1]["x"], "2026-11-23T07:00:00Z"),
    ]);
    at(&mut place, "2026-11-24T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.run(&["sync", "--only", "events"]).expect(0);
    let since = [
        "snapshot",
        "diff",
        "--since",
        "monday",
        "--of",
        "memberships",
    ];
    insta::assert_snapshot!(place.run(&since), @"
    Found (UTC)       Person                  Change  By                      Run  What
    2026-11-24 09:00  ada.adler@acme.example  added   ada.admin@acme.example  -    group jira-users
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Changes from 2026-11-23 00:00 UTC (snapshot 1, of 2026-11-20 09:00 UTC) to now.
    Left out: 1 change that the audit log dates before or after this time.
    [exit status: 0]
    ");
    let until = [
        "snapshot",
        "diff",
        "1",
        "--until",
        "sunday",
        "--of",
        "memberships",
    ];
    insta::assert_snapshot!(place.run(&until), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Changes from snapshot 1 to 2026-11-22 23:59:59 UTC (snapshot 1, of 2026-11-20 09:00 UTC).
    No changes.
    [exit status: 0]
    ");
    let report = place.run(&["report", "changes", "--since", "monday"]);
    assert!(
        report.stderr.contains("snapshot 1, of 2026-11-20 09:00"),
        "{report}"
    );
}
