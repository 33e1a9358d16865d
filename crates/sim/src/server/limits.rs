//! Rate limits, one for each method and path without IDs.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::config::RateLimit;

/// How much of each endpoint's limit is used.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<String, (Instant, u32)>,
}

/// The result of a rate limit check.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub allowed: bool,
    pub remaining: u32,
    /// Time left in the period.
    pub left: Duration,
}

impl Limits {
    /// Counts a request.
    pub fn count(&mut self, endpoint: String, limit: RateLimit, now: Instant) -> Verdict {
        let window = self.windows.entry(endpoint).or_insert((now, 0));
        if now.duration_since(window.0) >= limit.per {
            *window = (now, 0);
        }
        let allowed = window.1 < limit.requests;
        if allowed {
            window.1 += 1;
        }
        Verdict {
            allowed,
            remaining: limit.requests - window.1,
            left: limit.per.saturating_sub(now.duration_since(window.0)),
        }
    }
}

/// An endpoint's name: its path without IDs.
pub(crate) fn endpoint(method: &str, segments: &[String]) -> String {
    let mut name = method.to_owned();
    for segment in segments {
        name.push('/');
        let id = segment.len() > 20
            || (segment.len() > 3 && segment.contains(|c: char| c.is_ascii_digit()));
        name.push_str(if id { "{id}" } else { segment });
    }
    name
}

/// The headers of a limit. Periods of a minute and more end at a full minute, written without seconds.
pub(crate) fn headers(
    limit: RateLimit,
    verdict: &Verdict,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let left = i64::try_from(verdict.left.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
    let end = now.as_second().saturating_add(left);
    let (end, form) = if limit.per >= Duration::from_secs(60) {
        ((end + 59) / 60 * 60, "%Y-%m-%dT%H:%MZ")
    } else {
        (end, "%Y-%m-%dT%H:%M:%SZ")
    };
    let reset = Timestamp::from_second(end)
        .map_or_else(|_| String::new(), |at| at.strftime(form).to_string());
    vec![
        ("x-ratelimit-limit", limit.requests.to_string()),
        ("x-ratelimit-remaining", verdict.remaining.to_string()),
        ("x-ratelimit-reset", reset),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_allows_so_many_and_no_more() {
        let limit = RateLimit {
            requests: 2,
            per: Duration::from_secs(10),
            headers: true,
        };
        let mut limits = Limits::default();
        let start = Instant::now();
        let mut count =
            |after| limits.count("a".to_owned(), limit, start + Duration::from_secs(after));
        assert!(count(0).allowed);
        assert_eq!(count(1).remaining, 0);
        assert!(!count(2).allowed);
        assert!(count(10).allowed);
    }

    #[test]
    fn ids_do_not_make_endpoints() {
        let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            endpoint("GET", &parts("admin/v1/orgs/9a1jj823-jac8/users")),
            "GET/admin/v1/orgs/{id}/users"
        );
    }

    #[test]
    fn the_end_of_a_minute_is_written_without_seconds() {
        let limit = RateLimit {
            requests: 2,
            per: Duration::from_secs(60),
            headers: true,
        };
        let verdict = Verdict {
            allowed: true,
            remaining: 1,
            left: Duration::from_secs(30),
        };
        let headers = headers(limit, &verdict, Timestamp::UNIX_EPOCH);
        assert_eq!(headers.last().unwrap().1, "1970-01-01T00:01Z");
    }
}
