//! Runs that were stopped and are resumed: they never stand still, never send more at once than they may, and look
//! before they send.

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Machine, Settings, Step, Stop, row_result};
use atlctl_core::report::RowOutcome;

use crate::driven::Service;
use crate::machine::{
    error, machine, outcomes, read, read_unchanged, read_until, replayed, send, settings,
};

const NEVER: i64 = i64::MAX;

/// The first call is answered with 503; Ctrl-C; a resume in the outage; the service recovers.
fn outage(settings: Settings, people: usize, resumes: usize) -> (Machine, Service) {
    let mut machine = machine(people, settings);
    let mut service = Service {
        down_until: NEVER,
        ..Service::default()
    };
    let mut now = 0;
    for _ in 0..=resumes {
        service.take(&mut machine, now);
        machine.cancel(now);
        service.drive(&mut machine, now, NEVER);
        now += 10_000;
        machine = replayed(&machine, &service.journal);
        machine.resume(now);
    }
    // It is still out for a while.
    now = service.drive(&mut machine, now, now + 30_000);
    service.down_until = 0;
    service.drive(&mut machine, now, NEVER);
    (machine, service)
}

#[test]
fn a_run_that_is_resumed_in_an_outage_goes_on_when_that_is_over() {
    for first in [0, 3, 10] {
        for batch in [1, 2, 7, 100] {
            for people in [1, 3, 4, 14, 25] {
                for resumes in [1, 2] {
                    let pace = Settings {
                        first,
                        batch,
                        ..settings()
                    };
                    let what = format!("{first} first, {batch} a call, {people} people");
                    let (machine, service) = outage(pace, people, resumes);
                    assert_eq!(outcomes(&machine), vec![RowOutcome::Done; people], "{what}");
                    let most = service.calls.iter().map(Vec::len).max().unwrap();
                    assert!(most <= batch, "{what}: {most}");
                }
            }
        }
    }
}

#[test]
fn people_who_were_read_as_not_moved_are_sent_in_calls_that_are_no_larger() {
    let pace = Settings {
        batch: 1,
        at_once: 14,
        ..settings()
    };
    let mut machine = machine(14, pace);
    let steps = machine.steps(0);
    assert_eq!(steps.len(), 14);
    for call in 0..14 {
        machine.sent(call, Err(error(ErrorKind::Server)), 0);
    }
    // One read says of all of them that nothing happened.
    let all: Vec<String> = (0..14).map(|at| format!("a{at}")).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|id| (id.as_str(), "old")).collect();
    read(&mut machine, 70_000, &all);
    let steps = machine.steps(70_001);
    assert_eq!(steps.len(), 14);
    for step in steps {
        let Step::Send { subjects, .. } = step else {
            panic!("{step:?}")
        };
        assert_eq!(subjects.len(), 1);
    }
}

#[test]
fn the_first_rows_are_the_same_people_in_every_life_of_a_run() {
    let pace = Settings {
        first: 3,
        ..settings()
    };
    let mut machine = machine(20, pace);
    let (call, first) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::Server)), 1);
    machine.cancel(2);
    let mut journal = machine.entries();
    let mut now = 1_000;
    for _ in 0..3 {
        machine = replayed(&machine, &journal);
        machine.resume(now);
        let all: Vec<String> = (3..20).map(|at| format!("a{at}")).collect();
        let all: Vec<(&str, &str)> = all.iter().map(|id| (id.as_str(), "old")).collect();
        read(&mut machine, now, &all);
        let waits: Vec<(&str, &str)> = ["a0", "a1", "a2"].map(|id| (id, "old")).into();
        // Every step is a read: nobody else goes before they are settled.
        read_until(&mut machine, now + 1_000, &waits);
        journal.extend(machine.entries());
        now += 1_000;
    }
    let first_rows = [("a0", "old"), ("a1", "old"), ("a2", "old")];
    let due = now - 1_000 + machine.settings().settle;
    read_until(&mut machine, due, &first_rows);
    read(&mut machine, due, &first_rows);
    let (_, again) = send(&mut machine, due);
    assert_eq!(again, first);
}

/// Five people: the first call of two was made, and the program ended.
fn stopped() -> Machine {
    let pace = Settings {
        batch: 2,
        at_once: 1,
        ..settings()
    };
    let mut machine = machine(5, pace);
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::Connect)), 1);
    let journal = machine.entries();
    replayed(&machine, &journal)
}

#[test]
fn people_whom_somebody_else_moved_meanwhile_are_left_out() {
    let mut machine = stopped();
    machine.resume(10_000);
    read(
        &mut machine,
        10_000,
        &[
            ("a0", "old"),
            ("a1", "else"),
            ("a2", "new"),
            ("a3", "old"),
            // The service does not report a4 anymore; nobody ever did.
        ],
    );
    let (_, emails) = send(&mut machine, 10_001);
    assert_eq!(emails, ["p0@example.com", "p3@example.com"]);
    let (outcome, why) = row_result(&machine, 1);
    assert_eq!(outcome, RowOutcome::Refused);
    assert!(why.contains("someone else moved them"), "{why}");
    // It is not this run's doing, and not this run's to be undone.
    assert_eq!(row_result(&machine, 2).0, RowOutcome::Unchanged);
    assert!(!machine.was_changed(1) && !machine.was_changed(2));
    assert!(!machine.may_have_changed(1) && !machine.may_have_changed(2));
}

#[test]
fn nothing_is_sent_before_everybody_was_read() {
    let pace = Settings {
        read_batch: 2,
        at_once: 8,
        ..settings()
    };
    let mut machine = machine(6, pace);
    machine.resume(0);
    let reads = machine.steps(0);
    assert_eq!(reads.len(), 3, "{reads:?}");
    for step in reads {
        assert_eq!(machine.steps(1), []);
        let Step::Read { rows, .. } = step else {
            panic!("{step:?}")
        };
        let found = rows.iter().map(|_| Some("old".into())).collect();
        machine.read(&rows, Ok(found), 1);
    }
    let (_, emails) = send(&mut machine, 2);
    assert_eq!(emails.len(), 6);
}

#[test]
fn where_nobody_can_be_read_nothing_is_sent_and_nothing_is_lost() {
    for (kind, longest) in [
        (ErrorKind::Server, 300_000),
        // Asking again changes nothing of it.
        (ErrorKind::Unreadable, 20_000),
        (ErrorKind::BadInput, 1_000),
    ] {
        let mut machine = stopped();
        machine.resume(0);
        let mut now = 0;
        while !machine.is_over() {
            for step in machine.steps(now) {
                let Step::Read { rows, .. } = step else {
                    panic!("{step:?}")
                };
                machine.read(&rows, Err(error(kind)), now);
            }
            now = machine.next_due().unwrap_or(now).max(now + 1);
        }
        assert!(now <= longest, "{kind}: {now}");
        assert!(
            matches!(machine.stopped(), Some(Stop::Unread { .. })),
            "{:?}",
            machine.stopped()
        );
        assert_eq!(outcomes(&machine), [RowOutcome::Open; 5], "{kind}");
        assert!(machine.can_resume());
    }
}

#[test]
fn a_call_that_cannot_be_made_is_not_tried_for_long() {
    let mut machine = machine(3, settings());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::BadInput)), 0);
    assert!(matches!(machine.stopped(), Some(Stop::BadCall { .. })));
    assert!(machine.is_over());
    assert_eq!(outcomes(&machine), [RowOutcome::Open; 3]);
}

/// The program ends while a request is open; then Atlassian loses as many requests as a run may try.
#[test]
fn a_request_that_the_end_of_the_program_cut_off_is_no_failed_try() {
    let mut machine = machine(1, settings());
    send(&mut machine, 0);
    let mut journal = machine.entries();
    machine = replayed(&machine, &journal);
    machine.resume(1_000);
    let (mut now, tries) = (1_000, machine.settings().tries);
    for tried in 1..=tries {
        // Nothing shows it until it must be settled: then it is sent again.
        while !machine.steps(now).iter().any(|step| match step {
            Step::Send { call, .. } => {
                machine.sent(*call, Err(error(ErrorKind::Server)), now);
                true
            }
            Step::Read { rows, .. } => {
                machine.read(rows, Ok(vec![Some("old".into())]), now);
                false
            }
            other => panic!("{other:?}"),
        }) {
            assert!(!machine.is_over(), "given up after {tried} tries");
            now = machine.next_due().unwrap();
        }
    }
    while !machine.is_over() {
        now = machine.next_due().unwrap();
        read_unchanged(&mut machine, now);
    }
    let (outcome, why) = row_result(&machine, 0);
    assert_eq!(outcome, RowOutcome::Failed);
    assert!(why.contains(&format!("tried {} times", tries + 1)), "{why}");
    journal.extend(machine.entries());
    assert_eq!(
        outcomes(&replayed(&machine, &journal)),
        [RowOutcome::Failed]
    );
}

#[test]
fn what_was_closed_is_not_resumed() {
    let mut machine = machine(5, settings());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::Connect)), 1);
    assert!(machine.can_resume());
    machine.close(5);
    let journal = machine.entries();
    let again = replayed(&machine, &journal);
    for machine in [&machine, &again] {
        assert!(machine.is_closed() && machine.is_open() && !machine.can_resume());
        assert!(row_result(machine, 4).1.contains("closed"));
    }
}
