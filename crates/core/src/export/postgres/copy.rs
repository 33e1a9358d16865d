//! Brings a table to what its view has: only rows that differ are written, so that readers and backups see little
//! change.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::{CopyInSink, Transaction};

use super::error::DatabaseError;
use super::sql::copy_row;
use super::tables;
use crate::export::read::{Moment, Rows};
use crate::export::{ExportedView, View};
use crate::query::quoted;

/// Bytes that are sent at once.
const CHUNK: usize = 64 << 10;
/// The new rows, until they are compared.
const NEW: &str = "atlctl_new";

/// A view in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiedView {
    /// The view and its rows.
    pub exported: ExportedView,
    /// Rows that came.
    pub added: u64,
    /// Rows that went. A changed row goes and comes.
    pub removed: u64,
}

/// Copies a view into its table.
pub(super) async fn copy(
    change: &Transaction<'_>,
    moment: &Moment<'_>,
    schema: &str,
    view: &View,
) -> Result<CopiedView, DatabaseError> {
    let table = tables::name(schema, view);
    let failed = || DatabaseError::of(format!("fill the table {}", view.name));
    let names: Vec<String> = view
        .columns
        .iter()
        .map(|column| quoted(column.name))
        .collect();
    let names = names.join(", ");
    let begin = format!("CREATE TEMPORARY TABLE {NEW} (LIKE {table}) ON COMMIT DROP");
    change.batch_execute(&begin).await.map_err(failed())?;
    let sink = change
        .copy_in(&format!("COPY {NEW} ({names}) FROM STDIN"))
        .await
        .map_err(failed())?;
    let exported = send(Box::pin(sink), moment, view).await?;
    change
        .batch_execute(&format!("ANALYZE {NEW}"))
        .await
        .map_err(failed())?;
    // Rows are compared as a whole, as text: it works for every view, also for one without a key.
    let same = "was::text = new::text";
    let (mut removed, mut added) = (0, 0);
    for (sql, count) in [
        (
            format!(
                "DELETE FROM {table} was WHERE NOT EXISTS (SELECT 1 FROM {NEW} new WHERE {same})"
            ),
            &mut removed,
        ),
        (
            format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM {NEW} new \
                 WHERE NOT EXISTS (SELECT 1 FROM {table} was WHERE {same})"
            ),
            &mut added,
        ),
    ] {
        *count = change.execute(&sql, &[]).await.map_err(failed())?;
    }
    let row = change
        .query_one(&format!("SELECT count(*) FROM {table}"), &[])
        .await
        .map_err(failed())?;
    if row.get::<_, i64>(0).unsigned_abs() != exported.rows {
        // Equal rows, which the comparison takes for one.
        removed = change
            .execute(&format!("DELETE FROM {table}"), &[])
            .await
            .map_err(failed())?;
        added = change
            .execute(
                &format!("INSERT INTO {table} ({names}) SELECT {names} FROM {NEW}"),
                &[],
            )
            .await
            .map_err(failed())?;
    }
    change
        .batch_execute(&format!("DROP TABLE {NEW}"))
        .await
        .map_err(failed())?;
    Ok(CopiedView {
        exported,
        added,
        removed,
    })
}

/// Sends the rows of a view.
async fn send(
    mut sink: Pin<Box<CopyInSink<Bytes>>>,
    moment: &Moment<'_>,
    view: &View,
) -> Result<ExportedView, DatabaseError> {
    let failed = || DatabaseError::of(format!("take the rows of {}", view.name));
    let mut read = moment.statement(view, None)?;
    let mut rows = Rows::of(&mut read, view)?;
    let mut chunk = String::new();
    loop {
        let more = match rows.next()? {
            Some(values) => {
                copy_row(&mut chunk, &values);
                true
            }
            None => false,
        };
        if chunk.len() >= CHUNK || (!more && !chunk.is_empty()) {
            let full = Bytes::from(std::mem::take(&mut chunk));
            sink.send(full).await.map_err(failed())?;
        }
        if !more {
            break;
        }
    }
    sink.as_mut().finish().await.map_err(failed())?;
    Ok(rows.end())
}
