//! `group add` and `group remove`: who comes in, who goes out, and who is left alone.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

const GROUP: &str = "old-project-2019";
/// A group that an identity provider fills.
const PROVIDED: &str = "dept-support";

/// The addresses of the members of a group, in truth.
pub fn members(place: &Place, group: &str) -> Vec<String> {
    let state = place.control().state(false);
    let id = state["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == group)
        .unwrap_or_else(|| panic!("no group {group}"))["id"]
        .clone();
    let people = state["people"].as_array().unwrap().iter();
    let mut found: Vec<String> = people
        .filter(|one| one["groups"].as_array().unwrap().contains(&id))
        .map(|one| one["email"].as_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

fn three(place: &Place) -> [String; 3] {
    let people: Vec<SimAccount> = place.movable();
    [0, 1, 2].map(|at| people[at].email.clone())
}

#[test]
fn people_come_in_and_go_out_and_an_undo_turns_it_back() {
    let place = Place::new(SimConfig::default());
    let [one, two, three] = three(&place);
    let add = ["group", "add", GROUP, &one, &two, &three];
    insta::assert_snapshot!(
        "group_add_plan",
        place.run(&[&add[..], &["--dry-run"]].concat())
    );
    insta::assert_snapshot!("group_add_without_yes", place.run(&add));
    assert!(members(&place, GROUP).is_empty());
    insta::assert_snapshot!("group_add", place.run(&[&add[..], &["--yes"]].concat()));
    let mut all = vec![one.clone(), two.clone(), three.clone()];
    all.sort();
    assert_eq!(members(&place, GROUP), all);
    // The mirror knows it without a sync.
    let listed = place.run(&["group", "members", GROUP, "-o", "csv", "--columns", "email"]);
    assert_eq!(listed.code, 0, "{listed}");
    assert!(
        all.iter().all(|email| listed.stdout.contains(email)),
        "{listed}"
    );
    insta::assert_snapshot!(
        "group_add_again",
        place.run(&[&add[..], &["--yes"]].concat())
    );
    let remove = ["group", "remove", GROUP, &two, "--yes"];
    insta::assert_snapshot!("group_remove", place.run(&remove));
    assert!(!members(&place, GROUP).contains(&two));
    insta::assert_snapshot!("group_undo", place.run(&["undo", "last", "--yes"]));
    assert_eq!(members(&place, GROUP), all);
}

#[test]
fn groups_that_cannot_be_changed_say_why() {
    let place = Place::new(SimConfig::default());
    let [one, two, _] = three(&place);
    let provided = ["group", "add", PROVIDED, &one, &two, "--yes"];
    insta::assert_snapshot!("group_add_provided", place.run(&provided));
    let admins = ["group", "add", "org-admins", &one, "--yes"];
    insta::assert_snapshot!("group_add_admins", place.run(&admins));
    let unknown = ["group", "add", "no-such-group", &one, "--yes"];
    insta::assert_snapshot!("group_add_unknown", place.run(&unknown));
    let calls = place.control().calls();
    assert!(calls.is_empty(), "{calls:?}");
}

#[test]
fn a_protected_group_changes_only_when_asked_for() {
    let place = Place::new(SimConfig::default());
    place.configure("protected_groups = [\"team-0001\"]");
    let inside = members(&place, "team-0001");
    let movable = place.movable();
    let member = movable
        .iter()
        .find(|one| inside.contains(&one.email))
        .unwrap();
    let other = movable
        .iter()
        .find(|one| !inside.contains(&one.email))
        .unwrap();
    let add = ["group", "add", "team-0001", &other.email, "--yes"];
    insta::assert_snapshot!("group_add_protected", place.run(&add));
    let asked = ["--include-protected-groups"];
    place.run(&[&add[..], &asked].concat()).expect(0);
    assert!(members(&place, "team-0001").contains(&other.email));
    let remove = ["group", "remove", "team-0001", &member.email, "--yes"];
    place.run(&remove).expect(0);
    assert!(members(&place, "team-0001").contains(&member.email));
    place.run(&[&remove[..], &asked].concat()).expect(0);
    assert!(!members(&place, "team-0001").contains(&member.email));
    // Its members stay protected from changes of other groups.
    let elsewhere = ["group", "add", GROUP, &other.email, "--yes"];
    place.run(&["sync"]).expect(0);
    let held = place.run(&[&elsewhere[..], &asked].concat());
    assert!(members(&place, GROUP).is_empty(), "{held}");
}

#[test]
fn a_group_newer_than_the_mirror_is_looked_up() {
    let place = Place::new(SimConfig::default());
    let [one, ..] = three(&place);
    let org = place.sim.org_id();
    let made = place.control().as_another(
        "POST",
        &format!("/admin/v2/orgs/{org}/directories/-/groups"),
        "{\"name\":\"brand-new\"}",
    );
    assert_eq!(made.0, 201, "{made:?}");
    place
        .run(&["group", "add", "brand-new", &one, "--yes"])
        .expect(0);
    assert_eq!(members(&place, "brand-new"), [one]);
}

#[test]
fn a_group_takes_no_deactivated_account_back() {
    let place = Place::new(SimConfig::default());
    let question = "SELECT g.group_name, u.email FROM user u JOIN user_group g USING (account_id) \
                    WHERE u.status = 'deactivated' AND g.group_name LIKE 'team-%' ORDER BY 1, 2 LIMIT 1";
    let found = place.run(&["sql", question, "-o", "csv"]).stdout;
    let (group, email) = found
        .lines()
        .nth(1)
        .and_then(|line| line.split_once(','))
        .unwrap_or_else(|| panic!("nobody: {found}"));
    let remove = ["group", "remove", group, email, "--dry-run"];
    let planned = place.run(&remove);
    assert!(planned.stderr.contains("1 cannot be undone"), "{planned}");
}
