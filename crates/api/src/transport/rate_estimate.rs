//! Finds the allowed rate of a server that sends no limits.

use std::time::Duration;

/// Refusals nearer to each other than this mean a rate, not a window.
const NEAR: Duration = Duration::from_secs(20);
/// A rate takes requests again so soon; a window that is used up does not.
const SOON: Duration = Duration::from_millis(2_500);
/// So many of them in a row, and the requests are spread out.
const ENOUGH: u32 = 3;
/// The rate falls to this share of the measured one, and then grows by this much per second; by less once the server
/// refused a request at this pace.
const FALL: f64 = 0.97;
const GROWTH: f64 = 0.01;
const LATER_GROWTH: f64 = 0.002;
/// Where a part of the rate is left to others, it grows by so little: what is not used up is not refused, and tells nothing.
const SLOW_GROWTH: f64 = 0.0002;
/// The longest time between two requests.
const SLOWEST: f64 = 0.1;

/// The rate of one kind of call.
#[derive(Debug, Default)]
pub(super) struct Rate {
    episode: Option<Duration>,
    /// Refused since then; and whether requests were soon taken again the last time.
    closed: Option<Duration>,
    opened_soon: bool,
    delivered: u64,
    near: u32,
    /// The rate that the server takes, as found.
    pace: Option<f64>,
    /// The part of it that is ours.
    share: f64,
    /// Whether the server refused a request at this pace: it is no slower than it might be.
    is_met: bool,
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
    pub(super) fn sent(&mut self, now: Duration, share: f64) {
        // The whole rate is found first: of what is not used up nothing is refused.
        self.share = if self.is_met { share } else { 1.0 };
        let Some(pace) = &mut self.pace else { return };
        let passed = now.saturating_sub(self.paced_at).as_secs_f64();
        let growth = match self.is_met {
            false => GROWTH,
            true if share < 1.0 => SLOW_GROWTH,
            true => LATER_GROWTH,
        };
        *pace *= 1.0 + growth * passed.min(10.0);
        self.paced_at = now;
        let step = Duration::from_secs_f64(1.0 / (*pace * self.share).max(SLOWEST));
        // What was missed is not made up for: that would be a burst.
        self.next = self.next.max(now.saturating_sub(step)).saturating_add(step);
    }

    /// A request was answered.
    pub(super) fn delivered(&mut self, now: Duration) {
        self.delivered += 1;
        if let Some(closed) = self.closed.take() {
            self.opened_soon = now.saturating_sub(closed) <= SOON;
        }
    }

    /// A request was answered that left before the last refusal.
    pub(super) fn delivered_late(&mut self) {
        self.delivered += 1;
    }

    /// A request was refused, as the first of its kind since the last answer.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub(super) fn refused(&mut self, now: Duration) {
        if self.delivered == 0 {
            // Still the same closure.
            return;
        }
        self.is_met |= self.pace.is_some();
        let since = self.episode.map(|at| now.saturating_sub(at));
        match since {
            Some(since) if since < NEAR && !since.is_zero() && self.opened_soon => {
                self.near += 1;
                if self.near >= ENOUGH {
                    let measured = self.delivered as f64 / since.as_secs_f64();
                    let pace = self.pace.map_or(measured, |pace| pace.min(measured));
                    self.pace = Some((pace * FALL).max(SLOWEST));
                    self.paced_at = now;
                }
            }
            Some(_) if self.pace.is_some() => {
                // A rate was found and held for long: only a little less than what was sent.
                let sent = |pace: f64| (pace * self.share * FALL).max(SLOWEST);
                self.pace = self.pace.map(sent);
                self.paced_at = now;
            }
            _ => self.near = 0,
        }
        self.episode = Some(now);
        self.closed = Some(now);
        self.delivered = 0;
    }
}
