//! A page of a shard, what was found on it, and how far the shards are written.

use atlctl_api::RawPage;
use tokio::sync::oneshot;

use super::endless_lists::PageWatch;
use super::shards::{Shard, Shards};

/// A page of a shard.
pub(super) struct ShardPage {
    /// The number of the shard.
    pub(super) shard: usize,
    /// 0 for the ascending end of its list, 1 for the descending one.
    pub(super) end: usize,
    pub(super) page: RawPage,
    /// What was found on it.
    pub(super) answer: oneshot::Sender<Found>,
}

/// What was found on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// People on it.
    pub(super) entries: u64,
    /// Of them, those whom this sync had not seen before.
    pub(super) fresh: u64,
    /// Whether the last of them had been seen before.
    pub(super) last_known: bool,
    /// Of them, those whom the filter should have left out.
    pub(super) excluded: u64,
    /// The first letter of the last one's nickname, in lower case.
    pub(super) last_letter: Option<char>,
}

/// The shards, with a watch for each of their ends.
#[derive(Default)]
pub(super) struct WrittenShards {
    pub(super) shards: Shards,
    pub(super) watches: Vec<[PageWatch; 2]>,
}

impl WrittenShards {
    pub(super) fn new(shards: Shards) -> Self {
        let watches = shards.shards.iter().map(|_| Default::default()).collect();
        Self { shards, watches }
    }

    pub(super) fn shard(&mut self, at: usize) -> Option<&mut Shard> {
        self.shards.shards.get_mut(at)
    }
}
