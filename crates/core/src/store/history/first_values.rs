//! What cells held at a moment, found by SQLite: the first former value of each since then. Between two moments there may be
//! very many; only where runs wrote after the snapshot, they have to be taken one by one (see `cells.rs`).

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::cells::{Cells, ChangedRow, ChangedRows, Datum};
use super::moment::Position;
use super::tracked::Tracked;

/// The columns of `mirror_was` with the key of a row.
const KEYS: [&str; 4] = ["a", "b", "c", "d"];

/// The values, in a temporary table, those of a cell behind each other.
pub(super) struct FirstValues {
    /// The first and the last row of each cell.
    rows: HashMap<i64, (i64, i64)>,
}

impl FirstValues {
    /// Finds them; `None` where some of what was written after the snapshot had been written by the moment.
    pub(super) fn find(db: &Connection, position: &Position) -> rusqlite::Result<Option<Self>> {
        let later: Vec<i64> = db
            .prepare("SELECT DISTINCT writer FROM main.mirror_was WHERE seq > ?1")?
            .query_map([position.last_seq], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let is_included = |writer: &i64| position.includes(i64::MAX, *writer);
        if later.iter().any(is_included) {
            return Ok(None);
        }
        db.execute_batch("CREATE TEMP TABLE mirror_first (cell, a, b, c, d, was, seq)")?;
        // Of the other columns, SQLite takes those of the row with the smallest number.
        db.execute(
            "INSERT INTO temp.mirror_first SELECT cell, a, b, c, d, was, min(seq) FROM main.mirror_was WHERE seq > ?1 \
             GROUP BY cell, a, b, c, d",
            [position.last_seq],
        )?;
        let rows = db
            .prepare("SELECT cell, min(rowid), max(rowid) FROM temp.mirror_first GROUP BY cell")?
            .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Some(Self { rows }))
    }

    /// The cells of a table that have former values.
    pub(super) fn of(&self, entry: &Tracked, cells: &Cells) -> Vec<CellRows> {
        let of_table = cells.iter().filter(|(_, (of, _))| of.table == entry.table);
        let mut found: Vec<CellRows> = of_table
            .filter_map(|(number, (_, name))| {
                let (first, last) = *self.rows.get(number)?;
                Some(CellRows { name, first, last })
            })
            .collect();
        found.sort_unstable_by_key(|cell| cell.name);
        found
    }
}

/// The former values of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellRows {
    pub(super) name: &'static str,
    first: i64,
    last: i64,
}

impl CellRows {
    /// Whether a row that was there then is there no longer.
    pub(super) fn is_any_lost(self, db: &Connection, entry: &Tracked) -> rusqlite::Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM temp.mirror_first f WHERE f.rowid BETWEEN ?1 AND ?2 AND f.was IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM main.{} r WHERE {}))",
            entry.table,
            same_key(entry, "r")
        );
        db.query_row(&sql, params![self.first, self.last], |row| row.get(0))
    }

    /// Adds the keys of rows that were not there then to a table; how many.
    pub(super) fn keep_new(
        self,
        db: &Connection,
        entry: &Tracked,
        place: &str,
    ) -> rusqlite::Result<usize> {
        let sql = format!(
            "INSERT INTO temp.{place} SELECT {} FROM temp.mirror_first f \
             WHERE f.rowid BETWEEN ?1 AND ?2 AND f.was IS NULL",
            keys(entry)
        );
        db.execute(&sql, params![self.first, self.last])
    }

    /// Adds the keys and the values to a table, but for rows whose keys are in the table `new`; how many.
    pub(super) fn keep(
        self,
        db: &Connection,
        entry: &Tracked,
        place: &str,
        new: Option<&str>,
    ) -> rusqlite::Result<usize> {
        let without = new.map_or_else(String::new, |new| {
            let same = same_key(entry, "x");
            format!(" AND NOT EXISTS (SELECT 1 FROM temp.{new} x WHERE {same})")
        });
        let sql = format!(
            "INSERT INTO temp.{place} SELECT {}, f.was FROM temp.mirror_first f \
             WHERE f.rowid BETWEEN ?1 AND ?2{without}",
            keys(entry)
        );
        db.execute(&sql, params![self.first, self.last])
    }

    /// Adds them to rows.
    fn read(
        self,
        db: &Connection,
        entry: &Tracked,
        rows: &mut ChangedRows,
    ) -> rusqlite::Result<()> {
        let mut read = db.prepare_cached(
            "SELECT a, b, c, d, was FROM temp.mirror_first WHERE rowid BETWEEN ?1 AND ?2",
        )?;
        let mut found = read.query(params![self.first, self.last])?;
        while let Some(row) = found.next()? {
            let key = (0..entry.keys.len())
                .map(|at| Ok(Datum::read(row.get_ref(at)?)))
                .collect::<rusqlite::Result<_>>()?;
            let was = Datum::read(row.get_ref(KEYS.len())?);
            rows.entry(key).or_default().push((self.name, was));
        }
        Ok(())
    }
}

/// The rows of a table with their former values, by their keys.
pub(super) fn by_key(
    db: &Connection,
    entry: &Tracked,
    cells: &[CellRows],
) -> rusqlite::Result<Vec<ChangedRow>> {
    let mut rows = ChangedRows::new();
    for cell in cells {
        cell.read(db, entry, &mut rows)?;
    }
    let mut rows: Vec<ChangedRow> = rows.into_iter().collect();
    rows.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(rows)
}

/// The key as it is in `mirror_first`.
fn keys(entry: &Tracked) -> String {
    let keys = KEYS.iter().take(entry.keys.len());
    keys.map(|key| format!("f.{key}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// An SQL condition: a row has the key of one of `mirror_first`.
fn same_key(entry: &Tracked, row: &str) -> String {
    let same = entry.keys.iter().zip(KEYS);
    same.map(|(key, first)| format!("{row}.{key} = f.{first}"))
        .collect::<Vec<_>>()
        .join(" AND ")
}
