//! Compares a row at two moments.

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::change::ChangeKind;
use super::subjects::Subject;
use super::value::Values;
use crate::store::history::{Datum, RowKey, Tracked, existed};

/// A difference of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    /// What it is a change of.
    pub(super) of: &'static str,
    pub(super) kind: ChangeKind,
    /// The column that changed.
    pub(super) column: Option<&'static str>,
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

/// A row as it was, from the cells that were different then; `None` when there was none.
pub(super) fn at(
    entry: &Tracked,
    cells: &[(&'static str, Datum)],
    now: Option<&Values>,
) -> Option<Values> {
    if !existed(cells).unwrap_or(now.is_some()) {
        return None;
    }
    let mut values = now.cloned().unwrap_or_default();
    for name in entry.columns {
        if let Some((_, was)) = cells.iter().find(|(cell, _)| cell == name) {
            values.insert(name, was.clone());
        }
    }
    Some(values)
}

/// The differences of a row between two moments.
pub(super) fn differences(
    subject: &Subject,
    entry: &Tracked,
    before: Option<&Values>,
    after: Option<&Values>,
) -> Vec<Difference> {
    let (was, is) = (is_there(before), is_there(after));
    let columns = |columns: Vec<&'static str>| {
        let differ = columns.into_iter().filter(|column| {
            let value = |values: Option<&Values>| {
                let value = values.and_then(|values| values.get(column).cloned());
                value.unwrap_or(Datum::Null)
            };
            value(before) != value(after)
        });
        differ
            .filter_map(|column| {
                Some(Difference {
                    of: subject.of_column(column)?,
                    kind: ChangeKind::Changed,
                    column: Some(column),
                })
            })
            .collect()
    };
    let row = |kind| {
        vec![Difference {
            of: subject.of,
            kind,
            column: None,
        }]
    };
    match (was, is) {
        (true, true) => {
            let values = entry.columns.iter().copied();
            columns(values.filter(|column| *column != GONE).collect())
        }
        (false, false) => Vec::new(),
        // A row of numbers is a value of somebody, who is changed.
        _ if !subject.numbers.is_empty() => {
            columns(subject.numbers.iter().map(|(column, ..)| *column).collect())
        }
        (false, true) => row(ChangeKind::Added),
        (true, false) => row(ChangeKind::Removed),
    }
}

/// The column with the sync that no longer found the row.
pub(super) const GONE: &str = "gone_sync";

/// Whether a row is there: not gone.
pub(super) fn is_there(values: Option<&Values>) -> bool {
    values.is_some_and(|values| values.get(GONE).is_none_or(|gone| *gone == Datum::Null))
}
