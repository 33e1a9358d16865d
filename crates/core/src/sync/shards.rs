//! The parts of the people that are read at the same time, and how far each is read. They are saved with the rows, so
//! that an interrupted sync resumes every one of them.

use serde::{Deserialize, Serialize};

use super::segment::Segment;

/// How far one end of a shard's list is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// Not begun.
    #[default]
    New,
    /// To this cursor.
    At(String),
    /// To the end of the list.
    Over,
}

/// A part of the people, read from both ends of its list until they meet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shard {
    /// Which people.
    pub(super) part: Segment,
    /// How many the service counted before it was read.
    pub(super) count: u64,
    /// Entries so far.
    #[serde(default)]
    pub(super) entries: u64,
    /// People so far whom this sync had not seen before.
    #[serde(default)]
    pub(super) fresh: u64,
    /// Its ascending and its descending end.
    #[serde(default)]
    pub(super) ends: [End; 2],
    /// Whether all of it is read.
    #[serde(default)]
    pub(super) done: bool,
    /// The shard whose list holds all of these people in one stretch, so that its two ends need not read them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) within: Option<usize>,
}

/// All shards, as they are saved in the place of a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shards {
    pub(super) shards: Vec<Shard>,
}

impl Shards {
    /// From the text that was saved; none where it is a plain cursor.
    pub(super) fn load(text: &str) -> Option<Self> {
        text.starts_with("{\"shards\":")
            .then(|| serde_json::from_str(text).ok())
            .flatten()
    }

    /// The parts that they are of, with the counts before they were read. A stretch is in another one's part.
    pub(super) fn parts(&self) -> Vec<(Segment, u64)> {
        let whole = self.shards.iter().filter(|shard| shard.within.is_none());
        whole
            .map(|shard| (shard.part.clone(), shard.count))
            .collect()
    }

    /// As it is saved.
    pub(super) fn save(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Shard {
    /// A shard that nothing was read of.
    pub(super) fn new(part: Segment, count: u64) -> Self {
        Self {
            part,
            count,
            ..Self::default()
        }
    }

    /// A stretch of another shard's list.
    pub(super) fn stretch(part: Segment, count: u64, within: usize) -> Self {
        Self {
            within: Some(within),
            ..Self::new(part, count)
        }
    }

    /// Notes a page.
    pub(super) fn note(&mut self, end: usize, next: Option<&str>, entries: u64, fresh: u64) {
        self.entries += entries;
        self.fresh += fresh;
        if let Some(end) = self.ends.get_mut(end) {
            *end = next.map_or(End::Over, |next| End::At(next.to_owned()));
        }
        self.done |= next.is_none();
    }
}
