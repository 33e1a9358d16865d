//! What rows belong to: somebody's groups, apps and roles are there only with them, and only where they are known.

use rusqlite::{Connection, OptionalExtension as _};

use super::tables_at_moment::State;
use crate::store::history::{Datum, ROW, RowKey};

/// Whether something is there at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Not in the organization at that moment.
    Absent,
    /// Nobody can say.
    Unknown,
    /// In the organization at that moment.
    Present,
}

/// What the rows of a table belong to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    /// Its table, with one number as key.
    pub(super) table: &'static str,
    /// The place of its number in the key of a row.
    pub(super) at: usize,
    /// What selects its number by the first value of the key instead.
    pub(super) no: Option<&'static str>,
    /// Selects by number whether it is gone, and whether its rows are known.
    pub(super) now: &'static str,
    /// The column that says whether its rows are known; when empty, its own row says so. `None` where they always are.
    pub(super) known: Option<&'static str>,
    /// What it holds, in words; nothing where that is always known.
    pub(super) holds: &'static str,
    /// Selects the keys of the rows that belong to it.
    pub(super) rows: &'static str,
}

/// A person, an entry to start from.
pub(super) const PERSON: Owner = Owner {
    table: "mirror_user",
    at: 0,
    no: None,
    now: "SELECT gone_sync IS NOT NULL, 1 FROM mirror_user WHERE no = ?1",
    known: None,
    holds: "",
    rows: "",
};

/// A group, an entry to start from.
pub(super) const GROUP: Owner = Owner {
    table: "mirror_group",
    now: "SELECT gone_sync IS NOT NULL, 1 FROM mirror_group WHERE no = ?1",
    ..PERSON
};

impl Owner {
    /// A person whose list of these may be unknown.
    pub(super) const fn person(
        holds: &'static str,
        known: &'static str,
        now: &'static str,
        rows: &'static str,
    ) -> Self {
        Self {
            holds,
            known: Some(known),
            now,
            rows,
            ..PERSON
        }
    }

    /// The key of the owner of a row.
    pub(super) fn of(&self, db: &Connection, key: &RowKey) -> rusqlite::Result<RowKey> {
        let no = match self.no {
            None => key.get(self.at).cloned(),
            Some(sql) => db
                .prepare_cached(sql)?
                .query_row([key.first()], |row| Ok(Datum::read(row.get_ref(0)?)))
                .optional()?,
        };
        Ok([no.unwrap_or(Datum::Null)].into())
    }

    /// Whether what belongs to an owner is there at a moment.
    pub(super) fn presence(&self, state: &State<'_>, key: &RowKey) -> rusqlite::Result<Presence> {
        let now: Option<(bool, bool)> = state
            .db
            .prepare_cached(self.now)?
            .query_row([key.first()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let mut exists = now.is_some();
        let (mut gone, mut known) = now.unwrap_or_default();
        // The cells that are nearest to the moment come first.
        for (name, was) in state.cells(self.table, key).into_iter().rev() {
            if *name == ROW {
                exists = *was != Datum::Null;
                known |= self.known.is_none_or(str::is_empty);
            } else if *name == GONE {
                gone = *was != Datum::Null;
            } else if self.known == Some(*name) {
                known = *was == Datum::Integer(1);
            }
        }
        Ok(match (exists, gone, known) {
            (false, ..) if self.known == Some("") => Presence::Unknown,
            (false, ..) | (_, true, _) => Presence::Absent,
            (.., false) => Presence::Unknown,
            _ => Presence::Present,
        })
    }
}

/// The column with the sync that no longer found the row.
pub(super) const GONE: &str = "gone_sync";
