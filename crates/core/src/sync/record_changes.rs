//! Records differences from the previous sync.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value, json};

use crate::store::history::{Datum, Tracked, is_flag, may_be_never};

/// Records differences. The first sync of a mirror records none: everything would be new.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    pub(super) sync: i64,
    pub(super) at: i64,
    /// When this start of the sync began to read.
    pub(super) began: i64,
    pub(super) record: bool,
    /// Whether everyone is read, and not only people who may have changed.
    pub(super) whole: bool,
}

impl Log {
    pub(super) fn write(
        &self,
        db: &Connection,
        thing: &str,
        id: &str,
        kind: &str,
        detail: Option<Map<String, Value>>,
    ) -> rusqlite::Result<()> {
        if !self.record {
            return Ok(());
        }
        let detail = detail.map(|detail| Value::Object(detail).to_string());
        db.prepare_cached(
            "INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![self.sync, self.at, thing, id, kind, detail])
        .map(drop)
    }

    /// Marks everything that this sync did not see as gone. Only after a complete stage.
    pub(super) fn mark_gone(
        &self,
        db: &Connection,
        table: &str,
        thing: &str,
        id: &str,
    ) -> rusqlite::Result<()> {
        if self.sync == 1 {
            // Nothing can have been seen before the first.
            return Ok(());
        }
        let unseen = "seen < ?1 AND gone_sync IS NULL";
        if self.record {
            db.execute(
                &format!(
                    "INSERT INTO mirror_change (sync_no, at, thing, id, kind) \
                     SELECT ?1, ?2, ?3, {id}, 'gone' FROM {table} WHERE {unseen}"
                ),
                params![self.sync, self.at, thing],
            )?;
        }
        db.execute(
            &format!("UPDATE {table} SET gone_sync = ?1 WHERE {unseen}"),
            [self.sync],
        )
        .map(drop)
    }
}

/// The columns whose values differ, as `{"column": [before, after]}`, of a row of this table. `before` begins at `offset`.
/// What was unknown is no difference, and neither is what is unknown now.
pub(super) fn diff(
    table: &str,
    names: &[&str],
    before: &Row<'_>,
    offset: usize,
    after: &[ToSqlOutput<'_>],
) -> rusqlite::Result<Map<String, Value>> {
    let entry = Tracked::of(table);
    let after_of = |at: usize| match after.get(at) {
        Some(ToSqlOutput::Borrowed(value)) => *value,
        Some(ToSqlOutput::Owned(value)) => ValueRef::from(value),
        _ => ValueRef::Null,
    };
    let place = |name: &str| names.iter().position(|one| *one == name);
    let was = |name: &str| {
        let value = place(name).and_then(|at| before.get_ref(at + offset).ok());
        value.map_or(Datum::Null, Datum::read)
    };
    let is = |name: &str| place(name).map_or(Datum::Null, |at| Datum::read(after_of(at)));
    // The columns that say whether a time is never are not among those that are compared.
    let is_unknown = |name: &str| {
        !may_be_never(name)
            && entry
                .is_some_and(|entry| entry.is_unknown(name, &was) || entry.is_unknown(name, &is))
    };
    let mut detail = Map::new();
    for (at, name) in names.iter().enumerate() {
        let (before, after) = (before.get_ref(at + offset)?, after_of(at));
        if before != after && !is_flag(name) && !is_unknown(name) {
            detail.insert((*name).to_owned(), json!([plain(before), plain(after)]));
        }
    }
    Ok(detail)
}

fn plain(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
    }
}
