//! Yes, no, or unknown: what is unknown decides nothing, and a known "no" decides alone.

/// Whether all of these hold: no as soon as one does not.
pub(in super::super) fn all<const N: usize>(of: [Option<bool>; N]) -> Option<bool> {
    if of.contains(&Some(false)) {
        Some(false)
    } else if of.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Whether one of these holds: yes as soon as one does.
pub(in super::super) fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    not(all([not(one), not(other)]))
}

/// The opposite.
pub(in super::super) fn not(of: Option<bool>) -> Option<bool> {
    of.map(|of| !of)
}

/// Of how many something holds, and of how many it is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Tally {
    pub yes: u64,
    pub unknown: u64,
}

impl Tally {
    pub fn add(&mut self, of: Option<bool>) {
        match of {
            Some(true) => self.yes += 1,
            Some(false) => {}
            None => self.unknown += 1,
        }
    }

    pub fn of(all: impl IntoIterator<Item = Option<bool>>) -> Self {
        let mut tally = Self::default();
        all.into_iter().for_each(|one| tally.add(one));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unknown_decides_nothing() {
        let (yes, no, unknown) = (Some(true), Some(false), None);
        assert_eq!(all([yes, unknown]), None);
        assert_eq!(all([unknown, no]), no);
        assert_eq!(all([yes, yes]), yes);
        assert_eq!(either(yes, unknown), yes);
        assert_eq!(either(unknown, no), None);
        assert_eq!(either(no, no), no);
        let tally = Tally::of([yes, no, unknown, unknown]);
        assert_eq!((tally.yes, tally.unknown), (1, 2));
    }
}
