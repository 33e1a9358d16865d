//! The state machine, step by step: each answer a service can give has its own outcome.

use atlctl_api::{ErrorKind, ExpiryForm, Processed};
use atlctl_core::apply::{Settings, Step, Stop, portal_import, row_result};
use atlctl_core::change::TaskState;
use atlctl_core::report::RowOutcome;

use crate::machine::{
    accepted, emails, error, machine, outcomes, policies, promised, read, replayed, send, settings,
    task,
};

#[test]
fn a_success_is_what_was_read_back() {
    let mut machine = machine(2, settings());
    let call = accepted(&mut machine, 0);
    machine.polled(call, Ok(task(2)), 1_000);
    read(&mut machine, 1_000, &[("a0", "new"), ("a1", "old")]);
    assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Unknown]);
    // The other is read again, 0.25, 0.25, 0.25, … s later, after a quarter of the time waited, and then not believed.
    assert_eq!(machine.next_due(), Some(1_250));
    let mut now = 1_000;
    while !machine.is_over() {
        now = machine.next_due().unwrap().max(now + 1);
        read(&mut machine, now, &[("a1", "old")]);
    }
    assert!(now > 120_000 && now < 200_000, "{now}");
    assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Unknown]);
    assert!(machine.can_resume() && machine.is_settled());
    // Later it is there after all.
    machine.resume(now);
    let due = machine.next_due().unwrap();
    read(&mut machine, due, &[("a1", "new")]);
    assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Done]);
    assert!(!machine.can_resume());
}

#[test]
fn failures_are_mapped_back_by_address_whatever_their_case() {
    let mut machine = machine(3, settings());
    let call = accepted(&mut machine, 0);
    let state = TaskState {
        succeeded: 1,
        failed: 2,
        refused: ["P1@EXAMPLE.com", "nobody@example.com"]
            .map(|email| (email.to_owned(), "not eligible".to_owned()))
            .into(),
        ..TaskState::default()
    };
    machine.polled(call, Ok(state), 0);
    read(
        &mut machine,
        0,
        &[("a0", "new"), ("a1", "old"), ("a2", "old")],
    );
    let (outcome, why) = row_result(&machine, 1);
    assert_eq!(
        (outcome, why.as_str()),
        (RowOutcome::Refused, "not eligible")
    );
    // The one who was not named is looked for as long as a change may take to be seen.
    read(&mut machine, 200_000, &[("a2", "old")]);
    assert_eq!(row_result(&machine, 2).0, RowOutcome::Failed);
    assert!(row_result(&machine, 2).1.contains("does not name"));
}

#[test]
fn a_lost_answer_is_settled_by_reading_before_anything_is_sent_again() {
    let mut machine = machine(3, settings());
    let (call, _) = send(&mut machine, 0);
    machine.sent(call, Err(error(ErrorKind::Timeout)), 20_000);
    // What shows the change is done at once; all else says nothing until the service is finished.
    let now = [("a0", "new"), ("a1", "old"), ("a2", "else")];
    read(&mut machine, 20_000, &now);
    assert_eq!(
        outcomes(&machine),
        [RowOutcome::Done, RowOutcome::Unknown, RowOutcome::Unknown]
    );
    // Of a read that began before, the answer does not count either.
    let steps = machine.steps(79_999);
    let [Step::Read { rows, items, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    machine.read(rows, Ok(policies(items, &now)), 80_050);
    assert_eq!(outcomes(&machine)[1..], [RowOutcome::Unknown; 2]);
    read(&mut machine, 80_050, &now);
    assert_eq!(
        outcomes(&machine),
        [RowOutcome::Done, RowOutcome::Open, RowOutcome::Refused]
    );
    assert!(row_result(&machine, 2).1.contains("someone else"));
    let (again, emails) = send(&mut machine, 80_051);
    assert_eq!((again, emails), (1, vec!["p1@example.com".to_owned()]));
}

#[test]
fn a_row_is_not_sent_for_ever() {
    let mut machine = machine(1, settings());
    let mut now = 0;
    for _ in 0..3 {
        let (call, _) = send(&mut machine, now);
        machine.sent(call, Err(error(ErrorKind::Server)), now);
        now += 61_000;
        read(&mut machine, now, &[("a0", "old")]);
    }
    assert!(machine.is_over());
    let (outcome, why) = row_result(&machine, 0);
    assert_eq!(outcome, RowOutcome::Failed);
    assert!(
        why.contains("tried 3 times") && why.contains("because"),
        "{why}"
    );
}

#[test]
fn a_refused_call_is_split_until_the_one_it_meant_is_found() {
    let mut machine = machine(4, settings());
    let mut calls = Vec::new();
    for now in 0..20 {
        let steps = machine.steps(now);
        for step in steps {
            if let Step::Send { call, subjects, .. } = step {
                let emails = emails(&subjects);
                let bad = emails.contains(&"p2@example.com".to_owned());
                calls.push(emails.len());
                let answer = if bad {
                    Err(error(ErrorKind::Invalid))
                } else {
                    promised(&format!("t{call}"))
                };
                machine.sent(call, answer, now);
            } else if let Step::Read { rows, items, .. } = step {
                // A refused row is looked at: the change may be made all the same.
                machine.read(&rows, Ok(policies(&items, &[("a2", "old")])), now);
            }
        }
    }
    assert_eq!(calls, [4, 2, 2, 1, 1]);
    assert_eq!(
        outcomes(&machine),
        [
            RowOutcome::Unknown,
            RowOutcome::Unknown,
            RowOutcome::Refused,
            RowOutcome::Unknown
        ]
    );
}

#[test]
fn what_speaks_of_the_whole_stops_the_run_and_loses_nothing() {
    for (kind, sign_in) in [
        (ErrorKind::Forbidden, false),
        (ErrorKind::PaymentRequired, false),
        (ErrorKind::SignInNeeded(ExpiryForm::LoginRedirect), true),
        (ErrorKind::NoCredential, true),
    ] {
        let mut machine = machine(4, settings());
        let (call, _) = send(&mut machine, 0);
        machine.sent(call, Err(error(kind)), 1);
        assert!(machine.is_over(), "{kind}");
        assert_eq!(
            matches!(machine.stopped(), Some(Stop::SignIn { .. })),
            sign_in,
            "{kind}"
        );
        assert_eq!(outcomes(&machine), [RowOutcome::Open; 4], "{kind}");
        // Nothing is lost: it is all in the file for the portal.
        let files = portal_import(&mut machine, 2);
        assert_eq!((files.len(), files[0].people), (1, 4));
        assert!(files[0].text.starts_with("p0@example.com\np1@"));
    }
}

#[test]
fn a_strange_answer_stops_the_line() {
    for kind in [ErrorKind::Unreadable, ErrorKind::Redirect] {
        let mut machine = machine(
            2,
            Settings {
                batch: 1,
                at_once: 1,
                ..settings()
            },
        );
        let (call, _) = send(&mut machine, 0);
        machine.sent(call, Err(error(kind)), 1);
        assert!(matches!(machine.stopped(), Some(Stop::Unexpected { .. })));
        assert!(!machine.is_over());
        read(&mut machine, 70_000, &[("a0", "new")]);
        assert!(machine.is_over());
        assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Open]);
    }
}

#[test]
fn an_accepted_request_without_a_task_is_unknown_until_a_later_look() {
    let mut machine = machine(2, settings());
    let (call, _) = send(&mut machine, 0);
    let mut accepted = error(ErrorKind::Unreadable).with_status(202);
    accepted.processed = Processed::Unknown;
    machine.sent(call, Err(accepted), 1);
    assert!(matches!(machine.stopped(), Some(Stop::Unexpected { .. })));
    read(&mut machine, 70_000, &[("a0", "new"), ("a1", "old")]);
    assert!(machine.is_over());
    assert_eq!(outcomes(&machine), [RowOutcome::Done, RowOutcome::Unknown]);
    let lived = machine.entries();
    assert_eq!(outcomes(&replayed(&machine, &lived)), outcomes(&machine));
    // A later life reads again; what is there by then is done.
    let mut later = replayed(&machine, &lived);
    later.resume(100_000);
    read(&mut later, 200_000, &[("a1", "new")]);
    assert!(later.is_over());
    assert_eq!(outcomes(&later), [RowOutcome::Done, RowOutcome::Done]);
}

#[test]
fn a_sign_in_page_where_a_change_was_sent_leaves_it_in_doubt_until_somebody_signs_in() {
    let mut machine = machine(1, settings());
    let (call, _) = send(&mut machine, 0);
    let mut page = error(ErrorKind::SignInNeeded(ExpiryForm::LoginRedirect));
    page.processed = Processed::Unknown;
    machine.sent(call, Err(page), 1);
    assert!(machine.is_over());
    assert!(matches!(machine.stopped(), Some(Stop::SignIn { .. })));
    assert_eq!(outcomes(&machine), [RowOutcome::Unknown]);
    machine.resume(2);
    read(&mut machine, 70_000, &[("a0", "new")]);
    assert_eq!(outcomes(&machine), [RowOutcome::Done]);
}

#[test]
fn throttling_and_no_connection_come_back_and_at_last_give_up() {
    for kind in [ErrorKind::RateLimited, ErrorKind::Connect] {
        let mut machine = machine(1, settings());
        let mut now = 0;
        let mut calls = 0;
        while !machine.is_over() {
            now = machine.next_due().unwrap().max(now);
            let (call, _) = send(&mut machine, now);
            machine.sent(call, Err(error(kind)), now);
            calls += 1;
        }
        assert_eq!(calls, 5, "{kind}");
        assert!(matches!(machine.stopped(), Some(Stop::Unreachable { .. })));
        assert_eq!(outcomes(&machine), [RowOutcome::Open]);
    }
}

#[test]
fn a_task_that_has_not_begun_is_not_done() {
    let mut machine = machine(2, settings());
    let call = accepted(&mut machine, 0);
    machine.polled(call, Ok(TaskState::default()), 1_000);
    assert_eq!(
        row_result(&machine, 0).1,
        "Atlassian is processing the change"
    );
    // One that stays so is as good as over: the live state decides.
    let mut now = 1_000;
    loop {
        now = machine.next_due().unwrap().max(now + 1);
        match machine.steps(now).as_slice() {
            [Step::Poll { .. }] => machine.polled(call, Ok(TaskState::default()), now),
            [Step::Read { rows, items, .. }] => {
                let found = policies(items, &[("a0", "new"), ("a1", "new")]);
                machine.read(rows, Ok(found), now);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(outcomes(&machine), [RowOutcome::Done; 2]);
    assert!(now > 10_000 && now < 40_000, "{now}");
}

#[test]
fn a_task_without_end_ends() {
    let mut machine = machine(1, settings());
    let call = accepted(&mut machine, 0);
    let working = || TaskState {
        in_progress: 1,
        ..TaskState::default()
    };
    machine.polled(call, Ok(working()), 1_000);
    let mut now = 1_000;
    while !machine.is_over() {
        now = machine.next_due().unwrap().max(now + 1);
        match machine.steps(now).as_slice() {
            [Step::Poll { .. }] => machine.polled(call, Ok(working()), now),
            [Step::Read { rows, items, .. }] => {
                machine.read(rows, Ok(policies(items, &[("a0", "old")])), now);
            }
            other => panic!("{other:?}"),
        }
    }
    // It may still move them.
    assert_eq!(outcomes(&machine), [RowOutcome::Unknown]);
    assert!(now < 1_000_000, "{now}");
}

#[test]
fn reading_that_fails_is_tried_again_and_at_last_said() {
    let mut machine = machine(1, settings());
    let call = accepted(&mut machine, 0);
    machine.polled(call, Ok(task(1)), 0);
    let mut now = 0;
    while !machine.is_over() {
        now = machine.next_due().unwrap().max(now + 1);
        let steps = machine.steps(now);
        let [Step::Read { rows, .. }] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        machine.read(rows, Err(error(ErrorKind::Server)), now);
    }
    let (outcome, why) = row_result(&machine, 0);
    assert_eq!(outcome, RowOutcome::Unknown);
    assert!(why.contains("cannot check the result"), "{why}");
    assert!(machine.can_resume());
}

#[test]
fn files_for_the_portal_hold_ten_thousand_people_at_most() {
    let mut machine = machine(20_001, settings());
    let files = portal_import(&mut machine, 0);
    let sizes: Vec<usize> = files.iter().map(|file| file.people).collect();
    assert_eq!(sizes, [10_000, 10_000, 1]);
    assert!(
        files
            .iter()
            .all(|file| file.text.lines().count() == file.people)
    );
    assert!(files[2].text.starts_with("p20000@example.com\n"));
}
