//! Who has one access: the members of a group, the people of an app, the holders of an organization role.

use jiff::Timestamp;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use super::error::During;
use super::held_since::{Held, held_since};
use super::{Mirror, StoreError};

/// A person who has it. `None` is "unknown" throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessHolder {
    /// The account's ID.
    pub account: String,
    /// The address.
    pub email: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The status that administrators see.
    pub status: Option<String>,
    /// Last activity: in the app, or in any app where it is a group or a role.
    pub last_active: Option<Timestamp>,
    /// Whether the service reported the activity; then no `last_active` means never.
    pub activity_known: bool,
    /// Since when, if the history of the mirror saw it begin.
    pub since: Option<Timestamp>,
}

/// Everyone who has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessHolders {
    /// The people, by address.
    pub people: Vec<AccessHolder>,
    /// How many people may have it, too: the service does not report theirs.
    pub unknown: u64,
    /// How many people's the service reports.
    pub known: u64,
    /// Those of the people who have it only by roles that were read before a later sync of the people.
    pub outdated: Option<OutdatedHolders>,
}

/// People whose access may have ended since it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutdatedHolders {
    /// How many they are.
    pub people: u64,
    /// When the oldest of their roles was read.
    pub read_at: Timestamp,
}

pub(super) const PERSON: &str = "u.account_id, u.email, u.name, u.status";
const ANY_APP: &str = "u.last_active_unix, u.activity_known";
pub(super) const ORDER: &str = "ORDER BY u.email IS NULL, lower(u.email), u.account_id";

impl Held<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Group(id) | Self::App(id) | Self::Role(id) => id,
            Self::AppRole { resource, .. } => resource,
        }
    }

    /// The column that says whether the service reports it of a person.
    pub(super) fn known(&self) -> &'static str {
        match self {
            Self::Group(_) => "groups_known",
            Self::App(_) => "apps_known",
            Self::Role(_) | Self::AppRole { .. } => "roles_known",
        }
    }

    fn select(&self) -> String {
        match self {
            Self::Group(_) => format!(
                "SELECT {PERSON}, {ANY_APP} FROM user_group h JOIN user u ON u.account_id = h.account_id \
                 WHERE h.group_id = ?1 {ORDER}"
            ),
            Self::App(_) => format!(
                "SELECT {PERSON}, h.last_active_unix, h.activity_known FROM user_app h \
                 JOIN user u ON u.account_id = h.account_id WHERE h.app_id = ?1 {ORDER}"
            ),
            Self::Role(_) | Self::AppRole { .. } => format!(
                "SELECT {PERSON}, {ANY_APP} FROM user_role h JOIN user u ON u.account_id = h.account_id \
                 WHERE h.role = ?1 {ORDER}"
            ),
        }
    }
}

pub(super) fn holder(row: &Row<'_>) -> rusqlite::Result<AccessHolder> {
    let time = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        let seconds: Option<i64> = row.get(at)?;
        Ok(seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()))
    };
    Ok(AccessHolder {
        account: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        status: row.get(3)?,
        last_active: time(4)?,
        activity_known: row.get::<_, Option<bool>>(5)?.unwrap_or(false),
        since: None,
    })
}

impl Mirror {
    /// Everyone who has it, as of the last sync. People who left the organization are no longer among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn access_holders(&self, held: Held<'_>) -> Result<AccessHolders, StoreError> {
        let doing = "read who has an access";
        self.must_know("users")?;
        if let Held::AppRole {
            resource,
            role,
            opens,
        } = held
        {
            return self.app_role_holders(resource, role, opens);
        }
        let mut people: Vec<AccessHolder> = self
            .db
            .prepare_cached(&held.select())
            .during(doing)?
            .query_map([held.id()], holder)
            .during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)?;
        for person in &mut people {
            let since = held_since(&self.db, &person.account, held).during(doing)?;
            person.since = since.and_then(|since| since.at);
        }
        let column = held.known();
        // The view knows what a doubted sync makes unknown.
        let count = format!(
            "SELECT coalesce(sum({column}), 0), coalesce(sum(NOT {column}), 0) FROM user WHERE NOT gone"
        );
        let (known, unknown): (i64, i64) = self
            .db
            .query_row(&count, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .during(doing)?;
        Ok(AccessHolders {
            people,
            unknown: unknown.unsigned_abs(),
            known: known.unsigned_abs(),
            outdated: None,
        })
    }
}
