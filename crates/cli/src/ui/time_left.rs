//! The rate of long work, and the time left.

use std::time::{Duration, Instant};

/// A shorter time gives no rate.
const LEAST: Duration = Duration::from_millis(500);
/// The rate covers the last one to two of these spans.
const SPAN: Duration = Duration::from_secs(30);

/// Measures the rate from two points in time. Work done before a resume does not count.
#[derive(Debug, Default)]
pub(super) struct Rate {
    older: Option<(Instant, u64)>,
    newer: Option<(Instant, u64)>,
    rate: Option<f64>,
}

impl Rate {
    /// Records how much is done now.
    pub(super) fn at(&mut self, now: Instant, done: u64) {
        let (since, before) = *self.older.get_or_insert((now, done));
        let newer = *self.newer.get_or_insert((now, done));
        let time = now.saturating_duration_since(since);
        if time >= LEAST {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
            let rate = done.saturating_sub(before) as f64 / time.as_secs_f64();
            self.rate = Some(rate);
        }
        if now.saturating_duration_since(newer.0) >= SPAN {
            self.older = Some(newer);
            self.newer = Some((now, done));
        }
    }

    /// The rate and the time left as text, as far as they are known.
    pub(super) fn words(&self, done: u64, total: Option<u64>) -> String {
        let Some(rate) = self.rate.filter(|_| done > 0) else {
            return String::new();
        };
        let speed = if rate >= 10.0 {
            format!("{rate:.0} a second")
        } else {
            format!("{rate:.1} a second")
        };
        match total.map(|total| total.saturating_sub(done)) {
            #[expect(clippy::cast_precision_loss, reason = "a time for people to read")]
            Some(left) if rate > 0.0 => {
                format!("{speed}, {} left", time(left as f64 / rate))
            }
            _ => speed,
        }
    }
}

/// A duration as text.
fn time(seconds: f64) -> String {
    let minutes = (seconds / 60.0).ceil();
    if seconds < 99.5 {
        format!("{:.0} s", seconds.ceil())
    } else if minutes < 100.0 {
        format!("{minutes:.0} min")
    } else {
        format!("{:.0} h", (minutes / 60.0).ceil())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn what_was_done_before_does_not_count() {
        let start = Instant::now();
        let mut rate = Rate::default();
        rate.at(start, 90_000);
        assert_eq!(rate.words(90_000, Some(100_000)), "");
        rate.at(after(start, 10), 91_000);
        assert_eq!(rate.words(91_000, Some(100_000)), "100 a second, 90 s left");
        assert_eq!(rate.words(91_000, None), "100 a second");
    }

    #[test]
    fn the_rate_is_that_of_the_last_minute() {
        let start = Instant::now();
        let mut rate = Rate::default();
        for second in 0..=30 {
            rate.at(after(start, second), second * 1000);
        }
        // Then it stands still, as under a quota.
        for second in 31..=120 {
            rate.at(after(start, second), 30_000);
        }
        assert_eq!(rate.words(30_000, Some(40_000)), "0.0 a second");
    }

    #[test]
    fn times() {
        for (seconds, words) in [
            (0.2, "1 s"),
            (99.0, "99 s"),
            (100.0, "2 min"),
            (5_940.0, "99 min"),
            (7_300.0, "3 h"),
        ] {
            assert_eq!(time(seconds), words);
        }
    }
}
