//! How long readers lag behind a change: what is known of its kind, and what the run itself sees.

use super::Machine;
use super::run::at;
use super::state::Shown;
use crate::apply::Outcome;
use crate::apply::pending_read_back::After;
use crate::change::FacetKind;

/// The usual settle time, in milliseconds.
const USUAL_SETTLE: i64 = 60_000;
/// How long readers get at least after an answer that leaves open what was done, in milliseconds.
const AFTER_REFUSAL: i64 = 5_000;

impl Machine {
    /// The longest that readers are known to lag behind a change of this row.
    pub(in crate::apply) fn lag(&self, row: u32) -> i64 {
        let facet = at(&self.plan.rows, row).map(|row| &row.facet);
        facet.map_or(0, |facet| facet.kind.lag(&facet.of))
    }

    /// The longest that they may lag: what is known of the kind, and more where the run saw more. That earlier changes were
    /// seen at once proves nothing of the next.
    pub(in crate::apply) fn readers_lag(&self, row: u32) -> i64 {
        let known = self.lag(row);
        let kind = self.kind(row);
        let Some(shown) = kind.and_then(|kind| self.shown.get(&(kind, known))) else {
            return known;
        };
        shown.longest.saturating_add(shown.longest / 2).max(known)
    }

    /// How long a request for this row may take to be through and visible.
    pub(in crate::apply) fn settle(&self, row: u32) -> i64 {
        self.settings.settle.saturating_add(self.readers_lag(row))
    }

    /// How long readers may take to show a change that the service answered.
    pub(in crate::apply) fn time_to_show(&self, row: u32) -> i64 {
        self.readers_lag(row).max(AFTER_REFUSAL)
    }

    /// Whether a request for this row whose answer was lost may still be processed or not be visible yet. Only the usual
    /// settle time proves that it is not, also where the settings wait less before they send it again.
    pub(in crate::apply) fn may_still_happen(&self, row: u32, now: i64) -> bool {
        let proven = USUAL_SETTLE.saturating_add(self.readers_lag(row));
        let lost = self.lost.get(&row);
        lost.is_some_and(|lost| now.saturating_sub(*lost) < proven)
    }

    /// How long readers usually took to show earlier changes of the row's kind, where they lag.
    pub(in crate::apply) fn shown_after(&self, row: u32) -> Option<i64> {
        let shown = self.shown.get(&(self.kind(row)?, self.lag(row)))?;
        Some(shown.usual)
    }

    /// Learns from a change that was accepted and is seen how long readers lag behind.
    pub(in crate::apply) fn note_shown(&mut self, row: u32, end: &Outcome, now: i64) {
        let (Some(kind), Some(read_back)) = (self.kind(row), self.read_backs.get(&row)) else {
            return;
        };
        if *end != Outcome::Confirmed || !matches!(read_back.after, After::Over { .. }) {
            return;
        }
        let (took, longest) = (
            read_back.shown_after(now),
            now.saturating_sub(read_back.since),
        );
        let before = self.readers_lag(row);
        let key = (kind, self.lag(row));
        let shown = self.shown.entry(key).or_insert(Shown {
            usual: took,
            ..Shown::default()
        });
        shown.usual = shown.usual.saturating_add(took) / 2;
        shown.longest = shown.longest.max(longest);
        if self.readers_lag(row) != before {
            self.reset_settled(key);
        }
    }

    /// Waits as long as is now known to be needed for what is being read back.
    fn reset_settled(&mut self, key: (FacetKind, i64)) {
        let alike = |row: &u32| self.kind(*row) == Some(key.0) && self.lag(*row) == key.1;
        let rows: Vec<u32> = self.read_backs.keys().copied().filter(alike).collect();
        for row in rows {
            let (settle, show) = (self.settle(row), self.time_to_show(row));
            let Some(read_back) = self.read_backs.get_mut(&row) else {
                continue;
            };
            let time = match read_back.after {
                After::Doubt { .. } => settle,
                After::Refused { .. } | After::Unclear { .. } => show,
                After::Unsent | After::Over { .. } | After::Adrift { .. } => continue,
            };
            // What was clear from the beginning needs no time.
            if read_back.time_to_settle() > 0 {
                read_back.settled = read_back.since.saturating_add(time);
            }
        }
    }
}
