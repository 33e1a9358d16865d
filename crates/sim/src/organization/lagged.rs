//! A value that readers see later than it changes.

use std::time::Instant;

/// Which state is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    /// The true one.
    True,
    /// The one that readers see at this moment.
    Seen(Instant),
}

/// A value, and what readers still see instead of it.
#[derive(Debug, Clone)]
pub(crate) struct Lagged<T> {
    value: T,
    before: Option<(T, Instant)>,
}

impl<T: Clone> Lagged<T> {
    pub fn new(value: T) -> Self {
        Self {
            value,
            before: None,
        }
    }

    /// Changes it now; readers see it from `visible` on.
    pub fn set(&mut self, value: T, now: Instant, visible: Instant) {
        let seen = self.get(When::Seen(now)).clone();
        self.value = value;
        self.before = (visible > now).then_some((seen, visible));
    }

    pub fn get(&self, when: When) -> &T {
        match (&self.before, when) {
            (Some((before, until)), When::Seen(now)) if *until > now => before,
            _ => &self.value,
        }
    }

    /// When the last reader sees the change.
    pub fn until(&self) -> Option<Instant> {
        self.before.as_ref().map(|(_, until)| *until)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn readers_see_what_was_until_the_change_is_visible() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut value = Lagged::new(1);
        value.set(2, at(0), at(10));
        assert_eq!(*value.get(When::True), 2);
        assert_eq!(*value.get(When::Seen(at(9))), 1);
        assert_eq!(*value.get(When::Seen(at(10))), 2);
        // A second change does not show the first one early.
        let mut value = Lagged::new(1);
        value.set(2, at(0), at(10));
        value.set(3, at(5), at(15));
        assert_eq!(*value.get(When::Seen(at(12))), 1);
        assert_eq!(*value.get(When::Seen(at(15))), 3);
        assert_eq!(value.until(), Some(at(15)));
    }
}
