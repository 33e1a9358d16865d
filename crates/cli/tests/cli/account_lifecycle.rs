//! `user deactivate`, `activate`, `delete` and `cancel-delete`.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

fn status(place: &Place, person: &SimAccount) -> String {
    let now = place.control().account(&person.account_id);
    now.unwrap().status
}

/// Three people whose accounts can be changed, as a list in `people.csv`.
fn leavers(place: &Place) -> Vec<SimAccount> {
    let mut people = place.movable();
    people.retain(|person| !person.synced);
    people.truncate(3);
    place.csv(&people);
    people
}

#[test]
fn deactivate_and_undo() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let deactivate = ["user", "deactivate", "--csv", "people.csv"];
    let reason = ["--reason", "On leave until June"];
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--dry-run"]].concat()), @"");
    // Without a terminal and without an answer, nothing happens.
    insta::assert_snapshot!(place.run(&deactivate), @"");
    insta::assert_snapshot!(place.run(&[&deactivate[..], &reason, &["--yes"]].concat()), @"");
    for person in &people {
        assert_eq!(status(&place, person), "deactivated");
    }
    let sent = place.control().requests().into_iter();
    let sent: Vec<String> = sent
        .filter(|request| request.path.ends_with("/lifecycle/disable"))
        .map(|request| request.body)
        .collect();
    assert_eq!(sent, vec!["{\"message\":\"On leave until June\"}"; 3]);
    insta::assert_snapshot!(place.run(&[&deactivate[..], &["--yes"]].concat()), @"");
    let listed = [
        "user",
        "list",
        "--status",
        "deactivated",
        "--columns",
        "email",
        "-o",
        "csv",
    ];
    let listed = place.run(&listed).stdout;
    assert!(
        people.iter().all(|one| listed.contains(&one.email)),
        "{listed}"
    );
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes", &people[0].email]), @"");
    let now: Vec<String> = people.iter().map(|one| status(&place, one)).collect();
    assert_eq!(now, ["active", "deactivated", "deactivated"]);
    insta::assert_snapshot!(place.run(&["user", "activate", &people[1].email, "--yes"]), @"");
    assert_eq!(status(&place, &people[1]), "active");
}

#[test]
fn a_message_of_its_own() {
    let place = Place::new(SimConfig::default());
    let person = leavers(&place).remove(0);
    let deactivate = ["user", "deactivate", &person.email, "--yes", "-q"];
    let texts = ["--reason", "HR-7", "--message", "Ask the help desk"];
    place.run(&[&deactivate[..], &texts].concat()).expect(0);
    let sent = place.control().requests();
    let sent = sent
        .iter()
        .find(|one| one.path.ends_with("/lifecycle/disable"));
    assert_eq!(sent.unwrap().body, "{\"message\":\"Ask the help desk\"}");
}

#[test]
fn accounts_that_are_left_out() {
    let place = Place::new(SimConfig::default());
    let people = place.control().accounts();
    let first = |is: &dyn Fn(&SimAccount) -> bool| {
        let found = people.iter().find(|one| is(one) && !one.org_admin);
        found.unwrap().email.clone()
    };
    let external = first(&|one| !one.managed && one.status == "active");
    let synced = first(&|one| one.managed && one.synced && one.status == "active");
    let names = [external.as_str(), &synced, "ada.admin@acme.example"];
    let deactivate = ["user", "deactivate", "--dry-run"];
    insta::assert_snapshot!(place.run(&[&deactivate[..], &names].concat()), @"");
}

#[test]
fn delete_and_keep() {
    let mut place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let delete = ["user", "delete", "--csv", "people.csv"];
    insta::assert_snapshot!(place.run(&[&delete[..], &["--dry-run", "--columns", "email,plan,risk,before,after"]].concat()), @"");
    insta::assert_snapshot!(place.run(&[&delete[..], &["--yes"]].concat()), @"");
    for person in &people {
        assert_eq!(status(&place, person), "for_deletion");
    }
    // Deleted accounts are not activated.
    insta::assert_snapshot!(place.run(&["user", "activate", &people[0].email, "--yes"]), @"");
    let keep = ["user", "cancel-delete", "--status", "for_deletion"];
    let one = [
        &keep[..],
        &["--except", &people[1].email, "--except", &people[2].email],
    ]
    .concat();
    insta::assert_snapshot!(place.run(&[&one[..], &["--yes"]].concat()), @"");
    assert_eq!(status(&place, &people[0]), "active");
    // An undo keeps accounts too, and keeping is not undone by deleting.
    place
        .run(&["undo", "20261124-1", "--yes", "-q", &people[1].email])
        .expect(0);
    assert_eq!(status(&place, &people[1]), "active");
    insta::assert_snapshot!(place.run(&["undo", "20261124-2", "--dry-run"]), @"");
    // After 14 days the plan's time is over.
    place.env.var("ATLCTL_NOW", "2026-12-08T09:00:01Z");
    insta::assert_snapshot!(place.run(&["undo", "20261124-1", "--dry-run", &people[2].email]), @"");
}

#[test]
fn a_service_that_refuses() {
    let place = Place::new(SimConfig::default());
    let people = leavers(&place);
    let path = format!("/users/{}/manage/lifecycle/delete", people[0].account_id);
    // Somebody else deleted it since the plan was made.
    place
        .run(&[
            "user",
            "deactivate",
            "--csv",
            "people.csv",
            "--plan",
            "plan.json",
        ])
        .expect(0);
    assert_eq!(place.control().as_another("POST", &path, "{}").0, 200);
    insta::assert_snapshot!(place.run(&["apply", "plan.json", "--yes"]), @"");
}
