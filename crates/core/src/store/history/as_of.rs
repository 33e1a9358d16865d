//! Shows the mirror as it was: temporary views with the names of tables lie over them, and the documented views are
//! made once more over those. Every query then answers for that moment.

use std::collections::HashMap;
use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::cells::{ChangedRows, Datum, Past, cells, existed};
use super::moment::Position;
use super::tracked::{ROW, TRACKED, Tracked};

/// Lays the past over the tables of a connection that only reads, and these views over it. The connection stays in one
/// transaction, so that a sync which ends meanwhile changes nothing. Returns the parts that had not been read then.
pub(crate) fn show(
    db: &Connection,
    position: &Position,
    views: &str,
) -> rusqlite::Result<Vec<&'static str>> {
    let cells = cells(db)?;
    let mut changed = Past::read(db, position, &cells)?.by_row(&cells);
    let parts = recorded(db)?;
    let mut unknown: Vec<&'static str> = Vec::new();
    for entry in TRACKED {
        let table = Table::new(db, entry, position)?;
        if position.knows(entry, &parts).is_err() {
            // The views show that as unknown.
            unknown.extend(entry.parts.first().filter(|part| !unknown.contains(part)));
            db.execute_batch(&table.view(&["main"], " WHERE 0"))?;
            continue;
        }
        match changed.remove(entry.table) {
            None => db.execute_batch(&table.view(&["main"], ""))?,
            Some(rows) => table.overlay(db, rows)?,
        }
    }
    db.execute_batch(&of_mirror(position))?;
    db.execute_batch(&views.replace("CREATE VIEW ", "CREATE TEMP VIEW "))?;
    Ok(unknown)
}

/// The parts whose history is recorded, and since which sync.
pub(crate) fn recorded(db: &Connection) -> rusqlite::Result<HashMap<String, i64>> {
    db.prepare_cached("SELECT part, since_sync FROM mirror_recorded")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Views over the tables that describe the mirror itself.
fn of_mirror(position: &Position) -> String {
    let sync = position.sync;
    // Runs may have written since that snapshot.
    let runs = position.runs_until().map_or_else(String::new, |at| {
        format!(" OR (run IS NOT NULL AND at <= {})", at.div_euclid(1_000))
    });
    format!(
        "CREATE TEMP VIEW mirror_sync AS SELECT * FROM main.mirror_sync WHERE no <= {sync};
         CREATE TEMP VIEW mirror_stage AS SELECT * FROM main.mirror_stage WHERE sync_no <= {sync};
         CREATE TEMP VIEW mirror_change AS SELECT * FROM main.mirror_change
           WHERE no <= (SELECT coalesce(last_change, 0) FROM main.mirror_sync WHERE no = {sync}){runs};"
    )
}

/// A tracked table at a moment.
struct Table<'a> {
    entry: &'a Tracked,
    position: &'a Position,
    columns: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(db: &Connection, entry: &'a Tracked, position: &'a Position) -> rusqlite::Result<Self> {
        let columns = db
            .prepare_cached("SELECT name FROM pragma_table_info(?1, 'main')")?
            .query_map([entry.table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            entry,
            position,
            columns,
        })
    }

    /// The statement that makes the view of the rows in the table of these schemas.
    fn view(&self, of: &[&str], filter: &str) -> String {
        let Position { sync, at, .. } = self.position;
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|name| {
                if self.entry.seen == Some(name) {
                    format!("min(r.{name}, {sync}) AS {name}")
                } else if self.entry.read_at.contains(&name.as_str()) {
                    format!("iif(r.{name} <= {at}, r.{name}, NULL) AS {name}")
                } else {
                    format!("r.{name} AS {name}")
                }
            })
            .collect();
        let columns = columns.join(", ");
        let table = self.entry.table;
        let mut sql = format!("CREATE TEMP VIEW {table} AS ");
        for (at, from) in of.iter().enumerate() {
            let lead = if at == 0 { "" } else { " UNION ALL " };
            let (name, filter) = if at == 0 {
                (format!("{from}.{table}"), filter)
            } else {
                ((*from).to_owned(), "")
            };
            let _ = write!(sql, "{lead}SELECT {columns} FROM {name} r{filter}");
        }
        sql
    }

    /// Lays the rows as they were over the table.
    fn overlay(&self, db: &Connection, rows: ChangedRows) -> rusqlite::Result<()> {
        let (table, keys) = (self.entry.table, self.entry.keys.join(", "));
        db.execute_batch(&format!(
            "CREATE TEMP TABLE since_{table} ({keys}, PRIMARY KEY ({keys})) WITHOUT ROWID;
             CREATE TEMP TABLE then_{table} AS SELECT * FROM main.{table} WHERE 0;"
        ))?;
        let places = |count: usize| vec!["?"; count].join(", ");
        let mut since = db.prepare(&format!(
            "INSERT INTO since_{table} VALUES ({})",
            places(self.entry.keys.len())
        ))?;
        let mut then = db.prepare(&format!(
            "INSERT INTO then_{table} VALUES ({})",
            places(self.columns.len())
        ))?;
        let is_key: Vec<String> = self
            .entry
            .keys
            .iter()
            .map(|key| format!("{key} = ?"))
            .collect();
        let mut now = db.prepare(&format!(
            "SELECT * FROM main.{table} WHERE {}",
            is_key.join(" AND ")
        ))?;
        let mut ordered: Vec<_> = rows.into_iter().collect();
        ordered.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (key, cells) in ordered {
            since.execute(params_from_iter(key.iter()))?;
            if existed(&cells) == Some(false) {
                continue;
            }
            let width = self.columns.len();
            let current: Option<Vec<Value>> = now
                .query_row(params_from_iter(key.iter()), |row| {
                    (0..width).map(|at| row.get(at)).collect()
                })
                .optional()?;
            let mut row = current.unwrap_or_else(|| vec![Value::Null; width]);
            let keyed = self.entry.keys.iter().copied().zip(key.iter().cloned());
            for (name, value) in keyed.chain(cells).filter(|(name, _)| *name != ROW) {
                let at = self.columns.iter().position(|column| column == name);
                if let Some(slot) = at.and_then(|at| row.get_mut(at)) {
                    *slot = match value {
                        Datum::Null => Value::Null,
                        Datum::Integer(number) => Value::Integer(number),
                        Datum::Text(text) => Value::Text(text.into()),
                    };
                }
            }
            then.execute(params_from_iter(row))?;
        }
        let key: Vec<&str> = self.entry.keys.to_vec();
        let then = format!("temp.then_{table}");
        db.execute_batch(&format!(
            "CREATE INDEX temp.then_{table}_key ON then_{table} ({});",
            key.join(", ")
        ))?;
        let filter = format!(
            " WHERE NOT EXISTS (SELECT 1 FROM temp.since_{table} x WHERE {})",
            self.entry.same_key("x", "r")
        );
        db.execute_batch(&self.view(&["main", &then], &filter))
    }
}
