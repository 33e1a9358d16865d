//! Progress of long work: a bar on a terminal, plain lines now and then in a log, nothing with
//! `--quiet`.

use std::time::{Duration, Instant};

use atlctl_core::number::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;
use super::escape::display;
use super::redact;
use super::time_left::Rate;

/// One long piece of work. Drawn on stderr; gone from the screen when it ends.
#[derive(Debug)]
pub struct Progress {
    show: Show,
    label: String,
    total: Option<u64>,
    done: u64,
    rate: Rate,
    why: String,
    /// What the work consists of, and how far each part is.
    parts: String,
}

#[derive(Debug)]
enum Show {
    Bar(ProgressBar),
    Lines { ui: Ui, last: Instant },
    Nothing,
}

/// The interval of lines in a log.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

impl Ui {
    /// Starts showing a piece of work whose size may be known.
    pub fn progress(&self, label: &str, total: Option<u64>) -> Progress {
        let show = if self.quiet() {
            Show::Nothing
        } else if self.stderr_is_terminal() {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(15));
            bar.set_style(style(total.is_some()));
            bar.set_prefix(redact::message(&display(label)).into_owned());
            Show::Bar(bar)
        } else {
            Show::Lines {
                ui: self.clone(),
                last: Instant::now(),
            }
        };
        Progress {
            show,
            label: label.to_owned(),
            total,
            done: 0,
            rate: Rate::default(),
            why: String::new(),
            parts: String::new(),
        }
    }
}

fn style(sized: bool) -> ProgressStyle {
    let template = if sized {
        "{prefix:<12} {bar:24} {human_pos}/{human_len}  {msg}"
    } else {
        "{prefix:<12} {human_pos}  {msg}"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

impl Progress {
    /// Sets the total, once it is known.
    pub fn total(&mut self, total: u64) {
        if self.total == Some(total) {
            return;
        }
        self.total = Some(total);
        if let Show::Bar(bar) = &self.show {
            bar.set_length(total);
            bar.set_style(style(true));
        }
    }

    /// Sets how much is done.
    pub fn at(&mut self, done: u64) {
        let now = Instant::now();
        self.done = done;
        self.rate.at(now, done);
        match &mut self.show {
            Show::Bar(bar) => {
                bar.set_position(done);
                self.message();
            }
            Show::Lines { ui, last } if last.elapsed() >= PLAIN_EVERY => {
                *last = now;
                let of = self
                    .total
                    .map_or_else(String::new, |n| format!(" of {}", grouped(n)));
                let rate = self.rate.words(done, self.total);
                let comma = if rate.is_empty() { "" } else { ", " };
                ui.status(format!(
                    "{}: {}{of}{comma}{rate}{}",
                    self.label,
                    grouped(done),
                    self.parts
                ));
            }
            Show::Lines { .. } | Show::Nothing => {}
        }
    }

    /// Sets how much of each part is done: what it consists of, done, and all.
    pub fn parts<'a>(&mut self, parts: impl Iterator<Item = (&'a str, u64, u64)>) {
        let parts: Vec<String> = parts
            .map(|(what, done, all)| format!("{what} {}/{}", grouped(done), grouped(all)))
            .collect();
        self.parts = if parts.is_empty() {
            String::new()
        } else {
            format!(" ({})", parts.join(", "))
        };
    }

    /// Sets the reason for waiting: `why` for a log, which prints it once, `now` for a bar; empty ends the wait.
    pub fn waiting(&mut self, why: &str, now: &str) {
        self.note(match self.show {
            Show::Bar(_) => now,
            Show::Lines { .. } | Show::Nothing => why,
        });
    }

    /// Sets the reason for waiting; empty ends the wait.
    pub fn note(&mut self, why: &str) {
        if self.why == why {
            return;
        }
        why.clone_into(&mut self.why);
        match &self.show {
            Show::Bar(_) => self.message(),
            Show::Lines { ui, .. } if !why.is_empty() => {
                ui.status(format!("{}: {why}", self.label));
            }
            Show::Lines { .. } | Show::Nothing => {}
        }
    }

    fn message(&self) {
        if let Show::Bar(bar) = &self.show {
            // What waits has no rate, and the time left of before would be wrong.
            bar.set_message(if self.why.is_empty() {
                format!("{}{}", self.rate.words(self.done, self.total), self.parts)
            } else {
                redact::message(&display(&self.why)).into_owned()
            });
        }
    }

    /// Ends the display.
    pub fn finish(self) {
        if let Show::Bar(bar) = self.show {
            bar.finish_and_clear();
        }
    }
}
