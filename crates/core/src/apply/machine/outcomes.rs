//! Records the outcomes of rows, and stops the run when too many fail.

use super::Machine;
use super::run::{at, at_mut};
use super::state::State;
use crate::apply::{Outcome, Record, Stop};

impl Machine {
    /// Records the outcome of rows. As long as the service may still process an earlier request for a row, a failure
    /// is recorded as unknown.
    pub fn end(&mut self, rows: Vec<u32>, end: &Outcome, now: i64) {
        let (Outcome::Refused { why } | Outcome::Failed { why } | Outcome::Held { why }) = end
        else {
            return self.note_end(rows, end, now);
        };
        let (adrift, rows): (Vec<u32>, Vec<u32>) =
            rows.into_iter().partition(|row| self.is_adrift(*row));
        if !rows.is_empty() {
            self.note_end(rows, end, now);
        }
        if !adrift.is_empty() {
            let why = format!("{why}; the service may still be processing an earlier request");
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
        let limit = self.settings.max_failures.limit(self.tally.changes);
        // Failures before a resume do not count: the administrator has seen them.
        let failed = self.tally.failed.saturating_sub(self.failed_before);
        if failed >= limit {
            self.halt(now, Stop::Failures { failed, limit });
        }
        if !self.first.is_empty() && rows.iter().any(|row| self.first.contains(row)) {
            self.first_rows(end, now);
        }
    }

    /// When all first rows have an outcome, the others may be sent, unless all of the first failed.
    pub(in crate::apply) fn first_rows(&mut self, last: &Outcome, now: i64) {
        let mut none = true;
        for row in &self.first {
            match at(&self.rows, *row) {
                Some(State::Ended { end, .. }) => none &= end.is_failure(),
                _ => return,
            }
        }
        let some = self.first.len();
        self.first.clear();
        if none && some > 1 {
            let why = match last {
                Outcome::Refused { why } | Outcome::Failed { why } | Outcome::Unknown { why } => {
                    why.clone()
                }
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
            // Lost and found again, or read back long after.
            if let State::Ended { end: before, .. } = before {
                self.count_end(&before, u64::saturating_sub);
            }
            self.count_end(end, u64::saturating_add);
        }
    }

    fn count_end(&mut self, end: &Outcome, count: fn(u64, u64) -> u64) {
        let tally = &mut self.tally;
        let there = matches!(end, Outcome::Confirmed | Outcome::Unchanged);
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
