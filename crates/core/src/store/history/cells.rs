//! What the cells of tracked tables held at a moment.

use std::collections::HashMap;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params};

use super::moment::Position;
use super::tracked::{ROW, Tracked};

/// A value that history keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Datum {
    /// No value.
    Null,
    /// A number.
    Integer(i64),
    /// A text.
    Text(Box<str>),
}

impl Datum {
    /// Reads it. Other kinds of values are not kept.
    pub(crate) fn read(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into()),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Self::Null,
        }
    }
}

impl ToSql for Datum {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The key of a row.
pub(crate) type RowKey = Box<[Datum]>;

/// A row of `mirror_was`.
pub(crate) struct Was {
    pub(crate) seq: i64,
    pub(crate) writer: i64,
    pub(crate) cell: i64,
    pub(crate) key: RowKey,
    pub(crate) was: Datum,
}

/// The columns of the tracked tables by the numbers of their cells.
pub(crate) type Cells = HashMap<i64, (&'static Tracked, &'static str)>;

/// The cells that this version keeps.
pub(crate) fn cells(db: &Connection) -> rusqlite::Result<Cells> {
    let mut read = db.prepare_cached("SELECT no, of_table, of_column FROM mirror_cell")?;
    let mut rows = read.query([])?;
    let mut cells = Cells::new();
    while let Some(row) = rows.next()? {
        let (table, column): (String, String) = (row.get(1)?, row.get(2)?);
        let Some(entry) = Tracked::of(&table) else {
            continue;
        };
        if let Some(name) = entry.cells().find(|name| *name == column) {
            cells.insert(row.get(0)?, (entry, name));
        }
    }
    Ok(cells)
}

/// Hands out the rows after this one, in their order.
pub(crate) fn rows_after(
    db: &Connection,
    seq: i64,
    cells: &Cells,
    each: &mut dyn FnMut(Was),
) -> rusqlite::Result<()> {
    rows(db, "WHERE seq > ?1 ORDER BY seq", seq, cells, &mut |row| {
        each(row);
        Ok(())
    })
}

/// Hands out every row, newest first.
pub(crate) fn rows_newest_first(
    db: &Connection,
    cells: &Cells,
    each: &mut dyn FnMut(Was) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    rows(db, "WHERE seq > ?1 ORDER BY seq DESC", 0, cells, each)
}

fn rows(
    db: &Connection,
    which: &str,
    seq: i64,
    cells: &Cells,
    each: &mut dyn FnMut(Was) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut read = db.prepare_cached(&format!(
        "SELECT seq, writer, cell, was, a, b, c, d FROM mirror_was {which}"
    ))?;
    let mut rows = read.query(params![seq])?;
    while let Some(row) = rows.next()? {
        let cell: i64 = row.get(2)?;
        let Some((entry, _)) = cells.get(&cell) else {
            continue;
        };
        let key = (0..entry.keys.len())
            .map(|at| Ok(Datum::read(row.get_ref(4 + at)?)))
            .collect::<rusqlite::Result<_>>()?;
        each(Was {
            seq: row.get(0)?,
            writer: row.get(1)?,
            cell,
            key,
            was: Datum::read(row.get_ref(3)?),
        })?;
    }
    Ok(())
}

/// The cells that have changed since a moment, with what they held then.
#[derive(Debug, Default)]
pub(crate) struct Past {
    values: HashMap<Place, Datum>,
}

/// A cell of a row: its number, and the row's key.
pub(crate) type Place = (i64, RowKey);

impl Past {
    /// What the cells held at the moment.
    pub(crate) fn read(
        db: &Connection,
        position: &Position,
        cells: &Cells,
    ) -> rusqlite::Result<Self> {
        let mut past = Self::default();
        rows_after(db, position.last_seq, cells, &mut |row| {
            past.add(position, row)
        })?;
        Ok(past)
    }

    /// Takes the next row. The first one after the last that was written by the moment says what the cell held.
    pub(crate) fn add(&mut self, position: &Position, row: Was) {
        let place = (row.cell, row.key);
        if position.includes(row.seq, row.writer) {
            self.values.remove(&place);
        } else {
            self.values.entry(place).or_insert(row.was);
        }
    }

    /// The changed cells by table and row.
    pub(crate) fn by_row(self, cells: &Cells) -> HashMap<&'static str, ChangedRows> {
        let mut tables: HashMap<&'static str, ChangedRows> = HashMap::new();
        for ((cell, key), was) in self.values {
            if let Some((entry, name)) = cells.get(&cell) {
                let rows = tables.entry(entry.table).or_default();
                rows.entry(key).or_default().push((name, was));
            }
        }
        tables
    }
}

/// The cells of each row that were different.
pub(crate) type ChangedRows = HashMap<RowKey, Vec<(&'static str, Datum)>>;

/// A row's key, and its cells that were different.
pub(crate) type ChangedRow = (RowKey, Vec<(&'static str, Datum)>);

/// Whether a row existed, by its cells that have changed since; `None` when that has not changed.
pub(crate) fn existed<'a>(
    cells: impl IntoIterator<Item = &'a (&'static str, Datum)>,
) -> Option<bool> {
    let row = cells.into_iter().find(|(name, _)| *name == ROW);
    row.map(|(_, was)| *was != Datum::Null)
}
