//! Organization admins whom another administrator made or unmade after the last sync: guards ask Atlassian.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{MOVE, Place, TO};

fn admins(place: &Place) -> Vec<SimAccount> {
    let all = place.control().accounts().into_iter();
    all.filter(|one| one.org_admin && one.managed && one.status == "active")
        .collect()
}

/// Another administrator gives or takes the role of an organization admin.
fn by_another(place: &Place, account: &str, act: &str) {
    let path = format!(
        "/admin/v1/orgs/{}/users/{account}/role-assignments/{act}",
        place.sim.org_id()
    );
    let body = r#"{"role":"atlassian/org-admin"}"#;
    let (status, answer) = place.control().as_another("POST", &path, body);
    assert!(status < 300, "{status} {answer}");
    place.control().settle();
}

fn outcomes(place: &Place, command: &[&str]) -> Output {
    let print = ["-q", "-o", "csv", "--columns", "email,outcome,reason"];
    place.run(&[command, &print].concat())
}

#[test]
fn the_last_admin_is_kept_though_the_mirror_knows_another() {
    let place = Place::new(SimConfig::default());
    let found = admins(&place);
    let (gone, last) = (&found[0], &found[1]);
    let revoke = [
        "role",
        "revoke",
        "org-admin",
        &last.email,
        "--include-admins",
    ];
    let plan = [&revoke[..], &["--plan", "last.json", "-q"]].concat();
    place.run(&plan).expect(0);
    by_another(&place, &gone.account_id, "revoke");
    for command in [
        &revoke[..],
        &["user", "deactivate", &last.email, "--include-admins"],
    ] {
        let output = outcomes(&place, &[command, &["--yes"]].concat());
        assert!(output.stdout.contains("last"), "{output}");
        assert!(!output.stdout.contains(",done,"), "{output}");
    }
    insta::assert_snapshot!(
        "admins_of_today_check",
        place.run(&["plan", "check", "last.json"])
    );
    insta::assert_snapshot!(
        "admins_of_today_apply",
        place.run(&["apply", "last.json", "--yes"])
    );
    insta::assert_snapshot!(
        "admins_of_today_plan",
        place.run(&[&revoke[..], &["--dry-run"]].concat())
    );
    assert_eq!(admins(&place).len(), 1);
}

#[test]
fn who_became_an_admin_since_the_sync_is_not_changed() {
    let place = Place::new(SimConfig::default());
    let people: Vec<_> = place.movable().into_iter().take(2).collect();
    place.csv(&people);
    let plan = [&MOVE[..], &["--plan", "move.json", "-q"]].concat();
    place.run(&plan).expect(0);
    by_another(&place, &people[0].account_id, "assign");
    insta::assert_snapshot!(
        "new_admin_check",
        place.run(&["plan", "check", "move.json"])
    );
    insta::assert_snapshot!(
        "new_admin_apply",
        place.run(&["apply", "move.json", "--yes"])
    );
    let output = outcomes(&place, &[&MOVE[..], &["--yes"]].concat());
    assert!(
        output.stdout.contains("is an organization admin"),
        "{output}"
    );
    assert_eq!(output.stdout.matches(",done,").count(), 1, "{output}");
}

#[test]
fn where_the_list_of_admins_proves_nothing_people_are_asked_for() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0);
    by_another(&place, &person.account_id, "assign");
    // The first search of a command asks for the admins of the mirror.
    place
        .control()
        .fault("POST */users/search 400 skip=1 1x")
        .unwrap();
    let output = outcomes(&place, &["user", "suspend", &person.email, "--yes"]);
    assert!(
        output.stdout.contains("is an organization admin"),
        "{output}"
    );
}

#[test]
fn the_last_admin_outside_the_target_policy_is_not_moved_by_a_kept_plan() {
    let place = Place::new(SimConfig::default());
    let found = admins(&place);
    place.csv(&found[1..2]);
    let plan = [
        &MOVE[..],
        &["--include-admins", "--plan", "move.json", "-q"],
    ]
    .concat();
    place.run(&plan).expect(0);
    // The other one is moved there by somebody else, and the mirror does not know.
    assert!(
        place
            .control()
            .set_policy(&found[0].account_id, &place.policy(TO))
    );
    place.control().settle();
    let output = place.run(&["apply", "move.json", "--yes"]);
    assert_eq!(output.code, 5, "{output}");
    assert!(
        output.stderr.contains("last organization admin"),
        "{output}"
    );
}

#[test]
fn who_came_into_a_protected_group_since_the_sync_is_not_changed() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    place.configure("protected_groups = [\"team-0001\"]");
    let inside = crate::group_members::members(&place, group);
    let movable = place.movable().into_iter();
    let person = movable
        .into_iter()
        .find(|one| !inside.contains(&one.email))
        .unwrap();
    place.csv(std::slice::from_ref(&person));
    let plan = [&MOVE[..], &["--plan", "move.json", "-q"]].concat();
    place.run(&plan).expect(0);
    place.another_adds(group, &person.account_id);
    let output = place.run(&["apply", "move.json", "--yes"]);
    assert_eq!(output.code, 5, "{output}");
    assert!(
        output.stderr.contains("which the configuration protects"),
        "{output}"
    );
    let output = outcomes(&place, &[&MOVE[..], &["--yes"]].concat());
    assert!(
        output.stdout.contains("which the configuration protects"),
        "{output}"
    );
}
