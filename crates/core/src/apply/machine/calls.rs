//! The results of change requests.

use atlctl_api::{Error, ErrorKind, Processed, ServiceCode, TaskId};

use super::Machine;
use super::run::{at, at_mut};
use super::state::{Batch, Call, State, Task};
use crate::apply::pending_read_back::{After, ReadBack};
use crate::apply::{Record, Stop};
use crate::change::{Answer, FacetKind};

/// After so many single requests that are not allowed, none of which was accepted, the credential is the reason.
const NOT_ALLOWED: u32 = 3;

impl Machine {
    /// A request was answered.
    pub fn sent(&mut self, call: u32, answer: Result<Answer, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.sending = self.sending.saturating_sub(1);
        self.note_connectivity(answer.as_ref().err(), now);
        let Some(made) = self.call(call).cloned() else {
            return;
        };
        let error = match answer {
            Ok(Answer::Task(task)) => {
                self.set_taken(&made.lane);
                self.acked(call, task.clone(), now);
                self.note(now, Record::Acked { call, task });
                return;
            }
            Ok(Answer::Done { refused }) => {
                self.set_taken(&made.lane);
                let refused: Vec<(u32, String)> = refused
                    .into_iter()
                    .filter_map(|refusal| Some((*made.rows.get(refusal.at)?, refusal.why)))
                    .collect();
                self.is_done(call, &refused, now);
                self.note(now, Record::Done { call, refused });
                return;
            }
            Err(error) => error,
        };
        let why = error.to_string();
        match error.processed {
            Processed::No => self.came_back(call, made, &error, now),
            // It was accepted, and the answer names no task or no result.
            Processed::Unknown if is_accepted(&error) => {
                if made.lane.facet.kind.call().task {
                    self.drift_off(call, why.clone(), false, now);
                } else {
                    self.over(call, Vec::new(), Some(why.clone()), None, now);
                }
                self.halt(now, Stop::Unexpected { why });
            }
            Processed::Unknown => {
                self.open.remove(&call);
                self.note(
                    now,
                    Record::Unclear {
                        call,
                        why: why.clone(),
                        answered: false,
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

    /// The service answered that the change is made: its rows are read back.
    pub(in crate::apply) fn is_done(&mut self, call: u32, refused: &[(u32, String)], now: i64) {
        self.open.remove(&call);
        let rows = self.call(call).map(|call| call.rows.clone());
        for row in rows.unwrap_or_default() {
            let why = refused.iter().find(|(refused, _)| *refused == row);
            let after = match why {
                Some((_, why)) => After::Refused {
                    why: why.clone(),
                    already: false,
                },
                None => After::Over {
                    call,
                    refused: None,
                    others: None,
                    moved: None,
                },
            };
            self.read_back(row, after, now, now);
        }
    }

    /// The service refused a request of one row, which is read to see whether it is as planned all the same. `already`:
    /// the service says that it was so. `unsure`: the answer leaves open what was done, so readers get some time.
    pub(in crate::apply) fn is_refused(
        &mut self,
        call: u32,
        why: &str,
        (already, unsure): (bool, bool),
        now: i64,
    ) {
        self.open.remove(&call);
        let rows = self.call(call).map(|call| call.rows.clone());
        for row in rows.unwrap_or_default() {
            let why = why.to_owned();
            let lag = if unsure { self.time_to_show(row) } else { 0 };
            let settled = now.saturating_add(lag);
            self.new_groups.refused(row);
            self.read_back(row, After::Refused { why, already }, now, settled);
        }
    }

    /// The service refused a request, or requests of the kind at all, with an answer that leaves open what was done: its
    /// rows are read until readers would show it. The others go on in smaller requests, to find the row that caused it.
    pub(in crate::apply) fn is_unclear(&mut self, call: u32, why: &str, now: i64) {
        self.open.remove(&call);
        let rows = self.call(call).map(|call| call.rows.clone());
        let rows = rows.unwrap_or_default();
        for row in &rows {
            let why = why.to_owned();
            let settled = now.saturating_add(self.time_to_show(*row));
            self.new_groups.refused(*row);
            self.read_back(*row, After::Unclear { why }, now, settled);
            self.parts.insert(*row, rows.len().div_ceil(2));
            // It was answered, so this is no try that failed.
            if let Some(tries) = at_mut(&mut self.tries_before, *row) {
                *tries = tries.saturating_add(1);
            }
        }
    }

    /// Rows whose request may have been processed are read until they show the change, or until the request must be
    /// finished and readers would show it.
    pub(in crate::apply) fn doubt(&mut self, rows: &[u32], why: &str, since: i64) {
        for row in rows {
            let why = why.to_owned();
            let settled = since.saturating_add(self.settle(*row));
            self.lost.insert(*row, since);
            self.read_back(*row, After::Doubt { why }, since, settled);
        }
    }

    /// Schedules a read-back of a row, unless it has an outcome already: `run verify` may have settled it.
    pub(in crate::apply) fn read_back(&mut self, row: u32, after: After, since: i64, settled: i64) {
        if matches!(at(&self.rows, row), Some(State::Ended { .. })) {
            return;
        }
        self.set(row, State::ReadingBack);
        self.read_backs
            .insert(row, ReadBack::new(after, since, settled));
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
            ..Batch::new(made.lane, made.rows)
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
            ..Batch::new(made.lane, made.rows)
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

    /// The service refused the request. One row may be the cause, so the others are tried without it.
    pub(in crate::apply) fn refused(&mut self, call: u32, made: Call, error: &Error, now: i64) {
        let why = error.to_string();
        let kind = made.lane.facet.kind;
        let taken = self.taken.contains(&kind);
        let alone = !kind.call().task;
        if self.may_lack_value(&made, error) {
            self.doubt_value(&made, &why);
            return self.leave_unclear(call, why, now);
        }
        let everybody = match error.kind {
            ErrorKind::PaymentRequired | ErrorKind::OldUserManagement => true,
            // Before anything worked, these speak of the whole: no leave, no such call. Where a request names one
            // target, they may speak of that one.
            ErrorKind::Forbidden if alone && !taken => self.not_allowed_at_all(kind),
            ErrorKind::Forbidden => !taken,
            _ => false,
        };
        let unsure = is_unsure(error);
        if unsure && (everybody || made.rows.len() > 1) {
            self.leave_unclear(call, why.clone(), now);
            if everybody {
                self.halt(now, Stop::NotAllowed { why });
            }
            return;
        }
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
                    ..Batch::new(made.lane.clone(), rows.to_vec())
                });
            }
            if everybody {
                self.halt(now, Stop::NotAllowed { why });
            }
            return;
        }
        let already = error.service_code() == Some(ServiceCode::AlreadySo);
        self.is_refused(call, &why, (already, unsure), now);
        self.note(
            now,
            Record::Refused {
                call,
                why,
                already,
                unsure,
            },
        );
    }

    /// Records an answer that leaves open what was done.
    fn leave_unclear(&mut self, call: u32, why: String, now: i64) {
        self.is_unclear(call, &why, now);
        self.note(
            now,
            Record::Unclear {
                call,
                why,
                answered: true,
            },
        );
    }

    /// Whether so many single requests of this kind were not allowed, and none accepted, that it is the credential.
    fn not_allowed_at_all(&mut self, kind: FacetKind) -> bool {
        let count = self.not_allowed.entry(kind).or_default();
        *count = count.saturating_add(1);
        *count >= NOT_ALLOWED
    }
}

/// Whether a refusal leaves open what was done: a conflict with what, or nothing found of which kind.
fn is_unsure(error: &Error) -> bool {
    let code = error.service_code();
    let says_why = !matches!(
        code,
        None | Some(ServiceCode::Other(_) | ServiceCode::AlreadySo | ServiceCode::UserNotFound)
    );
    matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound) && !says_why
}

/// Whether the request was accepted, although its answer cannot be used.
fn is_accepted(error: &Error) -> bool {
    let success = |status| (200..300).contains(&status);
    error.kind == ErrorKind::Unreadable && error.status.is_some_and(success)
}
