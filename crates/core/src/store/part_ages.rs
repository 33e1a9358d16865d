//! How old the parts of a mirror are, and why some are older than the mirror.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::error::During;
use super::part_titles::part_title;
use super::{Mirror, NOT_AVAILABLE, StoreError};
use crate::escape_characters::visible;

/// Parts that a sync reads only when it is asked to. That none was asked is no gap.
const ON_REQUEST: [&str; 3] = ["user-roles", "scim-links", "events"];
/// A shorter difference of ages is none, in seconds.
const SAME_AGE: i64 = 60;

/// Why a part is older than the mirror, or was never read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// The organization is on the original user management, which does not have it.
    NotAvailable,
    /// The last attempt could not read it.
    Refused,
    /// The last attempt was interrupted.
    Interrupted,
    /// Later syncs did not read it, or none ever did.
    LeftOut,
    /// The last attempt found that rows are missing.
    Incomplete,
}

/// The age of a part that something is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartAge {
    /// Its name, as in the view `part`.
    pub part: String,
    /// When it was last read; `None` for never.
    pub read_at: Option<Timestamp>,
    /// Why it does not show what the mirror's age promises; `None` when it does.
    pub behind: Option<Behind>,
    /// What the last attempt was answered. It comes from others.
    pub note: Option<String>,
}

/// Whether a sync reads a part only when it is asked to.
pub(crate) fn is_read_on_request(part: &str) -> bool {
    ON_REQUEST.contains(&part)
}

impl PartAge {
    /// Why it is older, as the end of a sentence: `; the last sync could not read it: HTTP 403`.
    #[must_use]
    pub fn why(&self) -> String {
        match (self.behind, &self.note) {
            (Some(Behind::Refused), Some(note)) => {
                format!("; the last sync could not read it: {}", visible(note))
            }
            (Some(Behind::Refused), None) => "; the last sync could not read it".to_owned(),
            (Some(Behind::Incomplete), Some(note)) => {
                format!("; not read to the end: {}", visible(note))
            }
            (Some(Behind::Incomplete), None) => "; not read to the end".to_owned(),
            (Some(Behind::Interrupted), _) => "; the last sync was interrupted".to_owned(),
            (Some(Behind::LeftOut), _) if self.read_at.is_some() => {
                "; left out of later syncs".to_owned()
            }
            (Some(Behind::LeftOut), _) => "; left out of every sync".to_owned(),
            (Some(Behind::NotAvailable) | None, _) => String::new(),
        }
    }

    /// What is said in place of its age, where it has none.
    #[must_use]
    pub fn without_age(&self) -> &'static str {
        match self.behind {
            Some(Behind::NotAvailable) => NOT_AVAILABLE,
            _ => "never read",
        }
    }

    /// How old it is and why, for a text that is read later: `groups: read 2026-11-18 07:00 UTC; left out of later syncs`.
    #[must_use]
    pub fn said(&self) -> String {
        let read = self.read_at.map_or_else(
            || self.without_age().to_owned(),
            |at| format!("read {}", at.strftime("%Y-%m-%d %H:%M UTC")),
        );
        format!("{}: {read}{}", part_title(&self.part), self.why())
    }
}

impl Mirror {
    /// How old each of these parts is. Left out are those that are read on request only, and were not requested.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn part_ages(&self, parts: &[&str]) -> Result<Vec<PartAge>, StoreError> {
        let mut ages = Vec::new();
        for part in parts {
            ages.extend(self.part_age(part)?);
        }
        Ok(ages)
    }

    fn part_age(&self, part: &str) -> Result<Option<PartAge>, StoreError> {
        let doing = "read how old its parts are";
        type Row = (Option<i64>, Option<i64>, Option<String>, Option<String>);
        let found: Option<Row> = self
            .db
            .prepare_cached("SELECT read_at_unix, sync, state, note FROM part WHERE part = ?1")
            .and_then(|mut read| {
                read.query_row([part], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()
            })
            .during(doing)?;
        if found.is_none() && ON_REQUEST.contains(&part) {
            return Ok(None);
        }
        let (read_at, sync, state, note) = found.unwrap_or_default();
        let not_available = read_at.is_none() && self.is_not_available(part)?;
        let behind = match (state.as_deref(), read_at) {
            _ if not_available => Some(Behind::NotAvailable),
            (Some("unavailable" | "failed"), _) => Some(Behind::Refused),
            (Some("running"), _) => Some(Behind::Interrupted),
            // Of other parts, what was not read is unknown thing by thing.
            (Some("inexact"), Some(_)) if part == "users" && !self.has_only_managed()? => {
                Some(Behind::Incomplete)
            }
            // Of the past, what was not read by then is said with the moment.
            (_, None) if self.shown_at().is_some() => None,
            (_, None) => Some(Behind::LeftOut),
            (_, Some(at)) => self.is_older(at, sync)?.then_some(Behind::LeftOut),
        };
        let read_at = read_at.and_then(|at| Timestamp::from_second(at).ok());
        Ok(Some(PartAge {
            part: part.to_owned(),
            read_at,
            note: note.filter(|_| {
                matches!(
                    behind,
                    Some(Behind::Refused | Behind::Incomplete | Behind::NotAvailable)
                )
            }),
            behind,
        }))
    }

    /// Whether a part that was read then, by this sync, is older than the mirror.
    fn is_older(&self, read_at: i64, sync: Option<i64>) -> Result<bool, StoreError> {
        let Some(last) = self.last_sync()? else {
            return Ok(false);
        };
        let is_before = match sync {
            Some(sync) => sync < last.sync,
            None => read_at < last.started_at.as_second(),
        };
        let end = last.finished_at.unwrap_or(last.started_at).as_second();
        Ok(is_before && end.saturating_sub(read_at) >= SAME_AGE)
    }
}
