//! Whose act it was that somebody holds an organization role, as far as the audit log tells.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::actors::Log;
use super::change::{Change, ChangeKind, Logged, LoggedEvent};
use super::logged_actions::{GIVEN, TAKEN, is_one_of, makes};
use super::value::ChangeValue;
use crate::change::ORG_ADMIN;
use crate::store::HeldSince;

/// Actions that name the role themselves.
const OF_ORG_ADMIN: &[&str] = &[
    "added_org_admin",
    "*org*admin*added*",
    "*org*admin*granted*",
];

/// Actions that say that somebody is no longer one.
const NO_ORG_ADMIN: &[&str] = &[
    "removed_org_admin",
    "*org*admin*removed*",
    "*org*admin*revoked*",
];

/// The events about an account, by its ID or address, newest first, and whether they name a role.
const ABOUT_ROLE: &str = "SELECT e.id, e.at, e.action, coalesce(e.actor_email, e.actor_name, e.actor_id), \
    EXISTS (SELECT 1 FROM mirror_event_target r WHERE r.event_no = e.no \
      AND (r.id LIKE ?3 OR ?3 = '%org-admin%' AND r.name LIKE 'organization admin%')) \
    FROM mirror_event e WHERE e.no IN (SELECT event_no FROM mirror_event_target WHERE id = ?1 AND NOT container \
      UNION SELECT event_no FROM mirror_event_target WHERE email = ?2 AND NOT container) \
    ORDER BY e.at DESC, e.no DESC";

/// The audit log of a mirror; without one, nothing is known.
pub(crate) struct Grants<'a> {
    db: &'a Connection,
    log: Option<Log<'a>>,
}

impl<'a> Grants<'a> {
    /// Opens it.
    pub(crate) fn read(db: &'a Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            db,
            log: Log::read(db)?,
        })
    }

    /// The event that gave a role to an account, which a sync found; of one that was held before the first sync, the newest
    /// event that says so.
    pub(crate) fn find(
        &mut self,
        (account, email): (&str, Option<&str>),
        role: &str,
        since: Option<&HeldSince>,
    ) -> rusqlite::Result<Option<LoggedEvent>> {
        let Some(log) = &mut self.log else {
            return Ok(None);
        };
        let Some(since) = since else {
            return if role == ORG_ADMIN {
                of_org_admin(self.db, account, email)
            } else {
                Ok(None)
            };
        };
        let change = Change {
            of: "roles",
            kind: ChangeKind::Added,
            id: account.to_owned(),
            name: email.map(str::to_owned),
            item_id: Some(role.to_owned()),
            item: None,
            app_id: None,
            app: None,
            column: None,
            before: None,
            after: None,
            at: since.at,
            sync: since.sync,
            unknown_since: None,
            run: since.run.clone(),
            logged: Logged::Unknown,
            through: None,
        };
        let found = log.find(&change, (account, email), None, &|action| {
            makes(action, &change)
        })?;
        Ok(match found {
            Logged::Event(event) => Some(event),
            Logged::Unknown | Logged::NoEvent => None,
        })
    }

    /// The event that gave a role to an account again, after another one took it: what began before is not what is held now,
    /// or at a moment.
    pub(crate) fn given_again(
        &self,
        (account, email): (&str, Option<&str>),
        role: &str,
        (began, until): (Option<Timestamp>, Option<Timestamp>),
    ) -> rusqlite::Result<Option<LoggedEvent>> {
        let (Some(_), Some(began)) = (&self.log, began) else {
            return Ok(None);
        };
        let began = began.as_millisecond();
        let until = until.map_or(i64::MAX, Timestamp::as_millisecond);
        let mut read = self.db.prepare_cached(ABOUT_ROLE)?;
        // Newest first.
        let mut rows = read.query(params![account, email, pattern(role)])?;
        let mut given: Option<LoggedEvent> = None;
        while let Some(row) = rows.next()? {
            let at: Option<i64> = row.get(1)?;
            let Some(at) = at.filter(|at| *at > began && *at <= until) else {
                continue;
            };
            let action = row.get::<_, Option<String>>(2)?.unwrap_or_default();
            let names_role: bool = row.get(4)?;
            let is = |of_admin: &[&str], of_any: &[&str]| {
                role == ORG_ADMIN && is_one_of(&action, of_admin)
                    || names_role && is_one_of(&action, of_any)
            };
            if given.is_some() && is(NO_ORG_ADMIN, TAKEN) {
                return Ok(given);
            }
            if given.is_none() && is(OF_ORG_ADMIN, GIVEN) {
                given = Some(LoggedEvent {
                    id: row.get(0)?,
                    at: Timestamp::from_millisecond(at).ok(),
                    actor: row.get(3)?,
                });
            }
        }
        Ok(None)
    }
}

/// Names the event of organization roles that are gained, and were taken and given again since a sync or a run saw them
/// begin: they are held by that act.
pub(super) fn name_given_again(
    db: &Connection,
    changes: &mut [Change],
    until: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let grants = Grants::read(db)?;
    for change in changes {
        let role = match (change.of, change.kind, change.column) {
            ("roles", ChangeKind::Added, _) if change.app_id.is_none() => change.item_id.clone(),
            ("people", _, Some("org_admin")) if change.after == Some(ChangeValue::Truth(true)) => {
                Some(ORG_ADMIN.to_owned())
            }
            _ => None,
        };
        let Some(role) = role else {
            continue;
        };
        let whom = (change.id.as_str(), change.name.as_deref());
        if let Some(again) = grants.given_again(whom, &role, (change.at, until))? {
            change.at = again.at;
            change.run = None;
            change.logged = Logged::Event(again);
        }
    }
    Ok(())
}

/// What the ID of a role is found by in an event, which may have it beside the organization's.
fn pattern(role: &str) -> String {
    let name = match role {
        ORG_ADMIN => "org-admin",
        role => role,
    };
    format!("%{name}%")
}

/// The newest event that made an account an organization admin: by its action, or because it names the role.
fn of_org_admin(
    db: &Connection,
    account: &str,
    email: Option<&str>,
) -> rusqlite::Result<Option<LoggedEvent>> {
    let mut read = db.prepare_cached(ABOUT_ROLE)?;
    let mut rows = read.query(params![account, email, pattern(ORG_ADMIN)])?;
    while let Some(row) = rows.next()? {
        let action: Option<String> = row.get(2)?;
        let names_role: bool = row.get(4)?;
        let action = action.unwrap_or_default();
        if is_one_of(&action, OF_ORG_ADMIN) || names_role && is_one_of(&action, GIVEN) {
            let at: Option<i64> = row.get(1)?;
            return Ok(Some(LoggedEvent {
                id: row.get(0)?,
                at: at.and_then(|at| Timestamp::from_millisecond(at).ok()),
                actor: row.get(3)?,
            }));
        }
    }
    Ok(None)
}
