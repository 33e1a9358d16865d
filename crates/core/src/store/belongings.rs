//! What hangs on a person: groups, apps, roles.

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::Row;

use super::error::During;
use super::{Mirror, StoreError};

/// What a person has, as the last sync saw it; each list in the order of its texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Groups.
    pub groups: Told<GroupName>,
    /// Apps.
    pub apps: Told<AppAccess>,
    /// Roles over the organization.
    pub roles: Told<String>,
}

/// A list that the service may not report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<T> {
    /// It reported this.
    Known(Vec<T>),
    /// It does not report it, or no longer.
    Unknown {
        /// When it was known last, if ever.
        known_at: Option<Timestamp>,
    },
}

/// A group that a person is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

/// An app that a person may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppAccess {
    /// Its id, an ARI.
    pub id: String,
    /// Which kind of app, such as `jira-software`.
    pub key: Option<String>,
    /// Its name, where its workspace is known.
    pub name: Option<String>,
    /// The address of its site, where its workspace is known.
    pub site: Option<String>,
    /// Last activity in it.
    pub last_active: Option<Timestamp>,
    /// Whether the service reported the activity; then no `last_active` means never.
    pub activity_known: bool,
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self::Unknown { known_at: None }
    }
}

impl Mirror {
    /// What this person has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn belongings(&self, account: &AccountId) -> Result<Belongings, StoreError> {
        Ok(Belongings {
            groups: self.told(
                account,
                "SELECT group_id, group_name FROM user_group WHERE account_id = ?1 ORDER BY coalesce(group_name, group_id)",
                |row| {
                    Ok(GroupName {
                        id: row.get(0)?,
                        name: row.get(1)?,
                    })
                },
            )?,
            apps: self.told(
                account,
                "SELECT a.product_id, a.product_key, w.name, w.host_url, a.last_active, u.activity_known \
                 FROM user_product a JOIN user u ON u.account_id = a.account_id \
                 LEFT JOIN workspace w ON w.id = a.product_id \
                 WHERE a.account_id = ?1 ORDER BY coalesce(a.product_key, a.product_id), a.product_id",
                |row| {
                    let last_active: Option<String> = row.get(4)?;
                    let last_active = last_active.and_then(|text| text.parse().ok());
                    Ok(AppAccess {
                        id: row.get(0)?,
                        key: row.get(1)?,
                        name: row.get(2)?,
                        site: row.get(3)?,
                        last_active,
                        activity_known: last_active.is_some() || row.get(5)?,
                    })
                },
            )?,
            roles: self.told(
                account,
                "SELECT role FROM user_role WHERE account_id = ?1 ORDER BY role",
                |row| row.get(0),
            )?,
        })
    }

    fn told<T>(
        &self,
        account: &AccountId,
        select: &str,
        one: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Told<T>, StoreError> {
        let doing = "read what a person has";
        let mut read = self.db.prepare_cached(select).during(doing)?;
        let rows = read
            .query_map([account.as_str()], |row| one(row))
            .during(doing)?;
        let list = rows.collect::<rusqlite::Result<_>>().during(doing)?;
        Ok(Told::Known(list))
    }
}
