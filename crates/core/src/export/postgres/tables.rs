//! A table for each view: made, and changed when the view has other columns than before.

use std::fmt::Write as _;

use tokio_postgres::Transaction;

use super::error::DatabaseError;
use super::sql::{literal, type_of};
use crate::export::{View, ViewColumn};
use crate::query::quoted;

/// A column of a table as it is.
struct Found {
    name: String,
    kind: String,
    comment: Option<String>,
}

/// The full name of a view's table.
pub(super) fn name(schema: &str, view: &View) -> String {
    format!("{}.{}", quoted(schema), quoted(view.name))
}

/// Makes the table of a view, or gives it the columns of the view.
pub(super) async fn prepare(
    change: &Transaction<'_>,
    schema: &str,
    view: &View,
) -> Result<(), DatabaseError> {
    let doing = || format!("prepare the table {}", view.name);
    let found = columns(change, schema, view)
        .await
        .map_err(DatabaseError::of(doing()))?;
    let statements = match &found[..] {
        [] => create(schema, view),
        found => alter(schema, view, found),
    };
    if statements.is_empty() {
        return Ok(());
    }
    change
        .batch_execute(&statements)
        .await
        .map_err(DatabaseError::of(doing()))
}

async fn columns(
    change: &Transaction<'_>,
    schema: &str,
    view: &View,
) -> Result<Vec<Found>, tokio_postgres::Error> {
    let rows = change
        .query(
            "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum) \
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
             ORDER BY a.attnum",
            &[&schema, &view.name],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| Found {
            name: row.get(0),
            kind: row.get(1),
            comment: row.get(2),
        })
        .collect())
}

fn create(schema: &str, view: &View) -> String {
    let table = name(schema, view);
    let columns: Vec<String> = view.columns.iter().map(definition).collect();
    let mut sql = format!("CREATE TABLE {table} ({});", columns.join(", "));
    let _ = write!(sql, "COMMENT ON TABLE {table} IS {};", literal(view.row));
    for column in &view.columns {
        sql.push_str(&comment(&table, column));
        sql.push_str(&index(&table, column));
    }
    sql
}

fn alter(schema: &str, view: &View, found: &[Found]) -> String {
    let table = name(schema, view);
    let mut sql = String::new();
    let wanted = |found: &Found| {
        let mut columns = view.columns.iter();
        columns.any(|column| column.name == found.name && type_of(column.kind) == found.kind)
    };
    for column in found.iter().filter(|found| !wanted(found)) {
        let _ = write!(
            sql,
            "ALTER TABLE {table} DROP COLUMN {};",
            quoted(&column.name)
        );
    }
    for column in &view.columns {
        let is = found
            .iter()
            .find(|found| found.name == column.name && wanted(found));
        match is {
            None => {
                let _ = write!(
                    sql,
                    "ALTER TABLE {table} ADD COLUMN {};",
                    definition(column)
                );
                sql.push_str(&comment(&table, column));
                sql.push_str(&index(&table, column));
            }
            Some(is) if is.comment.as_deref() != Some(column.meaning) => {
                sql.push_str(&comment(&table, column));
            }
            Some(_) => {}
        }
    }
    sql
}

fn definition(column: &ViewColumn) -> String {
    format!("{} {}", quoted(column.name), type_of(column.kind))
}

fn comment(table: &str, column: &ViewColumn) -> String {
    format!(
        "COMMENT ON COLUMN {table}.{} IS {};",
        quoted(column.name),
        literal(column.meaning)
    )
}

/// An index on what rows are looked up and joined by.
fn index(table: &str, column: &ViewColumn) -> String {
    let is_id = column.name == "id" || column.name == "email" || column.name.ends_with("_id");
    if is_id {
        format!("CREATE INDEX ON {table} ({});", quoted(column.name))
    } else {
        String::new()
    }
}
