//! The views that are exported: all documented ones, with the types of their columns.

use rusqlite::Connection;

use super::{ExportError, Kind};
use crate::store::{During, Mirror, SchemaColumn, schema_columns};

/// The column with the JSON that Atlassian sent.
const RAW: &str = "raw";

/// A view of the mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The view's name.
    pub name: &'static str,
    /// What a row describes.
    pub row: &'static str,
    /// The columns that are exported.
    pub columns: Vec<ViewColumn>,
}

/// A column of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewColumn {
    /// The column's name.
    pub name: &'static str,
    /// What the column holds.
    pub meaning: &'static str,
    /// The type of its values.
    pub kind: Kind,
}

impl View {
    /// The first column with the moment of a row.
    #[must_use]
    pub fn time(&self) -> Option<(usize, ViewColumn)> {
        let mut columns = self.columns.iter().copied().enumerate();
        columns.find(|(_, column)| column.kind == Kind::Time)
    }
}

/// The views with these names, or all; with `raw`, also the JSON that Atlassian sent.
///
/// # Errors
/// When there is no such view, or the file cannot be read.
pub fn views(mirror: &Mirror, only: &[String], raw: bool) -> Result<Vec<View>, ExportError> {
    let columns = schema_columns();
    let mut all: Vec<View> = Vec::new();
    for column in &columns {
        if all.last().is_none_or(|view| view.name != column.view) {
            all.push(View {
                name: column.view,
                row: column.row,
                columns: Vec::new(),
            });
        }
        if let Some(view) = all.last_mut()
            && (column.column != RAW || raw)
        {
            view.columns.push(ViewColumn {
                name: column.column,
                meaning: column.meaning,
                kind: Kind::Text,
            });
        }
    }
    let known: Vec<&'static str> = all.iter().map(|view| view.name).collect();
    if let Some(name) = only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(ExportError::NoView {
            name: name.clone(),
            known,
        });
    }
    if !only.is_empty() {
        all.retain(|view| only.iter().any(|name| name == view.name));
    }
    for view in &mut all {
        set_kinds(&mirror.db, view, &columns)
            .during("read its views")
            .map_err(ExportError::from)?;
    }
    Ok(all)
}

/// Sets the types of a view's columns.
fn set_kinds(db: &Connection, view: &mut View, all: &[SchemaColumn]) -> rusqlite::Result<()> {
    let mut read = db.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let declared: Vec<(String, String)> = read
        .query_map([view.name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let described = |name: &str| {
        let mut all = all.iter();
        all.find(|column| column.view == view.name && column.column == name)
    };
    let mut kinds = Vec::new();
    for column in &view.columns {
        let sql = described(column.name).map_or("", |column| column.sql);
        let declared = declared.iter().find(|(name, _)| name == column.name);
        let in_seconds = described(&format!("{}_unix", column.name)).is_some();
        kinds.push(Kind::of(
            column.name,
            column.meaning,
            sql,
            declared.map_or("", |(_, kind)| kind),
            in_seconds,
        ));
    }
    for (column, kind) in view.columns.iter_mut().zip(kinds) {
        column.kind = kind;
    }
    Ok(())
}
