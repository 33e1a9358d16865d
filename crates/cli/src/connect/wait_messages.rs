//! Messages about why requests are waiting.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use atlctl_api::{ErrorKind, RequestEvent, WaitReason, Waiting};
use jiff::Timestamp;

use crate::ui::Ui;

/// Shorter waits are not reported.
const WORTH_SAYING: Duration = Duration::from_secs(2);

/// Why requests are waiting. Long work shows it with its progress; other commands print a line.
#[derive(Debug, Default)]
pub struct Waits {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// A progress display shows the reason.
    drawn: bool,
    /// By call, because each waits on its own.
    waiting: BTreeMap<String, Reason>,
    /// The last reason that was printed, and the expected end of that wait.
    said: Option<(WaitReason, Instant)>,
}

#[derive(Debug)]
struct Reason {
    since: Instant,
    /// The latest end of the wait, in wall-clock time.
    until: Timestamp,
    waiting: Waiting,
    /// The status of the answer before the wait.
    status: Option<u16>,
    words: String,
}

/// Two waits whose ends differ by less are reported once.
const SAME_END: Duration = Duration::from_secs(5);

impl Waits {
    /// From now on, the reason is shown with the progress, not as a separate line.
    pub fn draw(&self) {
        self.lock().drawn = true;
    }

    /// The reason of the longest wait, as text at its beginning and as text now; none if nothing waits.
    pub fn reason(&self) -> Option<(String, String)> {
        self.reason_at(Instant::now())
    }

    fn reason_at(&self, now: Instant) -> Option<(String, String)> {
        let state = self.lock();
        let waiting = state.waiting.values();
        let longest = waiting.max_by_key(|reason| reason.waiting.at_most)?;
        let gone = now.saturating_duration_since(longest.since);
        let left = longest.waiting.at_most.saturating_sub(gone);
        let left = left.max(Duration::from_secs(1));
        let now = describe(&longest.waiting, longest.status, left, longest.until);
        Some((longest.words.clone(), now))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note(&self, ui: &Ui, event: &RequestEvent<'_>, now: Instant, clock: Timestamp) {
        let mut state = self.lock();
        let call = format!("{} {}", event.method, event.path);
        match &event.waiting {
            Some(waiting) if waiting.at_most >= WORTH_SAYING => {
                // Never sooner than it is.
                let seconds = waiting.at_most.as_millis().div_ceil(1_000);
                let whole = Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX));
                let until = clock.checked_add(whole).unwrap_or(clock);
                let reason = Reason {
                    since: now,
                    until,
                    waiting: *waiting,
                    words: describe(waiting, event.status, waiting.at_most, until),
                    status: event.status,
                };
                let end = now + waiting.at_most;
                let is_news = state
                    .said
                    .is_none_or(|(why, before)| why != waiting.reason || end > before + SAME_END);
                if !state.drawn && is_news {
                    ui.status(format!("Waiting: {}.", reason.words));
                    state.said = Some((waiting.reason, end));
                }
                state.waiting.insert(call, reason);
            }
            Some(_) => {
                state.waiting.remove(&call);
            }
            // An answer to what was sent before the wait began does not end it.
            None => {
                let sent = now.checked_sub(event.duration);
                if let Some(reason) = state.waiting.get(&call)
                    && sent.is_some_and(|sent| sent >= reason.since)
                {
                    state.waiting.remove(&call);
                }
            }
        }
    }
}

/// Describes a wait that no answer of its own tells of.
pub fn waiting_words(reason: WaitReason, time: Duration, until: Timestamp) -> String {
    let waiting = Waiting {
        reason,
        at_most: time,
    };
    describe(&waiting, None, time, until)
}

/// Describes the reason, the duration and the end of a wait.
fn describe(waiting: &Waiting, status: Option<u16>, time: Duration, until: Timestamp) -> String {
    let until = until.strftime("%H:%M:%S UTC");
    let time = format!("resuming in at most {}, by {until}", duration(time));
    match waiting.reason {
        WaitReason::Quota { limit: Some(limit) } => {
            format!("rate-limited ({limit} requests per period); {time}")
        }
        WaitReason::Quota { limit: None } => {
            format!("rate-limited (atlctl's share of the quota is used up); {time}")
        }
        WaitReason::Throttled => {
            format!("rate-limited (Atlassian refuses more requests); {time}")
        }
        WaitReason::Repeat(kind) => {
            format!(
                "{}; {}",
                failure(kind, status),
                time.replacen("resuming", "retrying", 1)
            )
        }
        _ => time,
    }
}

/// Why an attempt failed.
fn failure(kind: ErrorKind, status: Option<u16>) -> String {
    match (kind, status) {
        (ErrorKind::Connect, _) => "cannot connect".to_owned(),
        (ErrorKind::Timeout, _) => "request timed out".to_owned(),
        (ErrorKind::Interrupted, _) => "connection lost".to_owned(),
        (_, Some(status)) if !(200..300).contains(&status) => {
            format!("Atlassian returned HTTP {status}")
        }
        _ => "the response was unusable".to_owned(),
    }
}

/// A duration as text.
pub(super) fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil();
    if seconds < 120.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{:.0} min", (seconds / 60.0).ceil())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_that_of_now() {
        let waiting = Waiting {
            reason: WaitReason::Throttled,
            at_most: Duration::from_secs(72),
        };
        let since = Instant::now();
        let until: Timestamp = "2026-11-24T09:01:12Z".parse().unwrap();
        let waits = Waits::default();
        let reason = Reason {
            since,
            until,
            waiting,
            status: None,
            words: describe(&waiting, None, waiting.at_most, until),
        };
        waits.lock().waiting.insert("GET /x".to_owned(), reason);
        let said = |left| {
            format!(
                "rate-limited (Atlassian refuses more requests); resuming in at most {left}, by 09:01:12 UTC"
            )
        };
        for (seconds, left) in [(0, "72 s"), (70, "2 s"), (80, "1 s")] {
            let (then, now) = waits
                .reason_at(since + Duration::from_secs(seconds))
                .unwrap_or_default();
            assert_eq!(then, said("72 s"));
            assert_eq!(now, said(left));
        }
    }
}
