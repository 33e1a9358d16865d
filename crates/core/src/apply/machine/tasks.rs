//! What the service says of its work on a call.

use std::collections::{BTreeMap, HashMap};

use atlctl_api::{Error, ErrorKind, PolicyTask};

use super::Machine;
use super::state::Task;
use crate::apply::look::After;
use crate::apply::{Record, Stop};
use crate::input::key;

/// A task is asked after no sooner than this, in milliseconds.
const SOONEST: i64 = 20;

impl Machine {
    /// A task was asked after.
    pub fn polled(&mut self, call: u32, answer: Result<PolicyTask, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.reached(answer.as_ref().err(), now);
        let cut = self.is_cut();
        let (patience, longest) = (
            self.settings.task_patience,
            self.settings.poll_longest.max(SOONEST),
        );
        let Some(made) = self.call_mut(call) else {
            return;
        };
        let people = made.rows.len() as u64;
        let Some(task) = made.task.as_mut() else {
            return;
        };
        task.busy = false;
        // It ended, if it did, at some time since it was last asked after.
        let took = ((task.asked + now) / 2 - task.taken).clamp(SOONEST, longest);
        let later = |task: &mut Task| {
            task.asked = now;
            task.due = now + ((now - task.taken) / 2).clamp(SOONEST, longest);
            now - task.moved > patience
        };
        match answer {
            Ok(state) => {
                let counts = (state.in_progress, state.succeeded, state.failed);
                if task.counts != counts {
                    task.counts = counts;
                    task.moved = now;
                }
                // Nothing in progress and nobody counted is a task that has not begun; one that stays so is as
                // good as over.
                let counted = state.succeeded.saturating_add(state.failed) >= people;
                let waited = now - task.moved > 10_000;
                let over = state.is_done() && (counted || waited);
                let given_up = !over && later(task);
                if over {
                    // The next one is asked after when those before were over.
                    self.ask_after = (self.ask_after + took) / 2;
                }
                if over {
                    let (refused, others) = self.told(call, &state);
                    self.over(call, refused, others, now);
                } else if given_up {
                    let why = "the service's work on it does not end".to_owned();
                    self.over(call, Vec::new(), Some(why), now);
                }
            }
            Err(error) => match error.kind {
                ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => {
                    task.due = now;
                    self.halt(
                        now,
                        Stop::SignIn {
                            why: error.to_string(),
                        },
                    );
                }
                ErrorKind::NotFound | ErrorKind::Forbidden => {
                    let why = format!("its task cannot be asked after: {error}");
                    self.over(call, Vec::new(), Some(why), now);
                }
                _ => {
                    if later(task) && !cut {
                        let why = format!("its task cannot be asked after: {error}");
                        self.over(call, Vec::new(), Some(why), now);
                    }
                }
            },
        }
    }

    /// Who was not moved and why, by the addresses that the task names; and what to say of the others.
    pub(in crate::apply) fn told(
        &self,
        call: u32,
        state: &PolicyTask,
    ) -> (Vec<(u32, String)>, Option<String>) {
        let Some(made) = self.call(call) else {
            return (Vec::new(), None);
        };
        let by_email: HashMap<String, u32> = made
            .rows
            .iter()
            .filter_map(|row| Some((key(self.email(*row)?), *row)))
            .collect();
        let mut refused = BTreeMap::new();
        for failure in &state.failures {
            let mut why: Vec<&str> = [&failure.title, &failure.detail]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .filter(|text| !text.is_empty())
                .collect();
            why.dedup();
            let mut why = why.join(": ");
            if why.is_empty() {
                why = "the service gives no reason".to_owned();
            }
            for email in &failure.emails {
                if let Some(row) = by_email.get(&key(email)) {
                    refused.entry(*row).or_insert_with(|| why.clone());
                }
            }
        }
        let unnamed = state.failed.saturating_sub(refused.len() as u64);
        let others = (unnamed > 0).then(|| {
            format!(
                "the service failed to move {unnamed} people of the same call without naming them"
            )
        });
        (refused.into_iter().collect(), others)
    }

    pub(in crate::apply) fn over(
        &mut self,
        call: u32,
        refused: Vec<(u32, String)>,
        others: Option<String>,
        now: i64,
    ) {
        self.is_now_over(call, &refused, others.as_deref(), now);
        self.note(
            now,
            Record::Over {
                call,
                refused,
                others,
            },
        );
    }

    pub(in crate::apply) fn is_now_over(
        &mut self,
        call: u32,
        refused: &[(u32, String)],
        others: Option<&str>,
        now: i64,
    ) {
        self.open.remove(&call);
        let Some(made) = self.call_mut(call) else {
            return;
        };
        made.task = None;
        let refused: HashMap<u32, &String> = refused.iter().map(|(row, why)| (*row, why)).collect();
        for row in made.rows.clone() {
            let after = After::Over {
                refused: refused.get(&row).map(|why| (*why).clone()),
                others: others.map(str::to_owned),
            };
            self.look(row, after, now, now);
        }
    }
}
