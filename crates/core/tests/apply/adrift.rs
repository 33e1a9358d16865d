//! Calls that the service took, and of whose work it reports no end: what it may still do is unknown, not failed.

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Entry, Machine, Settings, Step, row_result};
use atlctl_core::change::TaskState;
use atlctl_core::report::RowOutcome;

use crate::machine::{
    accepted, error, machine, outcomes, policies as found, promised, read, read_until, replayed,
    send, settings, task,
};

/// What asking for the task gives.
#[derive(Clone)]
enum Told {
    Error(ErrorKind),
    Task(TaskState),
}

/// Answers until the run is over: tasks so, reads with these policies. When it is.
fn follow(machine: &mut Machine, mut now: i64, told: &Told, policies: &[(&str, &str)]) -> i64 {
    while !machine.is_over() {
        for step in machine.steps(now) {
            match step {
                Step::Poll { call, .. } => {
                    let answer = match told {
                        Told::Error(kind) => Err(error(*kind)),
                        Told::Task(task) => Ok(task.clone()),
                    };
                    machine.polled(call, answer, now);
                }
                Step::Read { rows, items, .. } => {
                    machine.read(&rows, Ok(found(&items, policies)), now);
                }
                Step::Send { .. } => panic!("nothing is to be sent"),
            }
        }
        now = machine.next_due().unwrap_or(now).max(now + 1);
    }
    now
}

fn working() -> Told {
    Told::Task(TaskState {
        in_progress: 2,
        ..TaskState::default()
    })
}

const OLD: [(&str, &str); 2] = [("a0", "old"), ("a1", "old")];
const NEW: [(&str, &str); 2] = [("a0", "new"), ("a1", "new")];

/// A run of two whose call was accepted and then told of so.
fn adrift(told: &Told) -> (Machine, Vec<Entry>, i64) {
    let mut machine = machine(2, settings());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, promised("task"), 0);
    let now = follow(&mut machine, 0, told, &OLD);
    let journal = machine.entries();
    (machine, journal, now)
}

fn ways() -> [(Told, i64); 7] {
    let longest = 160_000;
    [
        (Told::Error(ErrorKind::NotFound), longest),
        (Told::Error(ErrorKind::Forbidden), longest),
        (Told::Error(ErrorKind::BadInput), longest),
        (Told::Error(ErrorKind::Unreadable), longest),
        (Told::Error(ErrorKind::Invalid), longest),
        (Told::Error(ErrorKind::Server), 900_000),
        (working(), 900_000),
    ]
}

#[test]
fn what_the_service_may_still_do_is_unknown_and_can_be_undone() {
    for (told, longest) in ways() {
        let (machine, journal, now) = adrift(&told);
        // Errors that cannot pass are not waited for as long as a service that is out.
        assert!(now < longest, "{now}");
        for machine in [&machine, &replayed(&machine, &journal)] {
            assert_eq!(outcomes(machine), [RowOutcome::Unknown; 2]);
            assert!(machine.can_resume());
            assert!(!machine.was_changed(0) && machine.may_have_changed(0));
        }
    }
}

#[test]
fn people_seen_to_be_moved_are_done_whatever_became_of_the_task() {
    for (told, _) in ways() {
        let mut machine = machine(2, settings());
        let (call, _) = send(&mut machine, 0);
        machine.sent(call, promised("task"), 0);
        follow(&mut machine, 0, &told, &NEW);
        assert_eq!(outcomes(&machine), [RowOutcome::Done; 2]);
    }
}

#[test]
fn a_later_look_asks_for_the_task_again_and_settles_it() {
    for (told, _) in ways() {
        let (machine, journal, now) = adrift(&told);
        let mut again = replayed(&machine, &journal);
        let now = now + 1_000;
        again.resume(now);
        let steps = again.steps(now);
        let [Step::Poll { call, .. }] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        again.polled(*call, Ok(task(2)), now);
        read(&mut again, now, &NEW);
        assert!(again.is_over());
        assert_eq!(outcomes(&again), [RowOutcome::Done; 2]);
    }
}

#[test]
fn nobody_is_sent_again_while_the_service_says_that_it_is_working() {
    let (mut machine, mut journal, mut now) = adrift(&working());
    for _ in 0..4 {
        now += 1_000;
        machine = replayed(&machine, &journal);
        machine.resume(now);
        now = follow(&mut machine, now, &working(), &OLD);
        journal.extend(machine.entries());
        assert_eq!(outcomes(&machine), [RowOutcome::Unknown; 2]);
    }
}

#[test]
fn a_task_that_is_unknown_twice_is_settled_by_reading_once_the_service_must_be_through() {
    let gone = Told::Error(ErrorKind::NotFound);
    let (machine, journal, now) = adrift(&gone);
    let mut again = replayed(&machine, &journal);
    let now = now + 1_000;
    again.resume(now);
    // It is asked for, in vain; the settle time passes; the people are where they were.
    let mut later = now;
    let send = loop {
        let steps = again.steps(later);
        match steps.as_slice() {
            [Step::Poll { call, .. }] => {
                again.polled(*call, Err(error(ErrorKind::NotFound)), later)
            }
            [Step::Read { rows, items, .. }] => {
                again.read(rows, Ok(found(items, &OLD)), later);
            }
            [Step::Send { call, subjects, .. }] => break (*call, subjects.len()),
            [] => {}
            other => panic!("{other:?}"),
        }
        if steps.is_empty() {
            later = again.next_due().unwrap().max(later + 1);
        }
    };
    assert!(later - now >= again.settings().settle, "{}", later - now);
    assert_eq!(send.1, 2);
    // Refused now: the first call may move them all the same.
    again.sent(send.0, Err(error(ErrorKind::PaymentRequired)), later);
    assert_eq!(outcomes(&again), [RowOutcome::Open; 2]);
}

#[test]
fn a_refusal_is_no_end_while_an_earlier_call_is_adrift() {
    let pace = Settings {
        batch: 1,
        ..settings()
    };
    let mut machine = machine(1, pace);
    let call = accepted(&mut machine, 0);
    let gone = || Err(error(ErrorKind::BadInput));
    machine.polled(call, gone(), 1_000);
    follow(&mut machine, 1_000, &Told::Error(ErrorKind::NotFound), &OLD);
    machine.resume(200_000);
    let steps = machine.steps(200_000);
    assert!(matches!(steps.as_slice(), [Step::Poll { .. }]), "{steps:?}");
    machine.polled(call, gone(), 200_000);
    let due = 200_000 + machine.settings().settle;
    read_until(&mut machine, due, &OLD[..1]);
    read(&mut machine, due, &OLD[..1]);
    let (call, _) = send(&mut machine, due);
    machine.sent(call, Err(error(ErrorKind::Invalid)), due);
    read(&mut machine, due, &OLD[..1]);
    let (outcome, why) = row_result(&machine, 0);
    assert_eq!(outcome, RowOutcome::Unknown);
    assert!(
        why.contains("because") && why.contains("an earlier request"),
        "{why}"
    );
}

/// A call of three, of which the service failed to move one, without a name.
fn unnamed(refused: Vec<(String, String)>) -> Machine {
    let mut machine = machine(3, settings());
    let call = accepted(&mut machine, 0);
    let state = TaskState {
        succeeded: 2,
        failed: 1,
        refused,
        ..TaskState::default()
    };
    machine.polled(call, Ok(state), 1_000);
    machine
}

#[test]
fn one_failure_without_a_name_does_not_make_everybody_fail() {
    let stranger = ("nobody@example.com".to_owned(), "no".to_owned());
    for failures in [Vec::new(), vec![stranger]] {
        let mut machine = unnamed(failures.clone());
        let old = [("a0", "old"), ("a1", "old"), ("a2", "old")];
        let none = Told::Error(ErrorKind::NotFound);
        follow(&mut machine, 1_000, &none, &old);
        assert_eq!(outcomes(&machine), [RowOutcome::Unknown; 3]);
        assert!(row_result(&machine, 0).1.contains("does not name"));
        // Where all others are seen, it is known who was meant.
        let mut machine = unnamed(failures);
        let some = [("a0", "new"), ("a1", "old"), ("a2", "new")];
        read(&mut machine, 1_000, &some);
        follow(&mut machine, 1_000, &none, &some);
        let (done, failed) = (RowOutcome::Done, RowOutcome::Failed);
        assert_eq!(outcomes(&machine), [done, failed, done]);
        assert!(machine.may_have_changed(1), "undo still looks");
    }
}
