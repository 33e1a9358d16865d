//! A run that was stopped and goes on: what a journal has of it, and what may be sent again.

use std::collections::BTreeMap;

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Outcome, Settings, Step};
use atlctl_core::report::RowOutcome;

use crate::machine::{
    accepted, error, machine, outcomes, promised, read, read_until, replayed, send, settings, task,
};

#[test]
fn whom_a_guard_holds_out_since_is_not_sent_again_and_what_reached_them_counts() {
    for (policy, outcome) in [("old", RowOutcome::Refused), ("new", RowOutcome::Done)] {
        let mut machine = machine(2, settings());
        let (call, _) = send(&mut machine, 0);
        machine.sent(call, Err(error(ErrorKind::Timeout)), 1);
        let journal = machine.entries();
        let mut again = replayed(&machine, &journal);
        again.hold(BTreeMap::from([(0, "is protected".to_owned())]));
        again.resume(2);
        let due = 2 + again.settings().settle;
        let now = [("a0", policy), ("a1", "old")];
        read_until(&mut again, due, &now);
        read(&mut again, due, &now);
        assert_eq!(outcomes(&again), [outcome, RowOutcome::Open], "{policy}");
        let (_, emails) = send(&mut again, due);
        assert_eq!(emails, ["p1@example.com"]);
    }
}

#[test]
fn a_canceled_run_waits_only_for_what_is_on_its_way() {
    let mut machine = machine(
        4,
        Settings {
            batch: 1,
            at_once: 2,
            ..settings()
        },
    );
    assert_eq!(machine.steps(0).len(), 2);
    machine.cancel(1);
    assert!(!machine.is_over());
    machine.sent(0, promised("t"), 2);
    machine.sent(1, Err(error(ErrorKind::Timeout)), 2);
    assert!(machine.is_over());
    assert_eq!(machine.steps(100_000), []);
    assert!(machine.can_resume());
}

#[test]
fn a_clock_that_was_set_shortens_no_settle_time() {
    const HOUR: i64 = 3_600_000;
    for jump in [-HOUR, 0, HOUR] {
        for answered in [false, true] {
            let mut machine = machine(1, settings());
            let (call, _) = send(&mut machine, HOUR);
            if answered {
                machine.sent(call, Err(error(ErrorKind::Timeout)), HOUR);
            }
            let journal = machine.entries();
            let mut again = replayed(&machine, &journal);
            let now = HOUR + jump;
            again.resume(now);
            let settle = machine.settings().settle;
            read_until(&mut again, now + settle, &[("a0", "old")]);
            assert_eq!(again.next_due(), Some(now + settle), "{jump} {answered}");
            read(&mut again, now + settle, &[("a0", "old")]);
            send(&mut again, now + settle);
        }
    }
}

#[test]
fn whom_a_verify_found_there_counts_once_when_the_run_goes_on() {
    let mut machine = machine(2, settings());
    let call = accepted(&mut machine, 0);
    machine.cancel(1_000);
    machine.end(vec![0], &Outcome::Confirmed, 2_000);
    let journal = machine.entries();
    let mut again = replayed(&machine, &journal);
    again.resume(3_000);
    assert!(matches!(again.steps(3_000).as_slice(), [Step::Poll { .. }]));
    again.polled(call, Ok(task(2)), 3_000);
    read(&mut again, 3_000, &[("a1", "new")]);
    assert_eq!(outcomes(&again), [RowOutcome::Done; 2]);
    let tally = again.tally();
    assert_eq!((tally.ended, tally.there, tally.changes), (2, 2, 2));
    assert!(again.is_settled() && again.is_over());
}

#[test]
fn what_was_written_down_and_not_sent_before_a_stop_is_planned_again() {
    let mut machine = machine(2, settings());
    let (call, _) = send(&mut machine, 0);
    machine.cancel(1);
    machine.unsent(call, 2);
    assert!(machine.is_over());
    assert_eq!(outcomes(&machine), [RowOutcome::Open; 2]);
    let journal = machine.entries();
    let mut again = replayed(&machine, &journal);
    assert_eq!(outcomes(&again), [RowOutcome::Open; 2]);
    again.resume(3);
    read(&mut again, 3, &[("a0", "old"), ("a1", "old")]);
    let (_, emails) = send(&mut again, 3);
    assert_eq!(emails.len(), 2);
}
