//! How rows end, and what many bad ends mean for the run.

use super::Machine;
use super::run::{at, at_mut};
use super::state::State;
use crate::apply::{End, Record, Stop};

impl Machine {
    /// Notes that rows ended, without anything sent for them now.
    pub fn end(&mut self, rows: Vec<u32>, end: &End, now: i64) {
        self.ended(&rows, end, now);
        self.note(
            now,
            Record::Ended {
                rows: rows.clone(),
                end: end.clone(),
            },
        );
        let limit = self.settings.max_failures.limit(self.tally.changes);
        // Whoever resumes has seen what failed until then.
        let failed = self.tally.failed.saturating_sub(self.failed_before);
        if failed >= limit {
            self.halt(now, Stop::Failures { failed, limit });
        }
        if !self.first.is_empty() && rows.iter().any(|row| self.first.contains(row)) {
            self.first_rows(end, now);
        }
    }

    /// When all rows of the first calls have ended, the others may go, unless none of them succeeded.
    pub(in crate::apply) fn first_rows(&mut self, last: &End, now: i64) {
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
                End::Refused { why } | End::Failed { why } | End::Lost { why } => why.clone(),
                _ => String::new(),
            };
            self.halt(now, Stop::FirstRows { why });
        }
    }

    pub(in crate::apply) fn ended(&mut self, rows: &[u32], end: &End, at: i64) {
        for row in rows {
            self.looks.remove(row);
            let Some(state) = at_mut(&mut self.rows, *row) else {
                continue;
            };
            if let State::Ended { end: before, .. } = state {
                // Lost and found again, or read back long after.
                self.tally.ended -= 1;
                self.tally.failed -= u64::from(before.is_failure());
                self.tally.there -= u64::from(matches!(before, End::Confirmed | End::Unchanged));
            }
            *state = State::Ended {
                end: end.clone(),
                at,
            };
            self.tally.ended += 1;
            self.tally.failed += u64::from(end.is_failure());
            self.tally.there += u64::from(matches!(end, End::Confirmed | End::Unchanged));
        }
    }

    /// A row that had ended has not, after all.
    pub(in crate::apply) fn unend(&mut self, row: u32) {
        if let Some(State::Ended { end, .. }) = at(&self.rows, row) {
            self.tally.failed -= u64::from(end.is_failure());
            self.tally.there -= u64::from(matches!(end, End::Confirmed | End::Unchanged));
            self.tally.ended -= 1;
        }
        self.set(row, State::Looking);
    }
}
