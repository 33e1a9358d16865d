//! `--rehearse`: the plan with a stand-in of the organization, and the organization left alone.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{Place, TO};

/// A plan that moves so many people, in `plan.json`.
fn planned(count: usize) -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.listed(count);
    place.keep_plan();
    (place, people)
}

#[test]
fn it_tells_what_would_come_of_each_row_and_asks_the_service_nothing() {
    let (place, _) = planned(3);
    let asked = place.control().requests().len();
    let output = place.run(&[
        "apply",
        "plan.json",
        "--rehearse",
        "-o",
        "csv",
        "--columns",
        "outcome,before,after",
    ]);
    insta::assert_snapshot!(output, @"
    outcome,before,after
    done,Password only,Contractors
    done,Password only,Contractors
    done,Password only,Contractors
    ------- stderr -------
    Move people to policy Contractors, in Acme (simulated)
      3  change
    Password only  58 → 55  -3
    Contractors    13 → 16  +3
    Policies read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 person is provisioned by your identity provider; that stays, and only their sign-in changes
    Totals and notes are as of 2026-11-24 09:00 UTC, when the plan was made.
    Simulated locally from the mirror: 3 done. 4 requests, 1 of them to move people; nothing changed.
    Hint: to make the change, run it without --rehearse
    [exit status: 0]
    ");
    assert_eq!(place.control().requests().len(), asked);
    assert_eq!(place.run(&["-q", "run", "list", "-o", "id"]).stdout, "");
}

#[test]
fn it_changes_nothing_whatever_was_agreed() {
    let (place, _) = planned(2);
    let base = ["apply", "plan.json", "--rehearse", "-q"];
    place.run(&[&base[..], &["--yes"]].concat()).expect(2);
    place.moves(&["--rehearse", "--yes"]).expect(2);
    place.run(&base).expect(0);
    assert_eq!(place.writes(), 0);
}

#[test]
fn a_move_is_rehearsed_without_a_plan_that_is_kept_too() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(3);
    let emails = people.iter().map(|one| format!("'{}'", one.email));
    let condition = format!("email IN ({})", emails.collect::<Vec<_>>().join(", "));
    let base = ["policy", "move", "--to", TO, "--rehearse", "-o", "csv"];
    let by = |more: &[&str]| place.run(&[&base[..], more].concat());
    insta::assert_snapshot!(by(&["--where", &condition, "--columns", "outcome,before,after"]), @"
    outcome,before,after
    done,Password only,Contractors
    done,Password only,Contractors
    done,Password only,Contractors
    ------- stderr -------
    Move people to policy Contractors, in Acme (simulated)
      3  change
    Password only  58 → 55  -3
    Contractors    13 → 16  +3
    Policies read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 person is provisioned by your identity provider; that stays, and only their sign-in changes
    Simulated locally from the mirror: 3 done. 4 requests, 1 of them to move people; nothing changed.
    Hint: to make the change, run it without --rehearse
    [exit status: 0]
    ");
    let columns = ["-q", "--columns", "email,outcome"];
    let listed = by(&[&["--csv", "people.csv"], &columns[..]].concat());
    let matching = by(&[&["--where", &condition], &columns[..]].concat());
    assert_eq!(sorted(&listed), sorted(&matching));
    let limit = by(&["--csv", "people.csv", "--max-changes", "1"]);
    assert_eq!(limit.code, 5, "guards hold there too: {limit}");
    assert_eq!(place.writes(), 0);
    assert_eq!(place.run(&["-q", "run", "list", "-o", "id"]).stdout, "");
}

fn sorted(output: &Output) -> Vec<&str> {
    let mut lines: Vec<&str> = output.stdout.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn who_was_moved_since_is_found_and_nobody_is_changed_however_much_was_agreed() {
    let (place, people) = planned(3);
    assert!(
        place
            .control()
            .set_policy(&people[1].account_id, &place.policy("Service accounts"))
    );
    place.run(&["sync", "-q"]).expect(0);
    let output = place.run(&[
        "apply",
        "plan.json",
        "--rehearse",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ]);
    assert_eq!(output.code, 5, "{output}");
    let held = format!("{},refused,someone else moved them to ", people[1].email);
    assert!(output.stdout.contains(&held), "{output}");
    assert!(
        output
            .stderr
            .contains("1 of 3 people would not change as planned; nothing changed"),
        "{output}"
    );
    assert_eq!(place.writes(), 0);
}

#[test]
fn without_a_mirror_there_is_nothing_to_rehearse_with() {
    let (place, _) = planned(1);
    std::fs::remove_file(place.mirror()).unwrap();
    let output = place.run(&["-q", "apply", "plan.json", "--rehearse"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("atlctl sync"), "{output}");
    assert_eq!(place.writes(), 0);
}
