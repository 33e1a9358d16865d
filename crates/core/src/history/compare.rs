//! Compares rows at two moments.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;

use super::change::ChangeKind;
use super::row_owner::{GONE, Owner, Presence};
use super::subjects::Subject;
use super::tables_at_moment::{Changed, State, current};
use super::value::Values;
use crate::store::history::{Datum, ROW, RowKey, Tracked};

/// What is different about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changed.
    Change(ChangeKind),
    /// It is known only at the second moment: nobody can say whether it changed.
    BecameKnown,
    /// It is known only at the first moment.
    NoLongerKnown,
}

/// A difference of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    /// What it is a change of.
    pub(super) of: &'static str,
    pub(super) kind: Kind,
    /// The column that changed.
    pub(super) column: Option<&'static str>,
}

/// A row at a moment.
pub(super) struct Seen {
    pub(super) presence: Presence,
    pub(super) values: Option<Values>,
}

impl Seen {
    fn value(&self, column: &str) -> Datum {
        let value = self.values.as_ref().and_then(|values| values.get(column));
        value.cloned().unwrap_or(Datum::Null)
    }
}

/// A table at two moments.
pub(super) struct Compared<'a> {
    pub(super) subject: &'static Subject,
    pub(super) entry: &'static Tracked,
    /// Whether all rows were named at the first moment.
    pub(super) whole: bool,
    pub(super) before: &'a State<'a>,
    pub(super) after: &'a State<'a>,
    /// The cells that may be different.
    pub(super) cells: [Option<&'a Changed>; 2],
}

impl<'a> Compared<'a> {
    /// `since`: the sync of the first moment; `recorded`: the syncs since which the history of parts is known.
    pub(super) fn new(
        (subject, entry): (&'static Subject, &'static Tracked),
        (before, after): (&'a State<'a>, &'a State<'a>),
        cells: [Option<&'a Changed>; 2],
        since: i64,
        recorded: &HashMap<String, i64>,
    ) -> Self {
        let whole = subject.whole.is_none_or(|part| {
            let begins = recorded.get(part);
            begins.is_some_and(|begins| *begins <= since)
        });
        Self {
            subject,
            entry,
            whole,
            before,
            after,
            cells,
        }
    }

    /// The owners of whom other cells say whether their rows are there or known.
    fn changed_owners(&self, owner: &'static Owner) -> impl Iterator<Item = &'a RowKey> {
        let says = |name: &str| name == ROW || name == GONE || owner.known == Some(name);
        let tables = self.cells.into_iter().flatten();
        let rows = tables
            .filter_map(|tables| tables.get(owner.table))
            .flatten();
        let rows = rows.filter(move |(_, cells)| cells.iter().any(|(name, _)| says(name)));
        rows.map(|(key, _)| key)
    }

    /// The rows of a table that have other cells.
    fn changed(&self, table: &str) -> impl Iterator<Item = &'a RowKey> {
        let tables = self.cells.into_iter().flatten();
        tables
            .filter_map(move |tables| tables.get(table))
            .flat_map(|rows| rows.keys())
    }

    /// The rows that may be different: those with other cells, and those of owners who came or left. Others are not.
    pub(super) fn keys(&self, db: &Connection) -> rusqlite::Result<BTreeSet<RowKey>> {
        let table = self.subject.table;
        let mut keys: BTreeSet<RowKey> = self.changed(table).cloned().collect();
        for owner in self
            .subject
            .owners
            .iter()
            .filter(|one| !one.rows.is_empty())
        {
            let mut moved: HashSet<&RowKey> = HashSet::new();
            for key in self.changed_owners(owner) {
                let (was, is) = (
                    owner.presence(self.before, key)?,
                    owner.presence(self.after, key)?,
                );
                let one = matches!(was, Presence::Absent) != matches!(is, Presence::Absent);
                if one && ![was, is].contains(&Presence::Unknown) {
                    moved.insert(key);
                }
            }
            if moved.is_empty() {
                continue;
            }
            // Rows that are there no longer.
            for key in self.before.keys(table).filter(|_| owner.no.is_none()) {
                if moved.contains(&owner.of(db, key)?) {
                    keys.insert(key.clone());
                }
            }
            let mut rows = db.prepare_cached(owner.rows)?;
            for key in moved {
                let mut rows = rows.query([key.first()])?;
                while let Some(row) = rows.next()? {
                    let key = (0..self.entry.keys.len())
                        .map(|at| Ok(Datum::read(row.get_ref(at)?)))
                        .collect::<rusqlite::Result<_>>()?;
                    keys.insert(key);
                }
            }
        }
        Ok(keys)
    }

    /// Of whom the rows became known, and of whom they are known no longer: what they hold, and their keys.
    pub(super) fn learned(&self) -> rusqlite::Result<Vec<(&'static str, Kind, &'a RowKey)>> {
        let mut found = Vec::new();
        let own = || {
            self.subject
                .owners
                .iter()
                .filter(|owner| owner.at == 0 && owner.no.is_none())
        };
        for owner in own().filter(|owner| !owner.holds.is_empty()) {
            // The first that is not there, or not known, decides.
            let presence = |state: &State<'_>, key: &RowKey| -> rusqlite::Result<Presence> {
                for owner in own() {
                    match owner.presence(state, key)? {
                        Presence::Present => {}
                        presence => return Ok(presence),
                    }
                }
                Ok(Presence::Present)
            };
            let keys: BTreeSet<&RowKey> = self.changed_owners(owner).collect();
            for key in keys {
                match (presence(self.before, key)?, presence(self.after, key)?) {
                    (Presence::Unknown, Presence::Present) => {
                        found.push((owner.holds, Kind::BecameKnown, key));
                    }
                    (Presence::Present, Presence::Unknown) => {
                        found.push((owner.holds, Kind::NoLongerKnown, key));
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    /// A row at both moments.
    pub(super) fn row(&self, db: &Connection, key: &RowKey) -> rusqlite::Result<[Seen; 2]> {
        let owners = |state: &State<'_>| -> rusqlite::Result<Presence> {
            for owner in self.subject.owners {
                match owner.presence(state, &owner.of(db, key)?)? {
                    Presence::Present => {}
                    presence => return Ok(presence),
                }
            }
            Ok(Presence::Present)
        };
        let states = [self.before, self.after];
        let owned = [owners(self.before)?, owners(self.after)?];
        let without = |presence| Seen {
            presence,
            values: None,
        };
        if owned.contains(&Presence::Unknown) || owned == [Presence::Absent; 2] {
            return Ok(owned.map(without));
        }
        let now = current(db, self.entry, key)?;
        let mut both = owned.map(without);
        for (seen, state) in both.iter_mut().zip(states) {
            if seen.presence == Presence::Present {
                seen.values = state.row(self.entry, key, now.as_ref());
                seen.presence = match &seen.values {
                    Some(values) if values.get(GONE).is_none_or(|it| *it == Datum::Null) => {
                        Presence::Present
                    }
                    // A row of numbers is a value of somebody; without the row, nobody was asked for it.
                    None if !self.subject.numbers.is_empty() => Presence::Unknown,
                    _ => Presence::Absent,
                };
            }
        }
        Ok(both)
    }

    /// The differences of a row between the moments.
    pub(super) fn differences(&self, [before, after]: &[Seen; 2]) -> Vec<Difference> {
        let row = |kind| Difference {
            of: self.subject.of,
            kind,
            column: None,
        };
        let held = |seen: &Seen| {
            let mut numbers = self.subject.numbers.iter();
            numbers.all(|(column, ..)| seen.value(column) != Datum::Null)
        };
        let is_value = !self.subject.numbers.is_empty();
        match (before.presence, after.presence) {
            (Presence::Present, Presence::Present) => self.values(before, after),
            (Presence::Absent, Presence::Present) if !self.whole => vec![row(Kind::BecameKnown)],
            (Presence::Absent, Presence::Present) if held(after) => {
                vec![row(Kind::Change(ChangeKind::Added))]
            }
            (Presence::Present, Presence::Absent) if held(before) => {
                vec![row(Kind::Change(ChangeKind::Removed))]
            }
            // Of lists that became known, their owners say it.
            (Presence::Unknown, Presence::Present) if is_value => {
                vec![row(Kind::BecameKnown)]
            }
            (Presence::Present, Presence::Unknown) if is_value => {
                vec![row(Kind::NoLongerKnown)]
            }
            _ => Vec::new(),
        }
    }

    fn values(&self, before: &Seen, after: &Seen) -> Vec<Difference> {
        let mut found = Vec::new();
        for column in self.entry.columns.iter().filter(|column| **column != GONE) {
            let Some(of) = self.subject.of_column(column) else {
                continue;
            };
            let is_unknown = |seen: &Seen| self.entry.is_unknown(column, &|name| seen.value(name));
            let kind = match (is_unknown(before), is_unknown(after)) {
                (true, true) => continue,
                (true, false) => Kind::BecameKnown,
                (false, true) => Kind::NoLongerKnown,
                (false, false) if before.value(column) == after.value(column) => continue,
                (false, false) => Kind::Change(ChangeKind::Changed),
            };
            found.push(Difference {
                of,
                kind,
                column: Some(column),
            });
        }
        found
    }
}
