//! SQL that may only read, one statement at a time, and not forever.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use atlctl_core::query::Cell;
use atlctl_core::sql::{self, Limits, SqlError};
use atlctl_core::store::StoreError;

use crate::{mirror, person};

fn ask(
    path: &Path,
    statement: &str,
    limits: Limits,
) -> Result<(Vec<Vec<Cell>>, sql::Answer), SqlError> {
    let mut rows = Vec::new();
    let answer = sql::run(path, statement, limits, &mut |_, row| {
        rows.push(row.to_vec());
        ControlFlow::Continue(())
    })?;
    Ok((rows, answer))
}

fn place(dir: &Path) -> PathBuf {
    mirror(dir, &[person("a@x.example")]).path().to_owned()
}

#[test]
fn sql_reads() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let (rows, answer) = ask(
        &path,
        " SELECT email, 1.5 AS x, NULL FROM user; ",
        Limits::default(),
    )
    .unwrap();
    assert_eq!(
        rows,
        [vec![
            Cell::Text("a@x.example".into()),
            Cell::Real(1.5),
            Cell::Unknown
        ]]
    );
    assert_eq!(answer.columns[..2], ["email", "x"]);
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
    let limits = Limits {
        rows: 7,
        ..Limits::default()
    };
    let (rows, answer) = ask(&path, many, limits).unwrap();
    assert_eq!((rows.len(), answer.more), (7, true));
}

#[test]
fn sql_does_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let outside = dir.path().join("out.db");
    let before = std::fs::read(&path).unwrap();
    let out = outside.display();
    for statement in [
        "DELETE FROM mirror_user".to_owned(),
        "UPDATE mirror_user SET email = 'x'".to_owned(),
        "INSERT INTO mirror_policy (id) VALUES ('x')".to_owned(),
        "DROP VIEW user".to_owned(),
        "CREATE TEMP TABLE t (x)".to_owned(),
        format!("ATTACH '{out}' AS other"),
        format!("VACUUM INTO '{out}'"),
        "PRAGMA query_only = 0".to_owned(),
        "PRAGMA journal_mode = DELETE".to_owned(),
        "PRAGMA writable_schema = 1".to_owned(),
        "SELECT load_extension('x')".to_owned(),
        format!("SELECT writefile('{out}', 'x')"),
        "SELECT readfile('/etc/passwd')".to_owned(),
        "SELECT randomblob(1000000000)".to_owned(),
        "BEGIN".to_owned(),
        "EXPLAIN DELETE FROM mirror_user".to_owned(),
        "WITH x AS (SELECT 1) DELETE FROM mirror_user RETURNING *".to_owned(),
    ] {
        let error = ask(&path, &statement, Limits::default()).unwrap_err();
        assert!(
            matches!(error, SqlError::NotReading(_) | SqlError::Sql(_)),
            "{statement}: {error:?}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(!outside.exists());
}

#[test]
fn sql_is_one_statement_and_ends() {
    let dir = tempfile::tempdir().unwrap();
    let path = place(dir.path());
    let limits = Limits::default();
    assert!(matches!(
        ask(&path, "SELECT 1; SELECT 2", limits),
        Err(SqlError::Several)
    ));
    assert!(matches!(
        ask(&path, "SELECT 1; nonsense", limits),
        Err(SqlError::Several)
    ));
    assert!(matches!(
        ask(&path, " -- nothing\n", limits),
        Err(SqlError::Empty)
    ));
    assert!(matches!(
        ask(&path, "SELECT ?1", limits),
        Err(SqlError::Sql(_))
    ));
    let forever =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let short = Limits {
        time: Duration::from_millis(50),
        ..limits
    };
    assert!(matches!(
        ask(&path, forever, short),
        Err(SqlError::TooLong(_))
    ));
    let missing = ask(&dir.path().join("no.sqlite"), "SELECT 1", limits);
    assert!(matches!(
        missing,
        Err(SqlError::Store(StoreError::Missing { .. }))
    ));
}
