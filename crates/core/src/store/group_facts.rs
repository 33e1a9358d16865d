//! What the mirror knows of one group.

use atlctl_api::{Group, GroupId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::error::During;
use super::history::{Writer, record_as};
use super::run_group_ends::end_grants_by_group;
use super::run_policies::RunSource;
use super::{Mirror, StoreError};

/// A group as the mirror knows it. `None` is "unknown" throughout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFacts {
    /// The group's ID.
    pub id: String,
    /// The group's name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The directory it is in.
    pub directory: Option<String>,
    /// Who manages it: `external` for an identity provider.
    pub managed_by: Option<String>,
    /// Whether an identity provider fills it.
    pub external_synced: Option<bool>,
    /// Whether its members can be changed.
    pub modifiable: Option<bool>,
    /// Its members, as the service counts them.
    pub users: Option<u64>,
    /// The resources that it gives access to.
    pub resources: Option<u64>,
    /// Whether it was deleted since.
    pub gone: bool,
}

impl GroupFacts {
    /// Whether an identity provider manages it.
    #[must_use]
    pub fn of_provider(&self) -> bool {
        self.external_synced == Some(true) || self.managed_by.as_deref() == Some("external")
    }

    /// Its name, else its ID.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

impl From<Group> for GroupFacts {
    fn from(group: Group) -> Self {
        let counts = group.counts.as_ref();
        Self {
            users: counts.and_then(|counts| counts.users),
            resources: counts.and_then(|counts| counts.resources),
            id: group.id.into_string(),
            name: group.name,
            description: group.description,
            directory: group.directory_id.map(|id| id.as_str().to_owned()),
            managed_by: group.managed_by,
            external_synced: group.external_synced,
            modifiable: group.management_access.and_then(|access| access.modifiable),
            gone: false,
        }
    }
}

const COLUMNS: &str = "id, name, description, directory_id, managed_by, external_synced, modifiable, users, \
     resources, gone_sync IS NOT NULL FROM mirror_group";

fn facts(row: &rusqlite::Row<'_>) -> rusqlite::Result<GroupFacts> {
    let count = |at: usize| -> rusqlite::Result<Option<u64>> {
        Ok(row
            .get::<_, Option<i64>>(at)?
            .and_then(|count| count.try_into().ok()))
    };
    Ok(GroupFacts {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        directory: row.get(3)?,
        managed_by: row.get(4)?,
        external_synced: row.get(5)?,
        modifiable: row.get(6)?,
        users: count(7)?,
        resources: count(8)?,
        gone: row.get(9)?,
    })
}

impl Mirror {
    /// The group with this ID.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn group_facts(&self, group: &str) -> Result<Option<GroupFacts>, StoreError> {
        let doing = "read a group";
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} WHERE id = ?1"))
            .during(doing)?
            .query_row([group], facts)
            .optional()
            .during(doing)
    }

    /// Every group that is there, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_group_facts(&self) -> Result<Vec<GroupFacts>, StoreError> {
        let doing = "read the groups";
        let mut read = self
            .db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} WHERE gone_sync IS NULL ORDER BY name, id"
            ))
            .during(doing)?;
        read.query_map([], facts)
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)
    }

    /// Whether an account is in a group: `None` when the account is not in the mirror or its groups are not known.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_member(&self, account: &str, group: &str) -> Result<Option<bool>, StoreError> {
        let doing = "read a person's groups";
        let found: Option<Option<bool>> = self
            .db
            .prepare_cached(
                "SELECT CASE WHEN u.groups_known THEN EXISTS (SELECT 1 FROM mirror_membership m \
                 JOIN mirror_group g ON g.no = m.group_no WHERE m.user_no = u.no AND g.id = ?2) END \
                 FROM mirror_user u WHERE u.account_id = (SELECT ?1)",
            )
            .during(doing)?
            .query_row([account, group], |row| row.get(0))
            .optional()
            .during(doing)?;
        Ok(found.flatten())
    }

    /// Adds a group that the service had at that time and the mirror did not know. A known one is left as it is, unless it was gone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn learn_group(&mut self, group: &GroupFacts, at: Timestamp) -> Result<(), StoreError> {
        let at = at.as_millisecond();
        self.add_group(group, Writer::Command { at })
    }

    /// The same of a group that a run created, which the history names.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn learn_created_group(
        &mut self,
        run: RunSource<'_>,
        group: &GroupFacts,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let writer = run.writer(true, at.as_millisecond());
        self.add_group(group, writer)
    }

    fn add_group(&mut self, group: &GroupFacts, writer: Writer<'_>) -> Result<(), StoreError> {
        let doing = "record a group";
        let count = |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok());
        let change = self.change().during(doing)?;
        record_as(&change, writer).during(doing)?;
        change
            .execute(
                "INSERT INTO mirror_group (id, name, description, directory_id, managed_by, external_synced, \
                   modifiable, users, resources, seen, first_sync) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, coalesce(max(no), 0), coalesce(max(no), 0) \
                 FROM mirror_sync WHERE true ON CONFLICT (id) DO UPDATE SET gone_sync = NULL",
                params![
                    group.id,
                    group.name,
                    group.description,
                    group.directory,
                    group.managed_by,
                    group.external_synced,
                    group.modifiable,
                    count(group.users),
                    count(group.resources)
                ],
            )
            .during(doing)?;
        change.commit().during(doing)
    }

    /// Takes over how many members Atlassian counted in a group.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn count_group(&mut self, group: &GroupFacts, at: Timestamp) -> Result<(), StoreError> {
        let doing = "record how many members a group has";
        let Some(users) = group.users.and_then(|users| i64::try_from(users).ok()) else {
            return Ok(());
        };
        let change = self.change().during(doing)?;
        let at = at.as_millisecond();
        record_as(&change, Writer::Command { at }).during(doing)?;
        change
            .execute(
                "UPDATE mirror_group SET users = ?2 WHERE id = ?1",
                params![group.id, users],
            )
            .during(doing)?;
        change.commit().during(doing)
    }

    /// Marks a group as deleted, as a sync does that no longer finds it; `made`: the run deleted it, and did not find it
    /// deleted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn lose_group(
        &mut self,
        run: RunSource<'_>,
        group: &GroupId,
        (made, at): (bool, Timestamp),
    ) -> Result<(), StoreError> {
        let doing = "record a group";
        let change = self.change().during(doing)?;
        record_as(&change, run.writer(made, at.as_millisecond())).during(doing)?;
        let lost = change
            .execute(
                "UPDATE mirror_group SET gone_sync = (SELECT coalesce(max(no), 0) FROM mirror_sync) \
                 WHERE id = ?1 AND gone_sync IS NULL",
                [group.as_str()],
            )
            .during(doing)?;
        if lost > 0 {
            change
                .execute(
                    "INSERT INTO mirror_change (sync_no, at, thing, id, kind, run) \
                     SELECT coalesce(max(no), 0), ?2, 'group', ?1, 'gone', ?3 FROM mirror_sync",
                    params![group.as_str(), at.as_second(), made.then_some(run.id)],
                )
                .during(doing)?;
            end_grants_by_group(&change, group.as_str(), None).during(doing)?;
        }
        change.commit().during(doing)
    }
}
