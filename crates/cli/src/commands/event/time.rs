//! Times of events on the command line.

use std::time::Duration;

use atlctl_core::span::span_ms;
use jiff::Timestamp;
use jiff::civil::Date;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A moment, or one so long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So many milliseconds before now.
    Ago(i64),
    /// In milliseconds since 1970.
    At(i64),
}

impl Moment {
    /// In milliseconds since 1970.
    pub fn ms(self, now: Timestamp) -> i64 {
        match self {
            Self::Ago(ms) => now.as_millisecond().saturating_sub(ms),
            Self::At(ms) => ms,
        }
    }
}

/// Reads `90m`, `12h`, `7d`, `4w`, a date (UTC) or a time.
///
/// # Errors
/// When it is none of them.
pub fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Some(ms) = span_ms(text) {
        return Ok(Moment::Ago(ms));
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(Moment::At(time.as_millisecond()));
    }
    // A day begins at midnight UTC.
    if text.len() == 10
        && text.parse::<Date>().is_ok()
        && let Ok(time) = format!("{text}T00:00:00Z").parse::<Timestamp>()
    {
        return Ok(Moment::At(time.as_millisecond()));
    }
    Err("use a time such as 90m (minutes), 12h or 7d, a date such as 2026-01-31 (UTC), or 2026-01-31T08:00:00Z".to_owned())
}

/// Reads the end of a range as [`moment`]; a date means the end of its day (UTC).
///
/// # Errors
/// When it is none.
pub(super) fn end(text: &str) -> Result<Moment, String> {
    let found = moment(text)?;
    let day = text.trim().parse::<Date>().ok();
    Ok(match (found, day.filter(|_| text.trim().len() == 10)) {
        // A range ends before its end.
        (Moment::At(midnight), Some(_)) => Moment::At(midnight.saturating_add(DAY_MS)),
        (found, _) => found,
    })
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
        assert_eq!(moment("90m"), Ok(Moment::Ago(5_400_000)));
        assert_eq!(moment("1970-01-02"), Ok(Moment::At(86_400_000)));
        assert_eq!(
            moment("1970-01-01T02:00:00+01:00"),
            Ok(Moment::At(3_600_000))
        );
        for odd in ["", "yesterday", "90", "2026-13-01", "2026-1-1"] {
            assert!(moment(odd).is_err(), "{odd}");
        }
        assert_eq!(end("1970-01-02"), Ok(Moment::At(2 * 86_400_000)));
        for same in ["90m", "1970-01-02T00:00:00Z", "never"] {
            assert_eq!(end(same), moment(same), "{same}");
        }
        assert_eq!(size("100mb"), Ok(100_000_000));
        for odd in ["", "100", "1.5GB", "0MB", "MB", "99999999999GB"] {
            assert!(size(odd).is_err(), "{odd}");
        }
        assert!(span("0s").is_err() && span("2s").is_ok());
    }
}
