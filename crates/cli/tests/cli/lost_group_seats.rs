//! The seats of people who lose a group, or a role of it, with a run: what is not known of them is not said to be as before.

use atlctl_sim::SimConfig;

use crate::moving::Place;

fn said(place: &Place, args: &[&str]) -> (String, String) {
    let output = place.env.run(args);
    assert_eq!(output.code, 0, "{output}");
    (output.stdout, output.stderr)
}

/// The seats of Bitbucket in use, as the mirror has them.
fn usage(place: &Place) -> String {
    let sql =
        "SELECT coalesce(usage, 'unknown') AS usage FROM workspace WHERE product_key = 'bitbucket'";
    let (usage, _) = said(place, &["sql", sql, "-q", "-o", "csv"]);
    usage.trim().replace("usage\n", "")
}

const UNDO: [&str; 3] = ["undo", "last", "--dry-run"];

/// What takes Bitbucket from the 14 people who have it through their group.
const ENDS: [&[&str]; 2] = [
    &["group", "delete", "bitbucket-users", "--confirm", "1"],
    &[
        "role",
        "revoke",
        "user",
        "--app",
        "bitbucket",
        "--group",
        "bitbucket-users",
    ],
];

#[test]
fn seats_are_unknown_where_own_roles_were_never_read() {
    for end in ENDS {
        let place = Place::new(SimConfig::default());
        assert_eq!(usage(&place), "14");
        said(
            &place,
            &[end, &["--max-changes", "500", "--yes", "-q"]].concat(),
        );
        assert_eq!(usage(&place), "unknown", "{end:?}");
        let (_, undo) = said(&place, &UNDO);
        assert!(undo.contains("up to 14 more of 500 seats in use"), "{undo}");
        let sql = "SELECT email FROM user WHERE NOT apps_known LIMIT 1";
        let (person, _) = said(&place, &["sql", sql, "-q", "-o", "csv"]);
        let person = person.lines().last().unwrap();
        let (_, why) = said(&place, &["user", "show", person]);
        assert!(
            why.contains(
                "A run changed groups or roles of this person, so their apps, last known on"
            ),
            "{why}"
        );
        assert!(!why.contains("Atlassian no longer reports"), "{why}");
        said(&place, &["sync", "-q"]);
        assert_eq!(usage(&place), "0", "{end:?}");
        // Everybody's apps are known again, also of those whose entry is as before.
        let sql = "SELECT count(*) FROM user WHERE NOT apps_known AND NOT gone";
        assert!(
            said(&place, &["sql", sql, "-q", "-o", "csv"])
                .0
                .ends_with("\n0\n"),
            "{end:?}"
        );
    }
}

#[test]
fn roles_by_a_lost_group_go_with_it() {
    for end in ENDS {
        let place = Place::new(SimConfig::default());
        said(&place, &["sync", "-q", "--roles-budget", "500"]);
        said(
            &place,
            &[end, &["--max-changes", "500", "--yes", "-q"]].concat(),
        );
        assert_eq!(usage(&place), "0", "{end:?}");
        let sql = "SELECT count(*) FROM user_role_grant WHERE app_key = 'bitbucket' AND origin = 'group_direct'";
        assert!(
            said(&place, &["sql", sql, "-q", "-o", "csv"])
                .0
                .ends_with("\n0\n"),
            "{end:?}"
        );
        let (_, undo) = said(&place, &UNDO);
        assert!(undo.contains("0 → 14 of 500 seats in use (+14)"), "{undo}");
        // What is known of these people's other roles is as it was read.
        let sql = "SELECT count(*) FROM user_role_read WHERE outdated";
        assert!(
            said(&place, &["sql", sql, "-q", "-o", "csv"])
                .0
                .ends_with("\n0\n"),
            "{end:?}"
        );
        said(
            &place,
            &["undo", "last", "--max-changes", "500", "--yes", "-q"],
        );
        assert_eq!(usage(&place), "14", "{end:?}");
    }
}

/// A role that is granted and taken back leaves the seats as they were.
#[test]
fn an_undone_grant_leaves_the_seats_as_they_were() {
    let place = Place::new(SimConfig::default());
    for person in place.movable().iter().filter(|one| one.synced).take(4) {
        let before = usage(&place);
        let grant = [
            "role",
            "grant",
            "user",
            &person.email,
            "--app",
            "bitbucket",
            "--yes",
            "-q",
        ];
        said(&place, &grant);
        said(&place, &["undo", "last", "--yes", "-q"]);
        let after = usage(&place);
        assert!(after == before || after == "unknown", "{before} {after}");
    }
}

/// What runs did counts for each person once, with what it turned out to end, and each run counts.
#[test]
fn a_sync_counts_whom_runs_changed_once() {
    let place = Place::new(SimConfig::default());
    let (ids, _) = said(
        &place,
        &["group", "members", "bitbucket-users", "-q", "-o", "id"],
    );
    let people: Vec<&str> = ids.lines().take(3).collect();
    let remove = [
        &["group", "remove", "bitbucket-users"][..],
        &people,
        &["--yes", "-q"],
    ]
    .concat();
    said(&place, &remove);
    said(&place, &["undo", "last", "--yes", "-q"]);
    said(&place, &remove);
    said(&place, &["group", "create", "New", "--yes", "-q"]);
    said(
        &place,
        &["group", "delete", "New", "--yes", "--confirm", "1", "-q"],
    );
    let (_, told) = said(&place, &["sync"]);
    assert!(
        told.contains("Since the last sync: 3 people changed by 3 runs."),
        "{told}"
    );
}

/// To leave a group that is known to give nothing frees no seat.
#[test]
fn a_group_that_gives_nothing_frees_no_seat() {
    let place = Place::new(SimConfig::default());
    for (group, frees) in [("team-0001", false), ("jira-users", true)] {
        let sql = format!(
            "SELECT u.email FROM user u JOIN user_group g USING (account_id) WHERE g.group_name = '{group}' \
             AND u.status = 'active' AND u.account_type = 'atlassian' AND NOT u.org_admin LIMIT 1"
        );
        let (person, _) = said(&place, &["sql", &sql, "-q", "-o", "csv"]);
        let person = person.lines().last().unwrap();
        let (_, plan) = said(&place, &["group", "remove", group, person, "--dry-run"]);
        assert!(plan.contains("1  change"), "{plan}");
        assert_eq!(plan.contains("may free a seat"), frees, "{plan}");
    }
}
