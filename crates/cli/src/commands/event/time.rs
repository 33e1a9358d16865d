//! Times of events on the command line.

use std::time::Duration;

use atlctl_core::shown_time::read_time;
use atlctl_core::span::span_ms;
use atlctl_core::store;
use jiff::Timestamp;

use crate::error::{CliError, CliResult};
use crate::parse_moment::{Edge, Named, moment as named};

/// A moment, or one so long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So many milliseconds before now.
    Ago(i64),
    /// In milliseconds since 1970.
    At(i64),
    /// An edge of a day.
    Day(Named, Edge),
}

impl Moment {
    /// In milliseconds since 1970.
    pub fn ms(self, now: Timestamp) -> i64 {
        match self {
            Self::Ago(ms) => now.as_millisecond().saturating_sub(ms),
            Self::At(ms) => ms,
            Self::Day(day, edge) => match (day.resolve(now, edge), edge) {
                (store::Moment::Time(begin), Edge::Begin) => begin.as_millisecond(),
                // A range ends before its end.
                (store::Moment::Time(last), Edge::End) => last.as_millisecond().saturating_add(1),
                (store::Moment::Sync(_), _) => now.as_millisecond(),
            },
        }
    }
}

impl Moment {
    /// The same as the beginning of a range.
    ///
    /// # Errors
    /// When it is in the future: no event is that new, and a position there would pass over those that come.
    pub fn begin_ms(self, now: Timestamp) -> CliResult<i64> {
        let ms = self.ms(now);
        if ms > now.as_millisecond() {
            return Err(
                CliError::usage("--since is in the future, so there is no event yet")
                    .hint("see how times are written: atlctl event list --help"),
            );
        }
        Ok(ms)
    }
}

/// Reads `90m`, `12h`, `7d`, `4w`, a day (UTC) or a time. A day means its beginning.
///
/// # Errors
/// When it is none of them.
pub fn moment(text: &str) -> Result<Moment, String> {
    at_edge(text, Edge::Begin)
}

/// Reads the end of a range as [`moment`]; a day means its end.
///
/// # Errors
/// When it is none.
pub(super) fn end(text: &str) -> Result<Moment, String> {
    at_edge(text, Edge::End)
}

fn at_edge(text: &str, edge: Edge) -> Result<Moment, String> {
    let text = text.trim();
    if let Some(ms) = span_ms(text) {
        return Ok(Moment::Ago(ms));
    }
    if let Some(time) = read_time(text) {
        return Ok(Moment::At(time.as_millisecond()));
    }
    match named(text) {
        Ok(day @ (Named::Day(_) | Named::Weekday(_) | Named::DaysBefore(_))) => {
            Ok(Moment::Day(day, edge))
        }
        _ => Err("use a time such as 90m (minutes), 12h or 7d, a day such as 2026-01-31, monday or today (UTC), or \
                  2026-01-31T08:00:00Z"
            .to_owned()),
    }
}

/// Reads a span such as `30s` or `1d`, of at least a second.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    span_ms(text)
        .and_then(|ms| u64::try_from(ms).ok())
        .filter(|ms| *ms >= 1_000)
        .map(Duration::from_millis)
        .ok_or_else(|| "use a time such as 30s, 5m, 1h or 1d, at least 1s".to_owned())
}

/// Reads a size such as `100MB`, of at least a kilobyte.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let text = text.trim().to_uppercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text.get(digits.len()..).unwrap_or_default() {
        "KB" | "K" => 1_000,
        "MB" | "M" => 1_000_000,
        "GB" | "G" => 1_000_000_000,
        _ => 0,
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .filter(|size| *size >= 1_000)
        .ok_or_else(|| "use a size such as 500KB, 100MB or 1GB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes() {
        // A Friday.
        let now = Timestamp::from_millisecond(86_400_000 + 3_600_000).unwrap();
        let ms = |text: &str| moment(text).unwrap().ms(now);
        let until = |text: &str| end(text).unwrap().ms(now);
        for (text, begins, ends) in [
            ("1970-01-01", 0, 86_400_000),
            ("yesterday", 0, 86_400_000),
            ("thursday", 0, 86_400_000),
            // Not later than now.
            ("Today", 86_400_000, 90_000_001),
            ("90m", 84_600_000, 84_600_000),
            ("1970-01-01T02:00:00+01:00", 3_600_000, 3_600_000),
        ] {
            assert_eq!((ms(text), until(text)), (begins, ends), "{text}");
        }
        for odd in ["", "soon", "90", "2026-13-01", "2026-1-1", "never"] {
            assert!(moment(odd).is_err() && end(odd).is_err(), "{odd}");
        }
        assert_eq!(size("100mb"), Ok(100_000_000));
        for odd in ["", "100", "1.5GB", "0MB", "MB", "99999999999GB"] {
            assert!(size(odd).is_err(), "{odd}");
        }
        assert!(span("0s").is_err() && span("2s").is_ok());
    }
}
