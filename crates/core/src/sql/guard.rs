//! What holds a statement to reading. Opening a file read-only is not enough: a statement could still
//! attach another file, or write one with `VACUUM INTO`. So there is a list of what is allowed.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use super::SqlError;
use crate::store::Mirror;

/// Virtual-machine steps between two looks at the clock.
const STEPS: std::ffi::c_int = 10_000;
/// The longest text or row, in bytes.
const LONGEST: i32 = 64 << 20;
/// Functions that reach outside the database, or that grow without need.
const NOT_CALLED: [&str; 7] = [
    "load_extension",
    "readfile",
    "writefile",
    "edit",
    "fts3_tokenizer",
    "zeroblob",
    "randomblob",
];

/// A connection that can only read, and only for a time.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) db: Connection,
    pub(crate) time: Duration,
}

impl Guarded {
    /// Opens the mirror at `path`. From now on, everything asked of it together may take `time`.
    pub(crate) fn open(path: &Path, time: Duration) -> Result<Self, SqlError> {
        let mut db = Mirror::open_read_only(path)?.db;
        set(&mut db, time).map_err(|error| SqlError::of(error, None))?;
        Ok(Self { db, time })
    }

    /// What went wrong, knowing the time there was.
    pub(crate) fn failed(&self, error: rusqlite::Error) -> SqlError {
        SqlError::of(error, Some(self.time))
    }
}

fn set(db: &mut Connection, time: Duration) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    db.create_scalar_function("holds", 2, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten();
        let part = context.get_raw(1).as_str().ok();
        Ok(matches!((text, part), (Some(text), Some(part)) if holds(text, part)))
    })?;
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // SQLite takes a name in double quotes that is no column for a text: a slip would answer "nobody".
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.authorizer(Some(allowed))?;
    // A time beyond the clock's own end is none.
    let end = Instant::now().checked_add(time);
    db.progress_handler(
        STEPS,
        Some(move || end.is_some_and(|end| Instant::now() >= end)),
    )
}

/// `holds(text, part)`: whether a text holds a part that is in lower case, whatever the case of its own
/// letters. SQLite's own comparing knows only the letters of ASCII.
fn holds(text: &str, part: &str) -> bool {
    if text.is_ascii() {
        let (text, part) = (text.as_bytes(), part.as_bytes());
        part.is_empty()
            || text
                .windows(part.len())
                .any(|window| window.eq_ignore_ascii_case(part))
    } else {
        text.to_lowercase().contains(part)
    }
}

fn allowed(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } => {
            let refused = NOT_CALLED
                .iter()
                .any(|name| name.eq_ignore_ascii_case(function_name));
            if refused {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        _ => Authorization::Deny,
    }
}
