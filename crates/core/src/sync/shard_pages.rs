//! Writes the pages of shards, and says what was new on them.

use super::message::Message;
use super::shard_page::{Found, ShardPage};
use super::shard_stretches::first_letter;
use super::writer::Writer;
use super::{Stage, SyncError};

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
            last_letter: users.last().and_then(first_letter),
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
            let within = shard.within;
            if let Some(around) = within.and_then(|around| written.shard(around)) {
                around.fresh += found.fresh;
            }
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
