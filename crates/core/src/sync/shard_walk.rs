//! Reads the shards over several cursors at once.
//!
//! Each shard is one list, read from both ends until they meet, or until they come to the stretches that are read on
//! their own. The cursors go to the shards with the most left to read. Close to where two ends meet, one of them
//! leaves, so that no page is read twice.

use std::rc::Rc;

use atlctl_api::{Cursor, Error, ErrorKind, Sort, UserSearch};
use futures_util::future::try_join_all;
use tokio::sync::{oneshot, watch};

use super::message::Message;
use super::segment::{Segment, Tally};
use super::shard_board::{Board, Unsettled};
use super::shard_page::ShardPage;
use super::shards::{End, Shard, Shards};
use super::stop_reason::{StopReason, Stopped};
use super::walk::{Step, Walk};
use super::{Stage, SyncError};
use crate::store::StoreError;

/// Pages of a shard of which the writer has not said yet what was new on them.
const UNSETTLED: usize = 2;

impl Walk<'_> {
    /// Reads all shards.
    pub(super) async fn read_shards(
        &self,
        shards: Shards,
        total: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Result<(), StopReason> {
        let board = Board::new(shards, self.options.page());
        let cursors = (0..self.options.cursors.max(1)).map(|_| async {
            while let Some((at, end)) = board.take() {
                self.read_end(&board, at, end, total, walked).await?;
                board.with(at, |lane| {
                    if let Some(active) = lane.active.get_mut(end) {
                        *active = false;
                    }
                });
            }
            Ok::<(), StopReason>(())
        });
        try_join_all(cursors).await?;
        self.send(Message::ShardsRead).await?;
        Ok(())
    }

    /// Reads one end of a shard's list, until there is nothing left for it.
    async fn read_end(
        &self,
        board: &Board,
        at: usize,
        end: usize,
        total: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Result<(), StopReason> {
        loop {
            let keep = if board.is_near(at) { 0 } else { UNSETTLED };
            self.hear(board, at, keep).await?;
            if board.counts_again(at) {
                self.count_again(board, at).await?;
            }
            if board.is_over(at, end) {
                // What was read last counts, too.
                return self.hear(board, at, 0).await;
            }
            let Some((search, first)) = board.with(at, |lane| {
                lane.asked += 1;
                search(self.options.search(), &lane.shard, end)
            }) else {
                return Ok(());
            };
            let page = self.client.users_search_page(self.org(), search).await;
            let page = page.map_err(|error| stopped(error, !board.begun.get(), first))?;
            let next = page.next.as_ref().map(|next| next.as_str().to_owned());
            let (answer, found) = oneshot::channel();
            self.send(Message::ShardPage(ShardPage {
                shard: at,
                end,
                page,
                answer,
            }))
            .await?;
            board.with(at, |lane| {
                lane.unsettled.push_back(Unsettled { end, first, found });
                if let Some(read) = lane.shard.ends.get_mut(end) {
                    *read = next.clone().map_or(End::Over, End::At);
                }
                lane.shard.done |= next.is_none();
            });
            self.progress(Stage::Users, total);
            walked.send_replace(false);
            if let Some(error) = self.never_ends() {
                return Err(StopReason::Stopped(Stopped {
                    error,
                    at_start: false,
                }));
            }
        }
    }

    /// Hears what the writer found, but for the last `keep` pages.
    async fn hear(&self, board: &Board, at: usize, keep: usize) -> Result<(), StopReason> {
        let Some(hearing) = board.with(at, |lane| Rc::clone(&lane.hearing)) else {
            return Ok(());
        };
        let _hearing = hearing.lock().await;
        while let Some(page) = board.unsettled(at, keep) {
            let found = page
                .found
                .await
                .map_err(|_| SyncError::Store(StoreError::WriterGone))?;
            for read in board.settle(at, (page.end, page.first), found)? {
                self.send(Message::ShardDone(read)).await?;
            }
        }
        Ok(())
    }

    /// Asks the service once more how many people a shard has.
    async fn count_again(&self, board: &Board, at: usize) -> Result<(), StopReason> {
        let Some(part) = board.with(at, |lane| lane.shard.part.clone()) else {
            return Ok(());
        };
        if let Some(count) = self.people_count(part.filter()).await?
            && board.counted(at, count)
        {
            self.send(Message::ShardDone(at)).await?;
        }
        Ok(())
    }

    /// Counts the people of the mirror in these parts.
    pub(super) async fn tally(&self, parts: Vec<Segment>, all: bool) -> Step<Tally> {
        self.ask(|answer| Message::Tally { parts, all, answer })
            .await
    }
}

/// The next request of an end, and whether it is its first.
fn search(base: UserSearch, shard: &Shard, end: usize) -> (UserSearch, bool) {
    let cursor = match shard.ends.get(end) {
        Some(End::At(cursor)) => Some(Cursor::from(cursor.as_str())),
        _ => None,
    };
    let first = cursor.is_none();
    let search = UserSearch {
        filter: shard.part.filter(),
        sort: Some(if end == 0 {
            Sort::Ascending
        } else {
            Sort::Descending
        }),
        cursor,
        ..base
    };
    (search, first)
}

/// What a failed request means. A service that refuses the order or the filter may still list everyone.
fn stopped(error: Error, at_start: bool, first: bool) -> StopReason {
    if error.kind == ErrorKind::Invalid && first {
        return StopReason::Ignored(error.to_string());
    }
    StopReason::Stopped(Stopped { error, at_start })
}
