//! An organization on the original user management: the newer calls refuse it (`ADMIN-400-4`), so its people
//! and groups are read through the portal, and who of them is managed from the list of managed accounts.
//! What the portal does not report (roles, apps, two-step verification) stays unknown.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use atlctl_api::{
    Error, ErrorKind, Group, GroupCounts, ManagedAccount, ManagementAccess, OffsetProof,
    PortalGroup,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::watch;

use super::completeness::came_or_went;
use super::endless_lists::ending;
use super::message::Message;
use super::portal_person::{InGroup, PortalPerson};
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Outcome, Stage, SyncError};
use crate::number::{counted, grouped, people};

/// People in one message to the writer.
const BATCH: usize = 100;

/// The groups of each account.
type Groups = HashMap<Box<str>, Vec<Arc<InGroup>>>;
/// The managed accounts.
type Managed = HashMap<Box<str>, ManagedAccount>;
/// The data read, or the error.
type Readable<T> = Result<T, String>;

impl Walk<'_> {
    /// The groups; how the reading ended.
    pub(super) async fn groups_of_portal(&self) -> Step<Result<(), Error>> {
        let list = self.client.org_groups(self.org()).map_ok(group_of_portal);
        let id = |it: &Group| it.id.to_string();
        self.list(Stage::Groups, list, id, Message::Groups).await
    }

    /// The people, and after them the managed accounts that are not among them.
    pub(super) async fn people_of_portal(
        &self,
        walked: &watch::Sender<bool>,
    ) -> Step<(Outcome, Option<String>)> {
        if self.started.resumed {
            // This list has no cursor to resume from: a resumed sync reads the same people again.
            self.send(Message::Restart).await?;
        }
        let managed = self.managed().await?;
        let groups = self.memberships().await?;
        let mut notes: Vec<String> = Vec::new();
        notes.extend(managed.as_ref().err().cloned());
        notes.extend(groups.as_ref().err().cloned());
        let (mut managed, groups) = (managed.ok(), groups.ok());
        let mut moved = Vec::new();
        if let Some((_, changed)) = &groups
            && *changed > 0
        {
            moved.push(format!(
                "the members of {} changed while they were read",
                counted(*changed, "group", "groups")
            ));
        }
        let groups = groups.map(|(groups, _)| groups);
        let listed = self
            .portal_list(&mut managed, groups.as_ref(), walked)
            .await?;
        // People whom an unfinished list has not reached may be in it: what is known of them is more than
        // what the managed accounts say.
        let unfinished = listed.as_ref().is_err_and(|(_, some)| *some);
        match listed {
            Ok(note) => moved.extend(note),
            Err((note, _)) => notes.push(note),
        }
        if unfinished {
            managed = None;
        }
        let mut rest: Vec<ManagedAccount> = managed.unwrap_or_default().into_values().collect();
        rest.sort_by(|a, b| a.account_id.cmp(&b.account_id));
        let mut rest = rest.into_iter();
        loop {
            let batch: Vec<PortalPerson> = rest
                .by_ref()
                .take(BATCH)
                .map(|account| PortalPerson::managed_alone(account, groups.as_ref()))
                .collect();
            if batch.is_empty() {
                break;
            }
            self.hand_over(batch, None, walked).await?;
        }
        let outcome = if notes.is_empty() {
            Outcome::Complete
        } else {
            Outcome::Inexact
        };
        notes.extend(moved);
        Ok((outcome, (!notes.is_empty()).then(|| notes.join("; "))))
    }

    /// The portal's own list of people, several pages at once. Accounts that are found in it are taken out of `managed`.
    /// A note where people came or went meanwhile. Where the list is not whole: why, and whether some of it was read.
    async fn portal_list(
        &self,
        managed: &mut Option<Managed>,
        groups: Option<&Groups>,
        walked: &watch::Sender<bool>,
    ) -> Step<Result<Option<String>, (String, bool)>> {
        let what = "the portal's list of people";
        let list = self
            .client
            .org_users_pages(self.org(), self.options.cursors);
        let mut list = pin!(list);
        let mut proof = OffsetProof::default();
        while let Some(page) = list.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    return Ok(tolerate(error, what)?.map_err(|note| (note, proof.found > 0)));
                }
            };
            proof = page.proof;
            let people = page.items.into_iter();
            let batch = people.map(|user| PortalPerson::listed(user, managed.as_mut(), groups));
            self.hand_over(batch.collect(), proof.after, walked).await?;
        }
        Ok(whole(&proof).map_err(|note| (note, true)))
    }

    async fn hand_over(
        &self,
        batch: Vec<PortalPerson>,
        total: Option<u64>,
        walked: &watch::Sender<bool>,
    ) -> Step {
        if batch.is_empty() {
            return Ok(());
        }
        self.send(Message::Portal(batch)).await?;
        self.progress(Stage::Users, total);
        walked.send_replace(false);
        Ok(())
    }

    async fn managed(&self) -> Step<Readable<Managed>> {
        let list = self.client.managed_accounts(self.org());
        let mut list = pin!(ending(list, |account| account.account_id.to_string()));
        let mut managed = Managed::new();
        while let Some(account) = list.next().await {
            match account {
                Ok(account) if account.account_id.as_str().is_empty() => {}
                Ok(account) => {
                    managed.insert(account.account_id.as_str().into(), account);
                }
                Err(error) => return tolerate(error, "managed accounts"),
            }
        }
        Ok(Ok(managed))
    }

    /// Who is in which groups: one list for each group, because the portal's people do not name theirs; and how many of
    /// the lists changed while they were read, and are not whole.
    async fn memberships(&self) -> Step<Readable<(Groups, u64)>> {
        let what = "group memberships";
        let list = self.client.org_groups(self.org());
        let list = ending(list, |group| group.id.to_string());
        let listed: Result<Vec<PortalGroup>, Error> = list.try_collect().await;
        let listed = match listed {
            Ok(listed) => listed,
            Err(error) => return tolerate(error, what),
        };
        let mut members = Vec::new();
        for group in &listed {
            members.push(self.members_of(group));
        }
        let at_once = self.options.cursors.max(1);
        let mut members = stream::iter(members).buffered(at_once);
        let (mut groups, mut changed) = (Groups::new(), 0);
        for group in &listed {
            let Some(read) = members.next().await else {
                break;
            };
            let (members, proof) = match read {
                Ok(read) => read,
                Err(error) => return tolerate(error, what),
            };
            changed += u64::from(proof.before != proof.after && !proof.is_whole());
            let group = Arc::new(InGroup {
                id: group.id.as_str().into(),
                name: group.name.as_deref().map(Into::into),
            });
            for member in members {
                groups.entry(member).or_default().push(Arc::clone(&group));
            }
        }
        Ok(Ok((groups, changed)))
    }

    /// The members of a group.
    async fn members_of(&self, group: &PortalGroup) -> Result<(Vec<Box<str>>, OffsetProof), Error> {
        let list = self
            .client
            .org_group_members_pages(self.org(), &group.id, self.options.cursors);
        let mut list = pin!(list);
        let (mut members, mut proof) = (Vec::new(), OffsetProof::default());
        while let Some(page) = list.try_next().await? {
            proof = page.proof;
            members.extend(page.items.iter().map(|member| member.id.as_str().into()));
        }
        Ok((members, proof))
    }
}

/// Whether everyone of the portal's list was read: a note where people came or went meanwhile, or why not.
fn whole(proof: &OffsetProof) -> Result<Option<String>, String> {
    match (proof.before, proof.after) {
        (Some(before), Some(after)) if proof.is_whole() => {
            Ok(proof.moved.then(|| came_or_went(before, after)))
        }
        (Some(_), Some(after)) => Err(format!(
            "the portal reports {} but listed {}",
            people(after),
            grouped(proof.found)
        )),
        _ => Err(format!(
            "the portal reports no total, so what it listed ({}) may not be everyone",
            people(proof.found)
        )),
    }
}

/// A permanent error becomes a note; a temporary one stops the sync.
fn tolerate<T>(error: Error, what: &str) -> Step<Readable<T>> {
    if error.kind == ErrorKind::NoCredential {
        return Ok(Err(format!(
            "{what}: a browser session is required (atlctl auth login)"
        )));
    }
    match tolerated(&error) {
        Some((_, note)) => Ok(Err(format!("{what}: {note}"))),
        None => Err(SyncError::Wire {
            stage: Stage::Users,
            source: error,
        }),
    }
}

/// A group of the portal as the newer calls would show it.
#[must_use]
pub fn group_of_portal(group: PortalGroup) -> Group {
    Group {
        id: group.id,
        name: group.name,
        description: group.description,
        counts: Some(GroupCounts {
            users: group.user_total,
            resources: None,
        }),
        management_access: group.unmodifiable.map(|not| ManagementAccess {
            modifiable: Some(!not),
            ..ManagementAccess::default()
        }),
        raw: group.raw,
        ..Group::default()
    }
}
