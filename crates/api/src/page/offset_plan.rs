//! Which pages of a list by offset to ask for, and whether they join.
//!
//! Such a list shifts when an entry comes or goes while it is read. So where several pages are read at once, each begins
//! with the last entry of the page before. Two pages without a common entry do not join: what lies between them is read
//! again. Until a tenth more pages were asked for than page after page needs, and no longer, others are asked for ahead.

use std::collections::HashSet;

/// Fewer pages are read one after the other.
const FEW_PAGES: u64 = 20;
/// So many pages read pay for one that may turn out to be needless: a tenth, less what the common entries cost.
const PAGES_A_SPARE: u64 = 10;
/// Pages that are read to join two.
const MOST_BRIDGES: u32 = 4;

/// What is known of a list that pages by offset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OffsetProof {
    /// How many entries the list has, as its first page said.
    pub before: Option<u64>,
    /// How many entries the list has, as its last page said.
    pub after: Option<u64>,
    /// Different entries so far.
    pub found: u64,
    /// Whether the list changed while it was read.
    pub moved: bool,
    /// Whether nothing lies between the pages that no page showed; false where that is not known.
    pub joined: bool,
}

impl OffsetProof {
    /// Whether every entry that was in the list all the time was found.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match (self.before, self.after) {
            (Some(before), Some(after)) if self.moved => {
                self.joined && self.found >= before.min(after)
            }
            (Some(_), Some(after)) => self.found == after,
            _ => false,
        }
    }
}

/// What to do with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its entries come next.
    Take,
    /// Its entries come next, and nothing after them.
    Last,
    /// It does not join: the page from there comes before it.
    After(u64),
    /// There is no such page: the page from there comes instead, and what was asked for ahead is of no use.
    Instead(u64),
}

/// A page that was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRead<'a> {
    /// Its first entry; the list begins with 1.
    pub(crate) start: u64,
    /// Its entries.
    pub(crate) got: u64,
    /// What names them.
    pub(crate) keys: &'a HashSet<Box<str>>,
    /// How many entries the list has.
    pub(crate) total: Option<u64>,
    /// Whether it was read to join two others.
    pub(crate) bridge: bool,
    /// Whether it is judged once more, after others came before it.
    pub(crate) again: bool,
}

/// How far a list is read.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Pages at once, at most.
    most: u64,
    /// Entries that a page has in common with the one before.
    overlap: u64,
    /// Entries of a page.
    step: u64,
    /// The entry after those that were read.
    next: u64,
    /// The first entry of the next page to ask for.
    to_ask: u64,
    read: u64,
    /// Pages that page after page would not have read.
    extra: u64,
    bridges: u32,
    /// How many bridges in a row did not join, either.
    depth: u64,
    tail: HashSet<Box<str>>,
    over: bool,
    /// Whether every page since the first one said the same total.
    steady: bool,
    pub(crate) proof: OffsetProof,
}

impl Plan {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most: most.max(1) as u64,
            overlap: 0,
            step: 0,
            next: 1,
            to_ask: 1,
            read: 0,
            extra: 0,
            bridges: 0,
            depth: 0,
            tail: HashSet::new(),
            over: false,
            steady: true,
            proof: OffsetProof::default(),
        }
    }

    /// The first entry of the next page to ask for, while so many pages are on their way.
    pub(crate) fn ask(&mut self, waiting: usize) -> Option<u64> {
        if waiting == 0 {
            self.to_ask = self.next.saturating_sub(self.overlap).max(1);
        }
        let start = self.to_ask;
        let ends = match self.proof.after {
            Some(total) => start.saturating_add(self.overlap) > total,
            None => waiting > 0,
        };
        if self.over || ends && self.read > 0 || waiting as u64 > self.ahead() {
            return None;
        }
        self.to_ask = start.saturating_add((self.step - self.overlap.min(self.step)).max(1));
        Some(start)
    }

    /// How many pages may be asked for that may turn out to be needless.
    fn ahead(&self) -> u64 {
        if self.overlap == 0 {
            return 0;
        }
        let shared = self.read * self.overlap / self.step.max(1) + 1;
        (self.read / PAGES_A_SPARE)
            .saturating_sub(self.extra + shared)
            .min(self.most - 1)
    }

    /// Judges the next page.
    pub(crate) fn page(&mut self, page: PageRead<'_>) -> Verdict {
        let proof = &mut self.proof;
        if !page.again {
            if self.read == 0 {
                proof.before = page.total;
            } else {
                proof.moved |= page.total.is_some() && page.total != proof.after;
            }
            self.steady = page.start == 1 || self.steady && page.total == proof.after;
            proof.after = page.total;
            self.read += 1;
        }
        let joins = self.overlap == 0
            || page.start == 1
            || page.keys.iter().any(|key| self.tail.contains(key));
        if !joins {
            self.proof.moved = true;
            if self.bridges < MOST_BRIDGES {
                self.bridges += 1;
                self.extra += 1;
                self.depth += 1;
                let back = (self.step * 3 / 4).max(1).saturating_mul(self.depth);
                let from = self.next.saturating_sub(back).max(1);
                return if page.got == 0 {
                    // Nothing more is asked for before it.
                    self.to_ask = u64::MAX;
                    Verdict::Instead(from)
                } else {
                    Verdict::After(from)
                };
            }
            self.proof.joined = false;
        }
        if self.step == 0 {
            self.step = page.got;
            let pages = |total: u64| total.div_ceil(page.got.max(1));
            if self.most > 1 && page.got > 1 && page.total.map(pages) >= Some(FEW_PAGES) {
                self.overlap = 1;
                self.proof.joined = true;
            }
        }
        self.depth = 0;
        if page.bridge {
            self.tail.extend(page.keys.iter().cloned());
        } else {
            self.bridges = 0;
            self.tail.clone_from(page.keys);
        }
        self.next = page.start + page.got;
        let known = if page.start > 1 { self.overlap } else { 0 };
        self.over = page.got <= known;
        if self.over {
            Verdict::Last
        } else {
            Verdict::Take
        }
    }

    /// Whether pages have entries in common.
    pub(crate) fn overlaps(&self) -> bool {
        self.overlap > 0
    }

    /// Whether it is worth while to read the list once more: it is short, and something is missing or was moved.
    pub(crate) fn is_short_and_moved(&self) -> bool {
        let counted = self.proof.before.is_some() && self.proof.after.is_some();
        counted
            && self.overlap == 0
            && self.read < FEW_PAGES
            && (self.proof.moved || self.proof.after != Some(self.proof.found))
    }

    /// Reads the list once more from its beginning.
    pub(crate) fn once_more(&mut self) {
        (self.next, self.to_ask, self.over) = (1, 1, false);
        self.proof.moved = true;
    }

    /// The list was read once more, and so many entries were found, known ones included.
    pub(crate) fn found_again(&mut self, found: u64) {
        self.proof.joined = self.steady && self.proof.after == Some(found);
    }

    /// Pages that were asked for are not used.
    pub(crate) fn dropped(&mut self, pages: usize) {
        self.extra += pages as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(entries: impl IntoIterator<Item = u64>) -> HashSet<Box<str>> {
        entries
            .into_iter()
            .map(|n| n.to_string().into_boxed_str())
            .collect()
    }

    /// Reads page after page of a list of so many that stands still; how many pages were on their way at once.
    fn at_once(total: u64, most: usize) -> (u64, usize) {
        let mut plan = Plan::new(most);
        let (mut asked, mut widest) = (0, 0);
        let mut waiting = std::collections::VecDeque::new();
        loop {
            while let Some(start) = plan.ask(waiting.len()) {
                waiting.push_back(start);
                asked += 1;
            }
            widest = widest.max(waiting.len());
            let Some(start) = waiting.pop_front() else {
                return (asked, widest);
            };
            let end = (start + 100).min(total + 1);
            let verdict = plan.page(PageRead {
                start,
                got: end - start,
                keys: &keys(start..end),
                total: Some(total),
                bridge: false,
                again: false,
            });
            assert_eq!(verdict, Verdict::Take);
        }
    }

    #[test]
    fn a_list_that_stands_still_costs_hardly_more_requests() {
        for total in [1_u64, 100, 101, 1_900, 1_901, 2_500, 9_999, 100_000] {
            let plain = total.div_ceil(100);
            assert_eq!(at_once(total, 1), (plain, 1), "{total}");
            let (asked, widest) = at_once(total, 8);
            assert!(asked * 10 <= plain * 11, "{total}: {asked} of {plain}");
            assert_eq!(widest > 1, total > 2_100, "{total}: {widest}");
        }
        assert_eq!(at_once(100_000, 8).1, 8);
    }

    #[test]
    fn a_proof_needs_counts() {
        let proof = OffsetProof {
            before: Some(3),
            after: Some(3),
            found: 3,
            ..OffsetProof::default()
        };
        assert!(proof.is_whole());
        let (few, many) = (2, 4);
        assert!(
            !OffsetProof {
                found: few,
                ..proof
            }
            .is_whole()
        );
        assert!(
            !OffsetProof {
                found: many,
                ..proof
            }
            .is_whole()
        );
        assert!(
            !OffsetProof {
                after: None,
                ..proof
            }
            .is_whole()
        );
        let moved = OffsetProof {
            moved: true,
            found: many,
            ..proof
        };
        assert!(!moved.is_whole());
        let joined = OffsetProof {
            joined: true,
            ..moved
        };
        assert!(joined.is_whole());
        assert!(
            !OffsetProof {
                found: few,
                ..joined
            }
            .is_whole()
        );
    }
}
