//! Ways back of invitations and removals, where addresses changed since: the account counts that was invited or removed.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::Value;

use crate::moving::Place;
use crate::readdressed::{pair, readdress};

const GROUP: &str = "old-project-2019";
const NEW: &str = "new.one@acme.example";
const YES: [&str; 4] = ["--yes", "-q", "--confirm", "1"];

fn people(place: &Place) -> Value {
    place.control().state(false)["people"].clone()
}

fn person(place: &Place, id: &str) -> Value {
    let people = people(place);
    let mut people = people.as_array().unwrap().iter();
    people.find(|one| one["id"] == id).unwrap().clone()
}

fn account(place: &Place, email: &str) -> Option<SimAccount> {
    place.control().account(email)
}

fn invite(place: &Place, email: &str) -> crate::common::Output {
    let invite = ["user", "invite", email, "--group", GROUP];
    place.run(&[&invite[..], &["--yes", "-q"]].concat())
}

/// Somebody who gets the address of another person, who gets another one.
fn hand_on(place: &Place, address: &str, to: &SimAccount) -> String {
    let former = account(place, address).unwrap().account_id;
    readdress(place, &former, "former.owner@acme.example");
    readdress(place, &to.account_id, address);
    former
}

#[test]
fn the_undo_of_an_invitation_removes_whom_it_invited() {
    for synced in [false, true] {
        let place = Place::new(SimConfig::default());
        let other = pair(&place).0;
        invite(&place, NEW).expect(0);
        let former = hand_on(&place, NEW, &other);
        let before = people(&place);
        if synced {
            place.sync();
        }
        let said = place.run(&[&["undo", "20261124-1"][..], &YES].concat());
        let now = person(&place, &other.account_id);
        assert_eq!(now["status"], "active", "{said}");
        if synced {
            // The mirror knows whose address it is now.
            assert_eq!(person(&place, &former)["access"], "no_membership", "{said}");
        } else {
            assert!(said.to_string().contains("the address is now"), "{said}");
            assert_eq!(before, people(&place), "{said}");
        }
    }
}

/// The address was given to somebody who is in the organization, between the plan and the invitation.
#[test]
fn who_was_there_before_is_not_removed() {
    let place = Place::new(SimConfig::default());
    let other = pair(&place).0;
    let plan = [
        "user", "invite", NEW, "--group", GROUP, "--plan", "p.json", "-q",
    ];
    place.run(&plan).expect(0);
    readdress(&place, &other.account_id, NEW);
    let before = people(&place);
    let said = place.run(&["apply", "p.json", "--yes", "-q"]);
    assert_eq!(before, people(&place), "{said}");
    let said = place.run(&[&["undo", "last"][..], &YES].concat());
    assert_eq!(before, people(&place), "{said}");
}

/// Killed before it was seen whose account it is.
#[test]
fn an_undo_of_a_run_that_knows_no_account_removes_nobody() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("COLUMNS", "300");
    let invite = ["user", "invite", NEW, "--group", GROUP, "--yes", "-q"];
    let mut killed = place.env.command(&invite);
    let killed = killed.env("ATLCTL_TEST_KILL_AT", "answered").output();
    assert!(!killed.unwrap().status.success());
    place.control().settle();
    let before = people(&place);
    let said = place.run(&[&["undo", "last"][..], &YES].concat());
    let by_hand = format!("atlctl user remove {NEW}");
    assert!(said.to_string().contains(&by_hand), "{said}");
    assert_eq!(before, people(&place), "{said}");
    // A verification finds it.
    place.run(&["run", "verify", "last", "-q"]).expect(0);
    let said = place.run(&[&["undo", "last"][..], &YES].concat());
    assert_eq!(said.code, 0, "{said}");
    let invited = account(&place, NEW).unwrap().account_id;
    assert_eq!(
        person(&place, &invited)["access"],
        "no_membership",
        "{said}"
    );
}

#[test]
fn who_was_removed_is_invited_by_the_address_of_today() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    place
        .run(&[&["user", "remove", &one.email][..], &YES].concat())
        .expect(0);
    readdress(&place, &one.account_id, "one.now@acme.example");
    readdress(&place, &other.account_id, &one.email);
    let before = person(&place, &other.account_id);
    let said = place.run(&["undo", "last", "--yes", "-q"]);
    assert_eq!(said.code, 0, "{said}");
    assert!(said.to_string().contains("one.now@"), "{said}");
    assert_eq!(
        person(&place, &one.account_id)["status"],
        "active",
        "{said}"
    );
    assert_eq!(person(&place, &other.account_id), before, "{said}");
}

#[test]
fn a_saved_undo_invites_no_stranger() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    place
        .run(&[&["user", "remove", &one.email][..], &YES].concat())
        .expect(0);
    place
        .run(&["undo", "last", "--plan", "undo.json", "-q"])
        .expect(0);
    readdress(&place, &one.account_id, "one.now@acme.example");
    let before = people(&place);
    let said = place.run(&["apply", "undo.json", "--yes", "-q"]);
    assert!(said.to_string().contains("the address is now"), "{said}");
    assert_eq!(before, people(&place), "{said}");
    readdress(&place, &other.account_id, &one.email);
    let before = people(&place);
    let said = place.run(&["apply", "undo.json", "--yes", "-q"]);
    assert_eq!(before, people(&place), "{said}");
}

/// In one plan: the order of the way back decides which address is whose.
#[test]
fn a_removal_and_a_new_address_in_one_plan_come_back() {
    for is_removed_first in [true, false] {
        let place = Place::new(SimConfig::default());
        let one = pair(&place).0;
        let mut rows = [
            format!("{},remove,\n", one.email),
            format!("{},set-email,one.new@acme.example\n", one.email),
        ];
        if !is_removed_first {
            rows.reverse();
        }
        let list = format!("Email,Action,New_email\n{}", rows.concat());
        place.env.file("list.csv", list);
        let count = people(&place).as_array().unwrap().len();
        place
            .run(&[&["change", "--csv", "list.csv"][..], &YES].concat())
            .expect(0);
        let said = place.run(&["undo", "last", "--yes", "-q"]);
        assert_eq!(said.code, 0, "{said}");
        let now = person(&place, &one.account_id);
        assert_eq!(now["status"], "active", "{said}");
        assert_eq!(now["email"], one.email, "{said}");
        assert_eq!(people(&place).as_array().unwrap().len(), count, "{said}");
        let verified = place.run(&["run", "verify", "last"]);
        assert_eq!(verified.code, 0, "{verified}");
    }
}

/// Another administrator invited them since the last sync.
#[test]
fn who_is_in_the_organization_by_now_is_not_invited() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("COLUMNS", "300");
    place.configure(&format!("protected = [\"{NEW}\"]"));
    let path = format!("/admin/v2/orgs/{}/users/invite", place.sim.org_id());
    let body = format!(
        r#"{{"emails":["{NEW}"],"additionalGroups":[],"permissionRules":[],"sendNotification":false}}"#
    );
    let (status, answer) = place.control().as_another("POST", &path, &body);
    assert!((200..300).contains(&status), "{answer}");
    place.control().settle();
    let before = people(&place);
    let said = invite(&place, NEW);
    assert!(
        said.to_string().contains("is already in the organization"),
        "{said}"
    );
    assert!(said.to_string().contains("atlctl sync"), "{said}");
    assert_eq!(before, people(&place), "{said}");
}

/// Another administrator removed them since the last sync.
#[test]
fn who_is_not_in_the_organization_anymore_is_invited() {
    let place = Place::new(SimConfig::default());
    let one = pair(&place).0;
    let path = format!(
        "/admin/v2/orgs/{}/directories/-/users/{}",
        place.sim.org_id(),
        one.account_id
    );
    let (status, answer) = place.control().as_another("DELETE", &path, "");
    assert!((200..300).contains(&status), "{answer}");
    place.control().settle();
    let said = invite(&place, &one.email);
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(person(&place, &one.account_id)["status"], "active");
}

/// The removal went through, and the program was killed before it knew.
#[test]
fn the_undo_of_a_removal_goes_by_what_atlassian_says() {
    let place = Place::new(SimConfig::default());
    let one = pair(&place).0;
    let remove = [&["user", "remove", &one.email][..], &YES].concat();
    let mut killed = place.env.command(&remove);
    let killed = killed.env("ATLCTL_TEST_KILL_AT", "answered").output();
    assert!(!killed.unwrap().status.success());
    assert_ne!(person(&place, &one.account_id)["status"], "active");
    let said = place.run(&["undo", "last", "--yes", "-q"]);
    assert_eq!(
        person(&place, &one.account_id)["status"],
        "active",
        "{said}"
    );
}

/// Who is to be deleted, or deactivated, cannot be invited before that is taken back.
#[test]
fn who_was_deleted_and_removed_comes_back_in_one_undo() {
    for first in ["delete", "deactivate"] {
        let place = Place::new(SimConfig::default());
        let (one, other) = pair(&place);
        // All runs after this one are taken back.
        let suspend = ["user", "suspend", &other.email, "--yes", "-q"];
        place.run(&suspend).expect(0);
        for verb in [first, "remove"] {
            let change = ["user", verb, &one.email];
            let said = place.run(&[&change[..], &["--yes", "-q", "--confirm", "1"]].concat());
            assert_eq!(said.code, 0, "{verb}: {said}");
        }
        let said = place.run(&["run", "restore", "20261124-1", "--yes", "-q"]);
        assert_eq!(
            person(&place, &one.account_id)["status"],
            "active",
            "{said}"
        );
    }
}
