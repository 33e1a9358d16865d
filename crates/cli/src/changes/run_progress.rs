//! A run as it is seen on the terminal.

use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{ErrorKind, WaitReason};
use atlctl_core::apply::{KindTally, RunObserver, Tally};
use jiff::{SignedDuration, Timestamp};

use super::kill_points;
use crate::connect::{Waits, waiting_words};
use crate::context::Context;
use crate::ui::Progress;

/// Draws a run.
pub struct RunProgress {
    /// Why requests wait at present.
    waits: Arc<Waits>,
    progress: Option<Progress>,
    points: u64,
    terminal: bool,
    /// The time set for tests, if any.
    fixed_now: Option<Timestamp>,
    /// What a log said last.
    said: Pause,
}

/// Why a run does not go on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Pause {
    /// Nothing stops it.
    #[default]
    None,
    /// The result of an unanswered request is looked up.
    Settling,
    /// What it changed is not to be seen yet.
    Checking,
    /// Requests fail.
    Failing(ErrorKind),
    /// Atlassian refuses requests until then.
    RateLimited(Timestamp),
    /// A request waits, and says itself why.
    Request,
}

impl Pause {
    /// Whether a log that said the other need not say this one: an end that is put off by moments is no news.
    fn is_covered_by(self, said: Self) -> bool {
        match (self, said) {
            (Self::RateLimited(end), Self::RateLimited(before)) => {
                end.duration_since(before) <= SAME_END
            }
            // The wait that was announced is not over.
            (Self::None, Self::RateLimited(_)) => true,
            (this, said) => this == said,
        }
    }
}

impl RunProgress {
    /// Begins drawing.
    pub fn new(context: &Context, label: &str, changes: u64) -> Self {
        context.waits.draw();
        Self {
            waits: Arc::clone(&context.waits),
            progress: Some(context.ui.progress(label, Some(changes))),
            points: 0,
            terminal: context.ui.stderr_is_terminal(),
            fixed_now: context.fixed_now(),
            said: Pause::None,
        }
    }

    /// Ends drawing.
    pub fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }

    /// A point outside the run itself.
    pub fn point_outside(&mut self, name: &str) {
        kill_points::point(name, &mut self.points);
    }
}

/// Waits whose ends differ by less are told once.
const SAME_END: SignedDuration = SignedDuration::from_secs(5);

/// Why it does not go on, and the words.
fn pause(
    tally: Tally,
    waiting: Option<i64>,
    failing: Option<ErrorKind>,
    now: Timestamp,
) -> (Pause, String) {
    let waiting = waiting.filter(|wait| *wait > 1_500);
    let seconds = waiting.unwrap_or_default().div_euclid(1_000);
    match (waiting, failing) {
        (Some(_), _) if tally.settling > 0 => (
            Pause::Settling,
            format!("request unanswered; checking its result for up to {seconds} s"),
        ),
        (Some(wait), Some(ErrorKind::RateLimited)) => {
            let wait = Duration::from_millis(wait.unsigned_abs());
            let end = now.checked_add(wait).unwrap_or(now);
            let words = waiting_words(WaitReason::Throttled, wait, end);
            (Pause::RateLimited(end), words)
        }
        // Said also while it is asked again: that is repeated for some seconds before it counts as failed.
        (_, Some(kind)) => {
            let what = match kind {
                ErrorKind::Unreadable => "the answer cannot be read",
                kind => kind.name(),
            };
            (Pause::Failing(kind), format!("requests fail: {what}"))
        }
        (Some(_), None) => (Pause::Checking, format!("checking again in {seconds} s")),
        (None, None) => (Pause::None, String::new()),
    }
}

impl RunObserver for RunProgress {
    fn tally(&mut self, tally: Tally, waiting: Option<i64>, failing: Option<ErrorKind>) {
        let Some(progress) = &mut self.progress else {
            return;
        };
        progress.at(tally.ended);
        // A request that waits says it best: what for, how long and until when.
        if let Some((then, now)) = self.waits.reason() {
            self.said = Pause::Request;
            progress.waiting(&then, &now);
            return;
        }
        let now = self.fixed_now.unwrap_or_else(Timestamp::now);
        let (pause, note) = pause(tally, waiting, failing, now);
        // A log has each reason once.
        if self.terminal || !pause.is_covered_by(self.said) {
            self.said = pause;
            progress.note(&note);
        }
    }

    fn kinds(&mut self, kinds: &[KindTally]) {
        if let Some(progress) = &mut self.progress {
            progress.parts(
                kinds
                    .iter()
                    .map(|kind| (kind.noun, kind.ended, kind.changes)),
            );
        }
    }

    fn point(&mut self, name: &'static str) {
        kill_points::point(name, &mut self.points);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service that is not there looked like one that takes its time.
    #[test]
    fn what_it_waits_for_is_told() {
        let tally = Tally::default();
        let settling = Tally {
            settling: 3,
            ..tally
        };
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let words = |tally, waiting, failing| pause(tally, waiting, failing, now).1;
        assert_eq!(words(tally, None, None), "");
        assert_eq!(words(tally, Some(900), None), "");
        let later = "checking again in 5 s";
        assert_eq!(words(tally, Some(5_400), None), later);
        let fails = "requests fail: connect";
        let connect = Some(ErrorKind::Connect);
        let limited = Some(ErrorKind::RateLimited);
        assert_eq!(
            words(tally, Some(900_000), limited),
            "rate-limited (Atlassian refuses more requests); resuming in at most 15 min, by 09:15:00 UTC"
        );
        assert_eq!(words(tally, Some(5_400), connect), fails);
        assert_eq!(words(tally, None, connect), fails);
        assert!(words(settling, Some(5_400), connect).contains("request unanswered"));
    }

    /// A log had a line for each look at the same wait.
    #[test]
    fn a_wait_is_told_once() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let limited = |after: i64, wait| {
            let now = now + SignedDuration::from_secs(after);
            let failing = Some(ErrorKind::RateLimited);
            pause(Tally::default(), Some(wait), failing, now).0
        };
        let said = limited(0, 900_000);
        assert!(limited(300, 600_000).is_covered_by(said));
        assert!(limited(301, 600_000).is_covered_by(said));
        assert!(!limited(899, 900_000).is_covered_by(said), "a new wait");
        assert!(Pause::None.is_covered_by(said), "an attempt in between");
        assert!(!said.is_covered_by(Pause::None));
    }
}
