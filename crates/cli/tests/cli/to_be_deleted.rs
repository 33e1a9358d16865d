//! Accounts that are to be deleted are not merely deactivated, also where another administrator
//! scheduled their deletion.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

/// Three people whose accounts can be changed, as a list in `people.csv`.
fn leavers(place: &Place) -> Vec<SimAccount> {
    let people = place.without_provider(3);
    place.csv(&people);
    people
}

fn status(place: &Place, person: &SimAccount) -> String {
    let now = place.control().account(&person.account_id);
    now.unwrap().status
}

/// Another administrator schedules an account for deletion.
fn another_deletes(place: &Place, person: &SimAccount) {
    let path = format!("/users/{}/manage/lifecycle/delete", person.account_id);
    let (status, answer) = place.control().as_another("POST", &path, "{}");
    assert_eq!(status, 200, "{answer}");
    place.control().settle();
}

#[test]
fn deletions_of_somebody_else_are_no_deactivations() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let deactivate = ["user", "deactivate", "--csv", "people.csv"];
    // Before a plan is made, after it, and after the run.
    another_deletes(&place, &people[0]);
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--dry-run"]].concat()));
    insta::assert_snapshot!(place.run(&["user", "activate", &people[0].email, "--dry-run"]));
    place
        .run(&[&deactivate[..], &["--plan", "plan.json", "-q"]].concat())
        .expect(0);
    another_deletes(&place, &people[1]);
    insta::assert_snapshot!(place.run(&["apply", "plan.json", "--yes"]));
    another_deletes(&place, &people[2]);
    insta::assert_snapshot!(place.run(&["run", "verify", "last"]));
    insta::assert_snapshot!(place.run(&["undo", "last", "--dry-run"]));
    // The mirror knows of none of it, and what Atlassian says now counts.
    let text = format!(
        "Email,Action,Group\n{0},deactivate,\n{0},add-to-group,old-project-2019\n",
        people[0].email
    );
    place.env.file("list.csv", text);
    insta::assert_snapshot!(place.run(&["change", "--csv", "list.csv", "--dry-run"]));
    place.sync();
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--dry-run"]].concat()));
}

#[test]
fn a_canceled_deletion_that_the_mirror_does_not_know_is_no_obstacle() {
    let place = Place::new(SimConfig::default());
    let person = leavers(&place).remove(0);
    another_deletes(&place, &person);
    place.sync();
    let path = format!(
        "/users/{}/manage/lifecycle/cancel-delete",
        person.account_id
    );
    let (code, answer) = place.control().as_another("POST", &path, "{}");
    assert_eq!(code, 200, "{answer}");
    place.control().settle();
    place
        .run(&["user", "deactivate", &person.email, "--yes", "-q"])
        .expect(0);
    assert_eq!(status(&place, &person), "deactivated");
}

#[test]
fn what_deactivates_and_deletes_is_resumed_verified_and_undone() {
    let place = Place::new(SimConfig::default());
    let person = leavers(&place).remove(0);
    let email = person.email.as_str();
    let deactivate = ["user", "deactivate", email, "--yes", "-q"];
    place.run(&deactivate).expect(0);
    let delete = ["user", "delete", email, "--yes", "--confirm", "1", "-q"];
    place.run(&delete).expect(0);
    insta::assert_snapshot!(place.run(&["run", "verify", "last"]));
    assert_eq!(status(&place, &person), "for_deletion");
    // The sign-in ends between the two steps of the way back.
    place.control().fault("* @activate 1x 401").unwrap();
    let restore = ["run", "restore", "2026-11-24", "--yes", "-q"];
    place.run(&restore).expect(4);
    assert_eq!(status(&place, &person), "active");
    insta::assert_snapshot!(place.run(&["run", "resume", "last"]));
    insta::assert_snapshot!(place.run(&["run", "verify", "last"]));
    assert_eq!(status(&place, &person), "active");
}
