//! The tracked tables at a moment.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::value::Values;
use crate::store::history::{ChangedRows, Datum, RowKey, Tracked, existed};

/// By table, the cells of rows that held something else at a moment.
pub(super) type Changed = HashMap<&'static str, ChangedRows>;

/// The state at a moment: that of now, apart from cells that have changed since.
pub(super) struct State<'a> {
    pub(super) db: &'a Connection,
    /// Those of the first count before those of the second.
    pub(super) changed: [Option<&'a Changed>; 2],
}

impl State<'_> {
    /// The cells of a row that held something else, the one that counts first.
    pub(super) fn cells(&self, table: &str, key: &RowKey) -> Vec<&(&'static str, Datum)> {
        let changed = self.changed.iter().flatten();
        changed
            .filter_map(|tables| tables.get(table)?.get(key))
            .flatten()
            .collect()
    }

    /// The keys of a table's rows that held something else.
    pub(super) fn keys(&self, table: &str) -> impl Iterator<Item = &RowKey> {
        let changed = self.changed.iter().flatten();
        changed
            .filter_map(move |tables| tables.get(table))
            .flat_map(|rows| rows.keys())
    }

    /// A row as it was, from the row as it is; `None` when there was none.
    pub(super) fn row(
        &self,
        entry: &Tracked,
        key: &RowKey,
        now: Option<&Values>,
    ) -> Option<Values> {
        let cells = self.cells(entry.table, key);
        if !existed(cells.iter().copied()).unwrap_or(now.is_some()) {
            return None;
        }
        let mut values = now.cloned().unwrap_or_default();
        for (name, was) in cells.into_iter().rev() {
            if entry.columns.contains(name) {
                values.insert(name, was.clone());
            }
        }
        Some(values)
    }
}

/// A row as it is; `None` when there is none.
pub(super) fn current(
    db: &Connection,
    entry: &Tracked,
    key: &RowKey,
) -> rusqlite::Result<Option<Values>> {
    let names: Vec<&str> = std::iter::once("1")
        .chain(entry.columns.iter().copied())
        .collect();
    let keys: Vec<String> = entry.keys.iter().map(|key| format!("{key} = ?")).collect();
    db.prepare_cached(&format!(
        "SELECT {} FROM {} WHERE {}",
        names.join(", "),
        entry.table,
        keys.join(" AND ")
    ))?
    .query_row(params_from_iter(key.iter()), |row| {
        let mut values = Values::new();
        for (at, name) in entry.columns.iter().enumerate() {
            values.insert(name, Datum::read(row.get_ref(at + 1)?));
        }
        Ok(values)
    })
    .optional()
}
