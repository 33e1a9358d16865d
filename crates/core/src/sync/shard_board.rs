//! Who reads what next: the shards while several cursors read them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use tokio::sync::{Mutex, oneshot};

use super::shard_page::Found;
use super::shards::{End, Shard, Shards};
use super::stop_reason::StopReason;

/// A stretch is given up if more than one in so many of its people have another nickname.
const OTHERS: u64 = 12;

/// A page of a shard that the writer has not said anything of.
pub(super) struct Unsettled {
    pub(super) end: usize,
    /// Whether it is the first page of this end.
    pub(super) first: bool,
    pub(super) found: oneshot::Receiver<Found>,
}

/// Where a page of a list ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The list has no stretches.
    Undivided,
    Outside,
    Stretch,
    /// In a stretch of which a part was read before it was given up.
    GivenUp,
}

/// A shard while it is read.
pub(super) struct Lane {
    pub(super) shard: Shard,
    /// Pages that were asked for.
    pub(super) asked: u64,
    /// Which ends are being read.
    pub(super) active: [bool; 2],
    /// The letters of the stretches to which the ends have come.
    met: [Option<char>; 2],
    /// The people of a stretch whose nicknames begin with something else: they are found by their address.
    others: u64,
    /// The stretch is given up.
    given_up: bool,
    /// The service was asked once more how many they are.
    counted_again: bool,
    /// Answers of the writer, in the order of the pages.
    pub(super) unsettled: VecDeque<Unsettled>,
    /// Held while answers are heard, so that nobody decides before those that came first.
    pub(super) hearing: Rc<Mutex<()>>,
}

/// All shards while they are read.
pub(super) struct Board {
    lanes: RefCell<Vec<Lane>>,
    /// The service ignores the order: only ascending ends are read.
    one_way: Cell<bool>,
    /// People on a page, as asked for.
    full: u64,
    /// People on the largest page so far.
    page: Cell<u64>,
    /// Whether any page was read.
    pub(super) begun: Cell<bool>,
}

impl Board {
    pub(super) fn new(shards: Shards, page: u64) -> Self {
        let begun = shards.shards.iter().any(|shard| shard.entries > 0);
        let lane = |shard: Shard| Lane {
            asked: shard.entries.div_ceil(page),
            shard,
            active: [false; 2],
            met: [None; 2],
            others: 0,
            given_up: false,
            counted_again: false,
            unsettled: VecDeque::new(),
            hearing: Rc::default(),
        };
        Self {
            lanes: RefCell::new(shards.shards.into_iter().map(lane).collect()),
            one_way: Cell::new(false),
            full: page,
            page: Cell::new(page),
            begun: Cell::new(begun),
        }
    }

    pub(super) fn with<T>(&self, at: usize, work: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        self.lanes.borrow_mut().get_mut(at).map(work)
    }

    /// Whether all pages of a shard have been asked for, if they are full and the count is right.
    pub(super) fn is_near(&self, at: usize) -> bool {
        let lanes = self.lanes.borrow();
        lanes
            .get(at)
            .is_none_or(|lane| self.left(&lanes, at, lane) == 0)
    }

    /// Pages of a shard that nobody has asked for yet. Those of its stretches are not its own.
    fn left(&self, lanes: &[Lane], at: usize, lane: &Lane) -> u64 {
        let elsewhere: u64 = self
            .stretches(lanes, at)
            .map(|stretch| stretch.shard.count)
            .sum();
        let own = lane.shard.count.saturating_sub(elsewhere);
        own.div_ceil(self.page.get()).saturating_sub(lane.asked)
    }

    /// The stretches of a shard that are read, or were.
    fn stretches<'a>(&self, lanes: &'a [Lane], at: usize) -> impl Iterator<Item = &'a Lane> {
        let given_up = self.one_way.get();
        lanes
            .iter()
            .filter(move |lane| lane.shard.within == Some(at) && !lane.given_up && !given_up)
    }

    /// Where a page of a shard ends.
    fn place(&self, lanes: &[Lane], at: usize, letter: Option<char>) -> Place {
        let mut stretches = lanes.iter().filter(|lane| lane.shard.within == Some(at));
        let live = |lane: &Lane| !lane.given_up && !self.one_way.get();
        let found = stretches
            .clone()
            .find(|lane| letter.is_some_and(|letter| lane.begins(letter)));
        match found {
            Some(lane) if live(lane) => Place::Stretch,
            Some(_) => Place::GivenUp,
            None if stretches.any(live) => Place::Outside,
            None => Place::Undivided,
        }
    }

    /// Whether nothing of a shard is to be read anymore.
    fn is_done(&self, lanes: &[Lane], lane: &Lane) -> bool {
        let around = lane.shard.within.and_then(|around| lanes.get(around));
        lane.shard.done
            || lane.given_up
            || around.is_some_and(|around| around.shard.done || self.one_way.get())
    }

    /// Whether an end has nothing to do at present.
    fn rests(&self, lanes: &[Lane], at: usize, end: usize) -> bool {
        let Some(lane) = lanes.get(at) else {
            return true;
        };
        if end == 1 && self.one_way.get() || self.is_done(lanes, lane) {
            return true;
        }
        // What is behind a stretch is left to the other end. If both have come to one, and people are missing when
        // the stretches are read, one end goes on.
        let met = |end: usize| {
            let letter = lane.met.get(end).copied().flatten();
            letter.is_some_and(|letter| self.stretches(lanes, at).any(|one| one.begins(letter)))
        };
        let open = self.stretches(lanes, at).any(|one| !one.shard.done);
        met(end) && (open || end == 1 || !met(0) || !met(1))
    }

    /// The end to read next: of the shard with the most left for each of its cursors.
    pub(super) fn take(&self) -> Option<(usize, usize)> {
        let mut lanes = self.lanes.borrow_mut();
        let mut best: Option<(u64, usize, usize)> = None;
        for (at, lane) in lanes.iter().enumerate() {
            let cursors = lane.active.iter().filter(|active| **active).count() as u64;
            let left = self.left(&lanes, at, lane);
            if cursors > 0 && left == 0 {
                continue;
            }
            for (end, (active, read)) in lane.active.iter().zip(&lane.shard.ends).enumerate() {
                if *active || *read == End::Over || self.rests(&lanes, at, end) {
                    continue;
                }
                let each = (left + 1) / (cursors + 1);
                if best.is_none_or(|(most, _, _)| each > most) {
                    best = Some((each, at, end));
                }
            }
        }
        let (_, at, end) = best?;
        if let Some(active) = lanes.get_mut(at).and_then(|lane| lane.active.get_mut(end)) {
            *active = true;
        }
        Some((at, end))
    }

    /// Whether an end has nothing to read anymore, or should leave the rest to the other one.
    pub(super) fn is_over(&self, at: usize, end: usize) -> bool {
        let lanes = self.lanes.borrow();
        let Some(lane) = lanes.get(at) else {
            return true;
        };
        let other = lane.active.get(1 - end).copied().unwrap_or_default();
        self.rests(&lanes, at, end) || other && self.left(&lanes, at, lane) == 0
    }

    /// The oldest answer of the writer that is waited for, if more than `keep` are.
    pub(super) fn unsettled(&self, at: usize, keep: usize) -> Option<Unsettled> {
        self.with(at, |lane| {
            (lane.unsettled.len() > keep)
                .then(|| lane.unsettled.pop_front())
                .flatten()
        })
        .flatten()
    }

    /// Whether both ends have come to the stretches between them, those are read, and people are missing: then it is
    /// time to count once more, because somebody may have left.
    pub(super) fn counts_again(&self, at: usize) -> bool {
        let mut lanes = self.lanes.borrow_mut();
        let read = self.stretches(&lanes, at).all(|stretch| stretch.shard.done);
        lanes.get_mut(at).is_some_and(|lane| {
            let met = lane.met.iter().all(Option::is_some);
            met && read && !lane.shard.done && !std::mem::replace(&mut lane.counted_again, true)
        })
    }

    /// Takes the new count of a shard. Whether it is read now.
    pub(super) fn counted(&self, at: usize, count: u64) -> bool {
        self.with(at, |lane| {
            lane.shard.count = count;
            lane.shard.done |= lane.shard.fresh >= count;
            lane.shard.done
        })
        .unwrap_or_default()
    }

    /// Notes what was found on a page. The shards that are read now; an error where the service ignores the filter.
    pub(super) fn settle(
        &self,
        at: usize,
        (end, first): (usize, bool),
        found: Found,
    ) -> Result<Vec<usize>, StopReason> {
        let mut lanes = self.lanes.borrow_mut();
        let place = self.place(&lanes, at, found.last_letter);
        let Some(lane) = lanes.get_mut(at) else {
            return Ok(Vec::new());
        };
        let mut done = Vec::new();
        let was = lane.shard.done;
        if let Some(around) = lane.shard.within {
            lane.stretch_page(found, self.full);
            if lane.shard.done && !was {
                done.push(at);
            }
            if let Some(lane) = lanes.get_mut(around)
                && lane.gains(found.fresh)
            {
                done.push(around);
            }
        } else {
            if first && lane.begins_alike(found, self.full) {
                self.one_way.set(true);
            } else {
                lane.list_page(found, self.full, self.one_way.get(), place)?;
            }
            if let (Place::Stretch, false, Some(met)) = (place, first, lane.met.get_mut(end))
                && found.entries > 0
                && found.fresh == 0
            {
                *met = found.last_letter;
            }
            if lane.shard.done && !was {
                done.push(at);
            }
        }
        // The largest page so far, once one is known.
        let before = if self.begun.replace(true) {
            self.page.get()
        } else {
            0
        };
        self.page.set(before.max(found.entries).max(1));
        Ok(done)
    }
}

impl Lane {
    /// Whether it is the stretch of nicknames with this letter.
    fn begins(&self, letter: char) -> bool {
        let nickname = self.shard.part.nickname.as_deref();
        nickname.is_some_and(|nickname| nickname.starts_with(letter))
    }

    /// Whether both ends begin with the same people: the service ignores the order. Notes the page.
    fn begins_alike(&mut self, found: Found, full: u64) -> bool {
        let alike =
            found.fresh == 0 && found.entries > 0 && self.shard.fresh + full < self.shard.count;
        if alike {
            self.shard.entries += found.entries;
        }
        alike
    }

    /// Notes a page of a list that ends at `place`.
    fn list_page(
        &mut self,
        found: Found,
        full: u64,
        one_way: bool,
        place: Place,
    ) -> Result<(), StopReason> {
        let shard = &mut self.shard;
        shard.entries += found.entries;
        shard.fresh += found.fresh;
        if found.excluded * 2 > found.entries {
            return Err(StopReason::Ignored("a filter is ignored".to_owned()));
        }
        let most = shard.count + shard.count / 20 + 3 * full;
        if !one_way && shard.entries > most {
            return Err(StopReason::Ignored(format!(
                "Atlassian counts {} people in a part and lists more",
                shard.count
            )));
        }
        let nearly = shard.fresh + 2 * full >= shard.count || shard.fresh * 20 >= shard.count * 19;
        let met = match place {
            Place::Undivided => found.last_known,
            // Single people are known from stretches, because of their addresses.
            Place::Outside => found.fresh == 0,
            Place::Stretch | Place::GivenUp => false,
        };
        let met = !one_way && met && nearly;
        shard.done |= met || shard.fresh >= shard.count;
        Ok(())
    }

    /// Notes a page of a stretch.
    fn stretch_page(&mut self, found: Found, full: u64) {
        let shard = &mut self.shard;
        shard.entries += found.entries;
        shard.fresh += found.fresh;
        shard.done |= shard.entries >= shard.count;
        self.others += found.excluded;
        self.given_up |= self.others > shard.count / OTHERS + full;
    }

    /// Notes people who were read with a stretch. Whether the shard is read thereby.
    fn gains(&mut self, fresh: u64) -> bool {
        let shard = &mut self.shard;
        shard.fresh += fresh;
        let read = !shard.done && shard.fresh >= shard.count;
        shard.done |= read;
        read
    }
}
