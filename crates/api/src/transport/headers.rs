//! Response headers for rate limits, time and traces. Invalid values count as absent.

use std::time::Duration;

use http::HeaderMap;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// The most bytes of response headers; no proxy passes more.
pub(crate) const MAX_HEADERS: usize = 64 << 10;

/// The longest single wait, even if a server asks for more.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The rate limit of a call, from the headers of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Requests allowed in a period.
    pub(crate) limit: Option<u64>,
    /// Requests left in the period.
    pub(crate) remaining: Option<u64>,
    /// When the period ends, by the server's clock, in seconds since 1970: names the period.
    pub(crate) reset: Option<i64>,
    /// How long until then, by the server's clock; zero when it has passed.
    pub(crate) reset_in: Option<Duration>,
    /// The wait that the server requests.
    pub(crate) retry_after: Option<Duration>,
}

/// Reads the limits. `now` is used when the server sends no `Date`.
pub(crate) fn limits(headers: &HeaderMap, now: Timestamp) -> Limits {
    let server_now = text(headers, "date").and_then(http_date).unwrap_or(now);
    let reset = text(headers, "x-ratelimit-reset").and_then(|text| moment(text, server_now));
    Limits {
        limit: number(headers, "x-ratelimit-limit"),
        remaining: number(headers, "x-ratelimit-remaining"),
        reset: reset.map(Timestamp::as_second),
        reset_in: reset.map(|reset| until(server_now, reset)),
        retry_after: text(headers, "retry-after").and_then(|text| delay(text, server_now)),
    }
}

/// How long an answer asks to wait: `Retry-After`, else the end of the period.
pub(crate) fn wait(headers: &HeaderMap) -> Option<Duration> {
    let limits = limits(headers, Timestamp::now());
    limits.retry_after.or(match limits.remaining {
        Some(0) | None => limits.reset_in,
        Some(_) => None,
    })
}

/// The vendor's id of the request.
pub(crate) fn trace(headers: &HeaderMap) -> Option<String> {
    [
        "atl-traceid",
        "x-trace-id",
        "x-request-id",
        "atl-request-id",
    ]
    .iter()
    .find_map(|name| text(headers, name))
    .filter(|text| !text.is_empty() && text.len() <= 200)
    .map(str::to_owned)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = text(headers, name)?;
    // Some gateways write `350/400` or `100, 100;w=60`: the first number counts.
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

fn until(from: Timestamp, to: Timestamp) -> Duration {
    let millis = to
        .as_millisecond()
        .saturating_sub(from.as_millisecond())
        .max(0);
    Duration::from_millis(millis.unsigned_abs()).min(LONGEST_WAIT)
}

/// `Retry-After`: seconds, or a date.
pub(crate) fn delay(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        if seconds.is_nan() {
            return None;
        }
        let longest = LONGEST_WAIT.as_secs_f64();
        return Some(Duration::from_secs_f64(seconds.clamp(0.0, longest)));
    }
    moment(text, now).map(|at| until(now, at))
}

/// A moment: ISO 8601 with or without seconds, an HTTP date, seconds since 1970, or seconds from now.
pub(crate) fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return match number {
            // Milliseconds since 1970.
            100_000_000_000.. => Timestamp::from_millisecond(number).ok(),
            1_000_000_000.. => Timestamp::from_second(number).ok(),
            0.. => Timestamp::from_second(now.as_second().saturating_add(number)).ok(),
            _ => None,
        };
    }
    iso(text).or_else(|| http_date(text))
}

/// ISO 8601 in UTC or with an offset; the seconds may be missing (as the service really sends it).
fn iso(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if !text.is_ascii() || text.len() < 16 {
        return None;
    }
    let (local, zone) = text.split_at_checked(16)?;
    let local: DateTime = format!("{local}:00").parse().ok()?;
    let offset = match zone {
        "Z" | "z" | "" => Offset::UTC,
        zone => offset(zone)?,
    };
    TimeZone::fixed(offset).to_timestamp(local).ok()
}

/// `+01:00`, `-0530`, `+02`.
fn offset(zone: &str) -> Option<Offset> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = match digits.get(2..) {
        Some("") | None => 0,
        Some(minutes) => minutes.parse().ok()?,
    };
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

/// A date as HTTP writes it (RFC 9110): `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn at(text: &str) -> Option<String> {
        moment(text, now()).map(|at| at.to_string())
    }

    #[test]
    fn moments_in_every_form() {
        for (text, want) in [
            ("2026-11-24T10:05Z", "2026-11-24T10:05:00Z"),
            ("2026-11-24T10:05:30Z", "2026-11-24T10:05:30Z"),
            ("2026-11-24T10:05:30.5Z", "2026-11-24T10:05:30.5Z"),
            ("2026-11-24T11:05+01:00", "2026-11-24T10:05:00Z"),
            ("2026-11-24T11:05+0100", "2026-11-24T10:05:00Z"),
            ("2026-11-24T04:35-0530", "2026-11-24T10:05:00Z"),
            ("2026-11-24T11:05:30+01:00", "2026-11-24T10:05:30Z"),
            ("1795514730", "2026-11-24T10:05:30Z"),
            ("1795514730000", "2026-11-24T10:05:30Z"),
            ("30", "2026-11-24T10:00:30Z"),
            ("Tue, 24 Nov 2026 10:05:30 GMT", "2026-11-24T10:05:30Z"),
        ] {
            assert_eq!(at(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "",
            "soon",
            "-5",
            "2026-13-45T10:05Z",
            "2026-11-24T10:05+9x",
            "2026-11-24",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn delays_in_every_form() {
        let secs = |text| delay(text, now()).map(|d| d.as_secs_f64());
        assert_eq!(secs("5"), Some(5.0));
        assert_eq!(secs("0.5"), Some(0.5));
        assert_eq!(secs("-5"), Some(0.0));
        assert_eq!(secs("1000000000"), Some(LONGEST_WAIT.as_secs_f64()));
        assert_eq!(secs("Tue, 24 Nov 2026 10:00:07 GMT"), Some(7.0));
        assert_eq!(secs("Tue, 24 Nov 2026 09:00:00 GMT"), Some(0.0));
        assert_eq!(secs("tomorrow"), None);
        assert_eq!(secs("NaN"), None);
    }

    #[test]
    fn the_servers_clock_counts() {
        let mut headers = HeaderMap::new();
        headers.insert("date", "Tue, 24 Nov 2026 12:00:00 GMT".parse().unwrap());
        headers.insert("x-ratelimit-reset", "2026-11-24T12:01Z".parse().unwrap());
        headers.insert("x-ratelimit-remaining", "12".parse().unwrap());
        headers.insert("x-ratelimit-limit", "350/400".parse().unwrap());
        let limits = limits(&headers, now());
        assert_eq!(limits.reset_in, Some(Duration::from_secs(60)));
        assert_eq!((limits.limit, limits.remaining), (Some(350), Some(12)));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_wait_is_too_long(text in "\\PC{0,40}") {
            if let Some(wait) = delay(&text, now()) {
                prop_assert!(wait <= LONGEST_WAIT);
            }
        }

        #[test]
        fn nearly_dates_do_not_panic(text in "[0-9]{0,4}-?[0-9]{0,2}-?[0-9]{0,2}T?[0-9:]{0,9}[.Z+-]?[0-9:]{0,6}") {
            let _ = moment(&text, now());
        }

        #[test]
        fn bytes_in_headers_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = http::HeaderValue::from_bytes(&bytes) {
                for name in ["date", "retry-after", "x-ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining", "atl-traceid"] {
                    headers.insert(name, value.clone());
                }
            }
            let _ = limits(&headers, now());
            let _ = trace(&headers);
        }
    }
}
