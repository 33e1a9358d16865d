//! How many change requests are sent at a time: half as many when the service is overloaded, one more for each round
//! that went well, and never more than the run's settings allow.

use atlctl_api::{Error, ErrorKind};

/// How many change requests are sent at a time. It is not kept: a resumed run starts with what its settings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::apply) struct Concurrency {
    /// Change requests that wait for an answer.
    pub(in crate::apply) sending: usize,
    now: usize,
    most: usize,
    /// Requests that were answered well since the number changed last.
    good: usize,
    /// The first request after the last fall. Those before it were sent too fast, which is known already.
    since: u32,
}

impl Concurrency {
    /// As many as these, to begin with and at most.
    pub(in crate::apply) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            sending: 0,
            now: most,
            most,
            good: 0,
            since: 0,
        }
    }

    /// How many requests may be sent at a time.
    pub(in crate::apply) fn limit(self) -> usize {
        self.now
    }

    /// How many are sent at a time, and how many could be; `None` where that is the same.
    pub(in crate::apply) fn slowed(self) -> Option<(usize, usize)> {
        (self.now < self.most).then_some((self.now, self.most))
    }

    /// A request was answered. `next`: the number of the next request.
    pub(in crate::apply) fn answered(&mut self, call: u32, next: u32, error: Option<&Error>) {
        match error.map(|error| error.kind) {
            Some(ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Timeout) => {
                if call >= self.since {
                    self.now = self.now.div_euclid(2).max(1);
                    (self.good, self.since) = (0, next);
                }
            }
            None if self.now < self.most => {
                self.good = self.good.saturating_add(1);
                if self.good >= self.now {
                    self.now = self.now.saturating_add(1);
                    self.good = 0;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind) -> Error {
        Error::new(kind, "because")
    }

    #[test]
    fn overload_halves_it_once_and_rounds_that_go_well_raise_it_again() {
        let mut one = Concurrency::new(8);
        assert_eq!((one.limit(), one.slowed()), (8, None));
        // Eight were on their way: only the first answer counts.
        for call in 0..8 {
            one.answered(call, 8, Some(&error(ErrorKind::RateLimited)));
        }
        assert_eq!(one.slowed(), Some((4, 8)));
        for (call, kind) in [
            (8, ErrorKind::Server),
            (9, ErrorKind::Timeout),
            (10, ErrorKind::Server),
        ] {
            one.answered(call, call + 1, Some(&error(kind)));
        }
        assert_eq!(one.limit(), 1, "never none");
        // Refusals say nothing about the load.
        one.answered(11, 12, Some(&error(ErrorKind::Conflict)));
        assert_eq!(one.limit(), 1);
        for call in 12..12 + 1 + 2 + 3 {
            one.answered(call, call + 1, None);
        }
        assert_eq!(one.limit(), 4);
        for call in 20..100 {
            one.answered(call, call + 1, None);
        }
        assert_eq!(one.slowed(), None);
    }
}
