//! The rows of the audit log, and how far it was read.

use atlctl_api::Event;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::outdated_roles;
use crate::audit::{DAY_MS, Entry, Position};
use crate::history::may_change_access;

/// How far back the first reading goes, unless told: Atlassian keeps no older events.
const FIRST_DAYS: i64 = 180;

/// The position to read on from: the saved one, unless earlier events are asked for than it began with.
pub(super) fn position(db: &Connection, from: Option<i64>, now: i64) -> rusqlite::Result<Position> {
    let saved: Option<(String, Option<i64>)> = db
        .query_row(
            "SELECT position, from_at FROM mirror_event_position",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let first = from.unwrap_or_else(|| now.saturating_sub(FIRST_DAYS * DAY_MS));
    let Some((text, began)) = saved else {
        return Ok(Position::starting(Some(first)));
    };
    let earlier = from.is_some_and(|from| began.is_some_and(|began| from < began - DAY_MS));
    // One that cannot be read is as good as none: events that come again are known by their IDs.
    Ok(match Position::from_json(&text) {
        Ok(position) if !earlier => position,
        _ => Position::starting(Some(if earlier {
            first
        } else {
            began.unwrap_or(first)
        })),
    })
}

/// Whether the audit log was ever read into this mirror.
pub(super) fn has_position(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM mirror_event_position)",
        [],
        |row| row.get(0),
    )
}

/// A position as it is saved.
#[derive(Debug, Clone)]
pub(super) struct SavedPosition {
    text: String,
    from: Option<i64>,
    at: i64,
    at_end: bool,
}

impl SavedPosition {
    /// The position at this time, without the IDs of events: the table has them.
    pub(super) fn of(position: &Position, at: i64, at_end: bool) -> Self {
        Self {
            text: position.to_json_without_ids(),
            from: position.from(),
            at,
            at_end,
        }
    }

    pub(super) fn save(&self, db: &Connection) -> rusqlite::Result<()> {
        db.prepare_cached(
            "INSERT INTO mirror_event_position (no, position, from_at, read_at, at_end) VALUES (1, ?1, ?2, ?3, ?4) \
             ON CONFLICT DO UPDATE SET position = excluded.position, from_at = excluded.from_at, \
               read_at = excluded.read_at, at_end = excluded.at_end",
        )?
        .execute(params![self.text, self.from, self.at, self.at_end])
        .map(drop)
    }
}

/// Writes events; how many were not in the mirror.
pub(super) fn put(db: &Connection, events: &[Event]) -> rusqlite::Result<u64> {
    let mut write = db.prepare_cached(
        "INSERT INTO mirror_event (id, at, processed_at, action, actor_id, actor_name, actor_email, app, auth_type, \
           token_id, token_label, ip, city, country, product, message) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT (id) DO NOTHING",
    )?;
    let mut write_raw =
        db.prepare_cached("INSERT OR REPLACE INTO mirror_event_raw (no, raw) VALUES (?1, ?2)")?;
    let mut write_target = db.prepare_cached(
        "INSERT INTO mirror_event_target (event_no, place, container, kind, id, name, email) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut fresh = 0;
    for event in events {
        let entry = Entry::of(event);
        let actor = &event.actor;
        let location = event.location.clone().unwrap_or_default();
        let written = write.execute(params![
            entry.id,
            entry.at,
            entry.processed_at,
            event.action,
            actor.id.as_ref().map(atlctl_api::AccountId::as_str),
            actor.name,
            actor.email,
            actor.app,
            actor.auth_type,
            actor.token_id.as_ref().map(atlctl_api::TokenId::as_str),
            actor.token_label,
            location.ip,
            location.city,
            location.country_name,
            entry.product,
            event.message
        ])?;
        if written == 0 {
            continue;
        }
        fresh += 1;
        if event.action.as_deref().is_none_or(may_change_access) {
            outdate_roles(db, &entry)?;
        }
        let no = db.last_insert_rowid();
        write_raw.execute(params![no, event.raw.as_str()])?;
        for (place, target) in entry.targets.iter().enumerate() {
            write_target.execute(params![
                no,
                i64::try_from(place).unwrap_or(i64::MAX),
                target.container,
                target.kind,
                target.id,
                target.name,
                target.email
            ])?;
        }
    }
    Ok(fresh)
}

/// The roles of people whom these events name may have changed since they were read.
fn outdate_roles(db: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    for id in entry
        .targets
        .iter()
        .filter_map(|target| target.id.as_deref())
    {
        outdated_roles::outdate_before(db, id, entry.at.map(|at| at.div_euclid(1_000)))?;
    }
    Ok(())
}
