//! A person's groups, apps and roles.

use atlctl_api::AccountId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row};

use super::error::During;
use super::{Mirror, StoreError, last_reading};

/// A person's groups, apps and roles as of the last sync, each list sorted by its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memberships {
    /// Groups.
    pub groups: Reported<GroupName>,
    /// Apps.
    pub apps: Reported<AppAccess>,
    /// Organization roles.
    pub roles: Reported<String>,
}

/// A list that the service may not report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported<T> {
    /// The list as reported.
    Known(Vec<T>),
    /// The service does not report it, or no longer does.
    Unknown {
        /// When it was last known, if ever.
        known_at: Option<Timestamp>,
        /// Whether that is because of a run of this program, which changed their groups or roles: the next sync reads it.
        since_run: Option<SinceRun>,
    },
}

/// A run that changed something since a person was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinceRun {
    /// The run; `None` when it changed something else than the person, such as a group.
    pub run: Option<String>,
}

/// A group that a person is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    /// The group's ID.
    pub id: String,
    /// The group's name.
    pub name: Option<String>,
}

/// An app that a person may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppAccess {
    /// Its ID, an ARI.
    pub id: String,
    /// The kind of app, such as `jira-software`.
    pub key: Option<String>,
    /// Its name, when its workspace is known.
    pub name: Option<String>,
    /// The URL of its site, when its workspace is known.
    pub site: Option<String>,
    /// Last activity in it.
    pub last_active: Option<Timestamp>,
    /// Whether the service reported the activity; then no `last_active` means never.
    pub activity_known: bool,
}

impl<T> Default for Reported<T> {
    fn default() -> Self {
        Self::Unknown {
            known_at: None,
            since_run: None,
        }
    }
}

impl<T> Reported<T> {
    /// The run that made it unknown, if one did.
    #[must_use]
    pub fn since_run(&self) -> Option<&SinceRun> {
        match self {
            Self::Known(_) => None,
            Self::Unknown { since_run, .. } => since_run.as_ref(),
        }
    }
}

impl Mirror {
    /// The person's groups, apps and roles.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn memberships(&self, account: &AccountId) -> Result<Memberships, StoreError> {
        Ok(Memberships {
            groups: self.reported(
                account,
                "groups",
                "SELECT group_id, group_name FROM user_group WHERE account_id = ?1",
                |row| {
                    Ok(GroupName {
                        id: row.get(0)?,
                        name: row.get(1)?,
                    })
                },
                |group: &GroupName| (group.name.as_ref().unwrap_or(&group.id).clone(), None),
            )?,
            apps: self.reported(
                account,
                "apps",
                "SELECT app_id, app_key, app_name, site, last_active_unix, activity_known FROM user_app \
                 WHERE account_id = ?1",
                |row| {
                    Ok(AppAccess {
                        id: row.get(0)?,
                        key: row.get(1)?,
                        name: row.get(2)?,
                        site: row.get(3)?,
                        last_active: time(row.get(4)?),
                        activity_known: row.get(5)?,
                    })
                },
                |app: &AppAccess| {
                    let id = &app.id;
                    (app.key.as_ref().unwrap_or(id).clone(), Some(id.clone()))
                },
            )?,
            roles: self.reported(
                account,
                "roles",
                "SELECT role FROM user_role WHERE account_id = ?1",
                |row| row.get(0),
                |role: &String| (role.clone(), None),
            )?,
        })
    }

    /// A list, sorted here: with `ORDER BY`, SQLite reads every row of the past before it looks for the person's.
    fn reported<T>(
        &self,
        account: &AccountId,
        what: &'static str,
        select: &str,
        one: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        sorted_by: impl Fn(&T) -> (String, Option<String>),
    ) -> Result<Reported<T>, StoreError> {
        let doing = "read a person's groups, apps and roles";
        let state: Option<(bool, Option<i64>)> = self
            .db
            .prepare_cached(&format!(
                "SELECT {what}_known, {what}_known_at_unix FROM user WHERE account_id = ?1"
            ))
            .during(doing)?
            .query_row([account.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .during(doing)?;
        match state {
            Some((true, _)) => {}
            Some((false, at)) => {
                return Ok(Reported::Unknown {
                    known_at: time(at),
                    since_run: self.since_run(account).during(doing)?,
                });
            }
            None => return Ok(Reported::default()),
        }
        let mut read = self.db.prepare_cached(select).during(doing)?;
        let rows = read
            .query_map([account.as_str()], |row| one(row))
            .during(doing)?;
        let mut list: Vec<T> = rows.collect::<rusqlite::Result<_>>().during(doing)?;
        list.sort_by_cached_key(sorted_by);
        Ok(Reported::Known(list))
    }

    /// The run since which a person is not as their last reading says, if any.
    fn since_run(&self, account: &AccountId) -> rusqlite::Result<Option<SinceRun>> {
        let found: Option<(Option<String>, Option<String>)> = self
            .db
            .prepare_cached(
                "SELECT r.raw, (SELECT c.run FROM mirror_change c WHERE c.thing = 'user' AND c.id = u.account_id \
                   AND c.run IS NOT NULL AND c.sync_no >= u.seen ORDER BY c.no DESC LIMIT 1) \
                 FROM mirror_user u JOIN mirror_user_raw r ON r.no = u.no WHERE u.account_id = ?1",
            )?
            .query_row([account.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let outdated =
            found.filter(|(raw, _)| raw.as_deref().is_some_and(last_reading::is_outdated));
        Ok(outdated.map(|(_, run)| SinceRun { run }))
    }
}

fn time(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}
