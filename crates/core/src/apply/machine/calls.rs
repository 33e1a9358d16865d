//! The results of change requests.

use atlctl_api::{Error, ErrorKind, Processed, TaskId};

use super::Machine;
use super::run::{at, at_mut};
use super::state::{Batch, Call, State, Task};
use crate::apply::read_back::{After, ReadBack};
use crate::apply::{Outcome, Record, Stop};

impl Machine {
    /// A request was answered.
    pub fn sent(&mut self, call: u32, answer: Result<TaskId, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.sending = self.sending.saturating_sub(1);
        self.note_connectivity(answer.as_ref().err(), now);
        let Some(made) = self.call(call).cloned() else {
            return;
        };
        let error = match answer {
            Ok(task) => {
                self.taken = true;
                self.acked(call, task.clone(), now);
                self.note(now, Record::Acked { call, task });
                return;
            }
            Err(error) => error,
        };
        let why = error.to_string();
        match error.processed {
            Processed::No => self.came_back(call, made, &error, now),
            Processed::Unknown => {
                self.open.remove(&call);
                self.note(
                    now,
                    Record::Unclear {
                        call,
                        why: why.clone(),
                    },
                );
                self.doubt(&made.rows, &why, now);
                match error.kind {
                    ErrorKind::Unreadable | ErrorKind::Redirect => {
                        self.halt(now, Stop::Unexpected { why });
                    }
                    ErrorKind::SignInNeeded(_) => self.halt(now, Stop::SignIn { why }),
                    _ => {}
                }
            }
            Processed::Refused => self.refused(call, made, &error, now),
        }
    }

    pub(in crate::apply) fn acked(&mut self, call: u32, id: TaskId, now: i64) {
        let pause = self.ask_after;
        let Some(made) = self.call_mut(call) else {
            return;
        };
        made.task = Some(Task::new(id, now, now.saturating_add(pause)));
        for row in made.rows.clone() {
            self.set(row, State::Acked);
        }
    }

    pub(in crate::apply) fn doubt(&mut self, rows: &[u32], why: &str, since: i64) {
        for row in rows {
            let why = why.to_owned();
            self.read_back(
                *row,
                After::Doubt { why },
                since,
                since.saturating_add(self.settings.settle),
            );
        }
    }

    /// Schedules a read-back of a row, unless it has an outcome already: `run verify` may have settled it.
    pub(in crate::apply) fn read_back(&mut self, row: u32, after: After, since: i64, due: i64) {
        if matches!(at(&self.rows, row), Some(State::Ended { .. })) {
            return;
        }
        self.set(row, State::ReadingBack);
        self.read_backs
            .insert(row, ReadBack::new(after, since, due));
    }

    /// A request was recorded and is not sent after all: the run stopped first.
    pub fn unsent(&mut self, call: u32, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.sending = self.sending.saturating_sub(1);
        let Some(made) = self.call(call).cloned() else {
            return;
        };
        self.back(call, &made.rows);
        self.note(
            now,
            Record::Back {
                call,
                why: "not sent: the run stopped".to_owned(),
            },
        );
        self.queue.push_front(Batch {
            back: made.back,
            ..Batch::new(made.policy, made.rows)
        });
    }

    /// The request was certainly not processed: its rows may be sent again.
    pub(in crate::apply) fn came_back(&mut self, call: u32, made: Call, error: &Error, now: i64) {
        self.back(call, &made.rows);
        let why = error.to_string();
        self.note(
            now,
            Record::Back {
                call,
                why: why.clone(),
            },
        );
        let back = made.back.saturating_add(1);
        let pause = error
            .retry_after
            .and_then(|wait| i64::try_from(wait.as_millis()).ok())
            .unwrap_or(0)
            .max(500_i64 << back.min(6));
        self.queue.push_front(Batch {
            not_before: now.saturating_add(pause),
            back,
            ..Batch::new(made.policy, made.rows)
        });
        match error.kind {
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => {
                self.halt(now, Stop::SignIn { why });
            }
            // It never leaves, however often it is tried.
            ErrorKind::BadInput => self.halt(now, Stop::BadCall { why }),
            _ if back > 4 => self.halt(now, Stop::Unreachable { why }),
            _ => {}
        }
    }

    /// The rows of a request are planned again; this does not count as a try.
    pub(in crate::apply) fn back(&mut self, call: u32, rows: &[u32]) {
        self.open.remove(&call);
        for row in rows {
            self.set(*row, State::Planned);
            if let Some(tries) = at_mut(&mut self.tries, *row) {
                *tries = tries.saturating_sub(1);
            }
        }
    }

    /// The service refused the request. One person may be the cause, so the others are tried without them.
    pub(in crate::apply) fn refused(&mut self, call: u32, made: Call, error: &Error, now: i64) {
        let why = error.to_string();
        let everybody = match error.kind {
            ErrorKind::PaymentRequired | ErrorKind::OldUserManagement => true,
            // Before anything worked, these speak of the whole: no leave, no such policy or call.
            ErrorKind::Forbidden | ErrorKind::NotFound => !self.taken,
            _ => false,
        };
        if everybody || made.rows.len() > 1 {
            self.back(call, &made.rows);
            self.note(
                now,
                Record::Back {
                    call,
                    why: why.clone(),
                },
            );
            let half = if everybody {
                made.rows.len()
            } else {
                made.rows.len().div_ceil(2)
            };
            for rows in made.rows.chunks(half.max(1)).rev() {
                self.queue.push_front(Batch {
                    part: !everybody,
                    ..Batch::new(made.policy.clone(), rows.to_vec())
                });
            }
            if everybody {
                self.halt(now, Stop::NotAllowed { why });
            }
            return;
        }
        self.open.remove(&call);
        self.end(made.rows, &Outcome::Refused { why }, now);
    }
}
