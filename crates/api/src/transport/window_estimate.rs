//! Learns a quota of fixed windows from refusals, where a server sends no limits: how many requests a window holds, and
//! how long it is.
//!
//! A window that was used up tells its size; the times at which requests are taken again tell its length. Two full windows
//! that agree are believed for a while. Then only the share of it that is ours is sent, and nothing is refused.

use std::time::Duration;

/// Lengths that servers use, in seconds. One of them is meant where the measured length may be it.
const USUAL: [f64; 12] = [
    5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0,
];
/// Shorter windows, and smaller ones, are rates.
const SHORTEST: f64 = 4.0;
const SMALLEST: u64 = 10;
/// Two full windows agree when their sizes differ by this share at most.
const ALIKE: f64 = 0.03;
/// A length that none of the usual ones is must be known this well.
const NARROW: f64 = 0.15;
/// After so many full windows, what is known is enough.
const ENOUGH: u32 = 4;
/// A wait that a server requests is in whole seconds.
const GRAIN: Duration = Duration::from_secs(1);
/// Windows for which the size is believed: the server's, or the use by others, may change.
const BELIEVED: u64 = 60;
/// So many refusals that were not expected, and what was learned is wrong.
const SURPRISES: u32 = 2;
/// Windows without one after which those before are forgotten.
const CALM: u64 = 10;

/// The end of a closed time: it lies between these.
#[derive(Debug, Clone, Copy)]
struct Reopening {
    after: Duration,
    by: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Learned {
    limit: u64,
    length: Duration,
    /// When requests were first taken again, and how many windows began since.
    since: Duration,
    windows: u64,
    surprises: u32,
    surprised_at: u64,
}

/// The windows of one kind of call.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// When the window of now began, as far as known.
    began: Option<Reopening>,
    /// Requests that were sent in it and not refused.
    used: u64,
    /// The last refusal in it, and whether the server said when to come back.
    refused: Option<(Duration, bool)>,
    /// How many requests the last full window held.
    full: Option<u64>,
    /// When the first of the full windows that agree began, and how many of them there were.
    first: Option<(Reopening, u32)>,
    learned: Option<Learned>,
}

impl Window {
    /// Whether size and length are known.
    pub(super) fn is_learned(&self) -> bool {
        self.learned.is_some()
    }

    /// Whether nothing was sent in the window of now yet, so that one request goes first to check.
    pub(super) fn is_fresh(&self) -> bool {
        self.learned.is_some() && self.used == 0
    }

    /// When the next request may leave, if the share of the window of now is used up.
    pub(super) fn wait(&mut self, now: Duration, share: f64, inflight: u64) -> Option<Duration> {
        self.roll(now, inflight);
        let (learned, began) = (self.learned?, self.began?);
        (self.used >= ours(learned.limit, share)).then(|| began.by + learned.length)
    }

    /// Goes on to the window of now.
    fn roll(&mut self, now: Duration, inflight: u64) {
        let (Some(learned), Some(began)) = (&mut self.learned, &mut self.began) else {
            return;
        };
        let passed = now.saturating_sub(began.by).as_secs_f64() / learned.length.as_secs_f64();
        if passed < 1.0 {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of windows"
        )]
        let passed = passed as u64;
        let times = u32::try_from(passed).unwrap_or(u32::MAX);
        let later = learned.length.saturating_mul(times);
        began.by = began.by.saturating_add(later);
        began.after = began.after.saturating_add(later);
        learned.windows += passed;
        if learned.windows - learned.surprised_at > CALM {
            learned.surprises = 0;
        }
        let is_old = learned.windows > BELIEVED;
        self.used = inflight;
        if is_old {
            *self = Self::default();
        }
    }

    /// A request leaves.
    pub(super) fn sent(&mut self) {
        self.used += 1;
    }

    /// A request that left at `sent` was refused. `told`: the server says when to come back. `is_late`: it left before the
    /// last refusal, and tells nothing of the time since requests are taken again.
    pub(super) fn refused(&mut self, sent: Duration, told: bool, is_late: bool) {
        self.used = self.used.saturating_sub(1);
        if is_late && self.refused.is_none() {
            return;
        }
        let before = self.refused.map_or(sent, |(before, _)| before.max(sent));
        self.refused = Some((before, told));
    }

    /// A request that left after the last refusal was answered. `waited`: it left as soon as it might.
    pub(super) fn answered(&mut self, now: Duration, waited: bool) {
        let Some((refused, told)) = self.refused.take() else {
            return;
        };
        let held = self.used.saturating_sub(1);
        self.used = 1;
        let after = if told {
            now.saturating_sub(GRAIN)
        } else {
            refused
        };
        let begins = Reopening { after, by: now };
        self.began = Some(begins);
        let full = self.full.replace(held);
        if !waited {
            // Nobody asked when it opened again.
            *self = Self {
                used: 1,
                ..Self::default()
            };
            return;
        }
        if let Some(learned) = &mut self.learned {
            learned.surprise(begins, held);
            if learned.surprises >= SURPRISES {
                self.learned = None;
                self.first = None;
            }
            return;
        }
        // What was sent before the first refusal may have been sent in several windows: it counts when it agrees.
        let size = full.filter(|full| alike(*full, held));
        let (first, windows) = match (self.first, size) {
            (Some((first, windows)), Some(_)) => (first, windows + 1),
            _ => (begins, 0),
        };
        self.first = Some((first, windows));
        let length = (windows > 0)
            .then(|| length(first, begins, windows))
            .flatten();
        self.learned = size.zip(length).map(|(size, length)| Learned {
            limit: size.max(held),
            length,
            since: begins.by,
            windows: 0,
            surprises: 0,
            surprised_at: 0,
        });
    }
}

impl Learned {
    /// It was refused although it had not used up its windows: they are longer, or others use them too.
    fn surprise(&mut self, begins: Reopening, held: u64) {
        self.surprises += 1;
        self.surprised_at = self.windows;
        // Two windows looked like one, where it takes nearly all of a window to use it up.
        if alike(self.limit, held.saturating_mul(2)) {
            self.limit = held;
            self.length /= 2;
            return;
        }
        // The next boundary is where requests are taken again, and the longer the time, the better the measure.
        let passed = begins.by.saturating_sub(self.since);
        let windows = u32::try_from(self.windows + 1).unwrap_or(u32::MAX);
        let measured = passed / windows;
        if measured > self.length && measured < self.length.mul_f64(1.2) {
            self.length = measured;
        }
    }
}

/// How much of a window is ours.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a limit; a rounding error of one request is none"
)]
fn ours(limit: u64, share: f64) -> u64 {
    ((limit as f64 * share).ceil() as u64).max(1)
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests")]
fn alike(one: u64, other: u64) -> bool {
    let (less, more) = (one.min(other), one.max(other));
    less >= SMALLEST && (more - less) as f64 <= (more as f64 * ALIKE).max(1.0)
}

/// The length of windows, from the beginning of the first to the end of the last one; `None` while several are possible.
fn length(first: Reopening, end: Reopening, windows: u32) -> Option<Duration> {
    let seconds =
        |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64() / f64::from(windows);
    let least = seconds(first.by, end.after);
    let most = seconds(first.after, end.by);
    let measured = seconds(first.by, end.by);
    let usual = USUAL.iter().filter(|usual| (least..=most).contains(*usual));
    let usual: Vec<f64> = usual.copied().collect();
    let length = match usual.as_slice() {
        [usual] => *usual,
        [] if most - least <= measured * NARROW => measured,
        _ if windows >= ENOUGH => measured,
        _ => return None,
    };
    (length >= SHORTEST).then(|| Duration::from_secs_f64(length))
}
