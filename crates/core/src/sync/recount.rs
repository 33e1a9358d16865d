//! Finds people whom the cursors missed. Somebody who moves from one part of the list to another while both are read
//! is on neither. So every part is counted once more, by the service and in the mirror. Where the counts differ, from
//! each other or from the count before, the part moved: it is read again, or divided until what has to be read is small.

use atlctl_api::{PeopleListGuard, UserSearch};
use futures_util::StreamExt;

use super::message::Message;
use super::segment::Segment;
use super::shard_plan::Property;
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Stage, SyncError};

/// One additional request in so many pages.
const ONE_IN: u64 = 33;
/// Additional requests that any organization may cost.
const FEW: u64 = 4;
/// How often a part is divided.
const ROUNDS: u32 = 4;

impl Walk<'_> {
    /// Counts the parts once more, and reads those that moved. `parts`: with the counts before they were read. How many
    /// people are in parts that moved and are too large to be read again. `all`: in the mirror, everyone counts who is
    /// not gone, and not only whom this sync saw.
    pub(super) async fn recount(
        &self,
        parts: &[(Segment, u64)],
        total: u64,
        all: bool,
    ) -> Step<u64> {
        let mut spare = (total.div_ceil(self.options.page()) / ONE_IN).max(FEW);
        let (mut open, mut before): (Vec<Segment>, Vec<u64>) = parts.iter().cloned().unzip();
        let (mut domains, mut unproven) = (None, 0);
        for _ in 0..ROUNDS {
            let Some(sizes) = self.sizes(&open).await? else {
                return Ok(total);
            };
            let tally = self.tally(open.clone(), all).await?;
            let mut pieces = Vec::new();
            let mut before = std::mem::take(&mut before).into_iter();
            for (part, size) in open.into_iter().zip(sizes) {
                if tally.of(&part) == size && before.next().is_none_or(|before| before == size) {
                    continue;
                }
                let pages = size.div_ceil(self.options.page());
                if pages <= spare {
                    spare -= pages;
                    self.read_part(&part).await?;
                    continue;
                }
                let domains = match &domains {
                    Some(domains) => domains,
                    None => domains.insert(self.ask(Message::DomainNames).await?),
                };
                let divided = Property::ALL
                    .into_iter()
                    .map(|property| property.pieces(&part, domains))
                    .find(|pieces| !pieces.is_empty())
                    .unwrap_or_default();
                let cost = u64::try_from(divided.len()).unwrap_or(u64::MAX);
                if cost > 0 && cost <= spare {
                    spare -= cost;
                    pieces.extend(divided);
                } else {
                    unproven += size;
                }
            }
            open = pieces;
            if open.is_empty() {
                return Ok(unproven);
            }
        }
        Ok(total)
    }

    /// Reads the people of a part, outside of the list.
    pub(super) async fn read_part(&self, part: &Segment) -> Step {
        let search = UserSearch {
            filter: part.filter(),
            ..self.options.search()
        };
        let filter = search.filter.clone();
        let mut guard = PeopleListGuard::new(self.client, self.org(), &filter);
        let mut pages = self.client.users_search_pages(self.org(), search);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    for user in page.users().unwrap_or_default() {
                        guard.is_new(user.account_id.as_deref());
                    }
                    let ends = guard.end_page(&page).await;
                    self.send(Message::Sought(page)).await?;
                    if ends.is_err() {
                        return Ok(());
                    }
                }
                Err(error) if tolerated(&error).is_some() => return Ok(()),
                Err(source) => {
                    return Err(SyncError::Wire {
                        stage: Stage::Users,
                        source,
                    });
                }
            }
        }
        Ok(())
    }
}
