//! Records history: each writer of the mirror says once who it is, and triggers do the rest.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::tracked::{TRACKED, Tracked};
use super::triggers;

/// Who writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Writer<'a> {
    /// A sync.
    Sync(i64),
    /// A run that read something back at this time, in milliseconds since 1970.
    Run {
        /// The run's ID.
        id: &'a str,
        /// When it read.
        at: i64,
    },
    /// A command that read something new, without a run, at this time in milliseconds since 1970.
    Command {
        /// When it read.
        at: i64,
    },
}

/// From now on, what this connection changes is recorded as this writer's. Needs a transaction that writes.
///
/// Nothing is recorded of a part that no sync has read to its end: everything would be new.
pub(crate) fn record_as(db: &Connection, writer: Writer<'_>) -> rusqlite::Result<()> {
    install(db)?;
    let (number, before) = match writer {
        Writer::Sync(sync) => {
            db.prepare_cached(
                "INSERT INTO mirror_writer (sync_no) SELECT ?1 \
                 WHERE NOT EXISTS (SELECT 1 FROM mirror_writer WHERE sync_no = ?1 AND run IS NULL)",
            )?
            .execute([sync])?;
            let number: i64 = db
                .prepare_cached("SELECT no FROM mirror_writer WHERE sync_no = ?1 AND run IS NULL")?
                .query_row([sync], |row| row.get(0))?;
            (number, sync)
        }
        Writer::Run { id, at } => (run(db, id, at)?, i64::MAX),
        Writer::Command { at } => (run(db, "", at)?, i64::MAX),
    };
    db.prepare_cached(
        "UPDATE writing SET writer = ?1, \
         finished = (SELECT max(sync_no) FROM mirror_snapshot WHERE sync_no < ?2)",
    )?
    .execute([number, before])
    .map(drop)
}

/// The writer that stands for a run at a time. Of a command without a run, the ID is empty.
fn run(db: &Connection, id: &str, at: i64) -> rusqlite::Result<i64> {
    let newest: Option<i64> = db
        .prepare_cached(
            "SELECT no FROM mirror_writer WHERE no = (SELECT max(no) FROM mirror_writer) \
             AND run = ?1 AND at = ?2",
        )?
        .query_row(params![id, at], |row| row.get(0))
        .optional()?;
    if let Some(number) = newest {
        return Ok(number);
    }
    db.prepare_cached(
        "INSERT INTO mirror_writer (sync_no, run, at) \
         VALUES (coalesce((SELECT max(no) FROM mirror_sync), 0), ?1, ?2)",
    )?
    .execute(params![id, at])?;
    Ok(db.last_insert_rowid())
}

/// Makes the triggers that are missing in this connection.
fn install(db: &Connection) -> rusqlite::Result<()> {
    let parts: Vec<String> = db
        .prepare_cached("SELECT part FROM mirror_recorded")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    db.execute_batch("CREATE TEMP TABLE IF NOT EXISTS writing (writer INTEGER, finished INTEGER)")?;
    let installed: Vec<String> = db
        .prepare_cached(
            "SELECT tbl_name FROM sqlite_temp_schema WHERE type = 'trigger' AND name LIKE '%_inserted'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    db.execute_batch(
        "INSERT INTO writing (writer) SELECT NULL WHERE NOT EXISTS (SELECT 1 FROM writing)",
    )?;
    let is_recorded = |entry: &&Tracked| {
        entry
            .parts
            .iter()
            .any(|part| parts.iter().any(|it| it == part))
    };
    for entry in TRACKED.iter().filter(is_recorded) {
        if !installed.iter().any(|table| table == entry.table) {
            triggers::make(db, entry)?;
        }
    }
    Ok(())
}

/// Marks the end of a sync that read these parts: a moment that can be shown exactly from now on.
pub(crate) fn mark_snapshot(db: &Connection, sync: i64, parts: &[&str]) -> rusqlite::Result<()> {
    for part in parts {
        db.execute(
            "INSERT INTO mirror_recorded (part, since_sync) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![part, sync],
        )?;
    }
    db.execute(
        "INSERT INTO mirror_snapshot (sync_no, last_seq) SELECT ?1, coalesce(max(seq), 0) FROM mirror_was",
        [sync],
    )
    .map(drop)
}
