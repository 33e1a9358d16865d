//! Records the outcomes of rows, and stops the run when too many fail.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Machine;
use super::run::{at, at_mut};
use super::state::State;
use crate::apply::pending_read_back::{After, ReadBack};
use crate::apply::{Outcome, Record, Stop};
use crate::change::FacetKind;

impl Machine {
    /// Records the outcome of rows. As long as the service may still process an earlier request for a row, a failure
    /// is recorded as unknown.
    pub fn end(&mut self, rows: Vec<u32>, end: &Outcome, now: i64) {
        let (Outcome::Refused { why } | Outcome::Failed { why } | Outcome::Held { why }) = end
        else {
            return self.note_end(rows, end, now);
        };
        let (adrift, rows): (Vec<u32>, Vec<u32>) = rows
            .into_iter()
            .partition(|row| self.is_adrift(*row) || self.may_still_happen(*row, now));
        if !rows.is_empty() {
            self.note_end(rows, end, now);
        }
        if !adrift.is_empty() {
            let why = format!("{why}; Atlassian may still be processing an earlier request");
            self.note_end(adrift, &Outcome::Unknown { why }, now);
        }
    }

    fn note_end(&mut self, rows: Vec<u32>, end: &Outcome, now: i64) {
        self.ended(&rows, end, now);
        self.note(
            now,
            Record::Ended {
                rows: rows.clone(),
                end: end.clone(),
            },
        );
        let (failed, limit) = self.failures();
        if failed >= limit {
            self.halt(now, Stop::Failures { failed, limit });
        }
        let mut kinds: Vec<FacetKind> = rows.iter().filter_map(|row| self.kind(*row)).collect();
        kinds.dedup();
        kinds.retain(|kind| self.first.contains_key(kind));
        for kind in kinds {
            self.first_rows(kind, end, now);
        }
        self.follow(&rows, end, now);
    }

    /// How many rows failed, and how many stop the run. Failures before a resume do not count: the administrator has
    /// seen them.
    fn failures(&self) -> (u64, u64) {
        let limit = self.settings.max_failures.limit(self.tally.changes);
        (self.tally.failed.saturating_sub(self.failed_before), limit)
    }

    /// Whether the run stops if refused rows that are not read back yet are not as planned.
    pub(in crate::apply) fn may_have_failed_too_often(&self) -> bool {
        let refused = |read_back: &&ReadBack| matches!(read_back.after, After::Refused { .. });
        let refused = self.read_backs.values().filter(refused).count() as u64;
        let (failed, limit) = self.failures();
        refused > 0 && failed.saturating_add(refused) >= limit
    }

    /// Rows that waited for these may go, or are skipped.
    fn follow(&mut self, rows: &[u32], end: &Outcome, now: i64) {
        let order = Arc::clone(&self.order);
        let next = rows.iter().flat_map(|row| order.next(*row));
        let next: BTreeSet<u32> = next
            .filter(|row| matches!(at(&self.rows, **row), Some(State::Planned)))
            .filter(|row| !self.read_backs.contains_key(row))
            .copied()
            .collect();
        if next.is_empty() {
            return;
        }
        if end.is_there() {
            // Each is queued once: when the last row that it waits for is done.
            let next = self.without_lacking(next.into_iter().collect());
            self.enqueue(next);
            return self.skip_lacking(now);
        }
        let why = match end {
            Outcome::Unknown { .. } => "the outcome of an earlier change is unknown",
            _ => "an earlier change of the same account did not happen",
        };
        let why = why.to_owned();
        self.end(next.into_iter().collect(), &Outcome::Skipped { why }, now);
    }

    /// A row that must come first and ended without being done.
    fn missing_before(&self, row: u32) -> Option<u32> {
        let first = self.order.previous(row).iter().copied();
        let mut missing = first.filter(|row| match at(&self.rows, *row) {
            Some(State::Ended { end, .. }) => !end.is_there(),
            _ => false,
        });
        missing.next()
    }

    /// Why a row is skipped that cannot follow those before it.
    pub(in crate::apply) fn why_not(&self, row: u32) -> Option<String> {
        if let Some(why) = self.lacks_group(row) {
            return Some(why);
        }
        let (own, first) = (
            at(&self.plan.rows, row)?,
            at(&self.plan.rows, self.missing_before(row)?)?,
        );
        let other = first
            .email
            .as_ref()
            .filter(|_| first.account != own.account);
        Some(match other {
            Some(email) => format!("the change of {email}, which must come first, did not happen"),
            None => "an earlier change of the same account did not happen".to_owned(),
        })
    }

    /// Whether every row that must come first is done.
    pub(in crate::apply) fn may_follow(&self, row: u32) -> bool {
        let mut first = self.order.previous(row).iter();
        first.all(|row| match at(&self.rows, *row) {
            Some(State::Ended { end, .. }) => end.is_there(),
            _ => false,
        })
    }

    /// When all first rows of a kind have an outcome, the others may be sent, unless all of the first failed.
    pub(in crate::apply) fn first_rows(&mut self, kind: FacetKind, last: &Outcome, now: i64) {
        // A value that is not there says nothing of the others.
        let (mut none, mut some_value) = (true, false);
        let Some(first) = self.first.get(&kind) else {
            return;
        };
        for row in first {
            some_value |= !self.lacks_value(*row);
            match at(&self.rows, *row) {
                Some(State::Ended { end, .. }) => none &= end.is_failure(),
                _ => return,
            }
        }
        let some = first.len();
        self.first.remove(&kind);
        if none && some > 1 && some_value {
            let why = match last {
                Outcome::Refused { why }
                | Outcome::InPart { why }
                | Outcome::Failed { why }
                | Outcome::Unknown { why } => why.clone(),
                _ => String::new(),
            };
            self.halt(now, Stop::FirstRows { why });
        }
    }

    pub(in crate::apply) fn ended(&mut self, rows: &[u32], end: &Outcome, at: i64) {
        for row in rows {
            self.read_backs.remove(row);
            let Some(state) = at_mut(&mut self.rows, *row) else {
                continue;
            };
            let before = std::mem::replace(
                state,
                State::Ended {
                    end: end.clone(),
                    at,
                },
            );
            match before {
                // Lost and found again, or read back long after.
                State::Ended { end: before, .. } => {
                    self.count_end(&before, u64::saturating_sub);
                }
                // It was as planned when the plan was made, and no longer is: the run answers for it, too.
                State::Out => self.tally.changes = self.tally.changes.saturating_add(1),
                _ => {}
            }
            self.count_end(end, u64::saturating_add);
        }
    }

    fn count_end(&mut self, end: &Outcome, count: fn(u64, u64) -> u64) {
        let tally = &mut self.tally;
        let there = end.is_there();
        tally.ended = count(tally.ended, 1);
        tally.failed = count(tally.failed, u64::from(end.is_failure()));
        tally.there = count(tally.there, u64::from(there));
    }

    /// Reopens a row that had an outcome.
    pub(in crate::apply) fn unend(&mut self, row: u32) {
        if let Some(State::Ended { end, .. }) = at(&self.rows, row).cloned() {
            self.count_end(&end, u64::saturating_sub);
        }
        self.set(row, State::ReadingBack);
    }
}
