//! A run that is interrupted, doubled, or finds the disk full.

use std::io::{BufRead as _, BufReader};

use atlctl_sim::{SimAccount, SimConfig};
use rustix::process::Signal;

use crate::moving::{FROM, MOVE, Place, RESUME, TO, send, small_calls};
use crate::prompt::answered;

fn place(people: usize) -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig {
        people: 200.max(people * 8),
        ..SimConfig::default()
    });
    let some = place.listed(people);
    (place, some)
}

/// Everyone is there, moved once, and nobody was named in two calls that were processed.
fn assert_moved_once(place: &Place, people: &[SimAccount]) {
    place.assert_moved_once(people);
    place.assert_named_once(people, "processed");
}

#[test]
fn the_second_interrupt_ends_it_at_once_and_nothing_is_lost() {
    for (first, second) in [(Signal::INT, Signal::INT), (Signal::INT, Signal::TERM)] {
        let (place, people) = place(8);
        // Nobody ever answers: the first interrupt waits for it.
        place.control().fault("POST */add-users 1x hang").unwrap();
        let mut child = place.start(&small_calls(&[]));
        place.wait_for("sent");
        send(&child, first);
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("Stopping") {
            line.clear();
            assert_ne!(
                said.read_line(&mut line).unwrap(),
                0,
                "it never says that it stops"
            );
        }
        send(&child, second);
        assert_eq!(child.wait().unwrap().code(), Some(130));
        place.control().clear_faults();
        place.run(&RESUME).expect(0);
        assert_moved_once(&place, &people);
    }
}

#[test]
fn a_full_disk_ends_it_and_it_goes_on_when_there_is_room() {
    let (place, people) = place(115);
    let mut failed = 0;
    // No file may grow beyond so many KiB: the plan fits, the journal does not, at one place or another.
    for kib in [33, 34, 35, 36] {
        let args: Vec<&str> = if failed == 0 {
            [
                &MOVE[..],
                &["--yes", "--batch", "1", "--settle", "0.4", "-q"],
                &["--max-changes", "115"],
            ]
            .concat()
        } else {
            RESUME.to_vec()
        };
        let output = place.env.run_in(kib * 2, &args);
        match output.code {
            0 => break,
            // 1 before anything was sent, 7 from then on.
            1 | 7 => {
                failed += 1;
                for says in ["cannot write", "journal", "run resume"] {
                    assert!(output.stderr.contains(says), "{output}");
                }
            }
            _ => panic!("{kib} KiB: {output}"),
        }
    }
    assert!(failed > 0, "the disk was never full");
    place.run(&RESUME).expect(0);
    assert_moved_once(&place, &people);
}

#[test]
fn one_plan_is_not_applied_twice_at_once() {
    let (place, people) = place(8);
    place.keep_plan();
    place.control().fault("POST */add-users 1x hang").unwrap();
    let mut child = place.start(&["-q", "apply", "plan.json", "--yes", "--settle", "0.4"]);
    place.wait_for("sent");
    insta::assert_snapshot!("doubled", place.run(&["-q", "apply", "plan.json", "--yes"]));
    // Another change of the same organization waits its turn too.
    insta::assert_snapshot!("another", place.run(&small_calls(&["-q"])));
    insta::assert_snapshot!(
        "undo_under_way",
        place.run(&["-q", "undo", "last", "--yes"])
    );
    child.kill().unwrap();
    child.wait().unwrap();
    place.control().clear_faults();
    insta::assert_snapshot!(
        "not_over",
        place.run(&["-q", "apply", "plan.json", "--yes"])
    );
    place.run(&RESUME).expect(0);
    // Its run is over: it is applied again only when asked, finds everybody there, and sends nothing.
    place.run(&["-q", "apply", "plan.json", "--yes"]).expect(5);
    let again = place.run(&[
        "-q",
        "apply",
        "plan.json",
        "--yes",
        "--again",
        "-o",
        "csv",
        "--columns",
        "outcome",
    ]);
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(again.stdout.matches("unchanged").count(), 8, "{again}");
    assert_moved_once(&place, &people);
}

#[test]
fn a_plan_of_before_another_run_is_looked_at_again() {
    // Two programs plan the same; the second applies its plan when the first is through.
    let (place, people) = place(8);
    place.run(&small_calls(&["-q"])).expect(0);
    let before = place.control().requests().len();
    place
        .run(&["-q", "undo", "last", "--plan", "back.json"])
        .expect(0);
    let plan = std::fs::read_to_string(place.env.home().join("back.json")).unwrap();
    assert!(plan.contains("\"read\""), "{plan}");
    place.run(&["-q", "apply", "back.json", "--yes"]).expect(0);
    let reads = place.control().requests().split_off(before);
    let reads = reads
        .iter()
        .take_while(|request| !request.path.ends_with("/add-users"))
        .filter(|request| request.path.ends_with("/bulk-fetch"));
    assert_eq!(
        reads.count(),
        2,
        "once for the plan, once before it is applied"
    );
    assert_eq!(place.control().changes().len(), 2 * people.len());
}

#[test]
fn an_undo_takes_back_whom_the_run_moved_unseen() {
    let (place, people) = place(6);
    // The second call is processed and the answer never comes; then the program is gone.
    place
        .control()
        .fault("POST */add-users skip=1 1x hang after")
        .unwrap();
    let mut child = place.start(&small_calls(&["-q", "--at-once", "1"]));
    while place.control().changes().len() < people.len() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.control().clear_faults();
    insta::assert_snapshot!("undo_unsettled", place.run(&["undo", "last", "--dry-run"]));
    place.run(&["-q", "run", "verify", "last"]).expect(0);
    let output = place.run(&["-q", "undo", "last", "--yes"]);
    assert_eq!(output.code, 0, "{output}");
    let back = place.policy(FROM);
    for person in &people {
        let now = place.control().account(&person.account_id).unwrap();
        assert_eq!(now.policy.as_deref(), Some(back.as_str()), "{output}");
    }
    // The run that was verified is over, and resuming it sends nobody back again.
    let before = place.control().changes().len();
    place.run(&["-q", "run", "resume", "20261124-1"]).expect(0);
    assert_eq!(place.control().changes().len(), before);
}

#[test]
fn at_a_terminal_it_asks_and_enter_means_no() {
    for (typed, code, changed) in [
        ("y\n", 0, 3),
        ("\n", 130, 0),
        ("n\n", 130, 0),
        ("\u{4}", 130, 0),
    ] {
        let (place, _) = place(3);
        let command = format!("policy move --csv people.csv --to {TO}");
        let (shown, ended) = answered(&place.env, &command, "[y/N] ", typed);
        assert_eq!(ended, code, "{typed:?}: {shown}");
        assert!(shown.contains("3 people"), "{shown}");
        assert_eq!(
            place.control().changes().len(),
            changed,
            "{typed:?}: {shown}"
        );
    }
}

/// Between two syncs, nothing is left to resume.
#[test]
fn a_watch_that_is_stopped_between_two_syncs_says_that_the_last_is_complete() {
    let place = Place::new(SimConfig::default());
    let mut child = place.start(&["sync", "--watch", "10m"]);
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("Nobody changed") && !line.starts_with("Since the last sync") {
        line.clear();
        assert_ne!(said.read_line(&mut line).unwrap(), 0, "it never syncs");
    }
    while child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(200));
        send(&child, Signal::INT);
    }
    let rest: Vec<String> = said.lines().map(Result::unwrap).collect();
    let last = rest.last().map(String::as_str);
    assert_eq!(last, Some("Stopped. The last sync is complete."));
}
