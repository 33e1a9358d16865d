//! Decides whether to repeat a failed attempt, and after which pause.

use std::time::Duration;

use super::call::Safety;
use crate::error::{Error, ErrorKind};

/// Attempts of a reading call that fails.
const READ_ATTEMPTS: u32 = 6;
/// Attempts of a changing call that surely was not processed.
const WRITE_ATTEMPTS: u32 = 4;
/// Attempts of a call that the server only delays.
const THROTTLED_ATTEMPTS: u32 = 30;
/// What the budget starts with and never exceeds.
const BUDGET: u32 = 60;

/// Stops a client from hammering a service that is down: a repetition costs, an answer earns.
#[derive(Debug)]
pub(crate) struct Budget(u32);

impl Default for Budget {
    fn default() -> Self {
        Self(BUDGET)
    }
}

impl Budget {
    /// A call was answered.
    pub(crate) fn earn(&mut self) {
        self.0 = (self.0 + 1).min(BUDGET);
    }

    fn spend(&mut self, cost: u32) -> bool {
        let enough = self.0 >= cost;
        if enough {
            self.0 -= cost;
        }
        enough
    }
}

/// The pause before the next attempt; none when the failure is final. `attempt` counts from 1;
/// `jitter` is a random number in `0.0..1.0`.
pub(crate) fn pause(
    error: &Error,
    safety: Safety,
    attempt: u32,
    budget: &mut Budget,
    jitter: f64,
) -> Option<Duration> {
    let (attempts, cost) = match (error.kind, safety) {
        // Not processed: the gate says when.
        (ErrorKind::RateLimited, _) => {
            let go_on = attempt < THROTTLED_ATTEMPTS && budget.spend(1);
            return go_on.then_some(Duration::ZERO);
        }
        // Nothing was sent.
        (ErrorKind::Connect, Safety::Read) => (READ_ATTEMPTS, 5),
        (ErrorKind::Connect, Safety::Write) => (WRITE_ATTEMPTS, 5),
        (ErrorKind::Server | ErrorKind::Interrupted, Safety::Read) => (READ_ATTEMPTS, 5),
        (ErrorKind::Timeout, Safety::Read) => (READ_ATTEMPTS / 2, 10),
        // It may have been processed, or it is a definite answer.
        _ => return None,
    };
    if attempt >= attempts || !budget.spend(cost) {
        return None;
    }
    let pause = full_jitter(attempt, jitter);
    Some(match error.retry_after {
        Some(wait) => wait.max(pause),
        None => pause,
    })
}

/// Anything from nothing to 0.5, 1, 2 … 30 s.
fn full_jitter(attempt: u32, jitter: f64) -> Duration {
    let top = 0.5 * f64::from(1_u32 << attempt.saturating_sub(1).min(6));
    Duration::from_secs_f64(top.min(30.0) * jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ExpiryForm;

    fn decide(kind: ErrorKind, safety: Safety, attempt: u32) -> bool {
        let error = Error::new(kind, "x");
        pause(&error, safety, attempt, &mut Budget::default(), 0.5).is_some()
    }

    #[test]
    fn a_change_is_repeated_only_when_it_surely_did_not_happen() {
        use ErrorKind as K;
        for (kind, read, write) in [
            (K::RateLimited, true, true),
            (K::Connect, true, true),
            (K::Server, true, false),
            (K::Interrupted, true, false),
            (K::Timeout, true, false),
            (K::Unreadable, false, false),
            (K::Redirect, false, false),
            (K::Conflict, false, false),
            (K::SignInNeeded(ExpiryForm::Unauthorized), false, false),
        ] {
            assert_eq!(decide(kind, Safety::Read, 1), read, "{kind} read");
            assert_eq!(decide(kind, Safety::Write, 1), write, "{kind} write");
        }
        assert!(!decide(K::Server, Safety::Read, READ_ATTEMPTS));
    }

    #[test]
    fn an_empty_budget_ends_it_and_answers_refill_it() {
        let error = Error::new(ErrorKind::Timeout, "x");
        let mut budget = Budget::default();
        let mut tries = 0;
        while pause(&error, Safety::Read, 1, &mut budget, 0.0).is_some() {
            tries += 1;
        }
        assert_eq!(tries, 6);
        for _ in 0..10 {
            budget.earn();
        }
        assert!(pause(&error, Safety::Read, 1, &mut budget, 0.0).is_some());
    }

    #[test]
    fn the_server_may_ask_for_a_longer_pause() {
        let error =
            Error::new(ErrorKind::Server, "x").with_retry_after(Some(Duration::from_secs(9)));
        let wait = pause(&error, Safety::Read, 1, &mut Budget::default(), 0.9);
        assert_eq!(wait, Some(Duration::from_secs(9)));
    }
}
