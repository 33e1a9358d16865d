//! What rows that differ are called: the ID and name of each, of what it leads to, and of the app that it is in.

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::subjects::Subject;
use super::value::{ChangeValue, Values};
use crate::store::history::{Datum, RowKey};

/// ID and name of a row, of what it leads to, and of the app that it is in.
#[derive(Clone)]
pub(super) struct Names {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) item_id: Option<String>,
    pub(super) item: Option<String>,
    pub(super) app_id: Option<String>,
    pub(super) app: Option<String>,
}

pub(super) fn names(db: &Connection, subject: &Subject, key: &RowKey) -> rusqlite::Result<Names> {
    let found = db
        .prepare_cached(subject.names)?
        .query_row(params_from_iter(key.iter()), |row| {
            Ok(Names {
                id: row.get(0)?,
                name: row.get(1)?,
                item_id: row.get(2)?,
                item: row.get(3)?,
                app_id: None,
                app: None,
            })
        })
        .optional()?;
    let mut names = found.unwrap_or_else(|| Names {
        id: key.iter().filter_map(text).collect::<Vec<_>>().join(" "),
        name: None,
        item_id: None,
        item: None,
        app_id: None,
        app: None,
    });
    if let Some((at, sql)) = subject.app {
        let found = id_and_name(db, sql, key.get(at))?;
        (names.app_id, names.app) = found.unwrap_or_default();
    }
    Ok(names)
}

/// An ID and a name.
pub(super) type Named = (Option<String>, Option<String>);

fn id_and_name(
    db: &Connection,
    sql: &str,
    value: Option<&Datum>,
) -> rusqlite::Result<Option<Named>> {
    let mut read = db.prepare_cached(sql)?;
    read.query_row([value], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// ID and name of what a row has the number of.
pub(super) fn numbered(
    db: &Connection,
    subject: &Subject,
    sql: &str,
    row: Option<&Values>,
) -> rusqlite::Result<Named> {
    let number = subject.numbers.first().map(|(column, ..)| *column);
    let value = number.and_then(|column| row?.get(column));
    Ok(id_and_name(db, sql, value)?.unwrap_or_default())
}

/// The name of a column and its values, as people read them.
pub(super) fn shown(
    db: &Connection,
    subject: &Subject,
    column: &'static str,
    rows: [Option<&Values>; 2],
) -> rusqlite::Result<(&'static str, [Option<ChangeValue>; 2])> {
    let Some((_, name, sql)) = subject
        .numbers
        .iter()
        .find(|(number, ..)| *number == column)
    else {
        return Ok((column, rows.map(|row| ChangeValue::of(column, row?))));
    };
    let mut texts = [None, None];
    for (slot, row) in texts.iter_mut().zip(rows) {
        let (id, name) = numbered(db, subject, sql, row)?;
        *slot = name.or(id).map(ChangeValue::Text);
    }
    Ok((name, texts))
}

fn text(value: &Datum) -> Option<String> {
    match value {
        Datum::Null => None,
        Datum::Integer(number) => Some(number.to_string()),
        Datum::Text(text) => Some(text.to_string()),
    }
}
