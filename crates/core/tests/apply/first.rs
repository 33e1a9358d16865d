//! Who goes first, and how many may fail: what stops a run before everybody was tried.

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Machine, MaxFailures, Settings, Step, Stop, portal_import};
use atlctl_core::change::TaskState;

use crate::machine::{
    accepted, error, machine, promised, read, read_unchanged, send, settings, task,
};

#[test]
fn the_first_call_is_small_and_followed_to_its_end() {
    let mut machine = machine(
        50,
        Settings {
            first: 3,
            ..settings()
        },
    );
    let (call, emails) = send(&mut machine, 0);
    assert_eq!(emails.len(), 3);
    machine.sent(call, promised("t"), 0);
    assert!(matches!(machine.steps(500).as_slice(), [Step::Poll { .. }]));
    machine.polled(call, Ok(task(3)), 500);
    read(
        &mut machine,
        500,
        &[("a0", "new"), ("a1", "new"), ("a2", "new")],
    );
    let (_, emails) = send(&mut machine, 501);
    assert_eq!(emails.len(), 47);
}

#[test]
fn when_none_of_the_first_rows_succeeds_the_others_are_not_tried() {
    let mut machine = machine(
        50,
        Settings {
            first: 3,
            ..settings()
        },
    );
    let call = accepted(&mut machine, 0);
    let state = TaskState {
        failed: 3,
        refused: (0..3)
            .map(|at| (format!("p{at}@example.com"), "No".to_owned()))
            .collect(),
        ..TaskState::default()
    };
    machine.polled(call, Ok(state), 0);
    read(
        &mut machine,
        0,
        &[("a0", "old"), ("a1", "old"), ("a2", "old")],
    );
    assert!(matches!(machine.stopped(), Some(Stop::FirstRows { .. })));
    assert!(machine.is_over());
    assert_eq!(machine.tally().ended, 3);
}

/// Refuses every request, and shows that nobody was moved, until the run stops.
fn refuse_all(machine: &mut Machine, now: i64) {
    while !machine.is_over() {
        for step in machine.steps(now) {
            match step {
                Step::Send { call, .. } => {
                    machine.sent(call, Err(error(ErrorKind::Invalid)), now);
                }
                Step::Read { rows, .. } => {
                    let old = rows.iter().map(|_| Some("old".into())).collect();
                    machine.read(&rows, Ok(old), now);
                }
                Step::Poll { .. } => panic!("no task"),
            }
        }
    }
}

/// Three people go first, in calls of one person each.
fn small_calls() -> Settings {
    Settings {
        first: 3,
        batch: 1,
        ..settings()
    }
}

/// With calls of one person each, one person went first, and then all others whatever the outcome of that one.
#[test]
fn as_many_people_go_first_in_small_calls() {
    let mut machine = machine(50, small_calls());
    for _ in 0..3 {
        assert_eq!(machine.stopped(), None);
        // One after the other while all fail.
        let (call, emails) = send(&mut machine, 0);
        assert_eq!(emails.len(), 1);
        assert!(machine.steps(0).is_empty());
        machine.sent(call, Err(error(ErrorKind::Invalid)), 0);
        read_unchanged(&mut machine, 0);
    }
    assert!(matches!(machine.stopped(), Some(Stop::FirstRows { .. })));
    assert!(machine.is_over());
    assert_eq!(machine.tally().ended, 3);
}

#[test]
fn when_one_of_the_first_rows_is_right_the_others_of_them_go_together() {
    let mut machine = machine(50, small_calls());
    let call = accepted(&mut machine, 0);
    machine.polled(call, Ok(task(1)), 1_000);
    read(&mut machine, 1_000, &[("a0", "new")]);
    let steps = machine.steps(1_000);
    assert_eq!(steps.len(), 2, "{steps:?}");
    assert!(machine.steps(1_000).is_empty(), "the others wait for them");
}

#[test]
fn too_many_failures_stop_the_run() {
    let mut machine = machine(
        10,
        Settings {
            batch: 1,
            at_once: 1,
            max_failures: MaxFailures::Count(2),
            ..settings()
        },
    );
    refuse_all(&mut machine, 0);
    let tally = machine.tally();
    assert_eq!((tally.failed, tally.ended, tally.changes), (3, 3, 10));
    assert!(machine.is_over());
    // A person who resumes has seen them.
    machine.resume(0);
    assert!(machine.stopped().is_none());
    assert_eq!(machine.steps(0).len(), 1);
}

#[test]
fn where_nothing_was_ever_taken_the_refused_are_handed_over_too() {
    let mut machine = machine(
        4,
        Settings {
            first: 2,
            at_once: 1,
            ..settings()
        },
    );
    let now = 0;
    refuse_all(&mut machine, now);
    assert!(matches!(machine.stopped(), Some(Stop::FirstRows { .. })));
    assert!(!machine.was_taken());
    let files = portal_import(&mut machine, now);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].people, 4);
}
