//! Changes of managed accounts where the organization is on the original user management, which has no search of people: the
//! calls of the user management API do not depend on it.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Place;

/// With a key for the calls, and a session for the mirror.
fn place() -> Place {
    let place = Place::with_key(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    place.sign_in();
    place.run(&["sync"]).expect(0);
    place
}

fn person(place: &Place) -> SimAccount {
    let mut people = place.control().accounts().into_iter();
    let fits = |one: &SimAccount| {
        one.managed && one.status == "active" && !one.synced && !one.email.contains("admin")
    };
    people.rfind(|one| fits(one)).unwrap()
}

#[test]
fn what_the_calls_can_do_works() {
    let place = place();
    let one = person(&place);
    let now = || place.control().account(&one.account_id).unwrap();
    let change = |args: &[&str]| {
        let output = place.run(&[args, &["--yes", "--include-unknown-roles"]].concat());
        assert!(output.stderr.contains("1 done"), "{args:?}\n{output}");
    };
    change(&["user", "deactivate", &one.email]);
    assert_eq!(now().status, "deactivated");
    change(&["user", "activate", &one.email]);
    assert_eq!(now().status, "active");
    change(&[
        "user",
        "set-email",
        &one.email,
        "--to",
        "someone.new@acme.example",
    ]);
    assert_eq!(now().email, "someone.new@acme.example");
    change(&["user", "update", &one.account_id, "--job-title", "Gardener"]);
}

#[test]
fn what_cannot_be_read_back_is_refused_before_anything_is_planned() {
    let place = place();
    let one = person(&place);
    for verb in ["delete", "cancel-delete"] {
        let output = place.run(&["user", verb, &one.email, "--yes", "--include-unknown-roles"]);
        let said = "cannot make this change of account statuses on the original user management";
        assert!(output.stderr.contains(said), "{output}");
        assert_eq!(
            place.control().account(&one.account_id).unwrap().status,
            "active"
        );
    }
}

/// A run leaves the account as the next sync reads it, and counts it among those that the portal calls otherwise.
#[test]
fn a_deactivated_account_is_what_the_next_sync_reads() {
    let place = place();
    let one = person(&place);
    let ask = |sql: &str| place.run(&["sql", sql, "-q", "-o", "csv"]).stdout;
    let status = || {
        ask(&format!(
            "SELECT status, account_status FROM user WHERE account_id = '{}'",
            one.account_id
        ))
    };
    let inactive = "SELECT count(*) FROM user WHERE account_status = 'inactive'";
    let count = || -> u64 { ask(inactive).lines().nth(1).unwrap().parse().unwrap() };
    let before = count();
    assert!(before > 0);
    let flags = ["--yes", "--include-unknown-roles"];
    let run = place.run(&[&["user", "deactivate", &one.email][..], &flags].concat());
    let total = format!("Deactivated accounts  {before} → {}  +1", before + 1);
    assert!(run.stderr.contains(&total), "{total}\n{run}");
    let after_run = status();
    assert_eq!(count(), before + 1);
    place.run(&["sync"]).expect(0);
    assert_eq!(after_run, status());
}
