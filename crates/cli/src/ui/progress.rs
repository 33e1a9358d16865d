//! Progress of long work: a bar on a terminal, plain lines now and then in a log, nothing with
//! `--quiet`.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;

/// One long piece of work. Drawn on stderr; gone from the screen when it ends.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: Option<Plain>,
    label: String,
}

#[derive(Debug)]
struct Plain {
    ui: Ui,
    last: Instant,
    started: Instant,
    total: Option<u64>,
    done: u64,
}

/// How often a log gets a line.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

impl Ui {
    /// Starts showing a piece of work whose size may be known.
    pub fn progress(&self, label: &str, total: Option<u64>) -> Progress {
        let mut progress = Progress {
            bar: None,
            plain: None,
            label: label.to_owned(),
        };
        if self.quiet() {
            return progress;
        }
        if self.stderr_is_terminal() {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(15));
            bar.set_style(style(total.is_some()));
            bar.set_prefix(label.to_owned());
            progress.bar = Some(bar);
        } else {
            let now = Instant::now();
            progress.plain = Some(Plain {
                ui: self.clone(),
                last: now,
                started: now,
                total,
                done: 0,
            });
        }
        progress
    }
}

fn style(sized: bool) -> ProgressStyle {
    let template = if sized {
        "{prefix:<12} {bar:24} {human_pos}/{human_len}  {per_sec}  {eta} left  {msg}"
    } else {
        "{prefix:<12} {human_pos}  {per_sec}  {msg}"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

impl Progress {
    /// How much there is in all, once it is known.
    pub fn total(&mut self, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_style(style(true));
        }
        if let Some(plain) = &mut self.plain {
            plain.total = Some(total);
        }
    }

    /// How much is done.
    pub fn at(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        if let Some(plain) = &mut self.plain {
            plain.done = done;
            if plain.last.elapsed() >= PLAIN_EVERY {
                plain.last = Instant::now();
                plain.say(&self.label);
            }
        }
    }

    /// Why it is waiting; empty when it is not.
    pub fn note(&mut self, why: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(why.to_owned());
        } else if let Some(plain) = &self.plain
            && !why.is_empty()
        {
            plain.ui.status(format!("{}: {why}", self.label));
        }
    }

    /// Ends the display.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Plain {
    fn say(&self, label: &str) {
        let seconds = self.started.elapsed().as_secs().max(1);
        let rate = self.done / seconds;
        match self.total {
            Some(total) => {
                let left = total
                    .saturating_sub(self.done)
                    .checked_div(rate.max(1))
                    .unwrap_or(0);
                self.ui.status(format!(
                    "{label}: {} of {total}, {rate} a second, about {left} s left",
                    self.done
                ));
            }
            None => self
                .ui
                .status(format!("{label}: {}, {rate} a second", self.done)),
        }
    }
}
