//! What follows from the facts and takes a walk over everyone, once it was made.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::token::Token;

/// What was derived so far.
#[derive(Debug, Default)]
pub(super) struct Derived {
    pub sorted: OnceLock<Vec<usize>>,
    pub members: OnceLock<Vec<Vec<u32>>>,
    pub counts: OnceLock<Counts>,
    pub synced: OnceLock<Vec<u32>>,
    pub tokens: OnceLock<Vec<Token>>,
    pub domains: OnceLock<HashSet<String>>,
    pub alike: OnceLock<Vec<Alike>>,
}

/// People who are in the same states and have addresses of one domain at the beginning.
#[derive(Debug)]
pub(crate) struct Alike {
    /// One of them.
    pub sample: usize,
    /// How many they are.
    pub people: usize,
}

/// Totals at the beginning.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub managed: usize,
    pub products: Vec<usize>,
    pub policies: Vec<usize>,
}
