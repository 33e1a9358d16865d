//! Reads the views of one moment, row by row.

use rusqlite::{Connection, Statement, Transaction};

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

/// What a copy in a database changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that came.
    pub added: u64,
    /// Rows that went.
    pub removed: u64,
}

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
        let mut read = select(&self.change, view, by_time).during("read a view")?;
        rows(&mut read, view, take)
    }
}

fn select<'a>(
    db: &'a Connection,
    view: &View,
    by_time: Option<&str>,
) -> rusqlite::Result<Statement<'a>> {
    let names: Vec<String> = view
        .columns
        .iter()
        .map(|column| quoted(column.name))
        .collect();
    let mut sql = format!("SELECT {} FROM {}", names.join(", "), quoted(view.name));
    if let Some(column) = by_time {
        sql.push_str(&format!(" ORDER BY {}", quoted(column)));
    }
    db.prepare(&sql)
}

fn rows(
    read: &mut Statement<'_>,
    view: &View,
    take: &mut dyn FnMut(&[Value<'_>]) -> Result<(), ExportError>,
) -> Result<ExportedView, ExportError> {
    let doing = "read a view";
    let mut odd = vec![0_u64; view.columns.len()];
    let mut found = ExportedView {
        view: view.name.to_owned(),
        ..ExportedView::default()
    };
    let mut rows = read.query([]).during(doing)?;
    while let Some(row) = rows.next().during(doing)? {
        let mut values = Vec::with_capacity(view.columns.len());
        for (at, (column, odd)) in view.columns.iter().zip(&mut odd).enumerate() {
            let value = row.get_ref(at).during(doing)?;
            values.push(column.kind.read(value).unwrap_or_else(|| {
                *odd += 1;
                Value::Null
            }));
        }
        take(&values)?;
        found.rows += 1;
    }
    let counted = view.columns.iter().zip(odd);
    found.odd = counted
        .filter(|(_, count)| *count > 0)
        .map(|(column, count)| (column.name.to_owned(), count))
        .collect();
    Ok(found)
}
