//! Roles that groups get or lose, and groups that are deleted: whom it concerns, and the guards for them.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::group_members::members;
use crate::moving::Place;

/// What a command prints, each space once.
fn said(output: &Output) -> String {
    let all = format!("{}\n{}", output.stdout, output.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

const REVOKE: [&str; 7] = [
    "role",
    "revoke",
    "user",
    "--group",
    "bitbucket-users",
    "--app",
    "bitbucket",
];

/// Everybody who may be a member.
const ALL: [&str; 4] = [
    "--include-admins",
    "--include-unknown-roles",
    "--include-service-accounts",
    "--include-unknown-groups",
];

fn run(place: &Place, command: &[&str], more: &[&str]) -> Output {
    place.run(&[command, more, &["--dry-run"]].concat())
}

/// With cells that are not wrapped.
fn csv(place: &Place, command: &[&str], more: &[&str]) -> Output {
    run(place, command, &[more, &["-o", "csv"]].concat())
}

#[test]
fn a_role_taken_from_a_group_says_how_many_people_lose_it() {
    let place = Place::new(SimConfig::default());
    place.run(&["sync", "-q", "--only", "user-roles"]).expect(0);
    insta::assert_snapshot!(
        "role_revoke_of_group",
        run(
            &place,
            &REVOKE,
            &[&ALL[..], &["--max-changes", "999"]].concat()
        )
    );
    let grant = [
        "role",
        "grant",
        "user",
        "--group",
        "team-0001",
        "--app",
        "bitbucket",
    ];
    insta::assert_snapshot!(
        "role_grant_of_group",
        run(&place, &grant, &["--max-changes", "999"])
    );
    let asked = place.run(&[&REVOKE[..], &ALL, &["--max-changes", "999"]].concat());
    let count = members(&place, "bitbucket-users").len();
    assert!(
        said(&asked).contains(&format!("1 change for {count} members of the group")),
        "{asked}"
    );
}

#[test]
fn guards_look_at_the_members_who_would_lose_access() {
    let place = Place::new(SimConfig::default());
    let one = place
        .movable()
        .into_iter()
        .find(|one| members(&place, "bitbucket-users").contains(&one.email));
    let one = one.unwrap().email;
    let max = ["--max-changes", "999"];
    let free = csv(&place, &REVOKE, &[&ALL[..], &max].concat());
    assert!(said(&free).contains("1 change for"), "{free}");
    place.configure(&format!("protected = [\"{one}\"]"));
    let held = csv(&place, &REVOKE, &[&ALL[..], &max].concat());
    assert!(
        said(&held).contains(&format!(
            "would take access from {one}, who is protected by the configuration"
        )),
        "{held}"
    );
    insta::assert_snapshot!("role_revoke_of_guarded_group", run(&place, &REVOKE, &max));
    // Who gets a role loses nothing.
    let grant = [
        "role",
        "grant",
        "user",
        "--group",
        "bitbucket-users",
        "--app",
        "jira-service-desk",
    ];
    let granted = csv(&place, &grant, &max);
    assert!(!said(&granted).contains("would take access"), "{granted}");
    // A group that is deleted takes along what it gives.
    let delete = ["group", "delete", "bitbucket-users"];
    let held = csv(&place, &delete, &[&ALL[..], &max].concat());
    assert!(
        said(&held).contains(&format!("has members whom guards keep in it: {one}")),
        "{held}"
    );
    let empty = csv(&place, &["group", "delete", "old-project-2019"], &[]);
    assert!(said(&empty).contains("1 change"), "{empty}");
}

#[test]
fn a_saved_plan_is_checked_against_the_guards_of_the_day() {
    let place = Place::new(SimConfig::default());
    let max = ["--max-changes", "999"];
    place
        .run(&[&REVOKE[..], &ALL, &max, &["--plan", "plan.json", "-q"]].concat())
        .expect(0);
    let one = members(&place, "bitbucket-users").remove(0);
    place.configure(&format!("protected = [\"{one}\"]"));
    let applied = place.run(&[&["apply", "plan.json", "--yes"], &max[..]].concat());
    assert_eq!(applied.code, 5, "{applied}");
    assert!(
        said(&applied).contains(&format!("the plan would take access from {one}")),
        "{applied}"
    );
}
