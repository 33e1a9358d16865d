//! `atlctl report changes`.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

/// A fortnight: a run makes an admin; another administrator takes the role from somebody, removes somebody, and makes a group.
fn fortnight() -> (Place, [String; 3]) {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-10T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let people = place.control().accounts();
    let plain = |one: &&atlctl_sim::SimAccount| one.status == "active" && !one.org_admin;
    // An identity provider manages accounts in the organization's own domains.
    let mut plain = people.iter().filter(plain);
    let gets = plain.next().unwrap();
    let leaves = plain
        .find(|one| one.email.ends_with("@freelance.example"))
        .unwrap();
    let admin = people.iter().rfind(|one| one.org_admin).unwrap();
    place.env.var("ATLCTL_NOW", "2026-11-18T10:00:00Z");
    place
        .run(&["role", "grant", "org-admin", &gets.email, "--yes"])
        .expect(0);
    let org = place.sim.org_id();
    for (method, path, body) in [
        (
            "POST",
            format!(
                "/admin/v1/orgs/{org}/users/{}/role-assignments/revoke",
                admin.account_id
            ),
            r#"{"role":"atlassian/org-admin"}"#,
        ),
        (
            "DELETE",
            format!(
                "/admin/v2/orgs/{org}/directories/-/users/{}",
                leaves.account_id
            ),
            "",
        ),
        (
            "POST",
            format!("/admin/v2/orgs/{org}/directories/-/groups"),
            r#"{"name":"=brand new<b>"}"#,
        ),
    ] {
        let (status, answer) = place.control().as_another(method, &path, body);
        assert!(status < 300, "{path}: {status} {answer}");
    }
    place.control().settle();
    place.env.var("ATLCTL_NOW", "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    let emails = [&gets.email, &admin.email, &leaves.email].map(ToString::to_string);
    (place, emails)
}

fn json(place: &Place, words: &[&str]) -> Value {
    let output = place.run(words);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

#[test]
fn what_changed_in_a_fortnight() {
    let (place, [gained, lost, left]) = fortnight();
    insta::assert_snapshot!(place.run(&["report", "changes", "--limit", "4"]), @"
    Changes since 2026-11-17 09:00 UTC
    1 new organization admin; 0 people lost their authentication policy; 0 people added, 1 person
      removed; 9 changes in all.

    Organization admins gained     1
    Organization admins lost       1
    People removed                 1
    Memberships of groups removed  3
    Access to apps removed         2
    Groups added                   1
    Changes in all                 9

    Changes (the first 4 of 9; all: --list changes)
    Found (UTC)       Name                           Change   What                     Run
    2026-11-18 10:00  nils.okafor@acme-labs.example  added    role Organization admin  20261118-1
    2026-11-23 09:00  omar.patel@freelance.example   removed  role Organization admin  -
    2026-11-23 09:00  tess.silva@freelance.example   removed  person                   -
    2026-11-23 09:00  tess.silva@freelance.example   removed  group confluence-users   -
    The same in every row shown: From: -; To: -.
    Columns not shown: by (--list changes, --html or -o json has them).

    Administrators gained and lost
    Found (UTC)       Name                           Change  By            Run
    2026-11-18 10:00  nils.okafor@acme-labs.example  gained  user on host  20261118-1
    2026-11-23 09:00  omar.patel@freelance.example   lost    ?             -
    The same in every row shown: Role: Organization admin.

    People removed
    Found (UTC)       Name                          Run
    2026-11-23 09:00  tess.silva@freelance.example  -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    Left out: people's roles in apps (never read).
    From 2026-11-17 09:00 UTC (snapshot 1, of 2026-11-10 09:00 UTC) to now. The time of a change by a run is exact; of any other change, it is when a sync found it.
    The report compares two moments. It does not count what came and went in between, such as a role that was granted and revoked again. To count these, compare the snapshots in between: atlctl snapshot list
    [exit status: 0]
    ");
    let report = json(&place, &["report", "changes", "--since", "1", "-o", "json"]);
    for (name, number) in [
        ("admins_gained", 1),
        ("admins_lost", 1),
        ("left", 1),
        ("came", 0),
        ("groups_added", 1),
    ] {
        assert_eq!(report["figures"][name], number, "{name}: {report}");
    }
    let admins = report["lists"]["admins"].as_array().unwrap();
    assert_eq!(
        (&admins[0]["name"], &admins[0]["run"]),
        (&gained.into(), &"20261118-1".into())
    );
    assert_eq!(
        (&admins[1]["name"], &admins[1]["run"]),
        (&lost.into(), &Value::Null)
    );
    assert_eq!(report["lists"]["left"][0]["name"], left);
    assert_eq!(report["command"], "atlctl report changes --since 1");
    // The snapshots count the same: each sync, what it found.
    let of = |subject: &str| {
        let rows = json(
            &place,
            &[
                "snapshot", "diff", "--since", "1", "--of", subject, "-o", "json",
            ],
        );
        rows.as_array().unwrap().len()
    };
    let rows = report["lists"]["changes"].as_array().unwrap();
    for subject in [
        "roles",
        "memberships",
        "groups",
        "apps",
        "policies",
        "tokens",
        "keys",
    ] {
        let own = rows.iter().filter(|row| row["of"] == subject).count();
        assert_eq!(own, of(subject), "{subject}");
    }
}

#[test]
fn up_to_a_moment_and_in_every_form() {
    let (place, [gained, ..]) = fortnight();
    let words = [
        "report",
        "changes",
        "--since",
        "2026-11-17",
        "--as-of",
        "2026-11-19",
    ];
    insta::assert_snapshot!(place.run(&words), @"
    Changes since 2026-11-17 00:00 UTC, as of 2026-11-19 23:59:59 UTC
    1 new organization admin; 0 people lost their authentication policy; 0 people added, 0 people
      removed; 1 change in all.

    Organization admins gained  1
    Changes in all              1

    Changes
    Found (UTC)       Name                           Change  What                     From  To
    2026-11-18 10:00  nils.okafor@acme-labs.example  added   role Organization admin  -     -
    Columns not shown: run, by (--list changes, --html or -o json has them).

    Administrators gained and lost
    Found (UTC)       Name                           Change  Role               By            Run
    2026-11-18 10:00  nils.okafor@acme-labs.example  gained  Organization adm…  user on host  20261118-1
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-19 23:59:59 UTC, by the sync of 2026-11-10 09:00 UTC (snapshot 1).
    Left out: people's roles in apps (never read).
    From 2026-11-17 00:00 UTC (snapshot 1, of 2026-11-10 09:00 UTC) to 2026-11-19 23:59:59 UTC (snapshot 1). The time of a change by a run is exact; of any other change, it is when a sync found it.
    [exit status: 0]
    ");
    let csv = place.run(
        &[
            &words[..],
            &[
                "-o",
                "csv",
                "--list",
                "admins",
                "--columns",
                "name,change,run",
            ],
        ]
        .concat(),
    );
    assert_eq!(
        csv.stdout,
        format!("name,change,run\n{gained},gained,20261118-1\n")
    );
    // Seven days before the moment, not before now.
    let week = json(
        &place,
        &[
            "report",
            "changes",
            "--since",
            "7d",
            "--as-of",
            "2026-11-19T00:00:00Z",
            "-o",
            "json",
        ],
    );
    assert_eq!(
        week["command"],
        "atlctl report changes --since 2026-11-12T00:00:00Z --as-of 2026-11-19T00:00:00Z"
    );
    insta::assert_snapshot!(place.run(&["report", "changes", "--since", "2026-10-01"]), @"
    Changes since 2026-11-10 09:00 UTC
    1 new organization admin; 0 people lost their authentication policy; 0 people added, 1 person
      removed; 9 changes in all.

    Organization admins gained     1
    Organization admins lost       1
    People removed                 1
    Memberships of groups removed  3
    Access to apps removed         2
    Groups added                   1
    Changes in all                 9

    Changes
    Found (UTC)       Name                           Change   What                            Run
    2026-11-18 10:00  nils.okafor@acme-labs.example  added    role Organization admin         20261118-1
    2026-11-23 09:00  omar.patel@freelance.example   removed  role Organization admin         -
    2026-11-23 09:00  tess.silva@freelance.example   removed  person                          -
    2026-11-23 09:00  tess.silva@freelance.example   removed  group confluence-users          -
    2026-11-23 09:00  tess.silva@freelance.example   removed  group jira-users                -
    2026-11-23 09:00  tess.silva@freelance.example   removed  group team-0001                 -
    2026-11-23 09:00  tess.silva@freelance.example   removed  app Confluence                  -
                                                              (acme.atlassian.net)
    2026-11-23 09:00  tess.silva@freelance.example   removed  app Jira (acme.atlassian.net)   -
    2026-11-23 09:00  =brand new<b>                  added    group                           -
    The same in every row shown: From: -; To: -.
    Columns not shown: by (--list changes, --html or -o json has them).

    Administrators gained and lost
    Found (UTC)       Name                           Change  By            Run
    2026-11-18 10:00  nils.okafor@acme-labs.example  gained  user on host  20261118-1
    2026-11-23 09:00  omar.patel@freelance.example   lost    ?             -
    The same in every row shown: Role: Organization admin.

    People removed
    Found (UTC)       Name                          Run
    2026-11-23 09:00  tess.silva@freelance.example  -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    There is no history for 2026-10-01 00:00 UTC; using snapshot 1 (2026-11-10 09:00 UTC), the first, instead.
    Left out: people's roles in apps (never read).
    From 2026-11-10 09:00 UTC (snapshot 1) to now. The time of a change by a run is exact; of any other change, it is when a sync found it.
    The report compares two moments. It does not count what came and went in between, such as a role that was granted and revoked again. To count these, compare the snapshots in between: atlctl snapshot list
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["report", "changes", "--live"]), @"
    ------- stderr -------
    Error: reports are made from the mirror and cannot be used with --live
    Hint: update the mirror: atlctl sync
    [exit status: 2]
    ");
    let everything = place.run(&["report", "changes", "--since", "1", "-o", "csv"]);
    // A name that begins like a formula is none in a spreadsheet.
    assert!(everything.stdout.contains("'=brand new<b>"), "{everything}");
    place
        .run(&[
            "report",
            "changes",
            "--since",
            "1",
            "--html",
            "changes.html",
        ])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("changes.html")).unwrap();
    assert!(
        page.contains("<svg class=\"times\"")
            && page.contains("Additions, removals and changes in each snapshot")
    );
    assert!(!page.contains("new<b>"), "escaped");
}
