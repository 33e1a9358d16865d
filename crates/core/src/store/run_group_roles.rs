//! Roles of groups that runs granted or revoked.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::error::During;
use super::history::record_as;
use super::run_access::note_apps_of_group;
use super::run_group_ends::end_grants_by_group;
use super::run_policies::RunSource;
use super::{Mirror, StoreError};

/// A role of a group, as a run read it back.
#[derive(Debug, Clone, Copy)]
pub struct GroupRoleEdit<'a> {
    /// The group's ID.
    pub group: &'a str,
    /// The app's ID.
    pub app: &'a str,
    /// The role.
    pub role: &'a str,
    /// Whether the group has it.
    pub held: bool,
    /// When it was read.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}

const DOING: &str = "record a role of a group that a run changed";

impl Mirror {
    /// Records roles of groups, all or nothing; whom a new one lets into the app has it from now on. Recording again changes
    /// nothing. Where the roles of groups were never read, they stay unknown.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_group_roles<'a>(
        &mut self,
        run: RunSource<'_>,
        edits: impl Iterator<Item = GroupRoleEdit<'a>>,
    ) -> Result<(), StoreError> {
        let change = self.change().during(DOING)?;
        for edit in edits {
            record_as(&change, run.writer(edit.made, edit.at.as_millisecond())).during(DOING)?;
            note(&change, run, &edit).during(DOING)?;
        }
        change.commit().during(DOING)
    }
}

fn note(
    change: &Transaction<'_>,
    run: RunSource<'_>,
    edit: &GroupRoleEdit<'_>,
) -> rusqlite::Result<()> {
    let GroupRoleEdit {
        group, app, role, ..
    } = *edit;
    if !edit.held {
        let lost = change
            .prepare_cached(
                "UPDATE mirror_group_role SET gone_sync = (SELECT coalesce(max(no), 0) FROM mirror_sync) \
                 WHERE group_id = ?1 AND resource = ?2 AND role = ?3 AND gone_sync IS NULL",
            )?
            .execute([group, app, role])?;
        return match lost {
            0 => Ok(()),
            _ => end_grants_by_group(change, group, Some((app, role))),
        };
    }
    let given = change
        .prepare_cached(
            "INSERT INTO mirror_group_role (id, group_id, resource, role, is_default, seen, first_sync) \
             SELECT ?1, ?2, ?3, ?4, 0, s.no, s.no FROM (SELECT coalesce(max(no), 0) AS no FROM mirror_sync) s \
             WHERE EXISTS (SELECT 1 FROM mirror_group WHERE id = ?2) \
               AND EXISTS (SELECT 1 FROM mirror_group WHERE roles_read_at IS NOT NULL) \
             ON CONFLICT (id) DO UPDATE SET gone_sync = NULL WHERE gone_sync IS NOT NULL",
        )?
        .execute(params![format!("{group} {app} {role}"), group, app, role])?;
    if given == 0 {
        return Ok(());
    }
    let members: Vec<(i64, String)> = change
        .prepare_cached(
            "SELECT u.no, u.account_id FROM mirror_group g JOIN mirror_membership m ON m.group_no = g.no \
             JOIN mirror_user u ON u.no = m.user_no WHERE g.id = ?1",
        )?
        .query_map([group], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (user, account) in &members {
        note_apps_of_group(change, run, (*user, account), group, (edit.made, edit.at))?;
    }
    Ok(())
}
