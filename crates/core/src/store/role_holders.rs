//! Who holds an organization role.

use jiff::Timestamp;

use super::error::During;
use super::{Mirror, StoreError};

/// A person's organization role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHolder {
    /// The account's ID.
    pub account: String,
    /// The address.
    pub email: Option<String>,
    /// The role's ID.
    pub role: String,
}

/// Who holds roles of their own in an app, as far as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnAppRoles {
    /// The holders, by address.
    pub holders: Vec<RoleHolder>,
    /// Of how many people the own roles were read.
    pub read: u64,
    /// Of how many they were never read.
    pub unread: u64,
}

impl Mirror {
    /// Who holds roles in an app or site that are assigned to them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_app_roles(&self, app: &str) -> Result<OwnAppRoles, StoreError> {
        let doing = "read who holds roles in an app";
        let holders = self
            .db
            .prepare_cached(
                "SELECT account_id, email, role FROM user_role_grant WHERE app_id = ?1 AND source = 'read' \
                 AND origin = 'direct' ORDER BY email IS NULL, lower(email), account_id, role",
            )
            .during(doing)?
            .query_map([app], |row| {
                Ok(RoleHolder {
                    account: row.get(0)?,
                    email: row.get(1)?,
                    role: row.get(2)?,
                })
            })
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)?;
        let (all, read): (i64, i64) = self
            .db
            .query_row(
                "SELECT (SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL), (SELECT count(*) FROM user_role_read)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .during(doing)?;
        Ok(OwnAppRoles {
            holders,
            read: read.unsigned_abs(),
            unread: all.saturating_sub(read).unsigned_abs(),
        })
    }

    /// How many people the mirror has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn known_people(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL";
        self.db
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
            .during("count the people")
    }

    /// When the oldest of those readings of people's own roles was made since which something may have changed the roles;
    /// `None` when there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_roles_outdated_since(&self) -> Result<Option<Timestamp>, StoreError> {
        let seconds: Option<i64> = self
            .db
            .query_row(
                "SELECT min(read_at_unix) FROM user_role_read WHERE outdated",
                [],
                |row| row.get(0),
            )
            .during("read how old people's roles are")?;
        Ok(seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()))
    }

    /// Whether anybody or any group has a role with this ID.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_role(&self, id: &str) -> Result<bool, StoreError> {
        self.db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM mirror_role WHERE role = ?1) \
                 OR EXISTS (SELECT 1 FROM mirror_group_role WHERE role = ?1) \
                 OR EXISTS (SELECT 1 FROM mirror_user_grant WHERE role = ?1)",
                [id],
                |row| row.get(0),
            )
            .during("look for a role")
    }

    /// Everyone with an organization role, by role and address; and how many people's roles are unknown.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn role_holders(&self) -> Result<(Vec<RoleHolder>, u64), StoreError> {
        let doing = "read the organization roles";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT account_id, email, role FROM user_role ORDER BY role, email, account_id",
            )
            .during(doing)?;
        let holders = read
            .query_map([], |row| {
                Ok(RoleHolder {
                    account: row.get(0)?,
                    email: row.get(1)?,
                    role: row.get(2)?,
                })
            })
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)?;
        let unknown: i64 = self
            .db
            .query_row(
                "SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL AND NOT roles_known",
                [],
                |row| row.get(0),
            )
            .during(doing)?;
        Ok((holders, unknown.unsigned_abs()))
    }
}
