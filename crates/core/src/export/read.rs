//! Reads the views of one moment, row by row.

use rusqlite::{Statement, Transaction};

use super::{ExportError, Value, View};
use crate::query::quoted;
use crate::store::{During, Mirror, SyncInfo};

/// A view of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportedView {
    /// The view's name.
    pub view: String,
    /// Its rows.
    pub rows: u64,
    /// Values that have not the type of their column, by column. They are exported as NULL.
    pub odd: Vec<(String, u64)>,
}

/// The cache, in KiB (negative, because SQLite counts positive numbers in pages).
const CACHE_KIB: i64 = -65_536;

/// The mirror as it is at one moment, whatever a sync writes meanwhile.
pub(super) struct Moment<'a> {
    change: Transaction<'a>,
    /// The last sync that ended.
    pub(super) sync: Option<SyncInfo>,
    /// The organization's ID and name.
    pub(super) org: (Option<String>, Option<String>),
}

impl<'a> Moment<'a> {
    pub(super) fn of(mirror: &'a Mirror) -> Result<Self, ExportError> {
        let doing = "be read";
        // Rows that are sorted go to a file: memory stays as it is.
        mirror
            .db
            .pragma_update(None, "temp_store", "FILE")
            .during(doing)?;
        // Each page is read about once: a large cache would only take memory.
        mirror
            .db
            .pragma_update(None, "cache_size", CACHE_KIB)
            .during(doing)?;
        let change = mirror.db.unchecked_transaction().during(doing)?;
        let org = change.query_row("SELECT id, name FROM org ORDER BY id LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        let org = match org {
            Err(rusqlite::Error::QueryReturnedNoRows) => (None, None),
            org => org.during(doing)?,
        };
        // The first read above fixed the moment.
        let sync = mirror.last_sync()?;
        Ok(Self { change, sync, org })
    }

    /// Reads a view; by time when `by_time` is set.
    pub(super) fn each_row(
        &self,
        view: &View,
        by_time: Option<&str>,
        take: &mut dyn FnMut(&[Value<'_>]) -> Result<(), ExportError>,
    ) -> Result<ExportedView, ExportError> {
        let mut read = self.statement(view, by_time)?;
        let mut rows = Rows::of(&mut read, view)?;
        while let Some(values) = rows.next()? {
            take(&values)?;
        }
        Ok(rows.end())
    }

    /// The statement that reads a view.
    pub(super) fn statement(
        &self,
        view: &View,
        by_time: Option<&str>,
    ) -> Result<Statement<'_>, ExportError> {
        let names: Vec<String> = view
            .columns
            .iter()
            .map(|column| quoted(column.name))
            .collect();
        let mut sql = format!("SELECT {} FROM {}", names.join(", "), quoted(view.name));
        if let Some(column) = by_time {
            sql.push_str(&format!(" ORDER BY {}", quoted(column)));
        }
        Ok(self.change.prepare(&sql).during(READ)?)
    }
}

const READ: &str = "read a view";

/// The rows of a view, one after another.
pub(super) struct Rows<'a> {
    rows: rusqlite::Rows<'a>,
    view: &'a View,
    count: u64,
    odd: Vec<u64>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(read: &'a mut Statement<'_>, view: &'a View) -> Result<Self, ExportError> {
        Ok(Self {
            rows: read.query([]).during(READ)?,
            view,
            count: 0,
            odd: vec![0; view.columns.len()],
        })
    }

    /// The values of the next row. What has not the type of its column is NULL, and counted.
    pub(super) fn next(&mut self) -> Result<Option<Vec<Value<'_>>>, ExportError> {
        let Some(row) = self.rows.next().during(READ)? else {
            return Ok(None);
        };
        let mut values = Vec::with_capacity(self.view.columns.len());
        for (at, (column, odd)) in self.view.columns.iter().zip(&mut self.odd).enumerate() {
            let value = row.get_ref(at).during(READ)?;
            values.push(column.kind.read(value).unwrap_or_else(|| {
                *odd += 1;
                Value::Null
            }));
        }
        self.count += 1;
        Ok(Some(values))
    }

    /// What was read.
    pub(super) fn end(self) -> ExportedView {
        let odd = self.view.columns.iter().zip(self.odd);
        ExportedView {
            view: self.view.name.to_owned(),
            rows: self.count,
            odd: odd
                .filter(|(_, count)| *count > 0)
                .map(|(column, count)| (column.name.to_owned(), count))
                .collect(),
        }
    }
}
