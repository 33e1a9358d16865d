//! `snapshot` and `--as-of`: how the organization was, what changed, and who changed it.

use atlctl_sim::SimConfig;

use crate::common::Place;

const GROUP: &str = "old-project-2019";

/// Two snapshots, a week apart. In between, a run put somebody into a group, and somebody else moved a person to another
/// policy.
pub fn week() -> (Place, String, String) {
    week_with(&|_| ())
}

/// The same, in which this happens before the second sync.
pub fn week_with(more: &dyn Fn(&Place)) -> (Place, String, String) {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let export = place.control().managed_accounts_csv();
    place.env.file("export.csv", export);
    place
        .run(&["policy", "import-names", "export.csv"])
        .expect(0);
    at(&mut place, "2026-11-18T10:00:00Z");
    let id = |name: &str| {
        let policies = place.control().policies();
        let one = policies.into_iter().find(|policy| policy.name == name);
        one.unwrap().id
    };
    let (from, to) = (id("Password only"), id("Contractors"));
    let people = place.control().accounts();
    let mut movable = people.iter().filter(|one| {
        one.policy.as_ref() == Some(&from) && one.status == "active" && !one.org_admin
    });
    let account = movable.next().unwrap().account_id.clone();
    let joined = place.control().account(&account).unwrap().email;
    let account = movable.next().unwrap().account_id.clone();
    let moved = place.control().account(&account).unwrap().email;
    place
        .run(&["group", "add", GROUP, &joined, "--yes"])
        .expect(0);
    assert!(place.control().set_policy(&account, &to));
    more(&place);
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    at(&mut place, "2026-11-24T09:00:00Z");
    (place, joined, moved)
}

fn at(place: &mut Place, now: &str) {
    place.env.var("ATLCTL_NOW", now);
}

#[test]
fn what_changed_in_a_week() {
    let (place, ..) = week();
    insta::assert_snapshot!(place.run(&["snapshot", "list"]), @"
    Snapshot  Made (UTC)        State     Changing  People  Memberships  Policies
    2         2026-11-23 09:00  complete  no        0       +1           ~1
    1         2026-11-16 09:00  complete  no        -       -            -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "8d"]), @"
    Found (UTC)       Person                            Change   What
    2026-11-18 10:00  olga.park@acme-labs.example       added    group old-project-2019
    2026-11-23 09:00  rafael.richter@acme-labs.example  changed  policy: Password only → Contractors
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from 2026-11-16 09:00 UTC (snapshot 1) to now.
    Left out: people's roles in apps (never read).
    Columns not shown: run (use --columns or -o csv).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2026-11-17", "--until", "2026-11-19", "-o", "json"]), @r#"
    [
      {"at":"2026-11-18T10:00:00Z","name":"olga.park@acme-labs.example","change":"added","by":"user on host","through":null,"run":"20261118-1","what":"group old-project-2019","before":null,"after":null,"of":"memberships","item":"old-project-2019","column":null,"id":"712020:ec30f419-5075-44c6-834a-c3318219731e","item_id":"71150482-d7db-4834-8521-396b0000000e","app":null,"app_id":null,"snapshot":1,"event_at":null,"event":null}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Changes from 2026-11-17 00:00 UTC (snapshot 1, of 2026-11-16 09:00 UTC) to 2026-11-19 23:59:59 UTC (snapshot 1, of 2026-11-16 09:00 UTC).
    Left out: people's roles in apps (never read).
    [exit status: 0]
    "#);
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2026-11-01"]), @"
    Found (UTC)       Person                            Change   What
    2026-11-18 10:00  olga.park@acme-labs.example       added    group old-project-2019
    2026-11-23 09:00  rafael.richter@acme-labs.example  changed  policy: Password only → Contractors
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    There is no history for 2026-11-01 00:00 UTC; using snapshot 1 (2026-11-16 09:00 UTC), the first, instead.
    Changes from snapshot 1 to now.
    Left out: people's roles in apps (never read).
    Columns not shown: run (use --columns or -o csv).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "7"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Error: snapshot 7 not found
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
}

#[test]
fn the_mirror_as_it_was() {
    let (place, joined, moved) = week();
    let members = ["group", "members", GROUP, "--columns", "email"];
    let then = |more: &[&str]| place.run(&[&members[..], more].concat());
    assert!(then(&[]).stdout.contains(&joined));
    insta::assert_snapshot!(then(&["--as-of", "2026-11-17"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-17 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    No members.
    [exit status: 0]
    ");
    insta::assert_snapshot!(then(&["--as-of", "1"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    No members.
    [exit status: 0]
    ");
    // The run was between the snapshots.
    assert!(then(&["--as-of", "2026-11-18"]).stdout.contains(&joined));
    let policy = |more: &[&str]| {
        let shown = place.run(&[&["user", "show", &moved, "-o", "json"][..], more].concat());
        let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
        shown["policy_id"].clone()
    };
    let before = policy(&["--as-of", "8d"]);
    assert!(before.is_string());
    // Nobody can say when it was between the snapshots; it is known since the second.
    assert_eq!(policy(&["--as-of", "2026-11-19"]), before);
    assert_ne!(policy(&[]), before);
    assert_eq!(policy(&["--as-of", "monday"]), policy(&[]));
    let sql = "SELECT count(*) AS members FROM user_group WHERE group_name = 'old-project-2019'";
    insta::assert_snapshot!(place.run(&["sql", sql, "--as-of", "1"]), @"
    members
    0
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--inactive", "90d", "--limit", "2", "--as-of", "2026-11-17"]), @"
    Email                      Name          Status  Managed  Last active (UTC)
    ada.adler@acme.example     Ada Adler     active  yes      2026-02-13 02:16
    aisha.wagner@acme.example  Aisha Wagner  active  yes      never
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-17 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    The same in every row shown: Policy: SSO with two-step verification.
    2 of 98 people (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["org", "show", "--as-of", "1"]), @"
    ID           jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    Name         Acme (simulated)
    People       200
    Managed      175
    Org admins   3
    Groups       20
    Policies     5
    Domains      4
    Directories  1
    Apps         5
    Parts        organization: 8 days ago
                 directories: 8 days ago
                 domains: 8 days ago
                 apps: 8 days ago
                 groups: 8 days ago
                 people: 8 days ago
                 policies of people: 8 days ago
                 roles of groups: 8 days ago
                 roles of people: never read
                 API tokens: 8 days ago
                 API keys: 8 days ago
                 service accounts: 8 days ago
                 credentials of service accounts: 8 days ago
                 OAuth clients: 8 days ago
                 organization policies: 8 days ago
                 events: never read
    Synced       2026-11-16 09:00 UTC
    Complete     yes
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--as-of", "2026-11-01"]), @"
    ------- stderr -------
    Error: the mirror has no history of that time; it begins at 2026-11-16 09:00 UTC
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--as-of", "9"]), @"
    ------- stderr -------
    Error: snapshot 9 not found
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--as-of", "soon"]), @r#"
    ------- stderr -------
    Error: invalid value "soon" for --as-of: use a date such as 2026-01-31, today, yesterday, a weekday, a time ago such as 7d, a time such as 2026-01-31T09:00:00Z, or the number of a snapshot
    Hint: see the options of every command: atlctl help options
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "list", "--as-of", "7d", "--live"]), @"
    ------- stderr -------
    Error: --as-of cannot be used with --live
    Hint: see the options of every command: atlctl help options
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "suspend", &joined, "--as-of", "7d"]), @"
    ------- stderr -------
    Error: --as-of works with lists, reports, show, explain and sql, which read the mirror; not with this command
    Hint: what changed since then: atlctl snapshot diff --since 7d
    [exit status: 2]
    ");
}

/// What may be done to the views of the past: only reading.
#[test]
fn the_past_cannot_be_changed() {
    let (place, ..) = week();
    for statement in [
        "DROP VIEW user",
        "DELETE FROM since_mirror_membership",
        "CREATE TEMP TABLE x (a)",
        "PRAGMA temp_store = 1",
        "ROLLBACK",
    ] {
        let refused = place.run(&["sql", statement, "--as-of", "1"]);
        assert_eq!(refused.code, 2, "{statement}: {refused}");
    }
}

#[test]
fn old_snapshots_are_removed() {
    let (mut place, joined, _) = week();
    for now in ["2026-11-23T15:00:00Z", "2026-11-24T08:00:00Z"] {
        at(&mut place, now);
        place.run(&["sync"]).expect(0);
    }
    at(&mut place, "2026-11-24T09:00:00Z");
    insta::assert_snapshot!(place.run(&["snapshot", "prune"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    To remove: snapshot 2.
    Error: confirmation required: 1 snapshot would be removed
    Hint: to confirm: atlctl snapshot prune --keep-daily 30d --keep-weekly 365d --yes
    [exit status: 5]
    ");
    let changed = ["snapshot", "diff", "--since", "1", "-o", "csv"];
    let before = place.run(&changed).stdout;
    insta::assert_snapshot!(place.run(&["snapshot", "prune", "--keep-daily", "30d", "--keep-weekly", "1y", "--yes"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    To remove: snapshot 2.
    Removed 1 snapshot.
    [exit status: 0]
    ");
    assert_eq!(place.run(&changed).stdout, before);
    insta::assert_snapshot!(place.run(&["snapshot", "list", "--columns", "snapshot,at"]), @"
    Snapshot  Made (UTC)
    4         2026-11-24 08:00
    3         2026-11-23 15:00
    1         2026-11-16 09:00
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "prune"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    No snapshot to remove.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", &joined, "--as-of", "2"]), @"
    ------- stderr -------
    Error: snapshot 2 was removed; kept are snapshot 1 (2026-11-16 09:00 UTC) before it and snapshot 3 (2026-11-23 15:00 UTC) after it
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
}
