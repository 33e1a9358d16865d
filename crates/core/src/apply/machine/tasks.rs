//! Follows the service's tasks.

use std::collections::{BTreeMap, HashMap};

use atlctl_api::{Error, ErrorKind};

use super::Machine;
use super::connectivity::{USELESS, useless};
use super::run::at;
use super::state::{State, Task};
use crate::apply::pending_read_back::After;
use crate::apply::{Outcome, Record, Stop};
use crate::change::TaskState;
use crate::input::key;

/// The shortest pause before a task is polled, in milliseconds.
const SOONEST: i64 = 20;

impl Machine {
    /// A task was polled.
    pub fn polled(&mut self, call: u32, answer: Result<TaskState, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.note_connectivity(answer.as_ref().err(), now);
        let cut = self.is_cut();
        let (patience, longest) = (
            self.settings.task_patience,
            self.settings.poll_longest.max(SOONEST),
        );
        let Some(made) = self.call_mut(call) else {
            return;
        };
        let all = made.rows.len() as u64;
        let Some(task) = made.task.as_mut() else {
            return;
        };
        task.busy = false;
        // If it ended, then at some time since it was last polled.
        let since = task.asked.saturating_sub(task.taken);
        let until = now.saturating_sub(task.taken);
        let took = (since.saturating_add(until) / 2).clamp(SOONEST, longest);
        let later = |task: &mut Task| {
            task.asked = now;
            let pause = (now.saturating_sub(task.taken) / 2).clamp(SOONEST, longest);
            task.due = now.saturating_add(pause);
            now.saturating_sub(task.moved) > patience
        };
        match answer {
            Ok(state) => {
                task.useless = 0;
                let counts = (state.in_progress, state.succeeded, state.failed);
                if task.counts != counts {
                    task.counts = counts;
                    task.moved = now;
                }
                // Nothing in progress and nobody counted is a task that has not begun; one that stays so is as
                // good as over.
                let counted = state.succeeded.saturating_add(state.failed) >= all;
                let waited = now.saturating_sub(task.moved) > 10_000;
                let over = state.is_done() && (counted || waited);
                let given_up = !over && later(task);
                if over {
                    // The pauses follow from how long earlier tasks took.
                    self.ask_after = self.ask_after.saturating_add(took) / 2;
                }
                if over {
                    let (refused, others) = self.refusals(call, &state);
                    self.over(call, refused, others, Some(state.succeeded), now);
                } else if given_up {
                    let why = "Atlassian is still processing the change".to_owned();
                    self.drift_off(call, why, true, now);
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
                _ => {
                    task.useless = useless(task.useless, &error);
                    let hopeless = task.useless >= USELESS;
                    if (later(task) || hopeless) && !cut {
                        let why = format!(
                            "Atlassian does not report the progress of the change: {error}"
                        );
                        self.drift_off(call, why, false, now);
                    }
                }
            },
        }
    }

    /// Rows that were not changed and why, by the addresses or IDs that the task names; and the reason for the others.
    pub(in crate::apply) fn refusals(
        &self,
        call: u32,
        state: &TaskState,
    ) -> (Vec<(u32, String)>, Option<String>) {
        let Some(made) = self.call(call) else {
            return (Vec::new(), None);
        };
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for row in &made.rows {
            let Some(subject) = self.subject(*row) else {
                continue;
            };
            by_name.insert(key(subject.target.id()), *row);
            by_name.extend(subject.email.map(|email| (key(&email), *row)));
        }
        let mut refused = BTreeMap::new();
        for (name, why) in &state.refused {
            if let Some(row) = by_name.get(&key(name)) {
                refused.entry(*row).or_insert_with(|| why.clone());
            }
        }
        let unnamed = state.failed.saturating_sub(refused.len() as u64);
        let others = (unnamed > 0).then(|| {
            format!(
                "Atlassian failed to change {unnamed} people in the same request and does not name them"
            )
        });
        (refused.into_iter().collect(), others)
    }

    pub(in crate::apply) fn over(
        &mut self,
        call: u32,
        refused: Vec<(u32, String)>,
        others: Option<String>,
        moved: Option<u64>,
        now: i64,
    ) {
        self.is_now_over(call, &refused, others.as_deref(), moved, now);
        self.note(
            now,
            Record::Over {
                call,
                refused,
                others,
                moved,
            },
        );
    }

    pub(in crate::apply) fn is_now_over(
        &mut self,
        call: u32,
        refused: &[(u32, String)],
        others: Option<&str>,
        moved: Option<u64>,
        now: i64,
    ) {
        let refused: HashMap<u32, &String> = refused.iter().map(|(row, why)| (*row, why)).collect();
        for row in self.left(call) {
            let after = After::Over {
                call,
                refused: refused.get(&row).map(|why| (*why).clone()),
                others: others.map(str::to_owned),
                moved,
            };
            self.read_back(row, after, now, now);
        }
    }

    /// The service reports no end of a task: its rows are read back, and the outcome of those not changed is unknown.
    pub(super) fn drift_off(&mut self, call: u32, why: String, working: bool, now: i64) {
        self.is_adrift_now(call, &why, working, now);
        self.note(now, Record::Adrift { call, why, working });
    }

    pub(in crate::apply) fn is_adrift_now(
        &mut self,
        call: u32,
        why: &str,
        working: bool,
        now: i64,
    ) {
        let task = self.call(call).and_then(|call| call.task.as_ref());
        let task = task.map(|task| task.id.clone());
        let rows = self.left(call);
        for row in self
            .call(call)
            .map(|call| call.rows.clone())
            .unwrap_or_default()
        {
            let calls = self.adrift.entry(row).or_default();
            *calls = calls.saturating_add(1);
        }
        let mut given_up = false;
        if let Some(made) = self.call_mut(call) {
            // A task that has no name cannot be asked for, and one that is not known a second time, by another life of the
            // run, is not asked for anymore.
            given_up = task.is_none() || made.vanished && !working;
            made.vanished |= !working;
            made.lost = task.filter(|_| !given_up);
        }
        if given_up {
            return self.doubt(&rows, why, now);
        }
        for row in rows {
            let why = why.to_owned();
            self.read_back(row, After::Adrift { why }, now, now);
        }
    }

    /// Polls once more the tasks whose end was not reported: the outcome of their rows may be known now.
    pub(in crate::apply) fn ask_for_the_lost(&mut self, now: i64) {
        for call in 0..u32::try_from(self.calls.len()).unwrap_or(u32::MAX) {
            let Some(made) = self.call(call) else { return };
            let Some(task) = made.lost.clone() else {
                continue;
            };
            let rows: Vec<u32> = made.rows.clone();
            let unknown = rows.iter().filter(|row| self.is_unknown(**row));
            let unknown: Vec<u32> = unknown.copied().collect();
            for row in &rows {
                if let Some(calls) = self.adrift.get_mut(row) {
                    *calls = calls.saturating_sub(1);
                }
            }
            if let Some(made) = self.call_mut(call) {
                made.lost = None;
                made.task = (!unknown.is_empty()).then(|| Task::new(task, now, now));
            }
            for row in &unknown {
                self.unend(*row);
                self.read_backs.remove(row);
                self.set(*row, State::Acked);
            }
            if !unknown.is_empty() {
                self.open.insert(call);
            }
        }
    }

    fn is_unknown(&self, row: u32) -> bool {
        matches!(
            at(&self.rows, row),
            Some(
                State::ReadingBack
                    | State::Ended {
                        end: Outcome::Unknown { .. },
                        ..
                    }
            )
        )
    }

    /// The rows of a request that is no longer polled that have no outcome and were not sent again.
    fn left(&mut self, call: u32) -> Vec<u32> {
        self.open.remove(&call);
        let Some(made) = self.call_mut(call) else {
            return Vec::new();
        };
        made.task = None;
        let mut rows = made.rows.clone();
        rows.retain(|row| {
            matches!(
                at(&self.rows, *row),
                Some(State::Acked | State::Sent { .. })
            )
        });
        rows
    }
}
