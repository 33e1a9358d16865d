//! Divides the people into shards of which each can be read on its own, sized by the service's counts.
//!
//! A division is taken only if the counts of its pieces add up to the count of the whole: where the service has a
//! value that no filter names, or ignores a filter, they do not.

use std::collections::HashSet;

use futures_util::future::try_join_all;

use super::segment::Segment;
use super::shards::Shard;
use super::walk::{Step, Walk};

/// The share of additional requests: one in so many pages.
const ONE_IN: u64 = 10;
/// The most shards.
const MOST: u64 = 32;
/// What shards cost at the most: a page that is not full, one on which its ends meet, and the count at the end.
const COST: u64 = 3;
/// The most domains in one filter.
const DOMAINS: usize = 10;

/// A property by which people are divided. Rarely changing ones come first: a person who moves from one shard to
/// another while they are read may be missed by both, and has to be found by counting again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Property {
    Claim,
    Domain,
    Mfa,
    Status,
}

impl Property {
    pub(super) const ALL: [Self; 4] = [Self::Claim, Self::Domain, Self::Mfa, Self::Status];

    /// The pieces of a part; none where it cannot be divided this way.
    pub(super) fn pieces(self, part: &Segment, domains: &[String]) -> Vec<Segment> {
        let with = |change: &dyn Fn(&mut Segment)| {
            let mut piece = part.clone();
            change(&mut piece);
            piece
        };
        match self {
            Self::Claim if part.managed.is_none() => [true, false]
                .map(|managed| with(&|piece| piece.managed = Some(managed)))
                .to_vec(),
            Self::Mfa if part.mfa.is_none() => [true, false]
                .map(|mfa| with(&|piece| piece.mfa = Some(mfa)))
                .to_vec(),
            Self::Status if part.status.is_none() => atlctl_api::UserStatus::KNOWN
                .iter()
                .map(|status| with(&|piece| piece.status = Some((*status).to_owned())))
                .collect(),
            // Only managed accounts have no other domains than the organization's own.
            Self::Domain if part.managed == Some(true) => {
                let all = if part.domains.is_empty() {
                    domains
                } else {
                    part.domains.as_slice()
                };
                if all.len() < 2 {
                    return Vec::new();
                }
                let at_once = all.len().div_ceil(8).clamp(1, DOMAINS);
                all.chunks(at_once)
                    .map(|some| with(&|piece| piece.domains = some.to_vec()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A shard that may still be divided.
struct Cell {
    part: Segment,
    count: u64,
    tried: HashSet<Property>,
}

impl Walk<'_> {
    /// The shards for `total` people: no more, and no more counts to find them, than a tenth of the pages allow.
    pub(super) async fn plan(&self, total: u64, domains: &[String]) -> Step<Vec<Shard>> {
        let spare = total.div_ceil(self.options.page()) / ONE_IN;
        // What is not used is left for parts that move.
        let sizing = spare * 2 / 5;
        let (mut counts, most) = (sizing, (spare / 8).clamp(1, MOST));
        let cursors = u64::try_from(self.options.cursors).unwrap_or(1).max(1);
        let enough = total.saturating_mul(2) / cursors;
        let mut cells = vec![Cell {
            part: Segment::default(),
            count: total,
            tried: HashSet::new(),
        }];
        loop {
            let largest = cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.count > enough && cell.tried.len() < Property::ALL.len())
                .max_by_key(|(_, cell)| cell.count)
                .map(|(at, _)| at);
            let Some(cell) = largest.and_then(|at| cells.get_mut(at).map(|cell| (at, cell))) else {
                break;
            };
            let (at, cell) = cell;
            let Some(property) = Property::ALL
                .into_iter()
                .find(|property| !cell.tried.contains(property))
            else {
                break;
            };
            cell.tried.insert(property);
            let pieces = property.pieces(&cell.part, domains);
            let cost = u64::try_from(pieces.len()).unwrap_or(u64::MAX);
            if pieces.is_empty() || cost > counts {
                continue;
            }
            counts -= cost;
            let (whole, tried) = (cell.count, cell.tried.clone());
            let Some(sizes) = self.sizes(&pieces).await? else {
                continue;
            };
            let largest = sizes.iter().copied().max().unwrap_or_default();
            let filled = sizes.iter().filter(|size| **size > 0).count();
            let shards = u64::try_from(cells.len() - 1 + filled).unwrap_or(u64::MAX);
            // What is managed is divided further by domain, so this is worth it however uneven.
            let worth = property == Property::Claim
                || largest.saturating_mul(20) <= whole.saturating_mul(19);
            if sizes.iter().sum::<u64>() != whole || filled < 2 || shards > most || !worth {
                continue;
            }
            cells.swap_remove(at);
            for (part, count) in pieces.into_iter().zip(sizes) {
                if count > 0 {
                    let mut tried = tried.clone();
                    // Several domains can be divided further.
                    if part.domains.len() > 1 || property == Property::Claim {
                        tried.remove(&Property::Domain);
                    }
                    cells.push(Cell { part, count, tried });
                }
            }
        }
        let mut shards: Vec<Shard> = cells
            .into_iter()
            .map(|cell| Shard::new(cell.part, cell.count))
            .collect();
        let used = sizing - counts + COST * shards.len() as u64;
        self.stretches(&mut shards, enough, (spare * 2 / 3).saturating_sub(used))
            .await?;
        Ok(shards)
    }

    /// The service's count of each part; none where it does not count one of them.
    pub(super) async fn sizes(&self, parts: &[Segment]) -> Step<Option<Vec<u64>>> {
        let counts = parts.iter().map(|part| self.people_count(part.filter()));
        Ok(try_join_all(counts).await?.into_iter().collect())
    }
}
