//! Divides the list of a large part that no filter divides. The service orders a list by nickname, and searches for
//! nicknames that begin with a letter: these people are one stretch of the list. Stretches in its middle are read on
//! their own, so that its two ends have less to read until they meet the stretches.
//!
//! The service does not document how a search term is matched, so nothing depends on it: the first pages must be in
//! the order of the letters, the counts must be plausible, a stretch that brings others is given up, and the part is
//! read when its distinct people are as many as were counted.

use atlctl_api::{DirectoryUser, Sort, UserSearch};
use futures_util::future::try_join;

use super::segment::Segment;
use super::shards::Shard;
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Stage, SyncError};

/// Requests that a stretch costs: its count, a page that is not full, and one on which its ends meet.
const COST: u64 = 3;
/// Requests to find out whether a list is in the order of its nicknames.
const PROBE: u64 = 2;
/// The letters to begin with, of those on both sides so many more at a time.
const MIDDLE: (char, char) = ('j', 'm');
const WIDER: usize = 2;

/// Letters, the last one included.
type Letters = (char, char);

impl Walk<'_> {
    /// Adds stretches to the parts that have more people than `enough`, the largest first, for at most `room` requests.
    pub(super) async fn stretches(
        &self,
        shards: &mut Vec<Shard>,
        enough: u64,
        mut room: u64,
    ) -> Step {
        let large = |shard: &Shard| shard.count > enough + enough / 8;
        let mut parts: Vec<(u64, usize, Segment)> = shards
            .iter()
            .enumerate()
            .filter(|(_, shard)| large(shard))
            .map(|(at, shard)| (shard.count, at, shard.part.clone()))
            .collect();
        parts.sort_unstable_by_key(|(count, at, _)| (std::cmp::Reverse(*count), *at));
        for (count, at, part) in parts {
            if room < PROBE + 4 * COST {
                return Ok(());
            }
            room -= PROBE;
            let Some(between) = self.letters_between_the_ends(&part).await? else {
                continue;
            };
            let found = self
                .middle_of(&part, count, count - enough, between, &mut room)
                .await?;
            // Fewer are not worth it.
            if found.iter().map(|(_, size)| size).sum::<u64>() * 10 >= count {
                let stretch = |(part, size)| Shard::stretch(part, size, at);
                shards.extend(found.into_iter().map(stretch));
            }
        }
        Ok(())
    }

    /// The letters between those of the first and of the last page of a part; none where its list is not in the order
    /// of nicknames.
    async fn letters_between_the_ends(&self, part: &Segment) -> Step<Option<Letters>> {
        let page = |sort| {
            let search = UserSearch {
                filter: part.filter(),
                sort: Some(sort),
                expand: Vec::new(),
                ..self.options.search()
            };
            self.client.users_search_page(self.org(), search)
        };
        let ends = match try_join(page(Sort::Ascending), page(Sort::Descending)).await {
            Ok(ends) => ends,
            Err(error) if tolerated(&error).is_some() => return Ok(None),
            Err(source) => {
                return Err(SyncError::Wire {
                    stage: Stage::Users,
                    source,
                });
            }
        };
        let [Some(up), Some(mut down)] = [&ends.0, &ends.1].map(|page| {
            let users = page.users().ok()?;
            let letters = users.iter().map(first_letter);
            letters.collect::<Option<Vec<char>>>()
        }) else {
            return Ok(None);
        };
        down.reverse();
        let (Some(first), Some(last)) = (up.last(), down.first()) else {
            return Ok(None);
        };
        let ordered = up.is_sorted() && down.is_sorted() && first < last;
        Ok(ordered.then_some((*first, *last)))
    }

    /// Pieces in the middle of a part, by letter, until they have `wanted` people.
    async fn middle_of(
        &self,
        part: &Segment,
        count: u64,
        wanted: u64,
        (before, after): Letters,
        room: &mut u64,
    ) -> Step<Vec<(Segment, u64)>> {
        let (mut found, mut sum) = (Vec::new(), 0);
        let (mut low, mut high) = MIDDLE;
        let mut letters: Vec<char> = (low..=high).collect();
        loop {
            letters.retain(|letter| before < *letter && *letter < after);
            letters.truncate(usize::try_from(*room / COST).unwrap_or(usize::MAX));
            if letters.is_empty() {
                return Ok(found);
            }
            let pieces: Vec<Segment> = letters.iter().map(|letter| piece(part, *letter)).collect();
            *room = room.saturating_sub(pieces.len() as u64 * COST);
            let Some(sizes) = self.sizes(&pieces).await? else {
                return Ok(found);
            };
            // So many begin with no letter: the term is found anywhere.
            if sizes.iter().any(|size| size * 3 > count) {
                return Ok(Vec::new());
            }
            sum += sizes.iter().sum::<u64>();
            found.extend(pieces.into_iter().zip(sizes).filter(|(_, size)| *size > 0));
            if sum >= wanted {
                return Ok(found);
            }
            letters = wider(&mut low, &mut high);
        }
    }
}

/// The next letters on both sides, the nearest first.
fn wider(low: &mut char, high: &mut char) -> Vec<char> {
    let before = ('a'..*low).rev().take(WIDER);
    let after = (*high..='z').skip(1).take(WIDER);
    let (before, after): (Vec<char>, Vec<char>) = (before.collect(), after.collect());
    *low = before.last().copied().unwrap_or(*low);
    *high = after.last().copied().unwrap_or(*high);
    let both = (0..WIDER).flat_map(|at| [before.get(at), after.get(at)]);
    both.flatten().copied().collect()
}

fn piece(part: &Segment, letter: char) -> Segment {
    Segment {
        nickname: Some(letter.to_string()),
        ..part.clone()
    }
}

/// The first letter of a nickname, in lower case.
pub(super) fn first_letter(user: &DirectoryUser<'_>) -> Option<char> {
    let first = user.nickname.as_deref()?.chars().next()?;
    first.to_lowercase().next()
}

#[cfg(test)]
mod tests {
    use super::wider;

    #[test]
    fn letters_come_from_both_sides_until_the_alphabet_ends() {
        let (mut low, mut high) = ('j', 'm');
        assert_eq!(wider(&mut low, &mut high), ['i', 'n', 'h', 'o']);
        assert_eq!((low, high), ('h', 'o'));
        (low, high) = ('b', 'z');
        assert_eq!(wider(&mut low, &mut high), ['a']);
        assert!(wider(&mut low, &mut high).is_empty());
    }
}
