//! Checks that a list makes progress. A list that never ends is stopped: by a repeated cursor, by pages
//! without new items, or by far more items than the server counts.

use super::UsedCursors;
use crate::error::{Error, ErrorKind};
use crate::ids::Cursor;
use crate::transport::Call;

/// Empty pages in a row that are skipped: a search may return a page before it has found anything.
pub(crate) const EMPTY_PAGES: u32 = 10;
/// Pages of one list; the largest organization fills a fifth of them.
const MOST_PAGES: u64 = 50_000;

/// The progress of reading a list.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    cursors: UsedCursors,
    things: UsedCursors,
    found: u64,
    pages: u64,
    empty: u32,
}

impl Progress {
    /// Records an item by its ID or text; false if it was already recorded.
    pub(crate) fn note(&mut self, name: &str) -> bool {
        let new = self.things.note_text(name);
        self.found += u64::from(new);
        new
    }

    /// Records the cursor at which reading started.
    pub(crate) fn entered_at(&mut self, cursor: &Cursor) {
        self.cursors.note(cursor);
    }

    /// Checks a page that has a next page. It had `got` items, `new` of them not on earlier pages; the
    /// server counts `total` items in all.
    ///
    /// # Errors
    /// `Paging` when the list makes no progress.
    pub(crate) fn page(
        &mut self,
        call: &Call,
        got: u64,
        new: u64,
        total: Option<u64>,
    ) -> Result<(), Error> {
        match self.stuck(got, new, total) {
            Some(why) => Err(call.error(ErrorKind::Paging, why)),
            None => Ok(()),
        }
    }

    /// The same: why the list makes no progress, if so.
    pub(crate) fn stuck(&mut self, got: u64, new: u64, total: Option<u64>) -> Option<String> {
        self.pages += 1;
        let found = self.found;
        if got == 0 {
            self.empty += 1;
            if self.empty > EMPTY_PAGES {
                return Some(format!(
                    "the list does not end: {} empty pages in a row, each with a next page",
                    self.empty
                ));
            }
        } else {
            self.empty = 0;
        }
        if got > 0 && new == 0 {
            return Some(format!(
                "the list does not end: page {} repeats earlier pages and has a next page",
                self.pages
            ));
        }
        if self.pages >= MOST_PAGES {
            return Some(format!(
                "the list does not end: stopped after {} pages",
                self.pages
            ));
        }
        match total {
            Some(total) if found > total.saturating_mul(2).saturating_add(1_000) => Some(format!(
                "the list does not end: the server counts {total} and has sent {found}"
            )),
            _ => None,
        }
    }

    /// How many pages there were so far.
    pub(crate) fn pages(&self) -> u64 {
        self.pages
    }

    /// Records the cursor of the next page.
    ///
    /// # Errors
    /// `Paging` when it was already used.
    pub(crate) fn follow(&mut self, call: &Call, cursor: &Cursor) -> Result<(), Error> {
        if self.cursors.note(cursor) {
            return Ok(());
        }
        Err(call.error(
            ErrorKind::Paging,
            "the list does not end: the server repeated a cursor",
        ))
    }
}
