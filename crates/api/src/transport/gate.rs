//! The gate of one kind of call, which decides when the next request may be sent. The time is an argument.
//!
//! The credit rule: requests in flight count as spent from the smallest "remaining" seen in a period. A request
//! leaves while the rest is above the share of others, so a reported quota is used up without a refusal. When a
//! period ends, one request goes first to check.

use std::time::Duration;

use super::headers::{LONGEST_WAIT, Limits};
use super::rate_estimate::Rate;
use super::window_estimate::Window;

/// Requests of one kind in flight before the first response.
const FIRST_CAP: f64 = 8.0;
/// Never more than this.
const LAST_CAP: f64 = 64.0;
/// First pause between two checks whether a quota is available again; doubles up to `LAST_CHECK`.
const FIRST_CHECK: Duration = Duration::from_millis(100);
const LAST_CHECK: Duration = Duration::from_secs(5);
/// A request that leaves within this time after a closed gate opened tells when the server takes requests again.
const PROMPT: Duration = Duration::from_millis(500);
/// What is added to the end of a period after each look that came too early, and at most.
const LATER: Duration = Duration::from_millis(250);
const LATEST: Duration = Duration::from_secs(2);

/// Permission to send one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    epoch: u64,
    probe: bool,
    /// It left as soon as a closed gate opened.
    prompt: bool,
    sent: Duration,
}

/// Whether to send now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Send the request now.
    Go(Ticket),
    /// Ask again at this time, or when something comes back.
    At(Duration, Why),
    /// Ask again when something comes back.
    WhenChanged,
}

/// Why a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The share of the quota is used up.
    Quota(Option<u64>),
    /// Refused with 429.
    Throttled,
}

/// The outcome of a request, as far as the gate needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestOutcome {
    /// The server answered.
    Answered,
    /// Refused with 429.
    Throttled,
    /// The request timed out, or the server could not handle it (5xx): fewer at once from now on.
    Overloaded,
    /// No answer for another reason, or given up by the caller.
    Lost,
}

/// State of one kind of call.
#[derive(Debug)]
pub(crate) struct Gate {
    limit: Option<u64>,
    left: Option<u64>,
    period: Option<i64>,
    resets_at: Option<Duration>,
    inflight: u64,
    closed_until: Option<Duration>,
    probing: bool,
    look_at: Duration,
    looks: u32,
    epoch: u64,
    strikes: u32,
    cap: f64,
    /// Nothing was refused yet.
    calm: bool,
    /// Added to the server's end of a period: its text may be coarse.
    late: Duration,
    rate: Rate,
    window: Window,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self {
            limit: None,
            left: None,
            period: None,
            resets_at: None,
            inflight: 0,
            closed_until: None,
            probing: false,
            look_at: Duration::ZERO,
            looks: 0,
            epoch: 0,
            strikes: 0,
            cap: FIRST_CAP,
            calm: true,
            late: Duration::ZERO,
            rate: Rate::default(),
            window: Window::default(),
        }
    }

    /// May a request leave at `now`, if `share` of the quota is ours?
    pub(crate) fn ask(&mut self, now: Duration, share: f64) -> Turn {
        if let Some(until) = self.closed_until {
            return if now < until {
                Turn::At(until, Why::Throttled)
            } else {
                self.probe(now, now.saturating_sub(until) < PROMPT)
            };
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and 64"
        )]
        if self.inflight >= self.cap as u64 {
            return Turn::WhenChanged;
        }
        let Some(left) = self.left else {
            return self.ask_by_estimate(now, share);
        };
        if left.saturating_sub(self.inflight) > self.kept_for_others(share) {
            return self.go(now, false, false);
        }
        match self.resets_at {
            Some(at) if now < at => Turn::At(at, Why::Quota(self.limit)),
            _ if self.probing || self.inflight > 0 && self.resets_at.is_none() => Turn::WhenChanged,
            _ if now < self.look_at => Turn::At(self.look_at, Why::Quota(self.limit)),
            _ => self.probe(now, false),
        }
    }

    /// May a request leave, where the server says nothing of its limits?
    fn ask_by_estimate(&mut self, now: Duration, share: f64) -> Turn {
        if let Some(at) = self.window.wait(now, share, self.inflight) {
            return Turn::At(at, Why::Quota(None));
        }
        if self.window.is_learned() {
            // What the window holds may leave at once.
        } else if let Some(at) = self.rate.wait(now) {
            return Turn::At(at, Why::Throttled);
        } else {
            self.rate.sent(now, share);
        }
        if self.window.is_fresh() {
            return self.probe(now, true);
        }
        self.go(now, false, false)
    }

    fn probe(&mut self, now: Duration, prompt: bool) -> Turn {
        if self.probing {
            return Turn::WhenChanged;
        }
        self.probing = true;
        self.go(now, true, prompt)
    }

    fn go(&mut self, now: Duration, probe: bool, prompt: bool) -> Turn {
        self.inflight += 1;
        self.window.sent();
        Turn::Go(Ticket {
            epoch: self.epoch,
            probe,
            prompt,
            sent: now,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a limit; a rounding error of one request is none"
    )]
    fn kept_for_others(&self, share: f64) -> u64 {
        self.limit.map_or(0, |limit| {
            (limit as f64 * (1.0 - share) + 1e-9).floor() as u64
        })
    }

    /// A request came back at `now`. `jitter` is a random number in `0.0..1.0`.
    pub(crate) fn done(
        &mut self,
        ticket: Ticket,
        now: Duration,
        went: RequestOutcome,
        limits: &Limits,
        jitter: f64,
    ) {
        self.inflight = self.inflight.saturating_sub(1);
        if ticket.probe {
            self.probing = false;
        }
        // What left before the last refusal says nothing about the time after it.
        let current = ticket.epoch == self.epoch;
        match went {
            RequestOutcome::Throttled => {
                let told = limits.retry_after.is_some();
                self.window.refused(ticket.sent, told, !current);
                if current {
                    self.epoch += 1;
                    self.strikes = self.strikes.saturating_add(1);
                    self.cap = (self.cap / 2.0).max(1.0);
                    self.calm = false;
                    if limits.remaining.is_none() && !self.window.is_learned() {
                        self.rate.refused(now);
                    }
                    if ticket.probe && limits.reset.is_some() {
                        self.late = (self.late + LATER).min(LATEST);
                    }
                }
                let wait = limits
                    .retry_after
                    .filter(|wait| !wait.is_zero())
                    .or(limits.reset_in.filter(|wait| !wait.is_zero()))
                    .unwrap_or_else(|| backoff(self.strikes, jitter))
                    .min(LONGEST_WAIT);
                let until = now.saturating_add(wait);
                self.closed_until = Some(self.closed_until.map_or(until, |old| old.max(until)));
            }
            RequestOutcome::Answered if current => {
                self.strikes = 0;
                self.closed_until = None;
                self.rate.delivered(now);
                self.window.answered(now, ticket.prompt);
                let more = if self.calm { 1.0 } else { 1.0 / self.cap };
                self.cap = (self.cap + more).min(LAST_CAP);
            }
            RequestOutcome::Overloaded => self.cap = (self.cap / 2.0).max(1.0),
            RequestOutcome::Answered => self.rate.delivered_late(),
            RequestOutcome::Lost => {}
        }
        self.learn(ticket, now, limits);
    }

    fn learn(&mut self, ticket: Ticket, now: Duration, limits: &Limits) {
        if limits.limit.is_some() {
            self.limit = limits.limit;
        }
        let Some(remaining) = limits.remaining else {
            return;
        };
        let newer = match (limits.reset, self.period) {
            // A period without a name: a bucket that refills all the time. The last word counts.
            (None, _) => true,
            (Some(_), None) => true,
            (Some(new), Some(old)) if new < old => return,
            (Some(new), Some(old)) => new > old,
        };
        let refilled = ticket.probe && self.left.is_none_or(|left| remaining > left);
        if newer || refilled {
            self.left = Some(remaining);
            self.looks = 0;
            self.look_at = now;
        } else {
            self.left = Some(self.left.map_or(remaining, |left| left.min(remaining)));
        }
        self.period = limits.reset;
        self.resets_at = limits
            .reset_in
            .map(|wait| now.saturating_add(wait + self.late));
        if ticket.probe && !refilled || limits.reset.is_none() && remaining == 0 {
            // Looked too early: the period's end is coarse, or nothing has refilled yet.
            let pause = FIRST_CHECK
                .saturating_mul(1 << self.looks.min(6))
                .min(LAST_CHECK);
            self.looks += 1;
            self.look_at = now.saturating_add(pause);
        }
    }
}

/// Pause after the n-th refusal in a row that does not say how long to wait: 0.5, 1, 2, 4, 8, 8 … s,
/// half of it random. One request in eight seconds does no harm, and a longer pause wastes time.
fn backoff(strikes: u32, jitter: f64) -> Duration {
    let top = 0.5 * f64::from(1_u32 << strikes.saturating_sub(1).min(4));
    Duration::from_secs_f64(top * (0.5 + jitter.clamp(0.0, 1.0) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many requests may be in flight.
    fn at_once(gate: &mut Gate) -> usize {
        let mut tickets = Vec::new();
        while let Turn::Go(ticket) = gate.ask(Duration::ZERO, 1.0) {
            tickets.push(ticket);
        }
        for ticket in &tickets {
            let none = Limits::default();
            gate.done(*ticket, Duration::ZERO, RequestOutcome::Lost, &none, 0.5);
        }
        tickets.len()
    }

    fn one(gate: &mut Gate, went: RequestOutcome) {
        match gate.ask(Duration::ZERO, 1.0) {
            Turn::Go(ticket) => gate.done(ticket, Duration::ZERO, went, &Limits::default(), 0.5),
            turn => panic!("{turn:?}"),
        }
    }

    #[test]
    fn an_overloaded_server_gets_fewer_at_once_and_more_again_when_it_answers() {
        let mut gate = Gate::new();
        assert_eq!(at_once(&mut gate), 8);
        for (went, allowed) in [
            (RequestOutcome::Answered, 9),
            (RequestOutcome::Overloaded, 4),
            (RequestOutcome::Overloaded, 2),
            (RequestOutcome::Overloaded, 1),
            (RequestOutcome::Overloaded, 1),
            (RequestOutcome::Answered, 2),
            (RequestOutcome::Answered, 3),
        ] {
            one(&mut gate, went);
            assert_eq!(at_once(&mut gate), allowed, "{went:?}");
        }
    }
}
