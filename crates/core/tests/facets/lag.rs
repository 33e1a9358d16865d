//! Readers that lag behind a change: two seconds for memberships, forty for roles. What is not seen yet is waited for,
//! no longer than it must be, and never taken for done.

use std::sync::Arc;

use atlctl_core::apply::{Machine, Settings, Step, row_result};
use atlctl_core::change::{Answer, Value};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, SimConfig};

use crate::harness::{plan, several};
use crate::mixed::Change;
use crate::stage::{PACE, Stage};

fn stage() -> Stage {
    Stage::new(SimConfig {
        people: 60,
        ..SimConfig::default()
    })
}

#[test]
fn what_the_witness_shows_late_is_read_a_few_times_and_then_done() {
    // After 0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 30.75 and 45.75 s; the first are for memberships.
    for (change, lagged, seconds, rounds) in [
        (Change::AddMember, Lagged::Memberships, 2, 5),
        (Change::RemoveMember, Lagged::Memberships, 2, 5),
        (Change::GrantRole, Lagged::Roles, 40, 9),
        (Change::MakeAdmin, Lagged::Roles, 40, 9),
    ] {
        let stage = stage();
        let lag = std::time::Duration::from_secs(seconds) / PACE;
        stage.control().set_lag(lagged, lag);
        let mut run = stage.begin(stage.rows(change, 1));
        stage.go(&mut run);
        let said = stage.assert_true(&run, &format!("{change:?}"));
        assert_eq!(said[0].0, RowOutcome::Done, "{change:?}: {said:?}");
        let requests = stage.control().requests();
        for request in &requests {
            let same = requests.iter().filter(|one| one.path == request.path);
            let count = same.count();
            // What was there before the change is read once, too.
            assert!(count <= rounds + 1, "{change:?}: {count} of {request:?}");
        }
    }
}

/// Makes one change in virtual time, of which readers see nothing for so long; gives the outcome, how many reads there
/// were after the change, and how long after it the run was over.
fn waited(change: Change, lag: Option<i64>) -> ((RowOutcome, String), usize, i64) {
    let stage = stage();
    let rows = stage.rows(change, 1);
    let before = rows[0].before.value().unwrap().clone();
    let to = rows[0].to.clone().unwrap();
    let plan = plan(stage.sim.org_id(), several(), rows);
    let mut machine = Machine::new(Arc::new(plan), Settings::default());
    machine.begin();
    let (mut now, mut made, mut reads) = (0, None, 0);
    while !machine.is_over() {
        let steps = machine.steps(now);
        drop(machine.entries());
        if steps.is_empty() {
            now = machine.next_due().unwrap().max(now + 1);
        }
        for step in steps {
            match step {
                Step::Send { call, .. } => {
                    assert_eq!(made, None, "{change:?}: sent twice");
                    made = Some(now);
                    machine.sent(call, Ok(Answer::DONE), now);
                }
                Step::Read { rows, .. } => {
                    reads += usize::from(made.is_some());
                    let shown = made.zip(lag).is_some_and(|(made, lag)| now >= made + lag);
                    let value: &Value = if shown { &to } else { &before };
                    machine.read(&rows, Ok(vec![Some(value.clone())]), now);
                }
                Step::Poll { .. } => panic!("{change:?} has no task"),
            }
        }
    }
    let outcome = row_result(&machine, 0);
    (outcome, reads, now - made.unwrap())
}

#[test]
fn verification_waits_no_longer_than_it_must() {
    for (change, lag, reads, over) in [
        (Change::AddMember, 0, 1, 0),
        (Change::AddMember, 2_000, 5, 3_750),
        (Change::RemoveMember, 2_000, 5, 3_750),
        (Change::GrantRole, 40_000, 9, 45_750),
        (Change::MakeAdmin, 40_000, 9, 45_750),
    ] {
        let (outcome, read, ended) = waited(change, Some(lag));
        assert_eq!(outcome.0, RowOutcome::Done, "{change:?}, {lag} ms");
        assert_eq!((read, ended), (reads, over), "{change:?}, {lag} ms");
    }
}

#[test]
fn what_never_shows_is_said_to_be_unknown_after_twice_the_longest_lag() {
    // Twice the lag known of a role is 180 s; memberships and others are given 120 s.
    for (change, least) in [(Change::AddMember, 120_000), (Change::GrantRole, 180_000)] {
        let (outcome, _, ended) = waited(change, None);
        assert_eq!(outcome.0, RowOutcome::Unknown, "{change:?}");
        assert!(!outcome.1.is_empty());
        assert!(
            (least..least + 15_001).contains(&ended),
            "{change:?}: {ended}"
        );
    }
}
