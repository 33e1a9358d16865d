//! Reads the roles that groups give. No page has them, so each group is asked; a group that gives access to nothing
//! need not be.

use atlctl_api::{DirectoryId, Error, ErrorKind, GroupId, GroupRoleAssignment};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::message::{AskedGroup, GroupAnswer, Message};
use super::parts::group_role_entries;
use super::walk::{Step, Walk};
use super::{Outcome, Stage};

impl Walk<'_> {
    /// The roles of the groups that are in the mirror.
    pub(super) async fn group_roles(&self) -> Step {
        let stage = Stage::GroupRoles;
        if !self.open(stage) {
            return Ok(());
        }
        let asked = self.ask(Message::GroupsToAsk).await?;
        let groups = asked.groups;
        let all = groups.len() as u64;
        let known = self.counters.get(stage);
        if !asked.all && all == 0 {
            let note = Some("the groups could not be read".to_owned());
            return self.end(stage, Outcome::Unavailable, note).await;
        }
        self.progress(stage, None);
        let mut answers = stream::iter(groups)
            .map(|group| async {
                let answer = self.roles_of(&group).await;
                (group, answer)
            })
            .buffer_unordered(self.options.role_calls.max(1));
        let mut lost = None;
        let mut missing = 0_u64;
        while let Some((group, answer)) = answers.next().await {
            match answer {
                Ok(answer) => {
                    let entries = group_role_entries(&group.id, &answer);
                    let no = group.no;
                    self.send(Message::GroupRoles(GroupAnswer { no, entries }))
                        .await?;
                    self.progress(stage, None);
                }
                // Deleted since the groups were listed, or an odd ID.
                Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::BadInput) => {
                    missing += 1;
                    lost = Some(error);
                }
                Err(error) => return self.settle(stage, Err(error)).await,
            }
        }
        match lost {
            Some(error) if missing == all && known == 0 && error.kind == ErrorKind::NotFound => {
                self.settle(stage, Err(error)).await
            }
            _ if !asked.all => {
                let note =
                    "the groups could not be read, so only the groups that people are in were read";
                self.end(stage, Outcome::Inexact, Some(note.to_owned()))
                    .await
            }
            _ => self.end(stage, Outcome::Complete, None).await,
        }
    }

    async fn roles_of(&self, group: &AskedGroup) -> Result<Vec<GroupRoleAssignment>, Error> {
        let directory = DirectoryId::from(group.directory.as_deref().unwrap_or("-"));
        let id = GroupId::from(group.id.as_str());
        let roles = self
            .side
            .group_role_assignments(self.org(), &directory, &id);
        roles.try_collect().await
    }
}
