//! People whose addresses somebody else changed after the last sync. A policy move names people by address: it must not
//! reach the person who has the address by now. (The other changes: `readdressed_changes.rs`.)

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::{Place, RESUME};

pub const COLUMNS: [&str; 4] = ["-o", "csv", "--columns", "email,outcome,reason"];

/// Another administrator gives an account this address.
pub fn readdress(place: &Place, account: &str, address: &str) {
    let path = format!("/users/{account}/manage/email");
    let body = format!(r#"{{"email":"{address}"}}"#);
    let (status, said) = place.control().as_another("PUT", &path, &body);
    assert!((200..300).contains(&status), "{status} {said}");
    place.control().settle();
}

/// Another administrator gives two people each other's address.
pub fn swap(place: &Place, one: &SimAccount, other: &SimAccount) {
    readdress(place, &one.account_id, "aside@acme.example");
    readdress(place, &other.account_id, &one.email);
    readdress(place, &one.account_id, &other.email);
}

fn policy_of(place: &Place, person: &SimAccount) -> Option<String> {
    place.control().account(&person.account_id).unwrap().policy
}

/// Two people of domains that the organization has verified.
pub fn pair(place: &Place) -> (SimAccount, SimAccount) {
    let people = place.without_provider(2);
    (people[0].clone(), people[1].clone())
}

fn move_one(place: &Place, person: &SimAccount, more: &[&str]) -> crate::common::Output {
    let command = ["policy", "move", &person.account_id, "--to", "Contractors"];
    place.run(&[&command[..], more].concat())
}

#[test]
fn the_person_who_has_the_address_by_now_is_not_moved() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    swap(&place, &one, &other);
    let before = [policy_of(&place, &one), policy_of(&place, &other)];
    let said = move_one(&place, &one, &["--yes", "--settle", "0.4"]);
    assert!(said.to_string().contains("the address is now"), "{said}");
    assert!(said.to_string().contains(&other.email), "{said}");
    assert_eq!(before, [policy_of(&place, &one), policy_of(&place, &other)]);
    // Once the mirror knows it, the same command moves the person who was meant.
    place.sync();
    move_one(&place, &one, &["--yes", "-q"]).expect(0);
    assert_eq!(policy_of(&place, &one), Some(place.policy("Contractors")));
    assert_eq!(policy_of(&place, &other), before[1]);
}

#[test]
fn a_saved_plan_holds_them() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    move_one(&place, &one, &["--plan", "plan.json", "-q"]).expect(0);
    swap(&place, &one, &other);
    let before = [policy_of(&place, &one), policy_of(&place, &other)];
    let applied = place.run(&[&["-q", "apply", "plan.json", "--yes"][..], &COLUMNS].concat());
    assert!(
        applied.to_string().contains("the address is now"),
        "{applied}"
    );
    assert_eq!(before, [policy_of(&place, &one), policy_of(&place, &other)]);
}

#[test]
fn an_undo_holds_them() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    move_one(&place, &one, &["--yes", "-q"]).expect(0);
    swap(&place, &one, &other);
    let before = policy_of(&place, &other);
    let undone = place.run(&["undo", "last", "--yes"]);
    assert!(
        undone.to_string().contains("the address is now"),
        "{undone}"
    );
    assert_eq!(policy_of(&place, &other), before);
    assert_eq!(policy_of(&place, &one), Some(place.policy("Contractors")));
}

#[test]
fn a_resumed_run_holds_them() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(9);
    place.csv(&people);
    place.kill_in_second_call();
    let contractors = place.policy("Contractors");
    let left: Vec<&SimAccount> = people
        .iter()
        .filter(|person| policy_of(&place, person).as_ref() != Some(&contractors))
        .collect();
    // Of those that are left, one gets the address of somebody who is not in the list.
    let everyone = place.control().accounts();
    let stranger = everyone.iter().find(|one| {
        !one.synced
            && !people
                .iter()
                .any(|other| other.account_id == one.account_id)
            && policy_of(&place, one).is_some_and(|policy| policy != contractors)
    });
    let stranger = stranger.unwrap();
    let before = policy_of(&place, stranger);
    swap(&place, left[left.len() - 1], stranger);
    let resumed = place.run(&[&RESUME[..], &COLUMNS].concat());
    assert!(
        resumed.to_string().contains("the address is now"),
        "{resumed}"
    );
    assert_eq!(policy_of(&place, stranger), before);
    for person in &left[..left.len() - 1] {
        assert_eq!(policy_of(&place, person), Some(contractors.clone()));
    }
}
