//! Shows the mirror as it was: temporary views with the names of tables lie over them, and the documented views are
//! made once more over those. Every query then answers for that moment.

use std::collections::{BTreeSet, HashMap};

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
            db.execute_batch(&table.view(" WHERE 0", &BTreeSet::new()))?;
            continue;
        }
        match changed.remove(entry.table) {
            None => db.execute_batch(&table.view("", &BTreeSet::new()))?,
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
           WHERE no <= (SELECT coalesce(last_change, 0) FROM main.mirror_sync WHERE no = {sync}){runs};
         CREATE TEMP VIEW mirror_event AS SELECT * FROM main.mirror_event WHERE at IS NULL OR at <= {};",
        position.at
    )
}

/// A tracked table at a moment.
struct Table<'a> {
    entry: &'a Tracked,
    position: &'a Position,
    columns: Vec<String>,
    /// The types that the table's columns are declared with.
    types: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(db: &Connection, entry: &'a Tracked, position: &'a Position) -> rusqlite::Result<Self> {
        let (columns, types) = db
            .prepare_cached("SELECT name, type FROM pragma_table_info(?1, 'main')")?
            .query_map([entry.table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?
            .into_iter()
            .unzip();
        Ok(Self {
            entry,
            position,
            columns,
            types,
        })
    }

    /// The view of the table as it is now, for rows that this condition holds for.
    fn view(&self, filter: &str, changed: &BTreeSet<&str>) -> String {
        let table = self.entry.table;
        let rows = self.select(&format!("main.{table}"), filter, changed);
        format!("CREATE TEMP VIEW {table} AS {rows}")
    }

    /// Selects the rows of a table. Of `changed` columns, the former values are taken where there are some.
    fn select(&self, from: &str, filter: &str, changed: &BTreeSet<&str>) -> String {
        let Position { sync, at, .. } = self.position;
        let then = format!(
            "FROM temp.then_{} t WHERE {}",
            self.entry.table,
            self.entry.same_key("t", "r")
        );
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|name| {
                let value = if changed.contains(name.as_str()) {
                    format!(
                        "CASE WHEN EXISTS (SELECT 1 {then}) THEN (SELECT t.{name} {then}) ELSE r.{name} END"
                    )
                } else {
                    format!("r.{name}")
                };
                if self.entry.seen == Some(name) {
                    format!("min({value}, {sync}) AS {name}")
                } else if self.entry.read_at.contains(&name.as_str()) {
                    format!("iif({value} <= {at}, {value}, NULL) AS {name}")
                } else {
                    format!("{value} AS {name}")
                }
            })
            .collect();
        format!("SELECT {} FROM {from} r{filter}", columns.join(", "))
    }

    /// Creates a temporary table with these columns of the table, and its key. The types are the table's, so that keys
    /// compare as the table's do: otherwise no index is used.
    fn create(&self, place: &str, columns: &[&str]) -> String {
        let (table, keys) = (self.entry.table, self.entry.keys);
        let of = |name: &&str| {
            let at = self.columns.iter().position(|column| column == name);
            let kind = at.and_then(|at| self.types.get(at));
            format!("{name} {}", kind.map_or("", String::as_str))
        };
        let columns: Vec<String> = columns.iter().map(of).collect();
        let is_number = keys.len() == 1 && keys.iter().any(|key| of(key).ends_with(" INTEGER"));
        // The number of a row is its place in a table; any other key has its row beside it.
        let rows = if is_number { "" } else { " WITHOUT ROWID" };
        format!(
            "CREATE TEMP TABLE {place}_{table} ({}, PRIMARY KEY ({})){rows};",
            columns.join(", "),
            keys.join(", ")
        )
    }

    /// Lays the rows as they were over the table. Where every one of them still exists, only the values that changed are
    /// looked up, and SQLite can use the indexes of the table; rows that are no longer there need a union, which it reads
    /// whole.
    fn overlay(&self, db: &Connection, rows: ChangedRows) -> rusqlite::Result<()> {
        let table = self.entry.table;
        let every: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        db.execute_batch(&self.create("since", self.entry.keys))?;
        db.execute_batch(&self.create("then", &every))?;
        let places = |count: usize| vec!["?"; count].join(", ");
        let mut then = db.prepare(&format!(
            "INSERT INTO temp.then_{table} VALUES ({})",
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
        let (mut changed, mut lost, mut new) = (BTreeSet::new(), false, false);
        let mut ordered: Vec<_> = rows.into_iter().collect();
        ordered.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (key, cells) in &ordered {
            if existed(cells) == Some(false) {
                new = true;
                continue;
            }
            let width = self.columns.len();
            let current: Option<Vec<Value>> = now
                .query_row(params_from_iter(key.iter()), |row| {
                    (0..width).map(|at| row.get(at)).collect()
                })
                .optional()?;
            lost |= current.is_none();
            let mut row = current.unwrap_or_else(|| vec![Value::Null; width]);
            let keyed = self.entry.keys.iter().copied().zip(key.iter());
            changed.extend(cells.iter().map(|(name, _)| *name));
            let cells = cells.iter().map(|(name, value)| (*name, value));
            for (name, value) in keyed.chain(cells).filter(|(name, _)| *name != ROW) {
                let at = self.columns.iter().position(|column| column == name);
                if let Some(slot) = at.and_then(|at| row.get_mut(at)) {
                    *slot = match value {
                        Datum::Null => Value::Null,
                        Datum::Integer(number) => Value::Integer(*number),
                        Datum::Text(text) => Value::Text(text.to_string()),
                    };
                }
            }
            then.execute(params_from_iter(row))?;
        }
        if lost || new {
            let mut since = db.prepare(&format!(
                "INSERT INTO temp.since_{table} VALUES ({})",
                places(self.entry.keys.len())
            ))?;
            for (key, _) in &ordered {
                since.execute(params_from_iter(key.iter()))?;
            }
        }
        let is_in = |place: &str| {
            format!(
                "EXISTS (SELECT 1 FROM temp.{place}_{table} x WHERE {})",
                self.entry.same_key("x", "r")
            )
        };
        if lost {
            let filter = format!(" WHERE NOT {}", is_in("since"));
            let none = BTreeSet::new();
            let then = self.select(&format!("temp.then_{table}"), "", &none);
            return db.execute_batch(&format!("{} UNION ALL {then}", self.view(&filter, &none)));
        }
        let filter = if new {
            format!(" WHERE NOT {} OR {}", is_in("since"), is_in("then"))
        } else {
            String::new()
        };
        db.execute_batch(&self.view(&filter, &changed))
    }
}
