//! The schema and how an older file becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::error::During;

/// The format's number (`PRAGMA user_version`).
pub const VERSION: i64 = 2;

/// Marks the file as a mirror (`PRAGMA application_id`): "atlm".
pub(super) const APPLICATION: i64 = 0x6174_6c6d;

/// The documented views.
pub(super) const VIEWS: &str = include_str!("views.sql");

/// What makes each format of the one before it.
const TABLES: [&str; 2] = [include_str!("v1.sql"), include_str!("v2.sql")];

/// Brings an empty or older file to the present format, in one transaction.
pub(super) fn migrate(connection: &mut Connection, from: i64) -> Result<(), StoreError> {
    let doing = "bring its file to the present format";
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .during(doing)?;
    // Someone else may have done it while we waited for the right to write.
    let now: i64 = change
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .during(doing)?;
    if now == from {
        let done = usize::try_from(from).unwrap_or(0);
        for tables in TABLES.iter().skip(done) {
            change.execute_batch(tables).during(doing)?;
        }
        drop_views(&change).during(doing)?;
        change.execute_batch(VIEWS).during(doing)?;
        change
            .pragma_update(None, "application_id", APPLICATION)
            .during(doing)?;
        change
            .pragma_update(None, "user_version", VERSION)
            .during(doing)?;
    }
    change.commit().during(doing)
}

fn drop_views(connection: &Connection) -> rusqlite::Result<()> {
    let names: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names {
        let quoted = name.replace('"', "\"\"");
        connection.execute_batch(&format!("DROP VIEW \"{quoted}\""))?;
    }
    Ok(())
}
