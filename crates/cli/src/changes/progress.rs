//! A run as it is seen on the terminal.

use std::sync::Arc;

use atlctl_api::ErrorKind;
use atlctl_core::apply::{KindTally, RunObserver, Tally};

use super::kill_points;
use crate::connect::Waits;
use crate::ui::{Progress, Ui};

/// Draws a run.
pub struct RunProgress {
    /// Why requests wait at present.
    waits: Arc<Waits>,
    progress: Option<Progress>,
    points: u64,
    terminal: bool,
    why: u8,
}

impl RunProgress {
    /// Begins drawing.
    pub fn new(ui: &Ui, waits: &Arc<Waits>, label: &str, changes: u64) -> Self {
        waits.draw();
        Self {
            waits: Arc::clone(waits),
            progress: Some(ui.progress(label, Some(changes))),
            points: 0,
            terminal: ui.stderr_is_terminal(),
            why: 0,
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

/// The number of the reason that a request waits.
const WAITS: u8 = 4;

/// Why it does not go on: a number for the reason, and the words.
fn reason(tally: Tally, waiting: Option<i64>, failing: Option<ErrorKind>) -> (u8, String) {
    let seconds = waiting.unwrap_or_default().div_euclid(1_000);
    match (waiting, failing) {
        (Some(wait), _) if wait > 1_500 && tally.settling > 0 => (
            1,
            format!("request unanswered; checking its result for up to {seconds} s"),
        ),
        (Some(wait), Some(ErrorKind::RateLimited)) if wait > 1_500 => {
            (4, format!("rate-limited; resuming in {seconds} s"))
        }
        // Said also while it is asked again: that is repeated for some seconds before it counts as failed.
        (_, Some(ErrorKind::Unreadable)) => {
            (3, "requests fail: the answer cannot be read".to_owned())
        }
        (_, Some(kind)) => (3, format!("requests fail: {}", kind.name())),
        (Some(wait), None) if wait > 1_500 => (2, format!("checking again in {seconds} s")),
        _ => (0, String::new()),
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
            self.why = WAITS;
            progress.waiting(&then, &now);
            return;
        }
        let (why, note) = reason(tally, waiting, failing);
        // A log has each reason once.
        if self.terminal || why != self.why {
            self.why = why;
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
        let words = |tally, waiting, failing| reason(tally, waiting, failing).1;
        assert_eq!(words(tally, None, None), "");
        assert_eq!(words(tally, Some(900), None), "");
        let later = "checking again in 5 s";
        assert_eq!(words(tally, Some(5_400), None), later);
        let fails = "requests fail: connect";
        let connect = Some(ErrorKind::Connect);
        let limited = Some(ErrorKind::RateLimited);
        let resuming = "rate-limited; resuming in 900 s";
        assert_eq!(words(tally, Some(900_000), limited), resuming);
        assert_eq!(words(tally, Some(5_400), connect), fails);
        assert_eq!(words(tally, None, connect), fails);
        assert!(words(settling, Some(5_400), connect).contains("request unanswered"));
    }
}
