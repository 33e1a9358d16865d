//! Writes the pages of shards, and says what was new on them.

use atlctl_api::RawPage;
use tokio::sync::oneshot;

use super::endless::PageWatch;
use super::message::Message;
use super::shards::{Shard, Shards};
use super::writer::Writer;
use super::{Stage, SyncError};

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
}

/// The shards, with a watch for each of their ends.
#[derive(Default)]
pub(super) struct Written {
    pub(super) shards: Shards,
    watches: Vec<[PageWatch; 2]>,
}

impl Written {
    pub(super) fn new(shards: Shards) -> Self {
        let watches = shards.shards.iter().map(|_| Default::default()).collect();
        Self { shards, watches }
    }

    pub(super) fn shard(&mut self, at: usize) -> Option<&mut Shard> {
        self.shards.shards.get_mut(at)
    }
}

impl Writer {
    /// Writes a page of a shard, together with how far the shard is read.
    pub(super) fn shard_page(&mut self, read: ShardPage) -> Result<(), SyncError> {
        let ShardPage {
            shard: at,
            end,
            page,
            answer,
        } = read;
        let users = page.users().map_err(|source| SyncError::Wire {
            stage: Stage::Users,
            source,
        })?;
        let seen = self.people(&users, true)?;
        let accounts = || users.iter().filter_map(|user| user.account_id.as_deref());
        let mut found = Found {
            entries: accounts().count() as u64,
            fresh: seen.fresh,
            last_known: seen.last_known,
            excluded: 0,
        };
        let Some(written) = &mut self.shards else {
            return Ok(());
        };
        if let Some(shard) = written.shard(at) {
            found.excluded = users
                .iter()
                .filter(|user| shard.part.excludes(user))
                .count() as u64;
            let next = page.next.as_ref().map(|cursor| cursor.as_str());
            shard.note(end, next, found.entries, found.fresh);
            let so_far = (shard.fresh, Some(shard.count));
            let watch = written
                .watches
                .get_mut(at)
                .and_then(|ends| ends.get_mut(end));
            if let (Some(watch), Some(_)) = (watch, next)
                && let Some(why) = watch.page(accounts(), found.fresh, so_far)
            {
                self.counters.stop(why);
            }
        }
        // The reader may have stopped.
        let _ = answer.send(found);
        self.page_done()
    }

    /// Notes that a shard is read to its end, or all of them are.
    pub(super) fn shard_done(&mut self, done: &Message) {
        let Message::ShardDone(at) = *done else {
            self.saved(Stage::Users).walked = true;
            return;
        };
        if let Some(shard) = self.shards.as_mut().and_then(|written| written.shard(at)) {
            shard.done = true;
        }
    }
}
