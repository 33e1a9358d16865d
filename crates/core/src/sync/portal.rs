//! An organization on the old user management: the newer calls refuse it (`ADMIN-400-4`), so its people
//! and groups are read through the portal, and who of them is managed from the list of managed accounts.
//! What the portal does not report (roles, apps, two-step verification) stays unknown.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use atlctl_api::{
    Error, ErrorKind, Group, GroupCounts, ManagedAccount, ManagementAccess, PortalGroup,
};
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::watch;

use super::endless::ending;
use super::message::Message;
use super::portal_person::{InGroup, PortalPerson};
use super::walk::{Step, Walk};
use super::writer::tolerated;
use super::{Outcome, Stage, SyncError};
use crate::number::{grouped, people};

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
        let listed = self
            .portal_list(&mut managed, groups.as_ref(), walked)
            .await?;
        // People whom an unfinished list has not reached may be in it: what is known of them is more than
        // what the managed accounts say.
        let unfinished = listed.as_ref().is_err_and(|(_, some)| *some);
        notes.extend(listed.err().map(|(note, _)| note));
        if unfinished {
            managed = None;
        }
        let mut rest = managed.unwrap_or_default().into_values();
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
        Ok(if notes.is_empty() {
            (Outcome::Complete, None)
        } else {
            (Outcome::Inexact, Some(notes.join("; ")))
        })
    }

    /// The portal's own list of people. Accounts that are found in it are taken out of `managed`. Where it
    /// is not whole: why, and whether some of it was read.
    async fn portal_list(
        &self,
        managed: &mut Option<Managed>,
        groups: Option<&Groups>,
        walked: &watch::Sender<bool>,
    ) -> Step<Result<(), (String, bool)>> {
        let what = "the portal's list of people";
        let before = match self.client.org_users_total(self.org()).await {
            Ok(total) => total,
            Err(error) => return Ok(tolerate(error, what)?.map_err(|note| (note, false))),
        };
        let list = self.client.org_users(self.org());
        let mut list = pin!(ending(list, |user| user.id.to_string()));
        let mut batch = Vec::with_capacity(BATCH);
        let mut listed = 0_u64;
        let mut read = Ok(());
        while let Some(user) = list.next().await {
            match user {
                Ok(user) => {
                    listed += 1;
                    batch.push(PortalPerson::listed(user, managed.as_mut(), groups));
                }
                Err(error) => {
                    read = Err(error);
                    break;
                }
            }
            if batch.len() == BATCH {
                self.hand_over(std::mem::take(&mut batch), before, walked)
                    .await?;
            }
        }
        self.hand_over(batch, before, walked).await?;
        if let Err(error) = read {
            return Ok(tolerate(error, what)?.map_err(|note| (note, listed > 0)));
        }
        let after = match self.client.org_users_total(self.org()).await {
            Ok(total) => total,
            Err(error) => return Ok(tolerate(error, what)?.map_err(|note| (note, true))),
        };
        // A list read by offset shifts when somebody comes or goes meanwhile.
        Ok(match (before, after) {
            (Some(before), Some(after)) if before == after && after == listed => Ok(()),
            (Some(_), Some(after)) => Err((
                format!(
                    "the portal reports {} but listed {}",
                    people(after),
                    grouped(listed)
                ),
                true,
            )),
            _ => Err((
                format!(
                    "the portal reports no total, so what it listed ({}) may not be everyone",
                    people(listed)
                ),
                true,
            )),
        })
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

    /// Who is in which groups: one list for each group, because the portal's people do not name theirs.
    async fn memberships(&self) -> Step<Readable<Groups>> {
        let what = "group memberships";
        let mut groups = Groups::new();
        let list = self.client.org_groups(self.org());
        let mut list = pin!(ending(list, |group| group.id.to_string()));
        while let Some(group) = list.next().await {
            let group = match group {
                Ok(group) => group,
                Err(error) => return tolerate(error, what),
            };
            let members = self.client.org_group_members(self.org(), &group.id);
            let mut members = pin!(ending(members, |user| user.id.to_string()));
            let group = Arc::new(InGroup {
                id: group.id.as_str().into(),
                name: group.name.map(Into::into),
            });
            while let Some(member) = members.next().await {
                match member {
                    Ok(member) => groups
                        .entry(member.id.as_str().into())
                        .or_default()
                        .push(Arc::clone(&group)),
                    Err(error) => return tolerate(error, what),
                }
            }
        }
        Ok(Ok(groups))
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
