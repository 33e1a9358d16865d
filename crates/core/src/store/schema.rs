//! The schema and its migrations.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::error::During;

/// The format's number (`PRAGMA user_version`).
pub const VERSION: i64 = 3;

/// Marks the file as a mirror (`PRAGMA application_id`): "atlm".
pub(super) const APPLICATION: i64 = 0x6174_6c6d;

/// The documented views.
pub(super) const VIEWS: &str = concat!(
    include_str!("views/mirror.sql"),
    include_str!("views/parts.sql"),
    include_str!("views/events.sql"),
    include_str!("views/imports.sql"),
    include_str!("views/history.sql"),
);

/// What makes each format of the one before it.
const TABLES: [&str; 3] = [
    include_str!("tables/v1.sql"),
    include_str!("tables/v2.sql"),
    concat!(
        include_str!("tables/v3_parts.sql"),
        include_str!("tables/v3_events.sql"),
        include_str!("tables/v3_imports.sql"),
        include_str!("tables/v3_history.sql"),
    ),
];

/// Upgrades an empty or older file to the current format, in one transaction.
pub(super) fn migrate(connection: &mut Connection, from: i64) -> Result<(), StoreError> {
    let doing = "upgrade its file to the current format";
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of an older format with people in it, whom a sync read.
    fn old(path: &std::path::Path, format: usize) -> Connection {
        let db = Connection::open(path).unwrap();
        db.execute_batch("PRAGMA synchronous = OFF").unwrap();
        for tables in &TABLES[..format] {
            db.execute_batch(tables).unwrap();
        }
        db.execute_batch(&format!(
            "INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, org_admin)
             WITH RECURSIVE n (no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n WHERE no < 200)
             SELECT no, 'a-' || no, 1, 1, 0, 1 FROM n;
             INSERT INTO mirror_sync (state, started_at, touched_at, finished_at) VALUES ('complete', 1, 2, 2);
             INSERT INTO mirror_stage (sync_no, stage, state) VALUES (1, 'users', 'complete');
             CREATE VIEW user AS SELECT account_id FROM mirror_user;
             PRAGMA user_version = {format};"
        ))
        .unwrap();
        db
    }

    fn state(db: &Connection) -> (i64, i64, i64) {
        let version = db.pragma_query_value(None, "user_version", |row| row.get(0));
        let columns = db.query_row(
            "SELECT count(*) FROM pragma_table_info('mirror_user')",
            [],
            |row| row.get(0),
        );
        let people = db.query_row("SELECT count(*) FROM user", [], |row| row.get(0));
        (version.unwrap(), columns.unwrap(), people.unwrap())
    }

    /// Stopped at any step, the file is the older one, and the next start makes it a newer one.
    #[test]
    fn a_migration_is_done_or_not_begun() {
        for format in [1, 2] {
            stopped_at_any_step(format);
        }
    }

    fn stopped_at_any_step(format: usize) {
        let from = i64::try_from(format).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let steps = std::iter::successors(Some(1_u32), |step| Some(step + step / 3 + 1));
        let mut stopped = 0;
        for step in steps {
            let path = dir.path().join(format!("{step}.sqlite"));
            let mut db = old(&path, format);
            let before = state(&db);
            let mut left = step;
            db.progress_handler(
                1,
                Some(move || {
                    left = left.saturating_sub(1);
                    left == 0
                }),
            )
            .unwrap();
            let done = migrate(&mut db, from);
            db.progress_handler(0, None::<fn() -> bool>).unwrap();
            if done.is_ok() {
                assert_eq!(state(&db).0, VERSION);
                break;
            }
            stopped += 1;
            drop(db);
            let mut db = Connection::open(&path).unwrap();
            assert_eq!(state(&db), before, "stopped at step {step}");
            migrate(&mut db, from).unwrap();
            assert_eq!((state(&db).0, state(&db).2), (VERSION, 200));
            let history: (String, i64, i64) = db
                .query_row(
                    "SELECT r.part, r.since_sync, n.last_seq FROM mirror_recorded r, mirror_snapshot n",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            assert_eq!(history, ("users".to_owned(), 1, 0));
        }
        assert!(stopped > 10, "{stopped}");
    }
}
