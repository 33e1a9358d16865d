//! How long a run waits before it says that something was not done, in virtual time: never less than the service and
//! its readers may take.

use std::collections::BTreeMap;
use std::sync::Arc;

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Machine, Settings, Step, portal_import, row_result};
use atlctl_core::change::{Answer, Facet, FacetKind, Value};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;

use crate::machine::{
    emails, error, machine, outcomes, policies, promised, read, read_unchanged, read_until,
    replayed, send, settings, task,
};
use crate::plans::{plan, row};

/// A request that is answered three times so, and read as not made each time; when the run was over.
fn lost_three_times(machine: &mut Machine, kind: ErrorKind) -> i64 {
    let mut now = 0;
    while !machine.is_over() {
        for step in machine.steps(now) {
            match step {
                Step::Send { call, .. } => machine.sent(call, Err(error(kind)), now),
                Step::Read { rows, items, .. } => {
                    machine.read(&rows, Ok(policies(&items, &[("a0", "old")])), now);
                }
                Step::Poll { .. } => panic!("nothing was accepted"),
            }
        }
        now = machine.next_due().unwrap_or(now).max(now + 1);
    }
    now
}

/// The settings of somebody in a hurry.
fn hasty() -> Settings {
    Settings {
        settle: 5_000,
        ..settings()
    }
}

#[test]
fn what_was_waited_for_less_than_usual_is_unknown_and_not_failed() {
    for kind in [
        ErrorKind::Server,
        ErrorKind::Timeout,
        ErrorKind::Interrupted,
    ] {
        let mut usual = machine(1, settings());
        let over = lost_three_times(&mut usual, kind);
        assert!((180_000..190_000).contains(&over), "{over}");
        assert_eq!(outcomes(&usual), [RowOutcome::Failed], "{kind}");

        let mut machine = machine(1, hasty());
        let over = lost_three_times(&mut machine, kind);
        assert!((15_000..16_000).contains(&over), "{over}");
        let (outcome, why) = row_result(&machine, 0);
        assert_eq!(outcome, RowOutcome::Unknown, "{kind}: {why}");
        assert!(why.contains("may still be processing"), "{why}");
        // Later it is there after all: a resume settles it, and sends nothing.
        let lived = machine.entries();
        let mut later = replayed(&machine, &lived);
        assert!(later.can_resume());
        later.resume(20_000);
        read(&mut later, 20_000, &[("a0", "new")]);
        assert!(later.is_over());
        assert_eq!(outcomes(&later), [RowOutcome::Done], "{kind}");
    }
}

#[test]
fn a_refusal_soon_after_a_lost_answer_does_not_say_that_nothing_was_done() {
    let mut machine = machine(1, hasty());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::Server)), 0);
    read_until(&mut machine, 5_000, &[("a0", "old")]);
    read(&mut machine, 5_000, &[("a0", "old")]);
    let (call, _) = send(&mut machine, 5_000);
    machine.sent(call, Err(error(ErrorKind::Invalid)), 5_001);
    read(&mut machine, 5_001, &[("a0", "old")]);
    assert_eq!(outcomes(&machine), [RowOutcome::Unknown]);
}

#[test]
fn when_the_first_request_is_not_found_it_is_looked_for_before_it_is_refused() {
    for shown in [0, 4_000] {
        let mut machine = machine(2, settings());
        let (call, _) = send(&mut machine, 0);
        machine.sent(call, Err(error(ErrorKind::NotFound)), 0);
        assert_eq!(outcomes(&machine), [RowOutcome::Unknown; 2]);
        let before = [("a0", "old"), ("a1", "old")];
        read_until(&mut machine, shown, &before);
        let due = machine.next_due().unwrap();
        read(&mut machine, due, &[("a0", "new"), ("a1", "old")]);
        read_until(&mut machine, 5_000, &before);
        read(&mut machine, 5_000, &before);
        // One such answer may be a slip.
        let (call, people) = send(&mut machine, 5_000);
        assert_eq!(people, ["p1@example.com"]);
        machine.sent(call, Err(error(ErrorKind::NotFound)), 5_000);
        read_until(&mut machine, 10_000, &before);
        read(&mut machine, 10_000, &before);
        assert!(machine.is_over());
        assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Refused]);
        assert_eq!(row_result(&machine, 1).1, "because");
        let lived = machine.entries();
        assert_eq!(outcomes(&replayed(&machine, &lived)), outcomes(&machine));
        let files = portal_import(&mut machine, 11_000);
        assert_eq!((files.len(), files[0].people), (1, 1));
    }
}

/// A policy that was deleted, or mistyped: the first request tells for all who were to get it. Those of another policy go
/// on.
#[test]
fn a_value_that_is_not_there_is_refused_to_everyone() {
    let settings = Settings {
        first: 2,
        batch: 2,
        at_once: 1,
        ..settings()
    };
    let rows = (0..8).map(|at| Row {
        to: Some(if at < 6 { "gone" } else { "new" }.into()),
        ..row(at)
    });
    let mut machine = Machine::new(Arc::new(plan(rows.collect())), settings);
    machine.begin();
    let (mut calls, mut moved, mut now) = (Vec::new(), Vec::new(), 0);
    while !machine.is_over() {
        for step in machine.steps(now) {
            match step {
                Step::Send {
                    call, to, subjects, ..
                } if to.text() == Some("gone") => {
                    calls.push(subjects.len());
                    machine.sent(call, Err(error(ErrorKind::NotFound)), now);
                }
                Step::Send { call, subjects, .. } => {
                    moved.extend(subjects.into_iter().map(|subject| subject.target));
                    machine.sent(call, promised("task"), now);
                }
                Step::Poll { call, .. } => machine.polled(call, Ok(task(2)), now),
                Step::Read { rows, items, .. } => {
                    let value = |item: &atlctl_core::change::Item| {
                        let is_moved = moved.contains(&item.target);
                        Some(if is_moved { "new" } else { "old" }.into())
                    };
                    machine.read(&rows, Ok(items.iter().map(value).collect()), now);
                }
            }
        }
        now = machine.next_due().unwrap_or(now).max(now + 1);
    }
    assert_eq!(calls, [2, 1], "only the first were sent, and one once more");
    let refused = [RowOutcome::Refused; 6].into_iter();
    let all: Vec<RowOutcome> = refused.chain([RowOutcome::Done; 2]).collect();
    assert_eq!(outcomes(&machine), all);
    assert!(!machine.can_resume());
    assert_eq!(machine.stopped(), None);
    // Killed before the others ended, it asks again, and no more.
    let mut lived = machine.entries();
    lived.truncate(3);
    let mut later = replayed(&machine, &lived);
    later.resume(now);
    let mut asked = 0;
    while !later.is_over() {
        now = later.next_due().unwrap_or(now).max(now + 1);
        for step in later.steps(now) {
            match step {
                Step::Send { call, to, .. } if to.text() == Some("gone") => {
                    asked += 1;
                    later.sent(call, Err(error(ErrorKind::NotFound)), now);
                }
                Step::Send { call, .. } => later.sent(call, promised("task"), now),
                Step::Poll { call, .. } => later.polled(call, Ok(task(2)), now),
                Step::Read { rows, items, .. } => {
                    let value = |item: &atlctl_core::change::Item| {
                        let is_moved = moved.contains(&item.target);
                        Some(if is_moved { "new" } else { "old" }.into())
                    };
                    later.read(&rows, Ok(items.iter().map(value).collect()), now);
                }
            }
        }
    }
    assert!(asked <= 2, "{asked}");
    assert_eq!(outcomes(&later)[..6], [RowOutcome::Refused; 6]);
    assert!(!later.can_resume());
}

#[test]
fn where_neither_call_is_found_everybody_is_left_to_the_portal() {
    let mut machine = machine(2, settings());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::NotFound)), 0);
    let mut now = 0;
    while !machine.is_over() {
        now = machine.next_due().unwrap().max(now + 1);
        for step in machine.steps(now) {
            let Step::Read { rows, .. } = step else {
                panic!("{step:?}")
            };
            machine.read(&rows, Err(error(ErrorKind::NotFound)), now);
        }
    }
    assert!(now < 10_000, "{now}");
    assert_eq!(outcomes(&machine), [RowOutcome::Open; 2]);
    assert_eq!(portal_import(&mut machine, now)[0].people, 2);
}

#[test]
fn several_people_refused_without_a_reason_are_read_before_they_are_sent_apart() {
    for kind in [ErrorKind::Conflict, ErrorKind::NotFound] {
        let settings = Settings {
            batch: 4,
            at_once: 1,
            ..settings()
        };
        let mut machine = machine(8, settings);
        let (mut calls, mut moved) = (Vec::new(), BTreeMap::new());
        let mut at = 0;
        while !machine.is_over() {
            for step in machine.steps(at) {
                match step {
                    Step::Send { call, subjects, .. } => {
                        let people = emails(&subjects);
                        let bad = people.contains(&"p7@example.com".to_owned());
                        // One of them is moved although the request is refused; readers see it later.
                        let there = people.iter().filter(|one| !bad || one.starts_with("p5"));
                        moved.extend(there.map(|one| (one.clone(), at + 4_000)));
                        calls.push(people);
                        let answer = if bad {
                            Err(error(kind))
                        } else {
                            promised(&format!("t{call}"))
                        };
                        machine.sent(call, answer, at);
                    }
                    Step::Poll { call, .. } => machine.polled(call, Ok(task(4)), at),
                    Step::Read { rows, items, .. } => {
                        let values = items.iter().map(|item| {
                            let email = format!("p{}@example.com", &item.target.id()[1..]);
                            let seen = moved.get(&email).is_some_and(|since| *since <= at);
                            Some(if seen { "new" } else { "old" }.into())
                        });
                        machine.read(&rows, Ok(values.collect()), at);
                    }
                }
            }
            at = machine.next_due().unwrap_or(at).max(at + 1);
        }
        // The others go in smaller requests, and the refused one is found, however many tries that takes.
        let people: Vec<usize> = calls.iter().map(Vec::len).collect();
        assert_eq!(people, [4, 4, 2, 1], "{kind}: {calls:?}");
        let times = |one: &str| calls.iter().flatten().filter(|sent| *sent == one).count();
        assert_eq!(times("p5@example.com"), 1, "{kind}: {calls:?}");
        let done = [RowOutcome::Done; 7].into_iter();
        let all: Vec<RowOutcome> = done.chain([RowOutcome::Refused]).collect();
        assert_eq!(outcomes(&machine), all, "{kind}: {calls:?}");
    }
}

/// A run that grants a role to so many people, each in a request of its own.
fn roles(people: usize) -> Machine {
    let kind = FacetKind::named("app-role").unwrap();
    let rows = (0..people).map(|at| Row {
        facet: Facet::about(kind, ["directory", "app", "role"]),
        ..row(at)
    });
    let settings = Settings {
        at_once: 1,
        linger: 0,
        ..settings()
    };
    let mut machine = Machine::new(Arc::new(plan(rows.collect())), settings);
    machine.begin();
    machine
}

/// Grants the role to everybody but the last, each seen after this time; whose answer is lost, and gives how long it
/// takes until it is sent again.
fn waited(people: usize, shown: i64) -> i64 {
    let mut machine = roles(people);
    let (mut now, mut sent) = (0, Vec::new());
    loop {
        for step in machine.steps(now) {
            match step {
                Step::Send { call, subjects, .. } => {
                    let at = subjects[0].target.id().to_owned();
                    if sent.iter().any(|(known, _)| *known == at) {
                        return now - sent.last().unwrap().1;
                    }
                    sent.push((at, now));
                    let last = sent.len() == people;
                    let answer = if last {
                        Err(error(ErrorKind::Interrupted))
                    } else {
                        Ok(Answer::DONE)
                    };
                    machine.sent(call, answer, now);
                }
                Step::Read { rows, items, .. } => {
                    let value = |id: &str| {
                        let mut sent = sent.iter().take(people - 1);
                        let made = sent.find(|(known, _)| known == id);
                        let seen = made.is_some_and(|(_, made)| now >= made + shown);
                        Some(Value::new(if seen { "new" } else { "old" }))
                    };
                    let values = items.iter().map(|item| value(item.target.id()));
                    machine.read(&rows, Ok(values.collect()), now);
                }
                Step::Poll { .. } => panic!("roles have no task"),
            }
        }
        now = machine.next_due().unwrap().max(now + 1);
    }
}

#[test]
fn readers_that_were_quick_so_far_may_be_slow_the_next_time() {
    for (people, shown) in [(1, 0), (3, 300), (9, 0), (9, 2_000)] {
        // The settle time, and the 90 s that roles take at the longest.
        let waited = waited(people, shown);
        assert!(waited >= 150_000, "{people}, {shown}: {waited}");
    }
    // What takes longer than anybody knew of is waited for longer.
    assert!(waited(9, 100_000) > 200_000);
}

#[test]
fn a_role_refused_without_a_reason_is_read_as_long_as_readers_may_lag() {
    for kind in [ErrorKind::Conflict, ErrorKind::NotFound] {
        for (shown, outcome) in [(80_000, RowOutcome::Done), (95_000, RowOutcome::Refused)] {
            let mut machine = roles(1);
            let (call, _) = send(&mut machine, 0);
            machine.sent(call, Err(error(kind)), 0);
            while !machine.is_over() {
                let now = machine.next_due().unwrap();
                if now < shown {
                    read_unchanged(&mut machine, now);
                } else {
                    read(&mut machine, now, &[("a0", "new")]);
                }
            }
            assert_eq!(outcomes(&machine), [outcome], "{kind}, {shown}");
        }
    }
}
