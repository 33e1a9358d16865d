//! People whose addresses somebody else changed after the last sync: an address means the person who has it now, or nobody.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::Value;

use crate::moving::Place;
use crate::readdressed::{COLUMNS, pair, readdress, swap};

const YES: [&str; 5] = ["--yes", "-q", "--confirm", "1", "--include-suspended"];

/// What every change of a person is, by the address.
fn changes(email: &str) -> Vec<Vec<&str>> {
    let tails: [&[&str]; 11] = [
        &["user", "suspend", "@"],
        &["user", "remove", "@"],
        &["user", "deactivate", "@"],
        &["user", "delete", "@"],
        &["user", "set-email", "@", "--to", "other.name@acme.example"],
        &["user", "update", "@", "--job-title", "Gardener"],
        &[
            "user", "offboard", "@", "--then", "suspend", "--keep", "tokens",
        ],
        &["group", "add", "old-project-2019", "@"],
        &["role", "grant", "viewer", "@", "--app", "confluence"],
        &["role", "grant", "org-admin", "@"],
        &["token", "revoke", "--user", "@"],
    ];
    let named = |word: &&'static str| if *word == "@" { email } else { *word };
    tails.map(|tail| tail.iter().map(named).collect()).into()
}

/// Of an address itself, its facet says so.
fn is_held(said: &str) -> bool {
    said.contains("the address is now") || said.contains("someone else changed it to")
}

fn people(place: &Place) -> Value {
    place.control().state(false)["people"].clone()
}

fn state(place: &Place) -> String {
    let state = place.control().state(false);
    format!("{} {}", state["people"], state["api_tokens"])
}

#[test]
fn no_change_reaches_the_account_that_had_the_address() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    swap(&place, &one, &other);
    let before = state(&place);
    for change in changes(&one.email) {
        let said = place.run(&[&change[..], &YES].concat());
        assert_eq!(before, state(&place), "{change:?}: {said}");
        let none = said.to_string().contains("no API tokens") || change[0] == "token";
        let is_said = said.to_string().contains("the address is now");
        assert!(is_said || none, "{change:?}: {said}");
    }
    // Once the mirror knows it, the person who is named is changed.
    place.sync();
    let suspend = ["user", "suspend", &one.email];
    place.run(&[&suspend[..], &YES].concat()).expect(0);
    let status = |of: &SimAccount| place.control().account(&of.account_id).unwrap().status;
    assert_eq!(
        (status(&one).as_str(), status(&other).as_str()),
        ("active", "suspended")
    );
}

/// The account ID is what was said: the address that it has now is shown.
#[test]
fn who_is_named_by_the_account_id_is_changed() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    swap(&place, &one, &other);
    let suspend = ["user", "suspend", &one.account_id, "--yes", "-q"];
    let said = place.run(&[&suspend[..], &COLUMNS].concat());
    assert_eq!(said.code, 0, "{said}");
    assert!(
        said.stdout.contains(&format!("{},done", other.email)),
        "{said}"
    );
    let changed = place.control().account(&one.account_id).unwrap();
    assert_eq!(changed.status, "suspended");
}

/// But who is protected by the address of today is not.
#[test]
fn guards_hold_by_the_address_of_today() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    place.configure(&format!("protected = [\"{}\"]", other.email));
    swap(&place, &one, &other);
    let before = people(&place);
    let said = place.run(&["user", "suspend", &one.account_id, "--yes", "-q"]);
    assert!(said.to_string().contains("protected"), "{said}");
    assert_eq!(before, people(&place));
}

#[test]
fn a_domain_is_the_one_that_people_have() {
    let place = Place::new(SimConfig::default());
    let one = pair(&place).0;
    let domain = one.email.split_once('@').unwrap().1;
    // Married, and in another domain already.
    let to = ["acme.example", "acme-labs.example"];
    let to = to.into_iter().find(|to| *to != domain).unwrap();
    readdress(&place, &one.account_id, &format!("married.now@{to}"));
    for name in [&one.email, &one.account_id] {
        let set = [
            "user",
            "set-email",
            name,
            "--from-domain",
            domain,
            "--to-domain",
            to,
        ];
        let said = place.run(&[&set[..], &["--yes", "-q"]].concat());
        assert!(said.to_string().contains("the address is now"), "{said}");
        let now = place.control().account(&one.account_id).unwrap();
        assert_eq!(now.email, format!("married.now@{to}"), "{said}");
    }
}

#[test]
fn saved_plans_hold_them() {
    let place = Place::new(SimConfig::default());
    let (one, other) = pair(&place);
    let all = changes(&one.email);
    let kept: Vec<(&[&str], String)> = (all.iter().enumerate())
        .filter(|(_, change)| change[0] != "token")
        .map(|(at, change)| (&change[..], format!("{at}.json")))
        .collect();
    for (change, file) in &kept {
        let said = place.run(&[change, &["--plan", file, "-q"][..]].concat());
        assert_eq!(said.code, 0, "{said}");
    }
    swap(&place, &one, &other);
    let before = people(&place);
    for (change, file) in &kept {
        let check = place.run(&["plan", "check", file]);
        assert_eq!(check.code, 6, "{change:?}: {check}");
        assert!(
            check.to_string().contains("the address is now"),
            "{change:?}: {check}"
        );
        let said = place.run(&["apply", file, "--yes", "-q", "--confirm", "1"]);
        assert_eq!(before, people(&place), "{change:?}: {said}");
        assert!(is_held(&said.to_string()), "{change:?}: {said}");
    }
}

#[test]
fn resumed_runs_hold_them() {
    for at in [0, 1, 4, 6, 8] {
        let place = Place::new(SimConfig::default());
        let (one, other) = pair(&place);
        let change = changes(&one.email).swap_remove(at);
        let killed = place
            .env
            .command(&[&change[..], &YES].concat())
            .env("ATLCTL_TEST_KILL_AT", "1")
            .output();
        assert!(!killed.unwrap().status.success());
        swap(&place, &one, &other);
        let before = people(&place);
        let said = place.run(&["-q", "run", "resume", "last"]);
        assert_eq!(before, people(&place), "{change:?}: {said}");
        assert!(is_held(&said.to_string()), "{change:?}: {said}");
    }
}
