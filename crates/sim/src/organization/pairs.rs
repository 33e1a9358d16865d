//! Pairs that were joined or parted since the beginning, such as people and groups.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::time::Instant;

use super::lagged::{Lagged, When};

/// Changes to a relation between `A` and `B`.
#[derive(Debug, Clone)]
pub(crate) struct Links<A, B> {
    pairs: HashMap<(A, B), Lagged<bool>>,
    of_a: HashMap<A, BTreeSet<B>>,
    of_b: HashMap<B, BTreeSet<A>>,
}

impl<A, B> Default for Links<A, B> {
    fn default() -> Self {
        Self {
            pairs: HashMap::new(),
            of_a: HashMap::new(),
            of_b: HashMap::new(),
        }
    }
}

impl<A: Copy + Ord + Hash, B: Copy + Ord + Hash> Links<A, B> {
    /// Joins or parts a pair that was joined at the beginning or not.
    pub fn set(
        &mut self,
        (a, b): (A, B),
        first: bool,
        joined: bool,
        (now, visible): (Instant, Instant),
    ) {
        let pair = self.pairs.entry((a, b));
        pair.or_insert_with(|| Lagged::new(first))
            .set(joined, now, visible);
        self.of_a.entry(a).or_default().insert(b);
        self.of_b.entry(b).or_default().insert(a);
    }

    /// Whether a pair is joined; none when it was never changed.
    pub fn get(&self, a: A, b: B, when: When) -> Option<bool> {
        self.pairs.get(&(a, b)).map(|joined| *joined.get(when))
    }

    /// What was changed of an `A`, with whether it is joined.
    pub fn of_a(&self, a: A, when: When) -> impl Iterator<Item = (B, bool)> {
        let list = self.of_a.get(&a).into_iter().flatten();
        list.filter_map(move |b| Some((*b, self.get(a, *b, when)?)))
    }

    /// What was changed of a `B`, with whether it is joined.
    pub fn of_b(&self, b: B, when: When) -> impl Iterator<Item = (A, bool)> {
        let list = self.of_b.get(&b).into_iter().flatten();
        list.filter_map(move |a| Some((*a, self.get(*a, b, when)?)))
    }

    /// Whether something of an `A` was changed.
    pub fn touches(&self, a: A) -> bool {
        self.of_a.contains_key(&a)
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// When the last change is visible.
    pub fn until(&self) -> Option<Instant> {
        self.pairs.values().filter_map(Lagged::until).max()
    }

    /// Every changed pair.
    pub fn all(&self, when: When) -> impl Iterator<Item = ((A, B), bool)> {
        self.pairs
            .iter()
            .map(move |(pair, joined)| (*pair, *joined.get(when)))
    }
}
