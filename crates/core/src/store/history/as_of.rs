//! Shows the mirror as it was: temporary views with the names of tables lie over them, and the documented views are
//! made once more over those. Every query then answers for that moment.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Statement, params_from_iter};

use super::admins_and_unlisted;
use super::cells::{ChangedRow, ChangedRows, Datum, Past, RowKey, cells, existed};
use super::changed_keys;
use super::first_values::{CellRows, FirstValues, by_key};
use super::moment::Position;
use super::tracked::{ROW, TRACKED, Tracked};

/// Lays the past over the tables of a connection that only reads, and these views over it, with those of few people whom
/// they ask about. The connection stays in one transaction, so that a sync which ends meanwhile changes nothing. Returns
/// the parts that had not been read then.
pub(crate) fn show(
    db: &Connection,
    position: &Position,
    (views, admins_and_unlisted): (&str, &str),
) -> rusqlite::Result<Vec<&'static str>> {
    let cells = cells(db)?;
    let first = FirstValues::find(db, position)?;
    let mut changed = match first {
        Some(_) => HashMap::new(),
        None => Past::read(db, position, &cells)?.by_row(&cells),
    };
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
        let first = first.as_ref().map(|first| first.of(entry, &cells));
        match (first, changed.remove(entry.table)) {
            (Some(first), _) => table.overlay_first(db, &first)?,
            (None, None) => db.execute_batch(&table.view("", &BTreeSet::new()))?,
            (None, Some(rows)) => table.overlay(db, rows)?,
        }
    }
    db.execute_batch(&of_mirror(position))?;
    admins_and_unlisted::keep(db, admins_and_unlisted)?;
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
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|name| {
                let value = if changed.contains(name.as_str()) {
                    let place = self.entry.former(name);
                    format!(
                        "CASE WHEN {} THEN (SELECT t.{name} FROM temp.{place} t WHERE {}) ELSE r.{name} END",
                        changed_keys::is_in(self.entry, &place),
                        self.entry.same_key("t", "r")
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
        let keys = self.entry.keys;
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
            "CREATE TEMP TABLE {place} ({}, PRIMARY KEY ({})){rows};",
            columns.join(", "),
            keys.join(", ")
        )
    }

    /// As [`Table::overlay`], of former values that SQLite found.
    fn overlay_first(&self, db: &Connection, cells: &[CellRows]) -> rusqlite::Result<()> {
        let entry = self.entry;
        let (mut filter, mut new) = (String::new(), None);
        if let Some(row) = cells.iter().find(|cell| cell.name == ROW) {
            if row.is_any_lost(db, entry)? {
                let mut now = db.prepare(&self.current())?;
                let view = self.rows_apart(db, &mut now, &by_key(db, entry, cells)?)?;
                return db.execute_batch(&view);
            }
            let place = format!("since_{}", entry.table);
            db.execute_batch(&self.create(&place, entry.keys))?;
            if row.keep_new(db, entry, &place)? > 0 {
                filter = self.without(db, &place)?;
                new = Some(place);
            }
        }
        let mut changed = BTreeSet::new();
        for cell in cells.iter().filter(|cell| cell.name != ROW) {
            let place = self.entry.former(cell.name);
            let columns: Vec<&str> = entry.keys.iter().copied().chain([cell.name]).collect();
            db.execute_batch(&self.create(&place, &columns))?;
            if cell.keep(db, entry, &place, new.as_deref())? > 0 {
                changed_keys::create(db, entry, &place)?;
                changed.insert(cell.name);
            }
        }
        db.execute_batch(&self.view(&filter, &changed))
    }

    /// Selects a row as it is now by its key.
    fn current(&self) -> String {
        format!(
            "SELECT * FROM main.{} WHERE {}",
            self.entry.table,
            self.is_key()
        )
    }

    /// Lays the rows as they were over the table. Where every one of them still exists, only the values that changed are
    /// kept and looked up, and SQLite can use the indexes of the table; rows that are no longer there need a union, which it
    /// reads whole.
    fn overlay(&self, db: &Connection, rows: ChangedRows) -> rusqlite::Result<()> {
        let mut now = db.prepare(&self.current())?;
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut lost = false;
        for (key, cells) in &rows {
            // A row that neither came nor went since is still there.
            if existed(cells) == Some(true) {
                lost |= !now.exists(params_from_iter(key.iter()))?;
            }
        }
        let view = if lost {
            self.rows_apart(db, &mut now, &rows)?
        } else {
            self.values_apart(db, &rows)?
        };
        db.execute_batch(&view)
    }

    /// Keeps the values that changed. Returns the view that looks them up.
    fn values_apart(&self, db: &Connection, rows: &[ChangedRow]) -> rusqlite::Result<String> {
        let mut values: BTreeMap<&str, Vec<(&RowKey, &Datum)>> = BTreeMap::new();
        let mut new = Vec::new();
        for (key, cells) in rows {
            if existed(cells) == Some(false) {
                new.push(key);
                continue;
            }
            for (name, value) in cells.iter().filter(|(name, _)| *name != ROW) {
                values.entry(name).or_default().push((key, value));
            }
        }
        let keys = self.entry.keys;
        for (name, values) in &values {
            let place = self.entry.former(name);
            let columns: Vec<&str> = keys.iter().copied().chain([*name]).collect();
            db.execute_batch(&self.create(&place, &columns))?;
            let mut insert = self.insert(db, &place, columns.len())?;
            for (key, value) in values {
                insert.execute(params_from_iter(key.iter().chain([*value])))?;
            }
            changed_keys::create(db, self.entry, &place)?;
        }
        let filter = if new.is_empty() {
            String::new()
        } else {
            let place = format!("since_{}", self.entry.table);
            db.execute_batch(&self.create(&place, keys))?;
            let mut insert = self.insert(db, &place, keys.len())?;
            for key in new {
                insert.execute(params_from_iter(key.iter()))?;
            }
            self.without(db, &place)?
        };
        Ok(self.view(&filter, &values.into_keys().collect()))
    }

    /// Keeps the changed rows as they were, whole. Returns the view that puts them in place of those of now.
    fn rows_apart(
        &self,
        db: &Connection,
        now: &mut Statement<'_>,
        rows: &[ChangedRow],
    ) -> rusqlite::Result<String> {
        let table = self.entry.table;
        let every: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let (since, then) = (format!("since_{table}"), self.entry.former_rows());
        db.execute_batch(&self.create(&since, self.entry.keys))?;
        db.execute_batch(&self.create(&then, &every))?;
        let width = every.len();
        let mut keep_key = self.insert(db, &since, self.entry.keys.len())?;
        let mut keep_row = self.insert(db, &then, width)?;
        for (key, cells) in rows {
            keep_key.execute(params_from_iter(key.iter()))?;
            if existed(cells) == Some(false) {
                continue;
            }
            let current: Option<Vec<Value>> = now
                .query_row(params_from_iter(key.iter()), |row| {
                    (0..width).map(|at| row.get(at)).collect()
                })
                .optional()?;
            let mut row = current.unwrap_or_else(|| vec![Value::Null; width]);
            let keyed = self.entry.keys.iter().copied().zip(key.iter());
            let cells = cells.iter().map(|(name, value)| (*name, value));
            for (name, value) in keyed.chain(cells).filter(|(name, _)| *name != ROW) {
                let at = every.iter().position(|column| *column == name);
                if let Some(slot) = at.and_then(|at| row.get_mut(at)) {
                    *slot = match value {
                        Datum::Null => Value::Null,
                        Datum::Integer(number) => Value::Integer(*number),
                        Datum::Text(text) => Value::Text(text.to_string()),
                    };
                }
            }
            keep_row.execute(params_from_iter(row))?;
        }
        let none = BTreeSet::new();
        let filter = self.without(db, &since)?;
        let then = self.select(&format!("temp.{then}"), "", &none);
        Ok(format!("{} UNION ALL {then}", self.view(&filter, &none)))
    }

    /// A statement that adds rows of so many columns to a temporary table.
    fn insert<'db>(
        &self,
        db: &'db Connection,
        place: &str,
        columns: usize,
    ) -> rusqlite::Result<Statement<'db>> {
        let values = vec!["?"; columns].join(", ");
        db.prepare(&format!("INSERT INTO temp.{place} VALUES ({values})"))
    }

    /// An SQL condition: a row has the key that is given as values.
    fn is_key(&self) -> String {
        let keys = self.entry.keys.iter().map(|key| format!("{key} = ?"));
        keys.collect::<Vec<_>>().join(" AND ")
    }

    /// The end of a statement that leaves out the rows whose keys a temporary table has.
    fn without(&self, db: &Connection, place: &str) -> rusqlite::Result<String> {
        changed_keys::create(db, self.entry, place)?;
        Ok(format!(
            " WHERE NOT {}",
            changed_keys::is_in(self.entry, place)
        ))
    }
}
