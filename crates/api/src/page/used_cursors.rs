//! The cursors of a list that were already used.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::ids::Cursor;

/// Remembers cursors by their hash: a few bytes for each, however long it is.
#[derive(Debug, Default)]
pub(crate) struct UsedCursors {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl UsedCursors {
    /// Records a cursor; false if it was already recorded.
    pub(crate) fn note(&mut self, cursor: &Cursor) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor.as_str()))
    }

    /// Records any text; false if it was already recorded.
    pub(crate) fn note_text(&mut self, text: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(text))
    }
}
