//! A service that tests steer by hand, and a run that is driven against it in virtual time.

use std::collections::BTreeMap;

use atlctl_api::{Error, ErrorKind};
use atlctl_core::apply::{Entry, Machine, Step};
use atlctl_core::change::{TaskState, Value};

use crate::machine::{emails, error, promised, task};

/// The service: where people are who are not in `old`, and how it fails.
#[derive(Default)]
pub struct Service {
    /// By account.
    pub policies: BTreeMap<String, String>,
    /// Until when every call fails.
    pub down_until: i64,
    /// The people named in each call, by address.
    pub calls: Vec<Vec<String>>,
    /// What is written down.
    pub journal: Vec<Entry>,
    /// How many people the task of each call has.
    pub people: Vec<u64>,
}

impl Service {
    fn down(&self, now: i64) -> Option<Error> {
        (now < self.down_until).then(|| error(ErrorKind::Server))
    }

    fn answer(&mut self, machine: &mut Machine, step: Step, now: i64) {
        let down = self.down(now);
        match step {
            Step::Send {
                call, to, subjects, ..
            } => {
                let emails = emails(&subjects);
                self.calls.push(emails.clone());
                if let Some(error) = down {
                    return machine.sent(call, Err(error), now);
                }
                for email in &emails {
                    let number = email.trim_start_matches('p').split('@').next().unwrap();
                    let account = format!("a{number}");
                    self.policies.insert(account, to.text().unwrap().to_owned());
                }
                self.people.push(emails.len() as u64);
                let id = format!("t{}", self.people.len() - 1);
                machine.sent(call, promised(&id), now);
            }
            Step::Poll { call, task: id, .. } => {
                let answer: Result<TaskState, Error> = match down {
                    Some(error) => Err(error),
                    None => {
                        let at: usize = id.as_str().trim_start_matches('t').parse().unwrap();
                        Ok(task(self.people[at]))
                    }
                };
                machine.polled(call, answer, now);
            }
            Step::Read { rows, items, .. } => {
                let found: Vec<Option<Value>> = items
                    .iter()
                    .map(|item| {
                        let policy = self.policies.get(item.target.id());
                        Some(Value::new(policy.map_or("old", String::as_str)))
                    })
                    .collect();
                machine.read(&rows, down.map_or(Ok(found), Err), now);
            }
        }
    }

    /// Takes the steps that are due now; whether there were any.
    pub fn take(&mut self, machine: &mut Machine, now: i64) -> bool {
        let steps = machine.steps(now);
        let some = !steps.is_empty();
        self.journal.extend(machine.entries());
        for step in steps {
            self.answer(machine, step, now);
        }
        self.journal.extend(machine.entries());
        some
    }

    /// Until it is over, or until this time; the time then.
    pub fn drive(&mut self, machine: &mut Machine, mut now: i64, until: i64) -> i64 {
        while !machine.is_over() && now < until {
            if !self.take(machine, now) {
                let due = machine.next_due();
                assert!(due.is_some(), "rows are open, and nothing is due");
                now = due.unwrap().max(now + 1);
            }
        }
        if machine.is_over() {
            machine.finish(now);
        }
        self.journal.extend(machine.entries());
        now
    }
}
