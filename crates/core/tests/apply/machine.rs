//! A machine that tests take step by step, without a service.

use std::sync::Arc;

use atlctl_api::{Error, ErrorKind};
use atlctl_core::apply::{Entry, Machine, MaxFailures, Settings, Step, row_result};
use atlctl_core::change::{Answer, Item, Subject, TaskState, Value};
use atlctl_core::report::RowOutcome;

use crate::plans::{plan, row};

pub fn machine(rows: usize, settings: Settings) -> Machine {
    let rows = (0..rows).map(row).collect();
    let mut machine = Machine::new(Arc::new(plan(rows)), settings);
    machine.begin();
    machine
}

pub fn settings() -> Settings {
    Settings {
        first: 0,
        max_failures: MaxFailures::Percent(100),
        ..Settings::default()
    }
}

/// The addresses of a request.
pub fn emails(subjects: &[Subject]) -> Vec<String> {
    let emails = subjects.iter().map(|subject| subject.email.clone());
    emails.map(Option::unwrap).collect()
}

/// The service accepts a request with this task.
pub fn promised(id: &str) -> Result<Answer, Error> {
    Ok(Answer::Task(id.into()))
}

/// The answer to a read: these policies by account, and nothing of others.
pub fn policies(items: &[Item], policies: &[(&str, &str)]) -> Vec<Option<Value>> {
    let policy = |item: &Item| {
        let mut policies = policies.iter();
        let found = policies.find(|(account, _)| *account == item.target.id());
        found.map(|(_, policy)| Value::new(*policy))
    };
    items.iter().map(policy).collect()
}

pub fn send(machine: &mut Machine, now: i64) -> (u32, Vec<String>) {
    match machine.steps(now).as_slice() {
        [Step::Send { call, subjects, .. }] => (*call, emails(subjects)),
        other => panic!("{other:?}"),
    }
}

pub fn outcomes(machine: &Machine) -> Vec<RowOutcome> {
    (0..machine.plan().rows.len())
        .map(|at| row_result(machine, at).0)
        .collect()
}

/// The next step must be a read; it is answered with these policies.
pub fn read(machine: &mut Machine, now: i64, found: &[(&str, &str)]) {
    let steps = machine.steps(now);
    let [Step::Read { rows, items, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    machine.read(rows, Ok(policies(items, found)), now);
}

pub fn accepted(machine: &mut Machine, now: i64) -> u32 {
    let (call, _) = send(machine, now);
    machine.sent(call, promised("task"), now);
    let steps = machine.steps(now + 1_000);
    assert!(matches!(steps.as_slice(), [Step::Poll { .. }]), "{steps:?}");
    call
}

pub fn task(people: u64) -> TaskState {
    TaskState {
        succeeded: people,
        ..TaskState::default()
    }
}

pub fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "because")
}

/// A machine as a journal has it.
pub fn replayed(machine: &Machine, journal: &[Entry]) -> Machine {
    let mut again = Machine::new(Arc::clone(machine.plan()), machine.settings().clone());
    for entry in journal {
        again.replay(entry);
    }
    again
}

/// The next step must be a read; it shows that nobody was moved.
pub fn read_unchanged(machine: &mut Machine, now: i64) {
    let steps = machine.steps(now);
    let [Step::Read { rows, items, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    let old = items.iter().map(|_| Some("old".into())).collect();
    machine.read(rows, Ok(old), now);
}

/// Until this time every step must be a read; they are answered with these policies.
pub fn read_until(machine: &mut Machine, until: i64, found: &[(&str, &str)]) {
    while let Some(due) = machine.next_due()
        && due < until
    {
        read(machine, due, found);
    }
}
