//! `undo` for people who are named, and what other commands say of a run that was left.

use atlctl_sim::SimConfig;

use crate::moving::{FROM, Place, TO};

#[test]
fn people_who_are_named_go_back_and_nobody_else() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(6);
    place
        .moves(&["--yes", "--results", "results.csv"])
        .expect(0);
    // The results, cut down to those who complained, with somebody whom the run had not moved and a slip.
    let results = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    let mut cut: String = results.split_inclusive('\n').take(3).collect();
    cut.push_str("8,,ada.admin@acme.example,,,,,,,\n9,,nobody@acme.example,,,,,,,\n");
    place.env.file("complaints.csv", cut);
    let some = ["undo", "last", "--csv", "complaints.csv"];
    insta::assert_snapshot!(place.run(&[&some[..], &["--dry-run"]].concat()), @r#"
    Email                             Plan            Before       Reason
    olga.park@acme-labs.example       change          Contractors  -
    rafael.richter@acme-labs.example  change          Contractors  -
    ada.admin@acme.example            not changed     ?            has no recorded change by the run
    nobody@acme.example               unknown person  ?            is not in the mirror
    ------- stderr -------
    complaints.csv: results of a run, UTF-8, comma, column "email": 4 rows, 4 people
    Undo of run 20261124-1, in Acme (simulated)
      2  change
      1  not changed
      1  unknown person
    Password only  52 → 54  +2
    Contractors    19 → 17  -2
    Policies read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    After the change: Password only
    Warning: 1 of 4 people is not in the mirror
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 3]
    "#);
    place.run(&[&some[..], &["-q", "--yes"]].concat()).expect(3);
    let by_id = ["undo", "20261124-1", "-q", "--yes", &people[5].account_id];
    place.run(&by_id).expect(0);
    let (from, to) = (place.policy(FROM), place.policy(TO));
    for (at, person) in people.iter().enumerate() {
        let back = matches!(at, 0 | 1 | 5);
        let now = place.control().account(&person.account_id).unwrap().policy;
        assert_eq!(now.as_ref(), Some(if back { &from } else { &to }), "{at}");
    }
    // Again, there is nothing to take back; one of the names is still not known.
    place.run(&[&some[..], &["--exit-code"]].concat()).expect(3);
}

#[test]
fn an_unfinished_run_is_reported_by_the_next_change() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(9);
    place.kill_in_second_call();
    let other = place.movable().pop().unwrap();
    assert!(people.iter().all(|person| person.email != other.email));
    let other = ["policy", "move", &other.email, "--to", TO, "--yes"];
    insta::assert_snapshot!(place.run(&other), @"
    Email                     Outcome  Before         After        Reason
    nadia.singh@acme.example  done     Password only  Contractors  -
    ------- stderr -------
    Move people to policy Contractors, in Acme (simulated)
      1  change
    Password only  55 → 54  -1
    Contractors    16 → 17  +1
    Policies read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: run 20261124-1 is not finished (3 of 9); continue with atlctl run resume 20261124-1, or end it with atlctl run close 20261124-1
    Run 20261124-2
    Run 20261124-2: 1 done.
    [exit status: 0]
    ");
    // The last run is finished, and the one before it is what `last` means for a resume.
    let resumed = place.run(&["run", "resume", "last", "--columns", "outcome"]);
    assert!(
        resumed.stderr.contains("Run 20261124-1: 9 done."),
        "{resumed}"
    );
    place.run(&["-q", "run", "resume", "20261124-1"]).expect(0);
    let output = place.run(&["run", "resume", "last"]);
    assert!(!output.stderr.contains("is not finished"), "{output}");
    assert!(
        output.stderr.contains("Run 20261124-2 is finished."),
        "{output}"
    );
}

#[test]
fn people_who_were_there_already_are_not_moved_again() {
    let place = Place::new(SimConfig::default());
    place.listed(3);
    place.keep_plan();
    place.run(&["apply", "plan.json", "--yes"]).expect(0);
    place
        .run(&["apply", "plan.json", "--yes", "--again"])
        .expect(0);
    let columns = ["--columns", "run,changes,done,unchanged"];
    insta::assert_snapshot!(place.run(&[&["run", "list"], &columns[..]].concat()), @"
    Run         Changes  Done  Unchanged
    20261124-2        3     0          3
    20261124-1        3     3          0
    ------- stderr -------
    Runs on this machine in Acme (simulated).
    [exit status: 0]
    ");
}
