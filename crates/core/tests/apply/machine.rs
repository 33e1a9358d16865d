//! A machine that tests take step by step, without a service.

use std::collections::HashMap;
use std::sync::Arc;

use atlctl_api::{AccountId, Error, ErrorKind, PolicyId, PolicyTask};
use atlctl_core::apply::{Entry, Machine, MaxFailures, Settings, Step, row_result};
use atlctl_core::plan::{Before, Row, Verdict};
use atlctl_core::report::RowOutcome;

use crate::plans::plan;

pub fn machine(rows: usize, settings: Settings) -> Machine {
    let rows = (0..rows)
        .map(|at| Row {
            line: None,
            email: Some(format!("p{at}@example.com")),
            account: Some(format!("a{at}")),
            name: None,
            before: Before::Policy("old".into()),
            to: Some("new".into()),
            verdict: Verdict::Change,
        })
        .collect();
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

pub fn send(machine: &mut Machine, now: i64) -> (u32, Vec<String>) {
    match machine.steps(now).as_slice() {
        [Step::Send { call, emails, .. }] => (*call, emails.clone()),
        other => panic!("{other:?}"),
    }
}

pub fn outcomes(machine: &Machine) -> Vec<RowOutcome> {
    (0..machine.plan().rows.len())
        .map(|at| row_result(machine, at).0)
        .collect()
}

/// The next step must be a read; it is answered with these policies.
pub fn read(machine: &mut Machine, now: i64, policies: &[(&str, &str)]) {
    let steps = machine.steps(now);
    let [Step::Read { rows, .. }] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    let found: HashMap<AccountId, Option<PolicyId>> = policies
        .iter()
        .map(|(account, policy)| ((*account).into(), Some((*policy).into())))
        .collect();
    machine.read(rows, Ok(found), now);
}

pub fn accepted(machine: &mut Machine, now: i64) -> u32 {
    let (call, _) = send(machine, now);
    machine.sent(call, Ok("task".into()), now);
    let steps = machine.steps(now + 1_000);
    assert!(matches!(steps.as_slice(), [Step::Poll { .. }]), "{steps:?}");
    call
}

pub fn task(people: u64) -> PolicyTask {
    PolicyTask {
        succeeded: people,
        ..PolicyTask::default()
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
