//! Detects lists that never end, because the service or a gateway repeats pages under new cursors.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};

use atlctl_api::{Error, ErrorKind};
use futures_util::{Stream, StreamExt, future};

/// Pages in a row that may hold only what earlier pages held. A list shifts while it is read.
const REPEATED_PAGES: u32 = 3;
/// Entries in a row that may be known already: some pages of any list.
const REPEATED_ENTRIES: u32 = 500;
/// A list may hold twice what the service counts, and so many more.
const SLACK: u64 = 10_000;

/// Watches the pages of people for an end.
#[derive(Debug, Default)]
pub(super) struct PageWatch {
    pages: HashSet<u64>,
    hasher: RandomState,
    entries: u64,
    repeated: u32,
}

impl PageWatch {
    /// Notes a page by its accounts; `fresh` of them were not seen by this sync before, `seen` were in all.
    /// Why the list is not followed any further, if so.
    pub(super) fn page<'a>(
        &mut self,
        accounts: impl Iterator<Item = &'a str>,
        fresh: u64,
        (seen, counted): (u64, Option<u64>),
    ) -> Option<String> {
        let mut hash = 0_u64;
        let mut here = 0;
        for account in accounts {
            hash = self.hasher.hash_one((hash, account));
            here += 1;
        }
        if here == 0 {
            return None;
        }
        self.entries += here;
        let known = !self.pages.insert(hash);
        // A list that is read once more from its beginning brings nobody new for a while: what tells is that the
        // page itself was there before.
        self.repeated = if known && fresh == 0 {
            self.repeated + 1
        } else {
            0
        };
        if self.repeated >= REPEATED_PAGES {
            return Some("the same page repeats under new cursors".to_owned());
        }
        let most = counted.unwrap_or(seen);
        let most = most.saturating_mul(2).saturating_add(SLACK);
        (self.entries > most).then(|| match counted {
            Some(counted) => format!(
                "Atlassian reports {counted} people, but its list continues after {} entries",
                self.entries
            ),
            None => format!(
                "its {} entries contain only {seen} people, and it continues",
                self.entries
            ),
        })
    }
}

/// The same list, ended with an error where it brings nothing new anymore.
pub(super) fn ending<T, K: Hash>(
    list: impl Stream<Item = Result<T, Error>>,
    key: impl Fn(&T) -> K,
) -> impl Stream<Item = Result<T, Error>> {
    let hasher = RandomState::new();
    let mut known = HashSet::new();
    let mut repeated = 0_u32;
    let checked = list.map(move |item| {
        let item = item?;
        if known.insert(hasher.hash_one(key(&item))) {
            repeated = 0;
        } else {
            repeated += 1;
        }
        if repeated >= REPEATED_ENTRIES {
            return Err(Error::new(
                ErrorKind::Paging,
                "the list never ends: it repeats the same entries",
            ));
        }
        Ok(item)
    });
    // Reading stops after an error.
    let mut ended = false;
    checked.take_while(move |item| {
        let last = std::mem::replace(&mut ended, item.is_err());
        future::ready(!last)
    })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn watched(watch: &mut PageWatch, page: &[&str], fresh: u64, counted: Option<u64>) -> bool {
        let seen = (watch.entries, counted);
        watch.page(page.iter().copied(), fresh, seen).is_some()
    }

    #[test]
    fn one_page_twice_is_a_shift_and_the_same_for_ever_is_not() {
        let mut watch = PageWatch::default();
        assert!(!watched(&mut watch, &["a", "b"], 2, Some(4)));
        assert!(!watched(&mut watch, &["a", "b"], 0, Some(4)));
        assert!(!watched(&mut watch, &["c", "d"], 2, Some(4)));
        let stopped = (0..10).position(|_| watched(&mut watch, &["c", "d"], 0, Some(4)));
        assert_eq!(stopped, Some(2));
    }

    #[test]
    fn a_list_read_once_more_is_no_circle() {
        let mut watch = PageWatch::default();
        for page in 0..1_000_u32 {
            // Nobody on them is new to the sync, but no page was here before.
            let name = page.to_string();
            assert!(!watched(&mut watch, &[&name], 0, Some(1_000)));
        }
    }

    #[test]
    fn reshuffled_pages_end_too() {
        let mut watch = PageWatch::default();
        let stopped = (0..u32::MAX).position(|page| {
            let mixed = [page.to_string(), (page + 1).to_string()];
            watch
                .page(mixed.iter().map(String::as_str), 0, (100, None))
                .is_some()
        });
        assert_eq!(stopped, Some(5_100));
    }

    #[tokio::test]
    async fn a_small_list_that_repeats_itself_ends() {
        let endless = stream::iter((0_u32..).map(|n| Ok(n % 100)));
        let read: Vec<_> = ending(endless, |n| *n).collect().await;
        assert_eq!(read.len(), 600);
        assert!(read.last().is_some_and(Result::is_err));
        let whole = stream::iter((0_u32..2_000).map(Ok));
        assert_eq!(ending(whole, |n| *n).count().await, 2_000);
    }
}
