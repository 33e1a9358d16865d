//! Finds people whom the cursors missed. Somebody who moves from one part of the list to another while both are read
//! is on neither. So every part is counted once more, by the service and in the mirror; where the service counts more,
//! the part is read again, or divided until what has to be read is small.

use atlctl_api::UserSearch;
use futures_util::StreamExt;

use super::message::Message;
use super::part::Part;
use super::shard_plan::{PAGE, Property};
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Stage, SyncError};

/// One additional request in so many pages.
const ONE_IN: u64 = 40;
/// Additional requests that any organization may cost.
const FEW: u64 = 3;
/// How often a part is divided.
const ROUNDS: u32 = 4;

impl Walk<'_> {
    /// Counts the parts once more, and reads people who are missing.
    pub(super) async fn recount(&self, parts: &[Part], total: u64) -> Step {
        let mut spare = (total.div_ceil(PAGE) / ONE_IN).max(FEW);
        let mut open = parts.to_vec();
        let mut domains = None;
        for _ in 0..ROUNDS {
            let Some(sizes) = self.sizes(&open).await? else {
                return Ok(());
            };
            let tally = self.tally(open.clone()).await?;
            let mut pieces = Vec::new();
            for (part, size) in open.into_iter().zip(sizes) {
                // Whoever left meanwhile is in the mirror and not in the count.
                if tally.of(&part) >= size {
                    continue;
                }
                let pages = size.div_ceil(PAGE);
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
                if cost <= spare {
                    spare -= cost;
                    pieces.extend(divided);
                }
            }
            if pieces.is_empty() {
                return Ok(());
            }
            open = pieces;
        }
        Ok(())
    }

    /// Reads the people of a part, outside of the list.
    async fn read_part(&self, part: &Part) -> Step {
        let search = UserSearch {
            filter: part.filter(),
            ..UserSearch::default()
        };
        let mut pages = self.client.users_search_pages(self.org(), search);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => self.send(Message::Sought(page)).await?,
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
