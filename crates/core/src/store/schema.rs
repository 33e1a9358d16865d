//! The schema and its migrations.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::error::During;

/// The format's number (`PRAGMA user_version`).
pub const VERSION: i64 = 3;

/// Marks the file as a mirror (`PRAGMA application_id`): "atlm".
pub(super) const APPLICATION: i64 = 0x6174_6c6d;

/// Views that the documented ones ask, for people about whom there is an index.
pub(super) const ADMINS_AND_UNLISTED: &str = include_str!("views/admins_and_unlisted.sql");

macro_rules! documented {
    () => {
        concat!(
            include_str!("views/mirror.sql"),
            include_str!("views/parts.sql"),
            include_str!("views/events.sql"),
            include_str!("views/imports.sql"),
            include_str!("views/history.sql"),
        )
    };
}

/// The documented views.
pub(super) const DOCUMENTED: &str = documented!();

/// All views.
pub(super) const VIEWS: &str =
    concat!(include_str!("views/admins_and_unlisted.sql"), documented!());

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

/// An empty mirror in memory: the tables and views of this version.
///
/// # Errors
/// When SQLite has no memory for it.
pub(crate) fn empty_mirror() -> Result<Connection, StoreError> {
    let mut db = Connection::open_in_memory().during("make an empty mirror")?;
    migrate(&mut db, 0)?;
    Ok(db)
}

/// Makes the views again where their text is not this program's: a build between two releases has the same format and
/// other views.
pub(super) fn renew_views(connection: &mut Connection) -> Result<(), StoreError> {
    let doing = "renew its views";
    if has_views(connection).during(doing)? {
        return Ok(());
    }
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .during(doing)?;
    drop_views(&change).during(doing)?;
    change.execute_batch(VIEWS).during(doing)?;
    change.commit().during(doing)
}

/// Whether the views are this program's. SQLite keeps the text of each, from `CREATE VIEW` on, without its semicolon.
pub(super) fn has_views(connection: &Connection) -> rusqlite::Result<bool> {
    let mut read =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'view' ORDER BY rowid")?;
    let mut rows = read.query([])?;
    let mut rest = VIEWS;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str()?;
        let Some(at) = rest.find(text) else {
            return Ok(false);
        };
        rest = rest.get(at + text.len()..).unwrap_or_default();
        if !rest.starts_with(';') {
            return Ok(false);
        }
        number += 1;
    }
    Ok(number == VIEWS.matches("CREATE VIEW ").count())
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

    #[test]
    fn views_of_another_build_are_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.sqlite");
        let texts = |path: &std::path::Path| -> Vec<String> {
            let db = Connection::open(path).unwrap();
            let mut read = db
                .prepare("SELECT sql FROM sqlite_schema WHERE type = 'view' ORDER BY name")
                .unwrap();
            let rows = read.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        drop(crate::store::Mirror::open(&path).unwrap());
        let ours = texts(&path);
        assert!(ours.len() > 20, "{}", ours.len());
        assert!(has_views(&Connection::open(&path).unwrap()).unwrap());
        for other in [
            "DROP VIEW token; CREATE VIEW token AS SELECT 1 AS id",
            "DROP VIEW token",
            "CREATE VIEW more AS SELECT 1 AS id",
        ] {
            for only_read in [false, true] {
                let db = Connection::open(&path).unwrap();
                db.execute_batch(other).unwrap();
                assert!(!has_views(&db).unwrap(), "{other}");
                drop(db);
                if only_read {
                    drop(crate::store::Mirror::open_read_only(&path).unwrap());
                } else {
                    drop(crate::store::Mirror::open(&path).unwrap());
                }
                assert_eq!(texts(&path), ours, "{other}");
            }
        }
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
