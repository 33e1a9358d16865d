//! Names whose act in the audit log a change was.
//!
//! A change fits an event that happened between the two readings that differ, names the same account and group, and whose
//! action makes such a change. Of several, the newest is taken. No event is said only where the log was read for the whole
//! time; otherwise it is unknown.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::change::{Change, Logged, LoggedEvent};
use super::logged_actions::{is_always_logged, is_logged, makes};

/// The service's clock and ours may differ by so much.
const CLOCKS_MS: i64 = 60_000;

/// Adds whose act it was to changes for which the log was asked.
pub(super) fn name_actors(db: &Connection, changes: &mut [Change]) -> rusqlite::Result<()> {
    let Some(mut log) = Log::read(db)? else {
        return Ok(());
    };
    for change in changes.iter_mut().filter(|change| is_logged(change)) {
        let item = match change.of {
            "memberships" => change
                .item_id
                .as_deref()
                .map(|id| (id, change.item.as_deref())),
            _ => None,
        };
        let logged = log.find(
            change,
            (&change.id, change.name.as_deref()),
            item,
            &|action| makes(action, change),
        )?;
        change.logged = match logged {
            Logged::NoEvent if !is_always_logged(change) => Logged::Unknown,
            logged => logged,
        };
    }
    Ok(())
}

/// The audit log, as far as it is in the mirror.
pub(super) struct Log<'a> {
    db: &'a Connection,
    /// From when until when it was read, in milliseconds since 1970; from its beginning on when there is no start.
    read: (Option<i64>, i64),
    /// When the reading before a sync's began, by the part of a sync and the sync.
    starts: HashMap<(&'static str, i64, bool), Option<i64>>,
}

impl<'a> Log<'a> {
    /// `None` when it was never read.
    pub(super) fn read(db: &'a Connection) -> rusqlite::Result<Option<Self>> {
        let read = db
            .query_row(
                "SELECT from_at, CASE WHEN at_end THEN read_at ELSE (SELECT max(at) FROM mirror_event) END \
                 FROM mirror_event_position",
                [],
                |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)),
            )
            .optional()?;
        Ok(read.map(|(from, until)| Self {
            db,
            read: (from, until.unwrap_or(i64::MIN)),
            starts: HashMap::new(),
        }))
    }

    /// The newest event at the time of a change that names this account or group (ID, and address or name), and this other
    /// one if there is one.
    pub(super) fn find(
        &mut self,
        change: &Change,
        (id, name): (&str, Option<&str>),
        other: Option<(&str, Option<&str>)>,
        fits: &dyn Fn(&str) -> bool,
    ) -> rusqlite::Result<Logged> {
        let Some(end) = change.at.map(Timestamp::as_millisecond) else {
            return Ok(Logged::Unknown);
        };
        let Some(start) = self.start(change)? else {
            return Ok(Logged::Unknown);
        };
        let mut read = self.db.prepare_cached(
            "SELECT e.no, e.id, e.at, e.action, coalesce(e.actor_email, e.actor_name, e.actor_id) FROM mirror_event e \
             WHERE e.no IN (SELECT event_no FROM mirror_event_target WHERE id = ?1 AND NOT container \
               UNION SELECT event_no FROM mirror_event_target WHERE email = ?2 AND NOT container) \
               AND e.at BETWEEN ?3 AND ?4 ORDER BY e.at DESC, e.no DESC",
        )?;
        let mut names = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mirror_event_target WHERE event_no = ?1 AND (id = ?2 OR name = ?3))",
        )?;
        let mut rows = read.query(params![id, name, start - CLOCKS_MS, end + CLOCKS_MS])?;
        while let Some(row) = rows.next()? {
            let action: Option<String> = row.get(3)?;
            if !action.as_deref().is_some_and(fits) {
                continue;
            }
            if let Some((id, name)) = other {
                let no: i64 = row.get(0)?;
                if !names.query_row(params![no, id, name], |row| row.get::<_, bool>(0))? {
                    continue;
                }
            }
            if matches!(change.of, "apps" | "roles")
                && self.is_of_another_app(row.get(0)?, change)?
            {
                continue;
            }
            let at: Option<i64> = row.get(2)?;
            return Ok(Logged::Event(LoggedEvent {
                id: row.get(1)?,
                at: at.and_then(|at| Timestamp::from_millisecond(at).ok()),
                actor: row.get(4)?,
            }));
        }
        let (from, until) = self.read;
        let was_read = from.is_none_or(|from| from <= start) && until >= end;
        Ok(if was_read {
            Logged::NoEvent
        } else {
            Logged::Unknown
        })
    }

    /// Whether an event names apps, and not the one of the change.
    fn is_of_another_app(&self, no: i64, change: &Change) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached(
                "SELECT count(*) > 0 AND max(instr(id, ?2)) = 0 FROM mirror_event_target \
                 WHERE event_no = ?1 AND NOT container AND instr(id, 'ari:') > 0",
            )?
            .query_row(
                params![no, change.app_id.as_ref().or(change.item_id.as_ref())],
                |row| row.get::<_, Option<bool>>(0),
            )
            .map(|another| another == Some(true))
    }

    /// When the last reading began that did not have the change.
    fn start(&mut self, change: &Change) -> rusqlite::Result<Option<i64>> {
        if change.app_id.is_some() {
            // Roles in apps are read of a few people in each sync: when this person's were read before is not kept.
            return Ok(Some(0));
        }
        let part = match change.of {
            // Parts of a sync have these names, too.
            "policies"
            | "groups"
            | "tokens"
            | "keys"
            | "service-accounts"
            | "service-account-credentials"
            | "oauth-clients" => change.of,
            _ => "users",
        };
        // A run wrote after the sync whose number it has.
        let by_run = change.run.is_some();
        let key = (part, change.unknown_since.unwrap_or(change.sync), by_run);
        if let Some(known) = self.starts.get(&key) {
            return Ok(*known);
        }
        let before = match change.unknown_since {
            Some(sync) => sync,
            None if by_run => change.sync + 1,
            None => change.sync,
        };
        let started: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT max(s.started_at) FROM mirror_stage t JOIN mirror_sync s ON s.no = t.sync_no \
                 WHERE t.stage = ?1 AND t.sync_no < ?2 AND t.state IN ('complete', 'inexact', 'doubted')",
            )?
            .query_row(params![part, before], |row| row.get(0))?;
        let start = started.map(|seconds| seconds.saturating_mul(1_000));
        self.starts.insert(key, start);
        Ok(start)
    }
}
