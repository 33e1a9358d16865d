//! `snapshot diff`: who got an app, through which group, and whose act in the audit log it was.

use atlctl_sim::SimAct;
use serde_json::Value;

use crate::common::Place;
use crate::history::week_with;

const GROUP: &str = "jira-users";
/// A group that gives no app until it gets a role.
const ROLE_GROUP: &str = "dept-legal";

/// A week in which an admin, on Monday morning, puts somebody into a group that gives an app and takes somebody out of it.
pub fn jira_on_monday() -> Place {
    let (place, ..) = week_with(&|place| {
        let listed = place.run(&["-q", "group", "members", GROUP, "-o", "json"]);
        let listed: Vec<Value> = serde_json::from_str(&listed.stdout).unwrap();
        let is_in = |account: &str| listed.iter().any(|one| one["account_id"] == account);
        let people = place.control().accounts();
        let mut people = people
            .iter()
            .filter(|one| one.status == "active" && !one.org_admin);
        let new = people.clone().find(|one| !is_in(&one.account_id)).unwrap();
        let old = people.find(|one| is_in(&one.account_id)).unwrap();
        let group = place
            .run(&["-q", "group", "show", GROUP, "-o", "id"])
            .stdout;
        let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
        let path = format!(
            "/admin/v2/orgs/{}/directories/{}/groups/{}/memberships",
            place.sim.org_id(),
            directory.trim(),
            group.trim()
        );
        let at = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_second();
        place.control().make_again(&[
            SimAct {
                at: at("2026-11-23T07:15:00Z"),
                method: "POST".into(),
                path: path.clone(),
                body: format!(r#"{{"accountId":"{}"}}"#, new.account_id),
            },
            SimAct {
                at: at("2026-11-23T08:30:00Z"),
                method: "DELETE".into(),
                path: format!("{path}/{}", old.account_id),
                body: String::new(),
            },
        ]);
    });
    place
}

/// The same, where the audit log was read from a later day on.
pub fn since_monday() -> Place {
    let place = jira_on_monday();
    place
        .run(&["sync", "--only", "events", "--events-since", "2026-11-21"])
        .expect(0);
    place
}

fn apps(place: &Place, more: &[&str]) -> String {
    let diff = ["snapshot", "diff", "--since", "monday", "--of", "apps"];
    format!("{}", place.run(&[&diff[..], more].concat()))
}

#[test]
fn who_got_an_app_why_and_who_did_it() {
    let place = since_monday();
    insta::assert_snapshot!(apps(&place, &["--columns", "name,change,item,through,by,event_at"]), @"
    Person                         Change   Item                  Through    By         Event (UTC)
    Zoe.Thompson@Acme.Example      added    Jira                  jira-use…  ada.admi…  2026-11-23 07:15
                                            (acme.atlassian.net)
    nils.okafor@acme-labs.example  removed  Jira                  jira-use…  ada.admi…  2026-11-23 08:30
                                            (acme.atlassian.net)
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from 2026-11-23 00:00 UTC (snapshot 1, of 2026-11-16 09:00 UTC) to now.
    Some values are cut with … to fit; -o csv and -o json print all of them.
    [exit status: 0]
    ");
    insta::assert_snapshot!(apps(&place, &["-o", "json"]), @r#"
    [
      {"at":"2026-11-23T09:00:00Z","name":"Zoe.Thompson@Acme.Example","change":"added","by":"ada.admin@acme.example","through":["jira-users"],"run":null,"what":"app Jira (acme.atlassian.net)","before":null,"after":null,"of":"apps","item":"Jira (acme.atlassian.net)","column":null,"id":"712020:40ddbfad-8ee3-47ae-816d-1d048219730e","item_id":"ari:cloud:jira-software::site/3a9029c1-01a8-450f-8d0f-32038f65ff3b","app":null,"app_id":null,"snapshot":2,"event_at":"2026-11-23T07:15:00Z","event":"5492aa5f-9e38-4cec-811c-d6a2b9b9733e"},
      {"at":"2026-11-23T09:00:00Z","name":"nils.okafor@acme-labs.example","change":"removed","by":"ada.admin@acme.example","through":["jira-users"],"run":null,"what":"app Jira (acme.atlassian.net)","before":null,"after":null,"of":"apps","item":"Jira (acme.atlassian.net)","column":null,"id":"712020:0799d2be-4762-4844-8b88-459d82197318","item_id":"ari:cloud:jira-software::site/3a9029c1-01a8-450f-8d0f-32038f65ff3b","app":null,"app_id":null,"snapshot":2,"event_at":"2026-11-23T08:30:00Z","event":"12651fd6-ba33-4788-8188-bbb461b75422"}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from 2026-11-23 00:00 UTC (snapshot 1, of 2026-11-16 09:00 UTC) to now.
    [exit status: 0]
    "#);
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "1"]), @"
    Found (UTC)       Person                            Change   What
    2026-11-23 09:00  Zoe.Thompson@Acme.Example         added    group jira-users
    2026-11-23 09:00  nils.okafor@acme-labs.example     removed  group jira-users
    2026-11-18 10:00  olga.park@acme-labs.example       added    group old-project-2019
    2026-11-23 09:00  Zoe.Thompson@Acme.Example         added    app Jira (acme.atlassian.net)
    2026-11-23 09:00  nils.okafor@acme-labs.example     removed  app Jira (acme.atlassian.net)
    2026-11-23 09:00  rafael.richter@acme-labs.example  changed  policy: Password only → Contractors
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    Left out: people's roles in apps (never read).
    Columns not shown: by, through, run (use --columns or -o csv).
    [exit status: 0]
    ");
}

/// A log that was never read says nothing; one that was read for the whole time says that no event fits.
#[test]
fn what_the_log_does_not_say() {
    let place = jira_on_monday();
    let by = ["--columns", "name,change,through,run,by"];
    let all = ["snapshot", "diff", "--since", "1"];
    insta::assert_snapshot!(place.run(&[&all[..], &by].concat()), @"
    Person                            Change   Through     Run         By
    Zoe.Thompson@Acme.Example         added    -           -           ?
    nils.okafor@acme-labs.example     removed  -           -           ?
    olga.park@acme-labs.example       added    -           20261118-1  user on host
    Zoe.Thompson@Acme.Example         added    jira-users  -           ?
    nils.okafor@acme-labs.example     removed  jira-users  -           ?
    rafael.richter@acme-labs.example  changed  -           -           ?
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    Left out: people's roles in apps (never read).
    [exit status: 0]
    ");
    place.run(&["sync", "--only", "events"]).expect(0);
    insta::assert_snapshot!(place.run(&[&all[..], &by].concat()), @"
    Person                            Change   Through     Run         By
    Zoe.Thompson@Acme.Example         added    -           -           ada.admin@acme.example
    nils.okafor@acme-labs.example     removed  -           -           ada.admin@acme.example
    olga.park@acme-labs.example       added    -           20261118-1  user on host
    Zoe.Thompson@Acme.Example         added    jira-users  -           ada.admin@acme.example
    nils.okafor@acme-labs.example     removed  jira-users  -           ada.admin@acme.example
    rafael.richter@acme-labs.example  changed  -           -           -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    Left out: people's roles in apps (never read).
    [exit status: 0]
    ");
}

#[test]
fn what_happened_to_a_person_lately() {
    let place = since_monday();
    let new = apps(&place, &["-q", "-o", "csv", "--columns", "name,change"]);
    let new = new
        .lines()
        .find_map(|line| line.strip_suffix(",added"))
        .unwrap();
    let recent = [
        "--columns",
        "email,recent_events,recent_acts,recent_changes",
    ];
    let show = |more: &[&str]| place.run(&[&["user", "show", new][..], &recent, more].concat());
    insta::assert_snapshot!(show(&[]), @"
    Email           Zoe.Thompson@Acme.Example
    Recent events   2026-11-23 11:55 UTC user_activated: Zoë Thompson (by ada.admin@acme.example)
                    2026-11-23 07:15 UTC group_member_added: Zoë Thompson, jira-users (by
                      ada.admin@acme.example)
    Recent actions  -
    Recent changes  2026-11-23 09:00 UTC group jira-users added, app jira-software added (by
                      ada.admin@acme.example)
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    [exit status: 0]
    ");
    insta::assert_snapshot!(show(&["-o", "json"]), @r#"
    {"email":"Zoe.Thompson@Acme.Example","recent_events":[{"id":"15954ff9-f2d9-4b84-84aa-444d138f5f06","at":"2026-11-23T11:55:07Z","action":"user_activated","actor":"ada.admin@acme.example","targets":"Zoë Thompson"},{"id":"5492aa5f-9e38-4cec-811c-d6a2b9b9733e","at":"2026-11-23T07:15:00Z","action":"group_member_added","actor":"ada.admin@acme.example","targets":"Zoë Thompson, jira-users"}],"recent_acts":[],"recent_changes":[{"at":"2026-11-23T09:00:00Z","kind":"changed","changed_values":["group jira-users added","app jira-software added"],"run":null,"by":"ada.admin@acme.example","event":"5492aa5f-9e38-4cec-811c-d6a2b9b9733e"}]}
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    [exit status: 0]
    "#);
    insta::assert_snapshot!(show(&["--as-of", "2026-11-22"]), @"
    Email           Zoe.Thompson@Acme.Example
    Recent events   -
    Recent actions  -
    Recent changes  -
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-22 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    [exit status: 0]
    ");
    insta::assert_snapshot!(show(&["--as-of", "2026-11-19"]), @"
    Email           Zoe.Thompson@Acme.Example
    Recent events   ?
    Recent actions  ?
    Recent changes  -
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-19 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    [exit status: 0]
    ");
    insta::assert_snapshot!(show(&["--live"]), @"
    Email           Zoe.Thompson@Acme.Example
    Recent events   ?
    Recent actions  ?
    Recent changes  ?
    [exit status: 0]
    ");
}

#[test]
fn why_somebody_had_an_app_then() {
    let place = since_monday();
    let old = apps(&place, &["-q", "-o", "csv", "--columns", "name,change"]);
    let old = old
        .lines()
        .find_map(|line| line.strip_suffix(",removed"))
        .unwrap();
    let explain =
        |more: &[&str]| place.run(&[&["user", "explain", old, "--app", "jira"][..], more].concat());
    insta::assert_snapshot!(explain(&[]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Roles assigned to this person were not read; they may have access in other ways, too (read them: --live, or atlctl sync --only user-roles).
    No access.
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    [exit status: 0]
    ");
    insta::assert_snapshot!(explain(&["--as-of", "2026-11-22"]), @"
    App                        Role  From                      Seat
    Jira (acme.atlassian.net)  User  default group jira-users  yes
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-22 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    Roles assigned to this person were not read; they may have access in other ways, too.
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    [exit status: 0]
    ");
    insta::assert_snapshot!(explain(&["--as-of", "1", "--without-group", GROUP, "-o", "json"]), @r#"
    [
      {"app":"Jira (acme.atlassian.net)","role":"User","from":"default group jira-users","seat":true,"remains":false,"ends":null,"app_id":"ari:cloud:jira-software::site/3a9029c1-01a8-450f-8d0f-32038f65ff3b","role_id":"atlassian/user","seat_reason":null,"default_group":true}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    Roles assigned to this person were not read; they may have access in other ways, too.
    Jira (acme.atlassian.net): no known access remains; some sources could not be checked; jira-users is a default group: people who get this app again are added to it again
    Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed; to list it, name it jira-software@acme-sandbox-110.atlassian.net.
    [exit status: 0]
    "#);
}

/// Atlassian says only how it is now.
#[test]
fn what_was_not_read_then_is_not_explained() {
    let mut place = Place::with_key(atlctl_sim::SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    place.run(&["sync", "--skip", "group-roles"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["user", "explain", "ada.admin@acme.example", "--as-of", "1"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    Error: the roles of groups had not been read by then, and Atlassian says only how it is now
    Hint: how it is now: leave out --as-of; history of roles begins with: atlctl sync --only group-roles
    [exit status: 2]
    ");
}

/// A role of a group gives its members an app, a role of their own has no group, and a run's membership has its run.
#[test]
fn apps_come_from_roles_and_from_runs() {
    let (place, ..) = week_with(&|place| {
        let one = |sql: &str| {
            let found = place.run(&["-q", "sql", sql, "-o", "json"]);
            let found: Vec<Value> = serde_json::from_str(&found.stdout).unwrap();
            found[0]["x"].as_str().unwrap().to_owned()
        };
        let app = one("SELECT id AS x FROM workspace WHERE product_key LIKE 'bitbucket%'");
        let org = place.sim.org_id();
        let directory = one("SELECT id AS x FROM directory");
        let group = one(&format!(
            "SELECT g.id AS x FROM \"group\" g WHERE g.name = '{ROLE_GROUP}'"
        ));
        let without = |app: &str| {
            format!(
                "status = 'active' AND NOT org_admin AND account_id NOT IN (SELECT account_id FROM user_app WHERE app_id LIKE '{app}') \
                 AND account_id NOT IN (SELECT account_id FROM user_group WHERE group_name = '{ROLE_GROUP}')"
            )
        };
        let direct = one(&format!(
            "SELECT account_id AS x FROM user WHERE {} ORDER BY email LIMIT 1",
            without("%bitbucket%")
        ));
        let added = one(&format!(
            "SELECT email AS x FROM user WHERE {} ORDER BY email LIMIT 1",
            without("%confluence%")
        ));
        place
            .run(&["group", "add", "confluence-users", &added, "--yes"])
            .expect(0);
        let at = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_second();
        let confluence = one("SELECT g.id AS x FROM \"group\" g WHERE g.name = 'confluence-users'");
        let added = place.control().account(&added).unwrap().account_id;
        let groups = format!("/admin/v2/orgs/{org}/directories/{directory}/groups");
        let act = |at: i64, method: &str, path: String, body: String| SimAct {
            at,
            method: method.into(),
            path,
            body,
        };
        place.control().make_again(&[
            // The events of the run, at its time.
            act(
                at("2026-11-18T09:59:58Z"),
                "DELETE",
                format!("{groups}/{confluence}/memberships/{added}"),
                String::new(),
            ),
            act(
                at("2026-11-18T10:00:00Z"),
                "POST",
                format!("{groups}/{confluence}/memberships"),
                format!(r#"{{"accountId":"{added}"}}"#),
            ),
            act(
                at("2026-11-23T07:00:00Z"),
                "POST",
                format!("{groups}/{group}/role-assignments/assign"),
                format!(r#"{{"roleId":"atlassian/user","resourceId":"{app}"}}"#),
            ),
            act(
                at("2026-11-23T07:30:00Z"),
                "POST",
                format!("/admin/v1/orgs/{org}/users/{direct}/roles/assign"),
                format!(r#"{{"role":"atlassian/user","resource":"{app}"}}"#),
            ),
        ]);
    });
    place.run(&["sync", "--only", "events"]).expect(0);
    let columns = "name,change,item,through,by,event_at,run";
    let diff = [
        "snapshot",
        "diff",
        "--of",
        "apps",
        "-o",
        "csv",
        "--columns",
        columns,
    ];
    let since = |since: &str| place.run(&[&diff[..], &["--since", since]].concat());
    insta::assert_snapshot!(since("1"), @"
    name,change,item,through,by,event_at,run
    Zoe.Thompson@Acme.Example,added,Bitbucket (acme.atlassian.net),,ada.admin@acme.example,2026-11-23T07:30:00Z,
    ada.adler@acme.example,added,Confluence (acme.atlassian.net),confluence-users,ada.admin@acme.example,2026-11-18T10:00:00Z,20261118-2
    anders.becker@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    beata.castillo@acme-labs.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    felix.hartmann@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    hans.kaya@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    ingrid.maier@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    joerg.nakamura@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    lucia.quinn@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    mina.quinn@acme-labs.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    nadia.rahman@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from snapshot 1 to now.
    [exit status: 0]
    ");
    // The membership is older then.
    insta::assert_snapshot!(since("monday"), @"
    name,change,item,through,by,event_at,run
    Zoe.Thompson@Acme.Example,added,Bitbucket (acme.atlassian.net),,ada.admin@acme.example,2026-11-23T07:30:00Z,
    anders.becker@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    beata.castillo@acme-labs.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    felix.hartmann@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    hans.kaya@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    ingrid.maier@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    joerg.nakamura@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    lucia.quinn@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    mina.quinn@acme-labs.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    nadia.rahman@acme.example,added,Bitbucket (acme.atlassian.net),dept-legal,ada.admin@acme.example,2026-11-23T07:00:00Z,
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from 2026-11-23 00:00 UTC (snapshot 1, of 2026-11-16 09:00 UTC) to now.
    [exit status: 0]
    ");
}
