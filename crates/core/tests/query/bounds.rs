//! Statements that would take all the memory there is. (Those that would take all the time are tried with the
//! program itself: nothing ends them but its end.)

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use atlctl_core::query::UserQuery;
use atlctl_core::sql::{self, Limits, SqlError};

use crate::{mirror, now, person};

/// A text of a million letters, as SQL.
const MILLION: &str = "printf('%.*c', 1000000, 'a')";

fn ask(path: &Path, statement: &str, time: Duration) -> Result<usize, SqlError> {
    let limits = Limits {
        time,
        ..Limits::default()
    };
    let mut rows = 0;
    sql::run(path, statement, limits, &mut |_, _| {
        rows += 1;
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The memory of SQLite is counted for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn memory_is_bounded() {
    let _alone = ALONE.lock();
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[person("a@x.example")]);
    let many = |what: &str, n: usize| vec![what; n].join(", ");
    let wide = "printf('%.*c', 8000000, 'x')";
    for statement in [
        format!("SELECT {}", many(wide, 400)),
        format!("SELECT max({})", many(wide, 100)),
        format!("SELECT length({})", vec![wide; 90].join(") + length(")),
        "SELECT printf('%.*c', 2000000000, 'x')".to_owned(),
        format!("SELECT replace({MILLION}, 'a', {MILLION})"),
        format!("SELECT hex({wide})"),
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) \
             SELECT group_concat({MILLION} || i) FROM n"
        ),
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) \
             SELECT json_group_array({MILLION} || i) FROM n"
        ),
    ] {
        let error = ask(mirror.path(), &statement, Duration::from_secs(60)).unwrap_err();
        let start = statement.get(..60).unwrap_or(&statement);
        assert!(
            matches!(error, SqlError::Memory | SqlError::TooLarge),
            "{start}: {error:?}"
        );
    }
}

/// One row whose cells are the same long text costs SQLite nothing, and us as many copies as it has columns.
#[test]
fn a_row_is_bounded() {
    let _alone = ALONE.lock();
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[person("a@x.example")]);
    let columns = vec!["t"; 60].join(", ");
    let statement = format!("SELECT {columns} FROM (SELECT {MILLION} AS t LIMIT 1)");
    let error = ask(mirror.path(), &statement, Duration::from_secs(60)).unwrap_err();
    assert!(matches!(error, SqlError::TooLarge), "{error:?}");
}

#[test]
fn what_is_large_and_bounded_is_answered() {
    let _alone = ALONE.lock();
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[person("a@x.example")]);
    // 400 MB of rows to sort, more than may be in memory.
    let sorted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) \
         SELECT i, printf('%.*c', 100000, 'x') FROM n ORDER BY (i * 7919) % 4001, 2";
    let rows = ask(mirror.path(), sorted, Duration::from_secs(60)).unwrap();
    assert_eq!(rows, 4000);
    let long = format!("SELECT length({})", [MILLION; 8].join(" || "));
    assert_eq!(
        ask(mirror.path(), &long, Duration::from_secs(60)).unwrap(),
        1
    );
}

/// A condition is SQL of somebody's own, too.
#[test]
fn conditions_are_bounded() {
    let _alone = ALONE.lock();
    let dir = tempfile::tempdir().unwrap();
    let mirror = mirror(dir.path(), &[person("a@x.example")]);
    let query = UserQuery {
        where_: Some(format!("length(replace({MILLION}, 'a', {MILLION})) > 1")),
        ..UserQuery::default()
    };
    let columns = ["email".to_owned()];
    let error = query
        .run(&mirror, now(), &columns, &mut |_| ControlFlow::Continue(()))
        .unwrap_err();
    assert!(matches!(error, SqlError::TooLarge), "{error:?}");
}
