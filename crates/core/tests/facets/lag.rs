//! Readers that lag behind a change: two seconds for memberships, forty for roles. What is not seen yet is waited for,
//! no longer than it must be, and never taken for done.

use std::sync::Arc;

use atlctl_api::{Error, ErrorKind};
use atlctl_core::apply::{Machine, Settings, Step, row_result};
use atlctl_core::change::{Answer, Value};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, SimConfig, SimRequest};

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
    // After 0, 0.25, 0.5, 0.75, 1, 1.25, 1.56, … s: a quarter of the time waited; the first are for memberships.
    for (change, lagged, seconds, rounds) in [
        (Change::AddMember, Lagged::Memberships, 2, 9),
        (Change::RemoveMember, Lagged::Memberships, 2, 9),
        (Change::GrantRole, Lagged::Roles, 40, 22),
        (Change::MakeAdmin, Lagged::Roles, 40, 22),
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
            // Who is an admin is asked in two ways each time.
            let same = |one: &&SimRequest| one.path == request.path && one.body == request.body;
            let count = requests.iter().filter(same).count();
            // What was there before the change is read once, too.
            assert!(count <= rounds + 1, "{change:?}: {count} of {request:?}");
        }
    }
}

/// The service accepts a request.
fn accepted() -> Result<Answer, Error> {
    Ok(Answer::DONE)
}

/// Makes one change in virtual time, of which readers see nothing for so long; gives the outcome, how many reads there
/// were after the change, and how long after it the run was over or sent the change again.
fn waited(
    change: Change,
    answer: fn() -> Result<Answer, Error>,
    lag: Option<i64>,
) -> ((RowOutcome, String), usize, i64) {
    let stage = stage();
    let rows = stage.rows(change, 1);
    let before = rows[0].before.value().unwrap().clone();
    let to = rows[0].to.clone().unwrap();
    let plan = plan(stage.sim.org_id(), several(), rows);
    let mut machine = Machine::new(Arc::new(plan), Settings::default());
    machine.begin();
    let (mut now, mut made, mut reads) = (0, None, 0);
    'run: while !machine.is_over() {
        let steps = machine.steps(now);
        drop(machine.entries());
        if steps.is_empty() {
            now = machine.next_due().unwrap().max(now + 1);
        }
        for step in steps {
            match step {
                Step::Send { call, .. } => {
                    if made.is_some() {
                        break 'run;
                    }
                    made = Some(now);
                    machine.sent(call, answer(), now);
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
        (Change::AddMember, 2_000, 9, 2_440),
        (Change::RemoveMember, 2_000, 9, 2_440),
        (Change::GrantRole, 40_000, 22, 44_370),
        (Change::MakeAdmin, 40_000, 22, 44_370),
    ] {
        let (outcome, read, ended) = waited(change, accepted, Some(lag));
        assert_eq!(outcome.0, RowOutcome::Done, "{change:?}, {lag} ms");
        assert_eq!((read, ended), (reads, over), "{change:?}, {lag} ms");
    }
}

#[test]
fn what_never_shows_is_said_to_be_unknown_after_twice_the_longest_lag() {
    // Twice the lag known of a role is 180 s; memberships and others are given 120 s.
    for (change, least) in [(Change::AddMember, 120_000), (Change::GrantRole, 180_000)] {
        let (outcome, _, ended) = waited(change, accepted, None);
        assert_eq!(outcome.0, RowOutcome::Unknown, "{change:?}");
        assert!(!outcome.1.is_empty());
        assert!(
            (least..least + 15_001).contains(&ended),
            "{change:?}: {ended}"
        );
    }
}

/// An answer from which nobody can tell whether the change is made.
fn lost() -> Result<Answer, Error> {
    Err(Error::new(ErrorKind::Server, "bad gateway").with_status(502))
}

/// A success whose body cannot be read.
fn unreadable() -> Result<Answer, Error> {
    Err(Error::new(ErrorKind::Unreadable, "not JSON").with_status(200))
}

#[test]
fn without_a_usable_answer_what_shows_the_change_is_done_at_once() {
    let alone = Change::all().into_iter().filter(|one| *one != Change::Move);
    for change in alone {
        for answer in [lost, unreadable] {
            let (outcome, reads, ended) = waited(change, answer, Some(0));
            assert_eq!(outcome.0, RowOutcome::Done, "{change:?}");
            assert_eq!((reads, ended), (1, 0), "{change:?}");
        }
    }
}

#[test]
fn with_an_answer_that_cannot_be_read_what_does_not_show_is_unknown_after_the_settle_time() {
    for (change, least) in [(Change::AddMember, 62_000), (Change::GrantRole, 150_000)] {
        let (outcome, _, ended) = waited(change, unreadable, None);
        assert_eq!(outcome.0, RowOutcome::Unknown, "{change:?}");
        assert!(
            (least..least + 10_001).contains(&ended),
            "{change:?}: {ended}"
        );
    }
}

#[test]
fn without_an_answer_a_change_is_sent_again_after_the_settle_time_and_the_longest_lag() {
    // An invitation without roles is seen as soon as the person is.
    for (change, after) in [
        (Change::AddMember, 62_000),
        (Change::Invite, 65_000),
        (Change::Suspend, 65_000),
        (Change::GrantRole, 150_000),
    ] {
        let (_, _, ended) = waited(change, lost, None);
        assert_eq!(ended, after, "{change:?}");
    }
}

/// A change whose first answer is lost, and whose second request is refused with a status that is also given when the
/// change is made; readers lag so long after the first. Gives the outcome.
fn lost_then_refused(change: Change, status: u16, lag: Option<i64>) -> (RowOutcome, String) {
    let stage = stage();
    let rows = stage.rows(change, 1);
    let before = rows[0].before.value().unwrap().clone();
    let to = rows[0].to.clone().unwrap();
    let plan = plan(stage.sim.org_id(), several(), rows);
    let mut machine = Machine::new(Arc::new(plan), Settings::default());
    machine.begin();
    let (mut now, mut sent) = (0, 0);
    while !machine.is_over() {
        let steps = machine.steps(now);
        drop(machine.entries());
        if steps.is_empty() {
            now = machine.next_due().unwrap().max(now + 1);
        }
        for step in steps {
            match step {
                Step::Send { call, .. } => {
                    sent += 1;
                    let kind = match status {
                        _ if sent == 1 => ErrorKind::Server,
                        409 => ErrorKind::Conflict,
                        _ => ErrorKind::NotFound,
                    };
                    let status = if sent == 1 { 502 } else { status };
                    let error = Error::new(kind, "said so").with_status(status);
                    machine.sent(call, Err(error), now);
                }
                Step::Read { rows, .. } => {
                    let shown = lag.is_some_and(|lag| now >= lag);
                    let value: &Value = if shown { &to } else { &before };
                    machine.read(&rows, Ok(vec![Some(value.clone())]), now);
                }
                Step::Poll { .. } => panic!("{change:?} has no task"),
            }
        }
    }
    assert_eq!(sent, 2, "{change:?}");
    row_result(&machine, 0)
}

/// Readers may lag longer than is documented, so the first request may have made what the second is refused for.
#[test]
fn a_refusal_after_an_own_request_without_an_answer_is_never_taken_for_not_done() {
    let alone = Change::all().into_iter().filter(|one| *one != Change::Move);
    for change in alone {
        for status in [409, 404] {
            let what = format!("{change:?}, {status}");
            // Later than the second request, and than what is waited for after a refusal.
            let (outcome, why) = lost_then_refused(change, status, Some(175_000));
            assert_eq!(outcome, RowOutcome::Done, "{what}: {why}");
            let (outcome, why) = lost_then_refused(change, status, None);
            assert_eq!(outcome, RowOutcome::Unknown, "{what}: {why}");
            assert!(why.contains("may have made the change"), "{what}: {why}");
        }
    }
}
