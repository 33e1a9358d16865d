//! Checks that the list of people is complete. A list that leaves someone out looks complete, and the person would be
//! marked gone. So everyone missing is looked up by ID, and the service's own count must agree.

use atlctl_api::{AccountId, RawPage, UserFilter, UserSearch};
use futures_util::StreamExt;

use super::message::Message;
use super::segment::Segment;
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Outcome, Stage, SyncError};
use crate::number::{grouped, people};

/// How the note of a complete list of people begins that moved while it was read.
pub const MOVED: &str = "people came or went while they were read";
/// The most people to look up in one sync.
const LOOK_UP: usize = 2_000;
/// An organization with fewer people is read once more where parts of its list moved.
const SMALL: u64 = 10_000;
/// The most accounts in one search.
const AT_ONCE: usize = 10;
/// The most pages of one search.
const PAGES: u32 = 10;

impl Walk<'_> {
    /// Whether everyone was seen. `before`: the service's count before the list was read. `parts`: those in which it
    /// was read, if so, with their counts.
    pub(super) async fn completeness(
        &self,
        before: Option<u64>,
        parts: &[(Segment, u64)],
    ) -> Step<(Outcome, Option<String>)> {
        let missing = self
            .ask(|answer| Message::Missing {
                most: LOOK_UP + 1,
                answer,
            })
            .await?;
        let mut unproven = 0;
        if let (Some(total), true) = (before, parts.len() > 1) {
            unproven = self.recount(parts, total, false).await?;
        }
        let named = missing.len() <= LOOK_UP && self.seek(&missing).await?;
        let after = self.people_count(UserFilter::default()).await?;
        let mut seen = self.ask(Message::Seen).await?;
        if let (Some(before), Some(after), [_]) = (before, after, parts)
            && (before, seen) != (after, after)
        {
            unproven = self.recount(parts, after, false).await?;
            seen = self.ask(Message::Seen).await?;
        }
        let (Some(before), Some(after)) = (before, after) else {
            let note = format!(
                "Atlassian reports no total, so what it listed ({}) may not be everyone",
                people(seen)
            );
            return Ok((Outcome::Inexact, Some(note)));
        };
        let differ = format!(
            "Atlassian reports {} but listed {}",
            people(after),
            grouped(seen)
        );
        let agree = if named {
            // People come and go while the list is read.
            (before.min(after)..=before.max(after)).contains(&seen)
        } else {
            before == after && after == seen
        };
        if unproven > 0 && before < SMALL {
            // Little enough to be read once more.
            return Ok((Outcome::Inexact, Some(differ)));
        }
        if agree {
            let moved = (before != after).then(|| {
                format!(
                    "{MOVED}: {} before, {} after",
                    grouped(before),
                    grouped(after)
                )
            });
            return Ok((Outcome::Complete, moved));
        }
        if named && seen > before.max(after) {
            return Ok((Outcome::Complete, Some(format!("{MOVED}: {differ}"))));
        }
        // Somebody the service counts was never listed.
        Ok((Outcome::Inexact, Some(differ)))
    }

    /// Looks people up by ID; false when the service does not support it.
    async fn seek(&self, missing: &[AccountId]) -> Step<bool> {
        for some in missing.chunks(AT_ONCE) {
            let search = UserSearch {
                filter: UserFilter {
                    account_ids: some.to_vec(),
                    ..UserFilter::default()
                },
                ..UserSearch::default()
            };
            let mut pages = self.client.users_search_pages(self.org(), search);
            let mut read = 0;
            while let Some(page) = pages.next().await {
                // They fit on one page: where more and more come, the names were not what was asked for.
                read += 1;
                if read > PAGES {
                    return Ok(false);
                }
                let page: RawPage = match page {
                    Ok(page) => page,
                    Err(error) if tolerated(&error).is_some() => return Ok(false),
                    Err(source) => {
                        return Err(SyncError::Wire {
                            stage: Stage::Users,
                            source,
                        });
                    }
                };
                self.send(Message::Sought(page)).await?;
            }
        }
        Ok(true)
    }

    /// The service's count of people; `None` when it reports none.
    pub(super) async fn people_count(&self, filter: UserFilter) -> Step<Option<u64>> {
        match self.client.users_count(self.org(), &filter).await {
            Ok(count) => Ok(Some(count)),
            Err(error) if tolerated(&error).is_some() => Ok(None),
            Err(source) => Err(SyncError::Wire {
                stage: Stage::Users,
                source,
            }),
        }
    }
}
