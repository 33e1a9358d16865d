//! `--as-of` on lists that are also read from Atlassian: an earlier moment comes from the mirror, or not at all.

use atlctl_sim::SimConfig;

use crate::common::Place;

fn at(place: &mut Place, now: &str) {
    place.env.var("ATLCTL_NOW", now);
}

#[test]
fn lists_of_credentials_as_they_were() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let lists: [&[&str]; 6] = [
        &["token", "list"],
        &["key", "list"],
        &["service-account", "list"],
        &["service-account", "tokens"],
        &["service-account", "clients"],
        &["org", "list"],
    ];
    let csv = |place: &Place, list: &[&str], more: &[&str]| {
        let listed = place.run(&[list, &["-o", "csv"], more].concat());
        assert_eq!(listed.code, 0, "{list:?}: {}", listed.stderr);
        listed.stdout
    };
    let before: Vec<String> = (lists.iter()).map(|list| csv(&place, list, &[])).collect();
    let id = |list: usize| {
        let row = before[list].lines().nth(1).unwrap();
        row.split(',').next().unwrap().to_owned()
    };
    at(&mut place, "2026-11-20T09:00:00Z");
    place
        .run(&["token", "revoke", &id(0), "--yes", "--confirm", "1"])
        .expect(0);
    place
        .run(&[
            "service-account",
            "delete",
            &id(2),
            "--yes",
            "--confirm",
            "1",
        ])
        .expect(0);
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.control().clear_calls();
    for (list, before) in lists.iter().zip(&before) {
        for moment in ["2026-11-17", "1"] {
            let then = csv(&place, list, &["--as-of", moment]);
            let mut lines = then.lines().zip(before.lines());
            let other = lines.find(|(then, before)| then != before);
            assert_eq!((other, then.len()), (None, before.len()), "{list:?}");
        }
    }
    assert_ne!(&csv(&place, lists[0], &[]), &before[0]);
    assert_ne!(&csv(&place, lists[2], &[]), &before[2]);
    assert!(
        place.control().calls().is_empty(),
        "nothing is read from Atlassian"
    );
    // Times count back from the moment that is shown.
    let unused = |more: &[&str]| csv(&place, &["token", "list", "--unused", "30d"], more);
    let then = unused(&["--as-of", "1"]);
    at(&mut place, "2027-11-23T09:00:00Z");
    let csv = place.run(&[
        "token", "list", "--unused", "30d", "-o", "csv", "--as-of", "1",
    ]);
    assert_eq!(csv.stdout, then);
}

/// Roles of a person, a group and an app: what Atlassian said then is what the mirror says of then.
#[test]
fn lists_of_roles_as_they_were() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync", "--roles-budget", "500"]).expect(0);
    let members = place.run(&[
        "user",
        "list",
        "--group",
        "jira-users",
        "--status",
        "active",
        "-o",
        "csv",
        "--columns",
        "email",
    ]);
    let person = members.stdout.lines().nth(3).unwrap().to_owned();
    let lists: [&[&str]; 3] = [
        &["role", "list", &person],
        &["role", "list", "--group", "bitbucket-users"],
        &["role", "list", "--app", "bitbucket"],
    ];
    let sorted = |output: String| {
        let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let all = "holder,role,app,from,role_id,app_id,holder_id,default_group";
    let csv = |place: &Place, list: &[&str], more: &[&str]| {
        let listed = place.run(&[list, &["-o", "csv", "--columns", all], more].concat());
        assert_eq!(listed.code, 0, "{list:?}: {}", listed.stderr);
        sorted(listed.stdout)
    };
    let before: Vec<_> = (lists.iter()).map(|list| csv(&place, list, &[])).collect();
    at(&mut place, "2026-11-20T09:00:00Z");
    let changes: [&[&str]; 3] = [
        &["group", "remove", "jira-users", &person, "--yes"],
        &[
            "role",
            "grant",
            "user",
            "--group",
            "bitbucket-users",
            "--app",
            "confluence",
            "--yes",
        ],
        &[
            "role",
            "grant",
            "user",
            &person,
            "--app",
            "bitbucket",
            "--yes",
        ],
    ];
    for change in changes {
        place.run(change).expect(0);
    }
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.control().clear_calls();
    for (list, before) in lists.iter().zip(&before) {
        assert_eq!(&csv(&place, list, &["--as-of", "1"]), before, "{list:?}");
        assert_eq!(&csv(&place, list, &["--as-of", "2026-11-17"]), before);
    }
    assert!(place.control().calls().is_empty());
    for (list, before) in lists.iter().zip(&before) {
        assert_ne!(&csv(&place, list, &[]), before, "{list:?}");
    }
    let asked = [lists[0], &["--as-of", "1", "--directory", "x"]].concat();
    insta::assert_snapshot!(place.run(&asked));
}

#[test]
fn roles_that_were_not_read_by_then_are_refused() {
    let mut place = Place::with_key(SimConfig::default());
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync", "--skip", "group-roles"]).expect(0);
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let app = ["role", "list", "--app", "bitbucket"];
    insta::assert_snapshot!(place.run(&[&app[..], &["--as-of", "1"]].concat()));
    let now = place.run(&[&app[..], &["--as-of", "2"]].concat());
    insta::assert_snapshot!(now);
}

#[test]
fn what_was_not_read_by_then_is_refused() {
    let mut place = Place::with_key(SimConfig::default());
    let nothing = place.run(&["token", "list", "--as-of", "7d"]);
    insta::assert_snapshot!(nothing, @"
    ------- stderr -------
    Error: no mirror at [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
    Hint: mirror the organization: atlctl sync
    [exit status: 1]
    ");
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync", "--skip", "tokens,keys"]).expect(0);
    at(&mut place, "2026-11-23T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place.control().clear_calls();
    insta::assert_snapshot!(place.run(&["token", "list", "--as-of", "2026-11-17"]), @"
    ------- stderr -------
    Error: the mirror has no history of tokens at that time
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["key", "list", "--as-of", "1"]), @"
    ------- stderr -------
    Error: the mirror has no history of keys at that time
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    assert!(place.control().calls().is_empty());
}
