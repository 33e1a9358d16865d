//! Reads only the people who may have changed, where the audit log names them, and proves the rest by counts.
//!
//! Everything that cannot be proven leads to the whole list. What has no event and no count (last activity, profile
//! texts that an identity provider writes) is as old as the last whole list, which is read at least once a week.

use std::collections::BTreeSet;
use std::pin::pin;

use atlctl_api::{AccountId, EventObject, EventPoll, UserFilter, UserStatus};
use futures_util::future::try_join;
use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use super::epoch;
use super::message::Message;
use super::segment::Segment;
use super::shard_plan::Property;
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Stage, SyncError};
use crate::number::{grouped, people};

/// Events are read from this long before the last sync began: they reach the log late.
const OVERLAP_S: i64 = 600;
/// The most pages of events: with more, much has changed.
const EVENT_PAGES: usize = 40;
/// The most accounts in one search.
const AT_ONCE: usize = 10;
/// The most groups whose members are read again.
const GROUPS: usize = 20;
/// Reading every n-th person by name costs as much as reading the list.
const ONE_IN: u64 = 10;

impl Walk<'_> {
    /// Reads the people who may have changed since the last sync. What was proven, or nothing where the whole list has
    /// to be read.
    pub(super) async fn changes(
        &self,
        total: u64,
        walked: &watch::Sender<bool>,
    ) -> Step<Option<String>> {
        let Some(since) = self.started.since else {
            return Ok(None);
        };
        let Some(events) = self.objects_since(since).await else {
            return Ok(None);
        };
        let mut accounts = self.ask(|answer| Message::Named { events, answer }).await?;
        if !self.look_up(&accounts, total, walked).await? {
            return Ok(None);
        }
        // The counts prove what the mirror has in the end, and hold from when they are asked for: they need not wait for
        // the groups.
        let parts = self.parts_to_prove().await?;
        let counts = self.sizes(&parts);
        let (Some(sizes), Some(members)) =
            try_join(counts, self.read_uneven_groups(total, walked)).await?
        else {
            return Ok(None);
        };
        accounts.extend(members);
        let asked = accounts.len() as u64;
        if !self.is_proven(&parts, sizes, total).await? {
            return Ok(None);
        }
        self.send(Message::ChangesOnly).await?;
        Ok(Some(format!(
            "read {} of {}, those that events name; counts prove the rest",
            grouped(asked),
            people(total)
        )))
    }

    /// Reads the members of the groups that are not as the service counts them, although the people of the events are
    /// read. Nothing where the groups are not known, or these are too many.
    async fn read_uneven_groups(
        &self,
        total: u64,
        walked: &watch::Sender<bool>,
    ) -> Step<Option<BTreeSet<AccountId>>> {
        let mut groups_read = self.groups_read.subscribe();
        // The sender lives as long as the walk.
        let complete = match groups_read.wait_for(Option::is_some).await {
            Ok(read) => *read == Some(true),
            Err(_) => false,
        };
        let groups = self.ask(Message::UnevenGroups).await?;
        let members: u64 = groups.iter().map(|(_, members)| members).sum();
        if !complete || groups.len() > GROUPS || members * ONE_IN > total {
            return Ok(None);
        }
        let ids: Vec<String> = groups.into_iter().map(|(id, _)| id).collect();
        for id in &ids {
            let part = Segment {
                groups: vec![id.clone()],
                ..Segment::default()
            };
            self.read_part(&part).await?;
        }
        let members = self.ask(|answer| Message::MembersOf {
            groups: ids,
            answer,
        });
        let members = members.await?;
        let read = self.look_up(&members, total, walked).await?;
        Ok(read.then_some(members))
    }

    /// When the events since then happened and what they are about; nothing where they may not be read, or are too many.
    async fn objects_since(&self, since: i64) -> Option<Vec<(Option<i64>, Vec<EventObject>)>> {
        let poll = EventPoll {
            from_ms: Some((since - OVERLAP_S) * 1_000),
            ..EventPoll::default()
        };
        let mut pages = pin!(self.side.poll_events(self.org(), &poll));
        let mut objects = Vec::new();
        let mut read = 0;
        while let Some(page) = pages.next().await {
            read += 1;
            let page = page.ok().filter(|_| read <= EVENT_PAGES)?;
            let events = page.events.into_iter();
            objects
                .extend(events.map(|event| (event.time.as_deref().and_then(epoch), event.context)));
        }
        Some(objects)
    }

    /// Reads people by their accounts, and marks those as gone who are not there. False where the service cannot name
    /// them, or they are too many, or too many of them are not there.
    async fn look_up(
        &self,
        accounts: &BTreeSet<AccountId>,
        total: u64,
        walked: &watch::Sender<bool>,
    ) -> Step<bool> {
        let accounts: Vec<AccountId> = accounts.iter().cloned().collect();
        if accounts.len() as u64 * ONE_IN > total {
            return Ok(false);
        }
        let pages = accounts.chunks(AT_ONCE).map(|some| {
            let mut search = self.options.search();
            search.filter = UserFilter {
                account_ids: some.to_vec(),
                ..UserFilter::default()
            };
            self.client.users_search_page(self.org(), search)
        });
        let mut pages = stream::iter(pages).buffer_unordered(self.options.cursors.max(1));
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => self.send(Message::Sought(page)).await?,
                Err(error) if tolerated(&error).is_some() => return Ok(false),
                Err(source) => {
                    return Err(SyncError::Wire {
                        stage: Stage::Users,
                        source,
                    });
                }
            }
            self.progress(Stage::Users, Some(accounts.len() as u64));
            walked.send_replace(false);
        }
        drop(pages);
        self.ask(|answer| Message::Absent {
            asked: accounts,
            answer,
        })
        .await
    }

    /// The parts of the people whose counts prove that the mirror has them as the service does.
    async fn parts_to_prove(&self) -> Step<Vec<Segment>> {
        let domains = self.ask(Message::DomainNames).await?;
        let managed = Segment {
            managed: Some(true),
            ..Segment::default()
        };
        let mut parts = vec![Segment::default(), managed.clone()];
        parts.extend(leaves());
        parts.extend(UserStatus::KNOWN.iter().map(|status| Segment {
            status: Some((*status).to_owned()),
            ..Segment::default()
        }));
        parts.extend(Property::Domain.pieces(&managed, &domains));
        Ok(parts)
    }

    /// Whether the service counts what the mirror has, in many ways. Where it does not, what differs is read once.
    async fn is_proven(&self, parts: &[Segment], mut sizes: Vec<u64>, total: u64) -> Step<bool> {
        for again in [false, true] {
            let tally = self.tally(parts.to_vec(), true).await?;
            let same = parts
                .iter()
                .zip(&sizes)
                .all(|(part, size)| tally.of(part) == *size);
            if same || again {
                return Ok(same);
            }
            let sized = |part: Segment| {
                let at = parts.iter().position(|other| *other == part)?;
                Some((part, sizes.get(at).copied()?))
            };
            let leaves: Vec<(Segment, u64)> = leaves().into_iter().filter_map(sized).collect();
            self.recount(&leaves, total, true).await?;
            let Some(counted) = self.sizes(parts).await? else {
                return Ok(false);
            };
            sizes = counted;
        }
        Ok(false)
    }
}

/// Parts that do not overlap and are everyone.
fn leaves() -> [Segment; 3] {
    let with = |managed: bool, mfa: Option<bool>| Segment {
        managed: Some(managed),
        mfa,
        ..Segment::default()
    };
    [
        with(true, Some(true)),
        with(true, Some(false)),
        with(false, None),
    ]
}
