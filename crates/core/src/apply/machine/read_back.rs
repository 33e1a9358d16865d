//! Judges rows by their live state.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use atlctl_api::{Error, ErrorKind};

use super::Machine;
use super::connectivity::{USELESS, useless};
use super::run::at;
use super::state::State;
use crate::apply::pending_read_back::{After, ReadBack};
use crate::apply::{Outcome, Record, Stop};
use crate::change::{Before, Value};

/// Why it is unknown whether a request that was not answered made the change.
fn after_lost(why: &str) -> String {
    format!(
        "{why}; an earlier request was not answered and may have made the change, which Atlassian does not show"
    )
}

/// What a read-back means for a row.
enum Judged {
    /// It is too early to tell.
    Later,
    /// The change was not made.
    Again,
    /// The row has an outcome.
    Outcome(Outcome),
}

impl Machine {
    /// Takes in the live values of rows, in their order; `None` where the service reports none.
    pub fn read(&mut self, rows: &[u32], answer: Result<Vec<Option<Value>>, Error>, now: i64) {
        self.reading = self.reading.saturating_sub(1);
        self.note_connectivity(answer.as_ref().err(), now);
        let found = match answer {
            Ok(found) => found,
            Err(error) => return self.unread(rows, &error, now),
        };
        self.last_read = Some(now);
        let mut ended: Vec<(Outcome, Vec<u32>)> = Vec::new();
        let mut again = Vec::new();
        let mut seen_of = HashMap::new();
        let found = found
            .iter()
            .map(Option::as_ref)
            .chain(std::iter::repeat(None));
        for (row, seen) in rows.iter().zip(found) {
            match self.judge(*row, seen, now, &mut seen_of) {
                Judged::Later => {
                    let shown = self.shown_after(*row);
                    if let Some(read_back) = self.read_backs.get_mut(row) {
                        (read_back.failing, read_back.useless) = (None, 0);
                        read_back.later(now, shown);
                    }
                }
                Judged::Again => again.push(*row),
                Judged::Outcome(end) => {
                    self.note_shown(*row, &end, now);
                    self.learn_created(*row, &end, seen, now);
                    self.learn_invited(*row, &end, now);
                    match ended.iter_mut().find(|(known, _)| *known == end) {
                        Some((_, rows)) => rows.push(*row),
                        None => ended.push((end, vec![*row])),
                    }
                }
            }
        }
        for (end, rows) in ended {
            self.end(rows, &end, now);
        }
        self.send_again(again, now);
        self.settle_missing(now);
    }

    /// Queues rows that are still as they were before, unless a guard holds them.
    fn send_again(&mut self, rows: Vec<u32>, now: i64) {
        let (held, mut rows): (Vec<u32>, Vec<u32>) = rows
            .into_iter()
            .partition(|row| self.held.contains_key(row));
        for row in held {
            self.again(&[row]);
            let why = self.held.get(&row).cloned().unwrap_or_default();
            self.end(vec![row], &Outcome::Held { why }, now);
        }
        // A row that is skipped may be the reason to skip the next.
        loop {
            let why_not = rows.iter().map(|row| (self.why_not(*row), *row));
            let (mut skipped, mut rest) = (BTreeMap::<String, Vec<u32>>::new(), Vec::new());
            for (why, row) in why_not {
                match why {
                    Some(why) => skipped.entry(why).or_default().push(row),
                    None => rest.push(row),
                }
            }
            rows = rest;
            if skipped.is_empty() {
                break;
            }
            for (why, skipped) in skipped {
                self.again(&skipped);
                self.end(skipped, &Outcome::Skipped { why }, now);
            }
        }
        if rows.is_empty() {
            return;
        }
        self.again(&rows);
        self.enqueue(rows.clone());
        self.note(now, Record::Again { rows });
    }

    pub(in crate::apply) fn again(&mut self, rows: &[u32]) {
        for row in rows {
            self.read_backs.remove(row);
            self.set(*row, State::Planned);
        }
    }

    fn judge(
        &self,
        row: u32,
        seen: Option<&Value>,
        now: i64,
        seen_of: &mut HashMap<u32, u64>,
    ) -> Judged {
        let (Some(read_back), Some(plan)) = (self.read_backs.get(&row), at(&self.plan.rows, row))
        else {
            return Judged::Later;
        };
        let as_before = match &plan.before {
            Before::Is(value) => seen == Some(value),
            // The value before is unknown: the current one may be it.
            Before::Unknown => seen.is_some(),
        };
        let steps = self.order.steps();
        if seen.is_some_and(|seen| steps.reached(&self.plan.rows, row, seen)) {
            let ours = match &read_back.after {
                After::Unsent => self.cut || self.was_tried(row),
                // It was another way at the last look, so the request did it, whatever its answer; but for a service
                // that says that it was so before.
                After::Refused { .. } | After::Unclear { .. } => {
                    let already = matches!(read_back.after, After::Refused { already: true, .. });
                    let looked = matches!(plan.before, Before::Is(_));
                    self.cut
                        || !already && looked
                        || at(&self.tries, row).is_some_and(|tries| *tries > 1)
                }
                _ => true,
            };
            return Judged::Outcome(if ours {
                Outcome::Confirmed
            } else {
                Outcome::Unchanged
            });
        }
        let kind = plan.facet.kind;
        // A part of what was refused may be there all the same.
        let in_part = |why: &str| {
            let now = seen.filter(|_| !as_before)?;
            kind.refused_in_part(&plan.facet.of, now, why)
        };
        let refused = |why: &str| match in_part(why) {
            Some(why) => Outcome::InPart { why },
            None => Outcome::Refused {
                why: why.to_owned(),
            },
        };
        // Of a part of it, nobody can tell whether a request without an answer did it, or somebody else.
        let otherwise = |now: &Value| {
            let words = kind.conflict(&plan.facet.of, now, &|id| self.plan.name_of(kind, id));
            match in_part("") {
                Some(_) => Outcome::Unknown {
                    why: format!("{words}, by this run or by somebody else"),
                },
                None => Outcome::Conflict { now: now.clone() },
            }
        };
        let patience = match &read_back.after {
            // An answer that says nothing is waited for like none.
            After::Over {
                others: Some(_),
                moved: None,
                ..
            } => self.settle(row),
            _ => self.settings.visible.max(self.lag(row).saturating_mul(2)),
        };
        let waited = now.saturating_sub(read_back.since) > patience;
        match &read_back.after {
            After::Unsent | After::Doubt { .. } | After::Refused { .. } | After::Unclear { .. }
                if read_back.is_settling() =>
            {
                Judged::Later
            }
            // It starts where an earlier step ends, which is not made yet.
            After::Unsent if steps.earlier(row).is_some() && !self.may_follow(row) => Judged::Again,
            After::Unsent => match seen {
                Some(_) if as_before => Judged::Again,
                Some(now) => Judged::Outcome(Outcome::Conflict { now: now.clone() }),
                // The service did not report it when the plan was made either.
                None if !self.plan.base.was_read(kind) => Judged::Again,
                None => Judged::Outcome(Outcome::Held {
                    why: format!("Atlassian no longer reports their {}", kind.thing()),
                }),
            },
            // What the service refuses now may be what an earlier request did that was not answered.
            After::Refused { .. } if self.may_be_ours(row, read_back) && !waited => Judged::Later,
            After::Refused { why, .. } => Judged::Outcome(match seen {
                Some(now) if !as_before && in_part(why).is_none() => {
                    Outcome::Conflict { now: now.clone() }
                }
                _ if self.may_be_ours(row, read_back) => Outcome::Unknown {
                    why: after_lost(why),
                },
                _ => refused(why),
            }),
            After::Over {
                refused: Some(why), ..
            } => Judged::Outcome(refused(why)),
            After::Over { .. } | After::Adrift { .. } if !waited => Judged::Later,
            After::Over {
                call,
                others,
                moved,
                ..
            } => Judged::Outcome(match (seen, others) {
                (Some(now), _) if !as_before => otherwise(now),
                // Every row that the service says it changed is accounted for, so this row is one that failed.
                (Some(_), Some(why))
                    if moved.is_some_and(|moved| self.seen_of(*call, seen_of) >= moved) =>
                {
                    Outcome::Failed { why: why.clone() }
                }
                (Some(_), Some(why)) => Outcome::Unknown { why: why.clone() },
                (Some(_), None) => Outcome::Unknown {
                    why: "Atlassian accepted the change but does not show it".to_owned(),
                },
                (None, _) => Outcome::Unknown {
                    why: format!("Atlassian no longer reports the {}", kind.thing()),
                },
            }),
            After::Adrift { why } => Judged::Outcome(match seen {
                Some(now) if !as_before => otherwise(now),
                _ => Outcome::Unknown { why: why.clone() },
            }),
            After::Doubt { .. } | After::Unclear { .. } if seen.is_none() && !waited => {
                Judged::Later
            }
            After::Doubt { why } | After::Unclear { why } => match seen {
                None => Judged::Outcome(Outcome::Unknown {
                    why: format!(
                        "Atlassian no longer reports the {}; before that: {why}",
                        kind.thing()
                    ),
                }),
                Some(_) if as_before => {
                    let tries = at(&self.tries, row).copied().unwrap_or(0);
                    if let Some(why) = self.held.get(&row) {
                        Judged::Outcome(Outcome::Held { why: why.clone() })
                    } else if self.lacks_value(row) {
                        Judged::Outcome(Outcome::Refused { why: why.clone() })
                    } else if self.tried_enough(row) && self.may_be_ours(row, read_back) {
                        if waited {
                            Judged::Outcome(Outcome::Unknown {
                                why: after_lost(why),
                            })
                        } else {
                            Judged::Later
                        }
                    } else if self.tried_enough(row) {
                        Judged::Outcome(Outcome::Failed {
                            why: format!("tried {tries} times; last error: {why}"),
                        })
                    } else if self.stop.is_some() && self.is_adrift(row) {
                        Judged::Outcome(Outcome::Unknown { why: why.clone() })
                    } else {
                        Judged::Again
                    }
                }
                Some(now) => Judged::Outcome(otherwise(now)),
            },
        }
    }

    /// Whether the service refused a request for this row with an answer that is also given when the change is made, such
    /// as "already", after an earlier request of the run was lost: that one may have made it, and readers that lag longer
    /// than is known do not show it yet.
    fn may_be_ours(&self, row: u32, read_back: &ReadBack) -> bool {
        let says_no_reason = match read_back.after {
            After::Refused { .. } => read_back.time_to_settle() > 0,
            After::Unclear { .. } => true,
            After::Unsent | After::Over { .. } | After::Doubt { .. } | After::Adrift { .. } => {
                false
            }
        };
        says_no_reason && self.lost.contains_key(&row)
    }

    /// Until when requests without an answer, or with one that leaves open what was done, may still be processed or
    /// become visible, at the longest.
    #[must_use]
    pub fn settled_by(&self) -> Option<i64> {
        let doubt = |read_back: &&ReadBack| match read_back.after {
            After::Doubt { .. } | After::Refused { .. } | After::Unclear { .. } => true,
            After::Unsent | After::Over { .. } | After::Adrift { .. } => false,
        };
        let all = self.read_backs.values().filter(doubt);
        all.map(|read_back| read_back.settled).max()
    }

    /// How many rows of a request are confirmed.
    fn seen_of(&self, call: u32, known: &mut HashMap<u32, u64>) -> u64 {
        *known.entry(call).or_insert_with(|| {
            let rows = self.call(call).map(|call| call.rows.as_slice());
            let seen = rows.unwrap_or_default().iter().filter(|row| {
                let state = at(&self.rows, **row);
                matches!(
                    state,
                    Some(State::Ended {
                        end: Outcome::Confirmed,
                        ..
                    })
                )
            });
            seen.count() as u64
        })
    }

    /// A read failed. It is retried for a while if that may help. Then the outcome of sent rows is unknown until a
    /// resume, and unsent rows stay unsent.
    pub(in crate::apply) fn unread(&mut self, rows: &[u32], error: &Error, now: i64) {
        if matches!(
            error.kind,
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential
        ) {
            for row in rows {
                if let Some(read_back) = self.read_backs.get_mut(row) {
                    read_back.busy = false;
                }
            }
            return self.halt(
                now,
                Stop::SignIn {
                    why: error.to_string(),
                },
            );
        }
        let cut = self.is_cut();
        let (mut lost, mut unsent, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let plan = Arc::clone(&self.plan);
        let may_not_read = |row: u32| {
            let kind = at(&plan.rows, row).map(|row| row.facet.kind);
            kind.is_some_and(|kind| kind.may_not_read(error))
        };
        for row in rows {
            let Some(read_back) = self.read_backs.get_mut(row) else {
                continue;
            };
            // Until a request must be finished, a read that fails says nothing.
            let settling = read_back.is_settling();
            let since = *read_back.failing.get_or_insert(now.max(read_back.settled));
            if !settling {
                read_back.useless = useless(read_back.useless, error);
            }
            let patient = settling
                || now.saturating_sub(since) < self.settings.read_patience
                    && read_back.useless < USELESS;
            if patient || cut {
                read_back.later(now, None);
            } else if read_back.is_unsent() {
                read_back.later(now, None);
                unsent.push(*row);
            } else if matches!(read_back.after, After::Unclear { .. }) && may_not_read(*row) {
                // Neither call is there for this credential.
                refused.push(*row);
            } else {
                lost.push(*row);
            }
        }
        if !lost.is_empty() {
            let why = format!("cannot check the result: {error}");
            self.end(lost, &Outcome::Unknown { why }, now);
        }
        self.lacks_calls(&refused, now);
        self.send_again(refused, now);
        self.settle_missing(now);
        if unsent.is_empty() {
            return;
        }
        // The service did not report the values when the plan was made, so the plan was approved without them.
        let unread = |row: &u32| {
            let kind = self.kind(*row);
            may_not_read(*row) && kind.is_some_and(|kind| !plan.base.was_read(kind))
        };
        let (approved, others): (Vec<u32>, Vec<u32>) = unsent.into_iter().partition(unread);
        self.send_again(approved, now);
        if !others.is_empty() {
            self.halt(
                now,
                Stop::Unread {
                    why: error.to_string(),
                },
            );
        }
    }
}
