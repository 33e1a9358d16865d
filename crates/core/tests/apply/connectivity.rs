//! No connection at all: a run ends soon, as it is, and goes on when there is one again.

use std::sync::Arc;

use atlctl_api::{Error, ErrorKind};
use atlctl_core::apply::{Entry, Machine, MaxFailures, Settings, Step, Stop, row_result};
use atlctl_core::change::{Answer, TaskState};
use atlctl_core::plan::Plan;
use atlctl_core::report::RowOutcome;

use crate::odds::Odds;
use crate::world::World;

/// A run of three people whose call was taken at time 0, and its plan.
fn taken() -> (Machine, Arc<Plan>) {
    let (_, plan) = World::new(1, 3, Odds::KIND);
    let settings = Settings {
        first: 0,
        max_failures: MaxFailures::Percent(100),
        ..Settings::default()
    };
    let mut machine = Machine::new(Arc::clone(&plan), settings);
    machine.begin();
    let steps = machine.steps(0);
    let [Step::Send { call, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    machine.sent(*call, Ok(Answer::Task("task".into())), 0);
    (machine, plan)
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "cannot connect")
}

/// Answers every step so, from `now` on, until it is over; when that is.
fn fail(machine: &mut Machine, mut now: i64, kind: impl Fn(i64) -> ErrorKind) -> i64 {
    while !machine.is_over() {
        for step in machine.steps(now) {
            match step {
                Step::Send { call, .. } => machine.sent(call, Err(error(kind(now))), now),
                Step::Poll { call, .. } => machine.polled(call, Err(error(kind(now))), now),
                Step::Read { rows, .. } => machine.read(&rows, Err(error(kind(now))), now),
            }
        }
        now = machine.next_due().unwrap_or(now).max(now + 1);
    }
    now
}

fn outcomes(machine: &Machine) -> Vec<RowOutcome> {
    let rows = 0..machine.plan().rows.len();
    rows.map(|at| row_result(machine, at).0).collect()
}

fn no_connection(machine: &Machine) -> bool {
    matches!(machine.stopped(), Some(Stop::NoConnection { .. }))
}

#[test]
fn a_run_that_loses_its_connection_ends_within_minutes_and_goes_on_when_it_is_back() {
    let (mut machine, plan) = taken();
    let mut journal: Vec<Entry> = machine.entries();
    let over = fail(&mut machine, 0, |_| ErrorKind::Connect);
    assert!((120_000..140_000).contains(&over), "{over}");
    assert!(no_connection(&machine), "{:?}", machine.stopped());
    assert!(machine.can_resume());
    assert_eq!(outcomes(&machine), [RowOutcome::Unknown; 3]);
    journal.extend(machine.entries());

    // The resume has no connection either: that is told soon.
    let mut machine = Machine::new(Arc::clone(&plan), Settings::default());
    journal.iter().for_each(|entry| machine.replay(entry));
    machine.resume(1_000_000);
    let over = fail(&mut machine, 1_000_000, |_| ErrorKind::Connect) - 1_000_000;
    assert!((30_000..45_000).contains(&over), "{over}");
    assert!(no_connection(&machine), "{:?}", machine.stopped());
    journal.extend(machine.entries());

    // The next one has.
    let mut machine = Machine::new(plan, Settings::default());
    journal.iter().for_each(|entry| machine.replay(entry));
    machine.resume(2_000_000);
    assert_eq!(machine.stopped(), None);
    let steps = machine.steps(2_000_000);
    let [Step::Poll { call, .. }] = steps.as_slice() else {
        panic!("the task is still known: {steps:?}")
    };
    let done = TaskState {
        succeeded: 3,
        ..TaskState::default()
    };
    machine.polled(*call, Ok(done), 2_000_000);
    let steps = machine.steps(2_001_000);
    let [Step::Read { rows, items, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    let found = items.iter().map(|_| Some("new".into())).collect();
    machine.read(rows, Ok(found), 2_001_000);
    assert!(machine.is_over());
    assert_eq!(outcomes(&machine), [RowOutcome::Done; 3]);
}

/// A service that is there and does not work, or takes its time, has the patience it always had.
#[test]
fn a_service_that_answers_at_times_is_waited_for() {
    for other in [ErrorKind::Server, ErrorKind::RateLimited] {
        let (mut machine, _) = taken();
        // One answer in a minute, whatever it says.
        let mut minute = 0;
        let kinds = std::cell::RefCell::new(move |now: i64| {
            if now / 60_000 > minute {
                minute = now / 60_000;
                other
            } else {
                ErrorKind::Connect
            }
        });
        let over = fail(&mut machine, 0, |now| kinds.borrow_mut()(now));
        assert!(over > 600_000, "{over}");
        assert!(!no_connection(&machine), "{:?}", machine.stopped());
    }
}

/// A break shorter than the patience changes nothing.
#[test]
fn a_break_of_a_minute_is_waited_out() {
    let (mut machine, _) = taken();
    let mut now = 0;
    while now < 60_000 {
        for step in machine.steps(now) {
            let Step::Poll { call, .. } = step else {
                panic!("{step:?}")
            };
            machine.polled(call, Err(error(ErrorKind::Connect)), now);
        }
        now = machine.next_due().unwrap();
    }
    assert_eq!(machine.stopped(), None);
    let steps = machine.steps(now);
    assert!(matches!(steps.as_slice(), [Step::Poll { .. }]), "{steps:?}");
}
