//! Reads the shards over several cursors at once.
//!
//! Each shard is one list, read from both ends until they meet. The cursors go to the shards with the most left to
//! read. Close to where two ends meet, one of them leaves, so that no page is read twice.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use atlctl_api::{Cursor, Error, ErrorKind, Sort, UserSearch};
use futures_util::future::try_join_all;
use tokio::sync::{Mutex, oneshot, watch};

use super::message::Message;
use super::segment::{Segment, Tally};
use super::shard_page::{Found, ShardPage};
use super::shards::{End, Shard, Shards};
use super::walk::{Step, Walk};
use super::{Stage, SyncError};
use crate::store::StoreError;

/// Pages of a shard of which the writer has not said yet what was new on them.
const UNSETTLED: usize = 2;

/// Why a list of people broke off, and whether before its very first page.
pub(super) struct Stopped {
    pub(super) error: Error,
    pub(super) at_start: bool,
}

/// Why the shards are not read any further.
pub(super) enum Halt {
    /// The sync cannot go on.
    Sync(SyncError),
    /// A request failed.
    Stopped(Stopped),
    /// The service does not do what the shards rely on.
    Ignored(String),
}

impl From<SyncError> for Halt {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

/// A shard while it is read.
struct Lane {
    shard: Shard,
    /// Pages that were asked for.
    asked: u64,
    /// Which ends are being read.
    active: [bool; 2],
    /// Answers of the writer, in the order of the pages; whether each is for the first page of an end.
    unsettled: VecDeque<(bool, oneshot::Receiver<Found>)>,
    /// Held while answers are heard, so that nobody decides before those that came first.
    hearing: Rc<Mutex<()>>,
}

/// All shards while they are read.
struct Board {
    lanes: RefCell<Vec<Lane>>,
    /// The service ignores the order: only ascending ends are read.
    one_way: Cell<bool>,
    /// People on a page, as asked for.
    full: u64,
    /// People on the largest page so far.
    page: Cell<u64>,
    /// Whether any page was read.
    begun: Cell<bool>,
}

impl Board {
    fn new(shards: Shards, page: u64) -> Self {
        let lane = |shard: Shard| Lane {
            asked: shard.entries.div_ceil(page),
            shard,
            active: [false; 2],
            unsettled: VecDeque::new(),
            hearing: Rc::default(),
        };
        let begun = shards.shards.iter().any(|shard| shard.entries > 0);
        Self {
            lanes: RefCell::new(shards.shards.into_iter().map(lane).collect()),
            one_way: Cell::new(false),
            full: page,
            page: Cell::new(page),
            begun: Cell::new(begun),
        }
    }

    fn with<T>(&self, at: usize, work: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        self.lanes.borrow_mut().get_mut(at).map(work)
    }

    /// The end to read next: of the shard with the most left for each of its cursors.
    fn take(&self) -> Option<(usize, usize)> {
        let mut lanes = self.lanes.borrow_mut();
        let (page, one_way) = (self.page.get(), self.one_way.get());
        let mut best: Option<(u64, usize, usize)> = None;
        for (at, lane) in lanes.iter().enumerate() {
            let cursors = lane.active.iter().filter(|active| **active).count() as u64;
            if lane.shard.done || cursors > 0 && lane.is_near(page) {
                continue;
            }
            for (end, (active, read)) in lane.active.iter().zip(&lane.shard.ends).enumerate() {
                if *active || *read == End::Over || end == 1 && one_way {
                    continue;
                }
                let left = (lane.left(page) + 1) / (cursors + 1);
                if best.is_none_or(|(most, _, _)| left > most) {
                    best = Some((left, at, end));
                }
            }
        }
        let (_, at, end) = best?;
        if let Some(active) = lanes.get_mut(at).and_then(|lane| lane.active.get_mut(end)) {
            *active = true;
        }
        Some((at, end))
    }

    /// Whether an end has nothing to read any more, or should leave the rest to the other one.
    fn is_over(&self, at: usize, end: usize) -> bool {
        let (page, one_way) = (self.page.get(), self.one_way.get());
        self.with(at, |lane| {
            let other = lane.active.get(1 - end).copied().unwrap_or_default();
            lane.shard.done || end == 1 && one_way || other && lane.is_near(page)
        })
        .unwrap_or(true)
    }

    /// The oldest answer of the writer that is waited for, if more than `keep` are.
    fn unsettled(&self, at: usize, keep: usize) -> Option<(bool, oneshot::Receiver<Found>)> {
        self.with(at, |lane| {
            (lane.unsettled.len() > keep)
                .then(|| lane.unsettled.pop_front())
                .flatten()
        })
        .flatten()
    }

    /// Notes what was found on a page. Whether the shard is read now; an error where the service ignores the filter.
    fn settle(&self, at: usize, first: bool, found: Found) -> Result<bool, Halt> {
        let one_way = self.one_way.get();
        let settled = self.with(at, |lane| {
            let shard = &mut lane.shard;
            shard.entries += found.entries;
            shard.fresh += found.fresh;
            if found.excluded * 2 > found.entries {
                return Err(Halt::Ignored("a filter is ignored".to_owned()));
            }
            if first
                && found.fresh == 0
                && found.entries > 0
                && shard.fresh + self.full < shard.count
            {
                // Both ends begin with the same people.
                self.one_way.set(true);
                return Ok(false);
            }
            let most = shard.count + shard.count / 20 + 3 * self.full;
            if !one_way && shard.entries > most {
                return Err(Halt::Ignored(format!(
                    "Atlassian counts {} people in a part and lists more",
                    shard.count
                )));
            }
            let nearly =
                shard.fresh + 2 * self.full >= shard.count || shard.fresh * 20 >= shard.count * 19;
            let met = !one_way && found.last_known && nearly;
            let was = shard.done;
            shard.done |= met || shard.fresh >= shard.count;
            Ok(shard.done && !was)
        });
        // The largest page so far, once one is known.
        let before = if self.begun.replace(true) {
            self.page.get()
        } else {
            0
        };
        self.page.set(before.max(found.entries).max(1));
        settled.unwrap_or(Ok(false))
    }
}

impl Lane {
    /// Pages that nobody has asked for yet.
    fn left(&self, page: u64) -> u64 {
        self.shard.count.div_ceil(page).saturating_sub(self.asked)
    }

    /// Whether all pages have been asked for, if they are full and the count is right.
    fn is_near(&self, page: u64) -> bool {
        self.left(page) == 0
    }
}

impl Walk<'_> {
    /// Reads all shards.
    pub(super) async fn read_shards(
        &self,
        shards: Shards,
        total: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Result<(), Halt> {
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
            Ok::<(), Halt>(())
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
    ) -> Result<(), Halt> {
        loop {
            let page = board.page.get();
            let near = board.with(at, |lane| lane.is_near(page)).unwrap_or(true);
            if !board.is_over(at, end) {
                self.hear(board, at, if near { 0 } else { UNSETTLED })
                    .await?;
            }
            if board.is_over(at, end) {
                return Ok(());
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
                lane.unsettled.push_back((first, found));
                if let Some(read) = lane.shard.ends.get_mut(end) {
                    *read = next.clone().map_or(End::Over, End::At);
                }
                lane.shard.done |= next.is_none();
            });
            self.progress(Stage::Users, total);
            walked.send_replace(false);
            if let Some(error) = self.never_ends() {
                return Err(Halt::Stopped(Stopped {
                    error,
                    at_start: false,
                }));
            }
        }
    }

    /// Hears what the writer found, but for the last `keep` pages.
    async fn hear(&self, board: &Board, at: usize, keep: usize) -> Result<(), Halt> {
        let Some(hearing) = board.with(at, |lane| Rc::clone(&lane.hearing)) else {
            return Ok(());
        };
        let _hearing = hearing.lock().await;
        while let Some((first, found)) = board.unsettled(at, keep) {
            let found = found
                .await
                .map_err(|_| SyncError::Store(StoreError::WriterGone))?;
            if board.settle(at, first, found)? {
                self.send(Message::ShardDone(at)).await?;
            }
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
fn stopped(error: Error, at_start: bool, first: bool) -> Halt {
    if error.kind == ErrorKind::Invalid && first {
        return Halt::Ignored(error.to_string());
    }
    Halt::Stopped(Stopped { error, at_start })
}
