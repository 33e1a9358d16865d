//! A person's newest events in the audit log.

use jiff::Timestamp;
use rusqlite::params;

use super::error::During;
use super::{Mirror, Person, StoreError};

/// What a person is in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventPart {
    /// It is about them, whoever did it.
    Target,
    /// They did it, and it is about others.
    Actor,
}

/// The events about an account.
const ABOUT: &str = "SELECT event_id FROM event_target WHERE id = ?1 AND NOT container \
     UNION SELECT event_id FROM event_target WHERE email = ?2 AND NOT container";

/// An event that a person did, or that is about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentEvent {
    /// The event's ID.
    pub id: String,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// What was done, such as `user_suspended`.
    pub action: Option<String>,
    /// The actor's address, else the name or ID.
    pub actor: Option<String>,
    /// What it is about.
    pub targets: Option<String>,
}

impl Mirror {
    /// The newest events about a person, or the newest acts of theirs about others, newest first; `None` when the audit log
    /// was never read. Of the past, those until that moment; `None` when the log was read only from later on.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent_events(
        &self,
        person: &Person,
        part: EventPart,
        most: usize,
    ) -> Result<Option<Vec<RecentEvent>>, StoreError> {
        let doing = "read a person's events";
        let until = self.shown_at().map_or(i64::MAX, Timestamp::as_millisecond);
        let read: bool = self
            .db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM mirror_event_position WHERE coalesce(from_at, 0) <= ?1)",
                [until],
                |row| row.get(0),
            )
            .during(doing)?;
        if !read {
            return Ok(None);
        }
        let which = match part {
            EventPart::Target => format!("id IN ({ABOUT})"),
            EventPart::Actor => format!("actor_account_id = ?1 AND id NOT IN ({ABOUT})"),
        };
        let mut events = self
            .db
            .prepare_cached(&format!(
                "SELECT id, at_ms, action, coalesce(actor_email, actor_name, actor_account_id), targets FROM event \
                 WHERE at_ms <= ?3 AND {which} ORDER BY at_ms DESC, id LIMIT ?4"
            ))
            .during(doing)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let account = person.account_id.as_str();
        let rows = events
            .query_map(params![account, person.email, until, most], |row| {
                let at: Option<i64> = row.get(1)?;
                Ok(RecentEvent {
                    id: row.get(0)?,
                    at: at.and_then(|at| Timestamp::from_millisecond(at).ok()),
                    action: row.get(2)?,
                    actor: row.get(3)?,
                    targets: row.get(4)?,
                })
            })
            .during(doing)?;
        rows.collect::<rusqlite::Result<_>>()
            .during(doing)
            .map(Some)
    }
}
