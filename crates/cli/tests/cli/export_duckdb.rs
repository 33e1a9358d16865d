//! DuckDB reads the Parquet files as they are.

use std::io::Write as _;
use std::path::PathBuf;

use rusqlite::Connection;
use serde_json::Value;

use crate::common::Place;

/// A Python that has DuckDB: scripts/test makes it. Says when there is none.
fn python() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/duckdb/bin/python");
    if python.is_file() {
        return Some(python);
    }
    let message = "skipped: DuckDB is not installed (./scripts/test installs it), so no other program read the export";
    let _ = writeln!(std::io::stderr(), "{message}");
    None
}

/// The rows of each statement.
fn ask(place: &Place, python: &PathBuf, statements: &[String]) -> Value {
    const SCRIPT: &str = "\
import duckdb, json, sys
db = duckdb.connect()
db.execute(\"SET TimeZone = 'UTC'\")
rows = [db.execute(sql).fetchall() for sql in json.load(sys.stdin)]
print(json.dumps(rows, default=str))
";
    let script = place.env.file("ask.py", SCRIPT);
    let input = place
        .env
        .file("ask.json", serde_json::to_vec(statements).unwrap());
    let mut command = place.env.other(python);
    command
        .arg(script)
        .stdin(std::fs::File::open(input).unwrap());
    let output = place.env.said(command.output().unwrap());
    assert_eq!(output.code, 0, "{output}");
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn duckdb_reads_every_view_with_its_types() {
    let Some(python) = python() else { return };
    let place = Place::named();
    place.run(&["export", "parquet", "lake"]).expect(0);
    let files = |view: &str| format!("'lake/{view}/*/*.parquet'");
    let views: Value =
        serde_json::from_str(&place.run(&["sql", "--schema", "-o", "json"]).stdout).unwrap();
    let mut views: Vec<&str> = views
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["view"].as_str().unwrap())
        .collect();
    views.dedup();
    assert!(views.len() > 15, "{views:?}");
    let count = |view: &&str| format!("SELECT count(*) FROM {}", files(view));
    let found = ask(
        &place,
        &python,
        &views.iter().map(count).collect::<Vec<_>>(),
    );
    let db = Connection::open(place.mirror()).unwrap();
    for (view, rows) in views.iter().zip(found.as_array().unwrap()) {
        let sql = format!("SELECT count(*) FROM \"{view}\"");
        let wanted: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(rows[0][0], wanted, "{view}");
    }
    let user = files("user");
    let statements = [
        format!("SELECT policy, count(*) FROM {user} WHERE managed GROUP BY 1 ORDER BY 2 DESC, 1"),
        format!("SELECT count(*) FROM {user} WHERE last_active < '2026-06-01T00:00:00Z'"),
        format!(
            "SELECT typeof(any_value(last_active)), typeof(any_value(managed)), typeof(any_value(resources)) FROM {user}"
        ),
        format!("SELECT DISTINCT snapshot FROM read_parquet({user}, hive_partitioning = true)"),
        format!(
            "SELECT email, epoch(last_active)::BIGINT, org_admin FROM {user} ORDER BY account_id LIMIT 200"
        ),
    ];
    let found = ask(&place, &python, &statements);
    let rows = |sql: &str| -> Vec<Vec<Value>> {
        let mut read = db.prepare(sql).unwrap();
        let width = read.column_count();
        let rows = read.query_map([], |row| {
            Ok((0..width)
                .map(|at| match row.get_ref(at).unwrap() {
                    rusqlite::types::ValueRef::Null => Value::Null,
                    rusqlite::types::ValueRef::Integer(number) => number.into(),
                    value => value.as_str().unwrap().into(),
                })
                .collect())
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    let by_policy = rows(
        "SELECT policy, count(*) FROM user WHERE managed GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST",
    );
    assert_eq!(found[0], serde_json::to_value(by_policy).unwrap());
    let old = rows("SELECT count(*) FROM user WHERE last_active_unix < unixepoch('2026-06-01')");
    assert_eq!(found[1], serde_json::to_value(old).unwrap());
    assert_eq!(
        found[2],
        serde_json::json!([["TIMESTAMP WITH TIME ZONE", "BOOLEAN", "BIGINT"]])
    );
    assert_eq!(found[3], serde_json::json!([[1]]));
    let mut people =
        rows("SELECT email, last_active_unix, org_admin FROM user ORDER BY account_id LIMIT 200");
    for person in &mut people {
        person[2] = person[2]
            .as_i64()
            .map_or(Value::Null, |yes| (yes == 1).into());
    }
    assert_eq!(found[4], serde_json::to_value(people).unwrap());
}
