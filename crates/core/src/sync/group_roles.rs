//! Reads the roles that groups give. No page has them, so each group is asked; a group that gives access to nothing
//! need not be.

use atlctl_api::{DirectoryId, Error, ErrorKind, GroupId, GroupRoleAssignment};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rusqlite::{Connection, params};

use super::changes::Log;
use super::message::{AskedGroup, GroupAnswer, Message};
use super::parts::{group_role_entries, part};
use super::walk::{Step, Walk};
use super::{Outcome, Stage};

impl Walk<'_> {
    /// The roles of the groups that are in the mirror.
    pub(super) async fn group_roles(&self) -> Step {
        let stage = Stage::GroupRoles;
        if !self.open(stage) {
            return Ok(());
        }
        let groups = self.ask(Message::GroupsToAsk).await?;
        let all = groups.len() as u64;
        let known = self.counters.get(stage);
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
            _ => self.end(stage, Outcome::Complete, None).await,
        }
    }

    async fn roles_of(&self, group: &AskedGroup) -> Result<Vec<GroupRoleAssignment>, Error> {
        let directory = DirectoryId::from(group.directory.as_deref().unwrap_or("-"));
        let id = GroupId::from(group.id.as_str());
        let roles = self
            .client
            .group_role_assignments(self.org(), &directory, &id);
        roles.try_collect().await
    }
}

/// The groups that this sync has not asked for yet. Those that were counted without any resource have no roles.
pub(super) fn to_ask(db: &Connection, log: &Log) -> rusqlite::Result<Vec<AskedGroup>> {
    db.prepare_cached(
        "UPDATE mirror_group SET roles_sync = ?1, roles_read_at = ?2 \
         WHERE resources = 0 AND seen = ?1 AND gone_sync IS NULL",
    )?
    .execute([log.sync, log.at])?;
    db.prepare_cached(
        "SELECT no, id, directory_id FROM mirror_group \
         WHERE gone_sync IS NULL AND (roles_sync IS NULL OR roles_sync < ?1) ORDER BY no",
    )?
    .query_map([log.sync], |row| {
        Ok(AskedGroup {
            no: row.get(0)?,
            id: row.get(1)?,
            directory: row.get(2)?,
        })
    })?
    .collect()
}

/// Writes the roles of a group; how many.
pub(super) fn put(db: &Connection, log: &Log, answer: &GroupAnswer) -> rusqlite::Result<u64> {
    if let Some(part) = part(Stage::GroupRoles) {
        for entry in &answer.entries {
            part.table.put(db, log, &entry.id, &entry.bound())?;
        }
    }
    db.prepare_cached("UPDATE mirror_group SET roles_sync = ?2, roles_read_at = ?3 WHERE no = ?1")?
        .execute(params![answer.no, log.sync, log.at])?;
    Ok(answer.entries.len() as u64)
}
