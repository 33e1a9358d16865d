//! Finds the allowed rate of a server that sends no limits.

use std::time::Duration;

/// Refusals nearer to each other than this mean a rate, not a window.
const NEAR: Duration = Duration::from_secs(20);
/// So many of them in a row, and the requests are spread out.
const ENOUGH: u32 = 3;
/// The rate falls to this share of the measured one, and then grows by this much per second.
const FALL: f64 = 0.97;
const GROWTH: f64 = 0.01;
/// The longest time between two requests.
const SLOWEST: f64 = 0.1;

/// The rate of one kind of call.
#[derive(Debug, Default)]
pub(super) struct Rate {
    episode: Option<Duration>,
    delivered: u64,
    near: u32,
    pace: Option<f64>,
    paced_at: Duration,
    next: Duration,
}

impl Rate {
    /// When the next request may leave, if it may not now.
    pub(super) fn wait(&self, now: Duration) -> Option<Duration> {
        self.pace
            .is_some()
            .then_some(self.next)
            .filter(|next| now < *next)
    }

    /// A request leaves.
    pub(super) fn sent(&mut self, now: Duration) {
        let Some(pace) = &mut self.pace else { return };
        let passed = now.saturating_sub(self.paced_at).as_secs_f64();
        *pace *= 1.0 + GROWTH * passed.min(10.0);
        self.paced_at = now;
        let step = Duration::from_secs_f64(1.0 / pace.max(SLOWEST));
        // What was missed is not made up for: that would be a burst.
        self.next = self.next.max(now.saturating_sub(step)).saturating_add(step);
    }

    /// A request was answered.
    pub(super) fn delivered(&mut self) {
        self.delivered += 1;
    }

    /// A request was refused, as the first of its kind since the last answer.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub(super) fn refused(&mut self, now: Duration) {
        if self.delivered == 0 {
            // Still the same closure.
            return;
        }
        let since = self.episode.map(|at| now.saturating_sub(at));
        match since {
            Some(since) if since < NEAR && !since.is_zero() => {
                self.near += 1;
                if self.near >= ENOUGH {
                    let measured = self.delivered as f64 / since.as_secs_f64();
                    let pace = self.pace.map_or(measured, |pace| pace.min(measured));
                    self.pace = Some((pace * FALL).max(SLOWEST));
                    self.paced_at = now;
                }
            }
            Some(_) if self.pace.is_some() => {
                // A rate was found and held for long: only a little less.
                self.pace = self.pace.map(|pace| (pace * FALL).max(SLOWEST));
                self.paced_at = now;
            }
            _ => self.near = 0,
        }
        self.episode = Some(now);
        self.delivered = 0;
    }
}
