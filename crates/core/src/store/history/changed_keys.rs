//! `TABLE(key)`: whether a row with that key changed since a moment, where a temporary table of that name has the keys. Nearly
//! no row did, and to look each of a million up in a table takes longer than all the rest.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

use super::tracked::Tracked;
use crate::number_set::NumberSet;

/// Gives a connection the function for a temporary table that is filled. Of a key of several columns, it takes the first:
/// whether the row itself changed is then left to ask.
pub(super) fn create(db: &Connection, entry: &Tracked, place: &str) -> rusqlite::Result<()> {
    let Some(key) = entry.keys.first() else {
        return Ok(());
    };
    let (mut numbers, mut texts) = (NumberSet::default(), HashSet::new());
    let mut read = db.prepare(&format!("SELECT DISTINCT {key} FROM temp.{place}"))?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        match row.get_ref(0)? {
            ValueRef::Integer(number) => {
                numbers.insert(number);
            }
            ValueRef::Text(text) => {
                texts.insert(text.to_vec());
            }
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => {}
        }
    }
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    db.create_scalar_function(place, 1, flags, move |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Integer(number) => numbers.contains(number),
            ValueRef::Text(text) => texts.contains(text),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => false,
        })
    })
}

/// An SQL condition: the key of a row `r` of the table is in a temporary table that has its function.
pub(super) fn is_in(entry: &Tracked, place: &str) -> String {
    let first = entry.keys.first().copied().unwrap_or_default();
    let may_be = format!("{place}(r.{first})");
    if entry.keys.len() == 1 {
        return may_be;
    }
    format!(
        "({may_be} AND EXISTS (SELECT 1 FROM temp.{place} x WHERE {}))",
        entry.same_key("x", "r")
    )
}
