//! What comes after changes: the next sync takes what our runs made for made, and a saved plan is looked at again.

use atlctl_sim::SimConfig;

use crate::common::Place;

const JIRA: &str = "jira-software@acme.atlassian.net";

/// Takes Jira from everybody who has not used it for 90 days.
const TAKE: [&str; 10] = [
    "-q",
    "user",
    "remove-access",
    "--app",
    JIRA,
    "--inactive",
    "90d",
    "--max-changes",
    "150",
    "--yes",
];

/// People who lost their last app by a run are not people whom the sync misses.
#[test]
fn a_sync_after_taking_an_app_from_many_is_no_doubt() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let taken = place.run(&TAKE);
    assert!(matches!(taken.code, 0 | 3), "{taken}");
    let synced = place.run(&["sync"]);
    assert!(!synced.stderr.contains("now have none"), "{synced}");
    synced.expect(0);
    let left = "SELECT count(*) FROM user WHERE apps_known AND account_id IN \
                (SELECT id FROM change WHERE run IS NOT NULL) AND account_id NOT IN (SELECT account_id FROM user_app)";
    let without = place.run(&["-q", "sql", left, "-o", "csv"]);
    let count: u64 = without.stdout.lines().last().unwrap().parse().unwrap();
    assert!(count > 18, "{without}");
}

/// After a run that took an app from people, and after its undo, the mirror says before the next sync what the sync will find:
/// who has the app, and how many seats are in use.
#[test]
fn the_mirror_knows_what_a_run_did_to_an_app() {
    let place = Place::with_key(SimConfig::default());
    let read = |args: &[&str]| {
        let output = place.run(&[&["-q"], args].concat());
        assert_eq!(output.code, 0, "{output}");
        output.stdout
    };
    let state = || {
        let people = read(&["user", "list", "--app", JIRA, "-o", "id"]);
        let apps: serde_json::Value =
            serde_json::from_str(&read(&["workspace", "list", "-o", "json"])).unwrap();
        let usage: Vec<String> = apps
            .as_array()
            .unwrap()
            .iter()
            .map(|app| format!("{} {}", app["id"], app["usage"]))
            .collect();
        let people: std::collections::BTreeSet<String> =
            people.lines().map(str::to_owned).collect();
        (people, usage)
    };
    read(&["sync"]);
    let before = state();
    let taken = place.run(&TAKE);
    assert!(matches!(taken.code, 0 | 3), "{taken}");
    let after = state();
    assert!(after.0.len() + 50 < before.0.len(), "{taken}");
    read(&["sync"]);
    assert_eq!(after, state());
    let diff = [
        "snapshot", "diff", "1", "2", "--of", "apps", "--app", JIRA, "-o", "json",
    ];
    let diff: serde_json::Value = serde_json::from_str(&read(&diff)).unwrap();
    let removed = diff.as_array().unwrap();
    assert_eq!(removed.len(), before.0.len() - after.0.len());
    assert!(removed.iter().all(|one| one["run"].is_string()), "{diff}");
    let undone = place.run(&["-q", "undo", "last", "--max-changes", "150", "--yes"]);
    assert!(matches!(undone.code, 0 | 3), "{undone}");
    let again = state();
    assert_eq!(again.0, before.0, "{undone}");
    read(&["sync"]);
    assert_eq!(again, state());
}

/// Whatever way to an app a run ended: before the next sync, the mirror lists nobody who has lost it, and whom it no longer
/// lists although they have it, of these it does not know.
#[test]
fn an_app_that_is_lost_in_any_way_is_not_listed() {
    const BITBUCKET: &str = "bitbucket@acme.atlassian.net";
    for roles_read in [false, true] {
        let place = Place::with_key(SimConfig::default());
        let ok = |args: &[&str]| {
            let output = place.run(&[&["-q"], args].concat());
            assert_eq!(output.code, 0, "{output}");
            output.stdout
        };
        let listed = || -> std::collections::BTreeSet<String> {
            let ids = ok(&["user", "list", "--app", BITBUCKET, "-o", "id"]);
            ids.lines().map(str::to_owned).collect()
        };
        ok(&["sync"]);
        if roles_read {
            ok(&["sync", "--only", "user-roles"]);
        }
        let member = "SELECT u.account_id FROM user_group u JOIN user p USING (account_id) WHERE group_name = 'bitbucket-users' \
                      AND p.status = 'active' AND NOT p.org_admin ORDER BY p.email LIMIT 1";
        let other = "SELECT account_id FROM user WHERE status = 'active' AND managed AND NOT org_admin AND account_type = 'atlassian' \
                     AND apps_known AND account_id NOT IN (SELECT account_id FROM user_app WHERE app_id LIKE '%bitbucket%') ORDER BY email LIMIT 1";
        let one = |sql: &str| ok(&["sql", sql, "-o", "id"]).trim().to_owned();
        let (member, other) = (one(member), one(other));
        let acts: [&[&str]; 6] = [
            &["group", "remove", "bitbucket-users", &member, "--yes"],
            &["group", "add", "bitbucket-users", &other, "--yes"],
            &["undo", "last", "--yes"],
            &["role", "grant", "user", &other, "--app", BITBUCKET, "--yes"],
            &[
                "role", "revoke", "user", &other, "--app", BITBUCKET, "--yes",
            ],
            &["undo", "last", "--yes"],
        ];
        for act in acts {
            let before = listed();
            ok(act);
            let now = listed();
            assert_ne!(before, now, "{act:?}");
            let unknown = ok(&[
                "sql",
                "SELECT account_id FROM user WHERE NOT apps_known AND NOT gone",
                "-o",
                "id",
            ]);
            // Where the people's own roles were read, nothing is unknown then.
            if roles_read {
                assert_eq!(unknown, "", "{act:?}");
            }
            ok(&["sync"]);
            if roles_read {
                ok(&["sync", "--only", "user-roles"]);
            }
            for id in now.symmetric_difference(&listed()) {
                assert!(
                    !now.contains(id) && unknown.contains(id.as_str()),
                    "{act:?} {id}"
                );
            }
        }
    }
}

/// So it is of whole groups: a role that one loses, and one that is deleted and made again.
#[test]
fn the_mirror_knows_what_a_run_did_to_a_whole_group() {
    const BITBUCKET: &str = "bitbucket@acme.atlassian.net";
    let place = Place::with_key(SimConfig::default());
    let ok = |args: &[&str]| {
        let output = place.run(&[&["-q"], args].concat());
        assert!(matches!(output.code, 0 | 3), "{output}");
        output.stdout
    };
    ok(&["sync"]);
    ok(&["sync", "--only", "user-roles"]);
    let state = || {
        let people = ok(&["user", "list", "--app", BITBUCKET, "-o", "id"]);
        let roles = "SELECT group_name || role AS x FROM group_role WHERE app_id LIKE '%bitbucket%' ORDER BY 1";
        (people, ok(&["sql", roles, "-o", "csv"]))
    };
    let most = [
        "--max-changes",
        "100%",
        "--max-group-changes",
        "100%",
        "--yes",
    ];
    let revoke = [
        "role",
        "revoke",
        "user",
        "--group",
        "bitbucket-users",
        "--app",
        BITBUCKET,
    ];
    let delete = ["group", "delete", "bitbucket-users", "--confirm", "1"];
    for act in [
        &revoke[..],
        &["undo", "last"],
        &delete[..],
        &["undo", "last"],
    ] {
        let before = state();
        let include: &[&str] = match act[0] {
            "undo" => &[],
            _ => &["--include-admins", "--include-service-accounts"],
        };
        ok(&[act, &most[..], include].concat());
        let now = state();
        assert_ne!(before, now, "{act:?}");
        ok(&["sync"]);
        ok(&["sync", "--only", "group-roles,user-roles"]);
        assert_eq!(now, state(), "{act:?}");
    }
}

/// A plan of a moment ago is refused when somebody else changed what it is about.
#[test]
fn a_saved_plan_is_read_again_whatever_its_age() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let sql = "SELECT email FROM user WHERE status = 'active' AND managed AND org_admin = 0 \
               AND management_source IS NOT 'synced' AND account_type = 'atlassian' ORDER BY email LIMIT 5";
    let people = place.run(&["-q", "sql", sql, "-o", "csv"]).stdout;
    place.env.file("people.csv", &people);
    let update = [
        "-q",
        "user",
        "update",
        "--csv",
        "people.csv",
        "--department",
    ];
    place
        .run(&[&update[..], &["Planned", "--plan", "p.json"]].concat())
        .expect(0);
    // As from another machine, whose runs are not seen here.
    place
        .run(&[&update[..], &["Foreign", "--yes"]].concat())
        .expect(0);
    for runs in std::fs::read_dir(place.env.home().join(".local/share/atlctl/orgs")).unwrap() {
        let runs = runs.unwrap().path().join("runs");
        if runs.exists() {
            std::fs::remove_dir_all(runs).unwrap();
        }
    }
    let applied = place.run(&["apply", "p.json", "--yes"]);
    assert_eq!(applied.code, 5, "{applied}");
    assert!(
        applied.stderr.contains("no longer as the plan recorded"),
        "{applied}"
    );
}

/// Several credentials of one person count as that person.
#[test]
fn limits_count_the_owner_of_credentials_once() {
    let place = Place::synced();
    let (email, tokens) = crate::offboard::person_with_tokens(&place);
    assert!(tokens > 1);
    let plan = place.run(&[
        "user",
        "offboard",
        &email,
        "--dry-run",
        "--max-changes",
        "1",
    ]);
    assert!(!plan.stderr.contains("more than the limit"), "{plan}");
    plan.expect(0);
}
