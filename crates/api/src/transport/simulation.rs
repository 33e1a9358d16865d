//! Simulates the gate against rate limits with many seeds: how close it comes to the limit, how often it is
//! refused, and that it never stalls.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;

use super::gate::{Gate, RequestOutcome, Ticket, Turn};
use super::headers::Limits;

mod without_headers;

#[derive(Clone, Copy, Debug)]
enum Says {
    /// Limit, remaining, reset to the second.
    Seconds,
    /// The same, to the minute.
    Minutes,
    /// Only `Retry-After` on a refusal.
    RetryAfter,
    /// No headers.
    Nothing,
    /// Limit and remaining, no reset.
    Remaining,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// So many in each window.
    Fixed { limit: u64, window: f64 },
    /// A bucket of this size, refilled at this rate.
    Bucket { burst: f64, rate: f64 },
}

struct Server {
    kind: Kind,
    says: Says,
    /// How far its clock is ahead of the client's.
    skew: f64,
    phase: f64,
    window: i64,
    used: u64,
    tokens: f64,
    at: f64,
    /// When requests were allowed.
    allowed: Vec<f64>,
}

impl Server {
    fn new(kind: Kind, says: Says, skew: f64, phase: f64) -> Self {
        let tokens = match kind {
            Kind::Bucket { burst, .. } => burst,
            Kind::Fixed { .. } => 0.0,
        };
        Self {
            kind,
            says,
            skew,
            phase,
            window: -1,
            used: 0,
            tokens,
            at: 0.0,
            allowed: Vec::new(),
        }
    }

    /// Handles a request at `now`: whether it is allowed, and the headers of the response.
    fn take(&mut self, now: f64) -> (bool, Limits) {
        let (ok, limit, left, reset) = match self.kind {
            Kind::Fixed { limit, window } => {
                let index = ((now + self.phase) / window).floor();
                if index as i64 != self.window {
                    self.window = index as i64;
                    self.used = 0;
                }
                let ok = self.used < limit;
                self.used += u64::from(ok);
                (
                    ok,
                    limit,
                    limit - self.used,
                    (index + 1.0) * window - self.phase,
                )
            }
            Kind::Bucket { burst, rate } => {
                self.tokens = (self.tokens + (now - self.at) * rate).min(burst);
                self.at = now;
                let ok = self.tokens >= 1.0;
                self.tokens -= f64::from(u8::from(ok));
                let wait = ((1.0 - self.tokens) / rate).max(0.0);
                (ok, burst as u64, self.tokens as u64, now + wait)
            }
        };
        if ok {
            self.allowed.push(now);
        }
        let clock = |at: f64| 1_800_000_000.0 + self.skew + at;
        let date = clock(now).floor();
        let grain = match self.says {
            Says::Minutes => 60.0,
            _ => 1.0,
        };
        let named = (clock(reset) / grain).floor() * grain;
        let until = Duration::from_secs_f64((named - date).max(0.0));
        let mut limits = Limits::default();
        match self.says {
            Says::Seconds | Says::Minutes => {
                limits.limit = Some(limit);
                limits.remaining = Some(left);
                limits.reset = Some(named as i64);
                limits.reset_in = Some(until);
            }
            Says::Remaining => {
                limits.limit = Some(limit);
                limits.remaining = Some(left);
            }
            Says::RetryAfter if !ok => {
                limits.retry_after = Some(Duration::from_secs_f64((reset - now).ceil().max(1.0)));
            }
            Says::RetryAfter | Says::Nothing => {}
        }
        (ok, limits)
    }
}

struct Outcome {
    time: f64,
    refused: u32,
}

/// Sends this many requests through one gate.
fn run(
    server: &mut Server,
    requests: u32,
    workers: u64,
    rtt: f64,
    share: f64,
    seed: u64,
) -> Outcome {
    // (time in nanoseconds, order, what)
    enum What {
        Arrive(Ticket),
        Return(Ticket, bool, Limits),
        Wake,
    }
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut gate = Gate::new();
    let mut heap: BinaryHeap<Reverse<(u64, u64)>> = BinaryHeap::new();
    let mut what: Vec<Option<What>> = Vec::new();
    let push = |heap: &mut BinaryHeap<_>, what: &mut Vec<Option<What>>, at: f64, event| {
        heap.push(Reverse(((at * 1e9) as u64, what.len() as u64)));
        what.push(Some(event));
    };
    let mut waiting: VecDeque<()> = (0..requests).map(|_| ()).collect();
    let (mut busy, mut done, mut refused, mut now) = (0, 0, 0, 0.0);
    let mut woken = f64::INFINITY;
    push(&mut heap, &mut what, 0.0, What::Wake);
    while done < requests {
        let Some(Reverse((at, index))) = heap.pop() else {
            panic!("stalled at {now} s with {done} of {requests} done");
        };
        now = at as f64 / 1e9;
        assert!(now < 100_000.0, "crawls: {done} of {requests} done");
        match what[index as usize].take().unwrap() {
            What::Arrive(ticket) => {
                let (ok, limits) = server.take(now);
                let half = rtt / 2.0 * (0.7 + 0.6 * rng.f64());
                push(
                    &mut heap,
                    &mut what,
                    now + half,
                    What::Return(ticket, ok, limits),
                );
            }
            What::Return(ticket, ok, limits) => {
                busy -= 1;
                let went = if ok {
                    RequestOutcome::Answered
                } else {
                    RequestOutcome::Throttled
                };
                if ok {
                    done += 1;
                } else {
                    refused += 1;
                    waiting.push_back(());
                }
                gate.done(
                    ticket,
                    Duration::from_secs_f64(now),
                    went,
                    &limits,
                    rng.f64(),
                );
            }
            What::Wake => woken = f64::INFINITY,
        }
        while busy < workers && !waiting.is_empty() {
            match gate.ask(Duration::from_secs_f64(now), share) {
                Turn::Go(ticket) => {
                    waiting.pop_front();
                    busy += 1;
                    let half = rtt / 2.0 * (0.7 + 0.6 * rng.f64());
                    push(&mut heap, &mut what, now + half, What::Arrive(ticket));
                }
                Turn::At(at, _) => {
                    let at = at.as_secs_f64().max(now);
                    if at < woken {
                        woken = at;
                        push(&mut heap, &mut what, at + 1e-9, What::Wake);
                    }
                    break;
                }
                Turn::WhenChanged => {
                    assert!(busy > 0, "waits for a change that cannot come");
                    break;
                }
            }
        }
    }
    Outcome { time: now, refused }
}

/// The least time that this many requests take.
fn bound(server: &Server, requests: u32, workers: u64, rtt: f64, share: f64) -> f64 {
    let waves = |n: f64| n / workers as f64 * rtt;
    match server.kind {
        Kind::Fixed { limit, window } => {
            let ours = (limit as f64 * share).ceil();
            let full = ((f64::from(requests) / ours).ceil() - 1.0).max(0.0);
            let last = f64::from(requests) - full * ours;
            let first = window - server.phase.rem_euclid(window);
            if full == 0.0 {
                waves(f64::from(requests))
            } else {
                (first + (full - 1.0) * window + waves(last)).max(waves(f64::from(requests)))
            }
        }
        Kind::Bucket { burst, rate } => {
            let rate = rate * share;
            ((f64::from(requests) - burst) / rate).max(waves(f64::from(requests)))
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Median of time over bound and of refusals, over seeds.
fn measure(kind: Kind, says: Says, skew: f64, aligned: bool, share: f64) -> (f64, f64) {
    let (mut times, mut refusals) = (Vec::new(), Vec::new());
    for seed in 0..7 {
        let phase = if aligned {
            0.0
        } else {
            7.0 + seed as f64 * 3.3
        };
        let mut server = Server::new(kind, says, skew, phase);
        let least = bound(&server, 3_000, 32, 0.15, share);
        let outcome = run(&mut server, 3_000, 32, 0.15, share, seed);
        times.push(outcome.time / least);
        refusals.push(f64::from(outcome.refused));
    }
    (median(times), median(refusals))
}

const WINDOW: Kind = Kind::Fixed {
    limit: 500,
    window: 60.0,
};
const BUCKET: Kind = Kind::Bucket {
    burst: 50.0,
    rate: 10.0,
};

#[test]
fn near_the_bound_and_unrefused() {
    type Case = (&'static str, Kind, Says, f64, bool, f64, f64, f64);
    let cases: [Case; 10] = [
        (
            "window, seconds",
            WINDOW,
            Says::Seconds,
            0.0,
            true,
            1.0,
            1.02,
            0.0,
        ),
        (
            "window, share of 80 %",
            WINDOW,
            Says::Seconds,
            0.0,
            true,
            0.8,
            1.02,
            0.0,
        ),
        (
            "window, clock ahead",
            WINDOW,
            Says::Seconds,
            2.0,
            true,
            1.0,
            1.02,
            0.0,
        ),
        (
            "window, clock behind",
            WINDOW,
            Says::Seconds,
            -90.5,
            true,
            1.0,
            1.02,
            1.0,
        ),
        (
            "window, minutes",
            WINDOW,
            Says::Minutes,
            0.0,
            true,
            1.0,
            1.02,
            0.0,
        ),
        (
            "window, minutes, unaligned",
            WINDOW,
            Says::Minutes,
            0.0,
            false,
            1.0,
            1.05,
            60.0,
        ),
        (
            "window, retry-after",
            WINDOW,
            Says::RetryAfter,
            0.0,
            true,
            1.0,
            1.05,
            400.0,
        ),
        (
            "window, nothing",
            WINDOW,
            Says::Nothing,
            0.0,
            true,
            1.0,
            1.05,
            150.0,
        ),
        (
            "bucket, remaining",
            BUCKET,
            Says::Remaining,
            0.0,
            true,
            1.0,
            1.05,
            100.0,
        ),
        (
            "bucket, nothing",
            BUCKET,
            Says::Nothing,
            0.0,
            true,
            1.0,
            1.075,
            400.0,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, kind, says, skew, aligned, share, most, refusals) in cases {
        let (time, refused) = measure(kind, says, skew, aligned, share);
        println!("{name:30} {time:.3} of the bound, {refused} refused");
        if time > most || refused > refusals {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "too slow or refused too often: {wrong:?}");
}

#[test]
fn never_a_stall() {
    let mut rng = fastrand::Rng::with_seed(11);
    let mut all = Vec::new();
    for seed in 0..300 {
        let kind = if rng.bool() {
            Kind::Fixed {
                limit: rng.u64(10..1_000),
                window: [1.0, 10.0, 60.0][rng.usize(0..3)],
            }
        } else {
            Kind::Bucket {
                burst: f64::from(rng.u32(5..100)),
                rate: f64::from(rng.u32(2..50)),
            }
        };
        let says = [
            Says::Seconds,
            Says::Minutes,
            Says::RetryAfter,
            Says::Nothing,
            Says::Remaining,
        ][rng.usize(0..5)];
        let skew = rng.f64() * 4.0 - 2.0;
        let phase = rng.f64() * 60.0;
        let rtt = 0.02 + rng.f64() * 0.6;
        let workers = rng.u64(1..64);
        let share = 0.5 + rng.f64() / 2.0;
        let mut server = Server::new(kind, says, skew, phase);
        let least = bound(&server, 1_000, workers, rtt, share);
        let outcome = run(&mut server, 1_000, workers, rtt, share, seed);
        let times = outcome.time / least.max(1.0);
        if times > 2.5 {
            println!(
                "{times:.2} {kind:?} {says:?} skew {skew:.1} phase {phase:.1} rtt {rtt:.2} workers {workers} share {share:.2} refused {}",
                outcome.refused
            );
        }
        all.push(times);
    }
    all.sort_by(f64::total_cmp);
    println!("median {:.3}, worst {:.2}", all[150], all[299]);
    assert!(all[150] < 1.05, "median {}", all[150]);
    assert!(all[299] < 6.0, "worst {}", all[299]);
}
