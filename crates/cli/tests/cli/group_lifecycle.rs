//! `group create` and `group delete`.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

fn exists(place: &Place, name: &str) -> bool {
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    groups.iter().any(|group| group["name"] == name)
}

#[test]
fn a_group_is_created_used_and_its_creation_undone() {
    let place = Place::new(SimConfig::default());
    let create = [
        "group",
        "create",
        "Night Shift",
        "--description",
        "Who works at night",
    ];
    insta::assert_snapshot!(
        "group_create_plan",
        place.run(&[&create[..], &["--dry-run"]].concat())
    );
    insta::assert_snapshot!("group_create_without_yes", place.run(&create));
    assert!(!exists(&place, "Night Shift"));
    insta::assert_snapshot!(
        "group_create",
        place.run(&[&create[..], &["--yes"]].concat())
    );
    insta::assert_snapshot!(
        "group_create_again",
        place.run(&[&create[..], &["--yes"]].concat())
    );
    insta::assert_snapshot!(
        "group_create_undo",
        place.run(&["undo", "last", "--yes", "--confirm", "1"])
    );
    assert!(!exists(&place, "Night Shift"));
    insta::assert_snapshot!("group_create_no_name", place.run(&["group", "create", " "]));
}

#[test]
fn a_deleted_group_comes_back_with_its_members() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let before = members(&place, group);
    let delete = ["group", "delete", group, "--include-service-accounts"];
    insta::assert_snapshot!(
        "group_delete_plan",
        place.run(&[&delete[..], &["--dry-run"]].concat())
    );
    place
        .run(
            &[
                &delete[..],
                &["--yes", "--confirm", "1", "--max-changes", "53"],
            ]
            .concat(),
        )
        .expect(0);
    assert!(!exists(&place, group));
    let gone = place.run(&["group", "show", group]);
    insta::assert_snapshot!("group_deleted_show", gone);
    let undo = place.run(&["undo", "last", "--yes", "--max-changes", "100"]);
    let now = members(&place, group);
    let missing: Vec<&String> = before.iter().filter(|email| !now.contains(email)).collect();
    // Nobody can be added who is deactivated.
    let active = |email: &String| place.control().account(email).unwrap().status == "active";
    assert!(
        !missing.iter().any(|email| active(email)),
        "{missing:?} {undo}"
    );
    assert!(now.len() > 10);
}

#[test]
fn a_group_that_cannot_be_deleted_says_why() {
    let place = Place::new(SimConfig::default());
    place.configure("protected_groups = [\"team-0002\"]");
    insta::assert_snapshot!(
        "group_delete_provided",
        place.run(&["group", "delete", "dept-support", "--yes"])
    );
    insta::assert_snapshot!(
        "group_delete_protected",
        place.run(&["group", "delete", "team-0002", "--yes"])
    );
    insta::assert_snapshot!(
        "group_delete_built_in",
        place.run(&["group", "delete", "org-admins", "--yes"])
    );
    insta::assert_snapshot!(
        "group_delete_in_no_directory",
        place.run(&["group", "delete", "team-0002", "--directory", "nope"])
    );
    insta::assert_snapshot!(
        "group_delete_unknown",
        place.run(&["group", "delete", "no-such-group"])
    );
    assert!(place.control().calls().is_empty());
}

#[test]
fn a_group_made_and_deleted_since_is_no_work_to_restore() {
    let place = Place::new(SimConfig::default());
    place
        .run(&["group", "create", "Night Shift", "--yes"])
        .expect(0);
    let delete = ["group", "delete", "Night Shift", "--yes", "--confirm", "1"];
    place.run(&delete).expect(0);
    let back = place.run(&["run", "restore", "2026-11-24", "--yes"]);
    insta::assert_snapshot!("group_restore_of_nothing", back);
    assert!(!exists(&place, "Night Shift"));
}

/// Atlassian refuses a name that differs in capitals alone.
#[test]
fn a_name_in_other_capitals_is_taken() {
    let place = Place::new(SimConfig::default());
    let before = place.writes();
    insta::assert_snapshot!(place.run(&["group", "create", "Team-0001", "--yes"]), @"
    Group      Plan          Change         Reason
    Team-0001  not possible  group: absent  is already the name of the group team-0001: Atlassian does
                                            not tell capitals apart
    ------- stderr -------
    Create group Team-0001, in Acme (simulated)
      0  change
      1  not possible
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
    assert_eq!(place.writes(), before);
}
