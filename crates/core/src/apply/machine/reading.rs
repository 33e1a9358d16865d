//! What the live state says of rows.

use std::collections::HashMap;

use atlctl_api::{AccountId, Error, ErrorKind, PolicyId};

use super::Machine;
use super::run::at;
use super::state::{Batch, State};
use crate::apply::look::After;
use crate::apply::{End, Record, Stop};

/// What a read says of a row.
enum Judged {
    /// Nothing yet.
    Later,
    /// The change was not made.
    Again,
    /// It ended.
    End(End),
}

impl Machine {
    /// The live state of rows was read. An account that the service does not tell of is not in the answer.
    pub fn read(
        &mut self,
        rows: &[u32],
        answer: Result<HashMap<AccountId, Option<PolicyId>>, Error>,
        now: i64,
    ) {
        self.reading = self.reading.saturating_sub(1);
        self.reached(answer.as_ref().err(), now);
        let found = match answer {
            Ok(found) => found,
            Err(error) => return self.unread(rows, &error, now),
        };
        self.last_read = Some(now);
        let mut ended: Vec<(End, Vec<u32>)> = Vec::new();
        let mut again = Vec::new();
        for row in rows {
            let seen = self.account(*row).and_then(|account| found.get(&account));
            match self.judge(*row, seen, now) {
                Judged::Later => {
                    if let Some(look) = self.looks.get_mut(row) {
                        look.failing = None;
                        look.later(now);
                    }
                }
                Judged::Again => again.push(*row),
                Judged::End(end) => match ended.iter_mut().find(|(known, _)| *known == end) {
                    Some((_, rows)) => rows.push(*row),
                    None => ended.push((end, vec![*row])),
                },
            }
        }
        for (end, rows) in ended {
            self.end(rows, &end, now);
        }
        if !again.is_empty() {
            self.again(&again);
            let mut by_policy: Vec<(PolicyId, Vec<u32>)> = Vec::new();
            for row in &again {
                let Some(to) = self.to(*row) else { continue };
                match by_policy.iter_mut().find(|(policy, _)| policy == to) {
                    Some((_, rows)) => rows.push(*row),
                    None => by_policy.push((to.clone(), vec![*row])),
                }
            }
            for (policy, rows) in by_policy {
                self.queue.push_front(Batch {
                    policy,
                    rows,
                    not_before: 0,
                    back: 0,
                });
            }
            self.note(now, Record::Again { rows: again });
        }
    }

    pub(in crate::apply) fn again(&mut self, rows: &[u32]) {
        for row in rows {
            self.looks.remove(row);
            self.set(*row, State::Planned);
        }
    }

    fn judge(&self, row: u32, seen: Option<&Option<PolicyId>>, now: i64) -> Judged {
        let (Some(look), Some(plan)) = (self.looks.get(&row), at(&self.plan.rows, row)) else {
            return Judged::Later;
        };
        if seen.is_some_and(|seen| *seen == plan.to) {
            return Judged::End(End::Confirmed);
        }
        let as_before = seen.is_some_and(|seen| seen.as_ref() == plan.before.policy());
        let waited = now - look.since > self.settings.visible;
        match &look.after {
            After::Over {
                refused: Some(why), ..
            } => Judged::End(End::Refused { why: why.clone() }),
            After::Over { .. } if !waited => Judged::Later,
            After::Over { others, .. } => Judged::End(match (seen, others) {
                (Some(now), _) if !as_before => End::Conflict { now: now.clone() },
                (Some(_), Some(why)) => End::Failed { why: why.clone() },
                (Some(_), None) => End::Lost {
                    why: "the service took the change and does not show it".to_owned(),
                },
                (None, _) => End::Lost {
                    why: "the service does not tell the policy any more".to_owned(),
                },
            }),
            After::Doubt { .. } if seen.is_none() && !waited => Judged::Later,
            After::Doubt { why } => match seen {
                None => Judged::End(End::Lost {
                    why: format!("the service does not tell the policy any more, after: {why}"),
                }),
                Some(_) if as_before => {
                    let tries = at(&self.tries, row).copied().unwrap_or(0);
                    if let Some(why) = self.held.get(&row) {
                        Judged::End(End::Held { why: why.clone() })
                    } else if tries >= self.settings.tries {
                        Judged::End(End::Failed {
                            why: format!("tried {tries} times; the last time: {why}"),
                        })
                    } else {
                        Judged::Again
                    }
                }
                Some(now) => Judged::End(End::Conflict { now: now.clone() }),
            },
        }
    }

    /// Reading failed. It is tried again for a while; then the rows are lost, until a resume finds them.
    pub(in crate::apply) fn unread(&mut self, rows: &[u32], error: &Error, now: i64) {
        if matches!(
            error.kind,
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential
        ) {
            for row in rows {
                if let Some(look) = self.looks.get_mut(row) {
                    look.busy = false;
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
        let mut lost = Vec::new();
        for row in rows {
            let Some(look) = self.looks.get_mut(row) else {
                continue;
            };
            let since = *look.failing.get_or_insert(now);
            if now - since >= self.settings.read_patience && !cut {
                lost.push(*row);
            } else {
                look.later(now);
            }
        }
        if !lost.is_empty() {
            let why = format!("it cannot be read back: {error}");
            self.end(lost, &End::Lost { why }, now);
        }
    }
}
