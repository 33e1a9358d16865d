//! The way back of people who were removed: an invitation with the groups and roles that they had. And of people who
//! were invited, before a sync has read them.

use atlctl_sim::{SimAccount, SimConfig};

use crate::group_members::members;
use crate::moving::Place;

const GROUP: &str = "old-project-2019";

fn status(place: &Place, one: &SimAccount) -> String {
    place.control().account(&one.account_id).unwrap().status
}

/// A place, and somebody whom nobody provisions, in a group and with a role of their own.
fn place() -> (Place, SimAccount) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let one = people.into_iter().find(|one| !one.synced).unwrap();
    for change in [
        vec!["group", "add", GROUP, &one.email],
        vec!["role", "grant", "viewer", &one.email, "--app", "confluence"],
    ] {
        let done = place.run(&[&change[..], &["--yes", "-q"]].concat());
        assert_eq!(done.code, 0, "{done}");
    }
    (place, one)
}

#[test]
fn who_was_removed_is_invited_with_groups_and_roles() {
    let (place, one) = place();
    let remove = [
        "user",
        "remove",
        &one.email,
        "--yes",
        "-q",
        "--confirm",
        "1",
    ];
    place.run(&remove).expect(0);
    assert!(!members(&place, GROUP).contains(&one.email));
    let plan = place.run(&["undo", "last", "--dry-run"]);
    insta::assert_snapshot!("undo_removal_plan", plan);
    let json = place.run(&["undo", "last", "--dry-run", "-q", "-o", "json"]);
    assert!(json.stdout.contains(GROUP), "{json}");
    place.run(&["undo", "last", "--rehearse", "-q"]).expect(0);
    place.run(&["undo", "last", "--yes", "-q"]).expect(0);
    assert_eq!(status(&place, &one), "active");
    assert!(members(&place, GROUP).contains(&one.email));
    // Nothing is left to do, over all of the runs since.
    let again = place.run(&["undo", "20261124-3", "--dry-run"]);
    assert!(again.stderr.contains("Nothing to change"), "{again}");
}

#[test]
fn offboarding_with_removal_comes_back_by_one_invitation() {
    let (place, one) = place();
    let offboard = [
        "user", "offboard", &one.email, "--then", "remove", "--keep", "tokens",
    ];
    let yes = ["--yes", "-q", "--confirm", "1"];
    place.run(&[&offboard[..], &yes].concat()).expect(0);
    insta::assert_snapshot!("undo_offboarding", place.run(&["undo", "last", "--yes"]));
    assert!(members(&place, GROUP).contains(&one.email));
}

#[test]
fn who_was_suspended_and_removed_gets_no_access() {
    let (place, one) = place();
    place
        .run(&["user", "suspend", &one.email, "--yes", "-q"])
        .expect(0);
    let remove = [
        "user",
        "remove",
        &one.email,
        "--yes",
        "-q",
        "--confirm",
        "1",
    ];
    place.run(&remove).expect(0);
    let undo = place.run(&["undo", "last", "--dry-run", "-q", "-o", "json"]);
    assert!(undo.stdout.contains("was not active before"), "{undo}");
}

#[test]
fn an_invitation_is_taken_back_before_a_sync() {
    let place = Place::new(SimConfig::default());
    let invite = ["user", "invite", "n1@partner.example", "n2@partner.example"];
    place
        .run(&[&invite[..], &["--group", GROUP, "--yes", "-q"]].concat())
        .expect(0);
    let undo = ["undo", "last", "--yes", "--confirm", "2"];
    insta::assert_snapshot!("undo_invitation", place.run(&undo));
    assert!(members(&place, GROUP).is_empty());
}
