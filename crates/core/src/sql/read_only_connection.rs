//! A read-only connection with limits.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;

use super::{
    SqlError, authorizer, number_set_function, resource_limits, tally_function, unix_time,
};
use crate::store::{Mirror, Moment};

/// Opens the mirror at `path`, as it was at a moment, for queries that can only read, within limits.
pub(super) fn open(path: &Path, as_of: Option<Moment>) -> Result<Connection, SqlError> {
    let mut mirror = Mirror::open_read_only(path)?;
    set(&mut mirror.db).map_err(SqlError::of)?;
    // Before the connection is held to reading: this makes temporary views.
    if let Some(moment) = as_of {
        mirror.go_back(moment)?;
    }
    let mut db = mirror.db;
    db.authorizer(Some(authorizer::reading_only))
        .map_err(SqlError::of)?;
    Ok(db)
}

/// Gives a connection our own functions, and its limits.
pub(crate) fn set(db: &mut Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    db.create_scalar_function("holds", 2, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten();
        let part = context.get_raw(1).as_str().ok();
        Ok(matches!((text, part), (Some(text), Some(part)) if holds(text, part)))
    })?;
    number_set_function::create(db, flags)?;
    unix_time::create(db, flags)?;
    tally_function::create(db)?;
    resource_limits::set(db)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // SQLite takes a name in double quotes that is no column for a text: a slip would answer "nobody".
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)
        .map(drop)
}

/// `holds(text, part)` in SQL: whether a text contains a part, which is in lower case, regardless of the case of its own
/// letters. SQLite's own comparing knows only the letters of ASCII.
pub(crate) fn holds(text: &str, part: &str) -> bool {
    if text.is_ascii() {
        let (text, part) = (text.as_bytes(), part.as_bytes());
        let Some(first) = part.first() else {
            return true;
        };
        // Most places are passed over many at a time: an audit log has a gigabyte of text.
        let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
        memchr::memchr2_iter(lower, upper, text).any(|at| {
            let here = text.get(at..at + part.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(part))
        })
    } else {
        text.to_lowercase().contains(part)
    }
}
