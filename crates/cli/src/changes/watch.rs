//! A run as it is seen on the terminal.

use atlctl_core::apply::{Tally, Watch};

use super::kill;
use crate::ui::{Progress, Ui};

/// Draws a run.
pub struct Drawn {
    progress: Option<Progress>,
    points: u64,
    terminal: bool,
    why: u8,
}

impl Drawn {
    /// Begins drawing.
    pub fn new(ui: &Ui, label: &str, changes: u64) -> Self {
        Self {
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
        kill::point(name, &mut self.points);
    }
}

impl Watch for Drawn {
    fn tally(&mut self, tally: Tally, waiting: Option<i64>) {
        let Some(progress) = &mut self.progress else {
            return;
        };
        progress.at(tally.ended);
        let (why, note) = match waiting {
            Some(wait) if wait > 1_500 && tally.settling > 0 => (
                1,
                format!(
                    "{} s until a lost call must be through, then it is read back",
                    wait.div_euclid(1_000)
                ),
            ),
            Some(wait) if wait > 1_500 => (
                2,
                format!("{} s until it is looked at again", wait.div_euclid(1_000)),
            ),
            _ => (0, String::new()),
        };
        // In a log each reason is told once.
        if self.terminal || why != self.why {
            self.why = why;
            progress.note(&note);
        }
    }

    fn point(&mut self, name: &'static str) {
        kill::point(name, &mut self.points);
    }
}
