//! The triggers that write down what a row was before it changes.

use std::collections::HashMap;
use std::fmt::Write as _;

use rusqlite::{Connection, params};

use super::tracked::{ROW, Tracked};

/// The names of the keys in `mirror_was`.
const KEYS: [&str; 4] = ["a", "b", "c", "d"];

/// The numbers of a table's cells, made where they are new.
fn cells(db: &Connection, entry: &Tracked) -> rusqlite::Result<HashMap<&'static str, i64>> {
    let mut numbers = HashMap::new();
    for name in entry.cells() {
        db.prepare_cached(
            "INSERT INTO mirror_cell (of_table, of_column) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![entry.table, name])?;
        let number = db
            .prepare_cached("SELECT no FROM mirror_cell WHERE of_table = ?1 AND of_column = ?2")?
            .query_row(params![entry.table, name], |row| row.get(0))?;
        numbers.insert(name, number);
    }
    Ok(numbers)
}

/// Makes the triggers of a table for this connection. They write nothing while `writing.writer` is NULL.
pub(super) fn make(db: &Connection, entry: &Tracked) -> rusqlite::Result<()> {
    let cells = cells(db, entry)?;
    let number = |name: &str| cells.get(name).copied().unwrap_or_default();
    // The value of a cell with this expression, of the row that `row` (OLD or NEW) names.
    let write = |row: &str, name: &str, was: &str, when: &str| {
        let names: Vec<&str> = KEYS.into_iter().take(entry.keys.len()).collect();
        let keys: Vec<String> = entry
            .keys
            .iter()
            .map(|key| format!("{row}.{key}"))
            .collect();
        format!(
            "INSERT INTO mirror_was (writer, cell, {}, was) SELECT w.writer, {}, {}, {was} FROM writing w{when};\n",
            names.join(", "),
            number(name),
            keys.join(", ")
        )
    };
    let table = entry.table;
    let writing = "(SELECT writer FROM writing) IS NOT NULL";
    let mut sql = String::new();
    let _ = writeln!(
        sql,
        "CREATE TEMP TRIGGER {table}_inserted AFTER INSERT ON main.{table} WHEN {writing} BEGIN {} END;",
        write("NEW", ROW, "NULL", "")
    );
    let mut deleted = write("OLD", ROW, "1", "");
    for name in entry
        .fixed
        .iter()
        .chain(entry.columns)
        .copied()
        .chain(entry.seen)
    {
        deleted.push_str(&write("OLD", name, &format!("OLD.{name}"), ""));
    }
    let _ = writeln!(
        sql,
        "CREATE TEMP TRIGGER {table}_deleted AFTER DELETE ON main.{table} WHEN {writing} BEGIN {deleted} END;"
    );
    let changing: Vec<&str> = entry.columns.iter().chain(entry.unkept).copied().collect();
    if !changing.is_empty() {
        let mut updated = String::new();
        for name in &changing {
            let was = if entry.unkept.contains(name) {
                "NULL".to_owned()
            } else {
                format!("OLD.{name}")
            };
            let differs = format!(" WHERE OLD.{name} IS NOT NEW.{name}");
            updated.push_str(&write("OLD", name, &was, &differs));
        }
        let differ: Vec<String> = changing
            .iter()
            .map(|name| format!("OLD.{name} IS NOT NEW.{name}"))
            .collect();
        let _ = writeln!(
            sql,
            "CREATE TEMP TRIGGER {table}_updated AFTER UPDATE OF {} ON main.{table} WHEN ({}) AND {writing} \
             BEGIN {updated} END;",
            changing.join(", "),
            differ.join(" OR ")
        );
    }
    if let Some(seen) = entry.seen {
        // A row that the last finished sync saw was seen by every one before, as far as the moment goes.
        let _ = writeln!(
            sql,
            "CREATE TEMP TRIGGER {table}_seen AFTER UPDATE OF {seen} ON main.{table} \
             WHEN OLD.{seen} < (SELECT finished FROM writing) AND OLD.{seen} IS NOT NEW.{seen} AND {writing} \
             BEGIN {} END;",
            write("OLD", seen, &format!("OLD.{seen}"), "")
        );
    }
    db.execute_batch(&sql)
}
