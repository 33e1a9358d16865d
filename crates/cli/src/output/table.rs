//! A table with all of its rows in memory. [`super::Printer`] prints rows that do not fit.

use super::{Cell, Column};

/// Columns and rows.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) things: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table of `things` (a plural noun, as in "no groups").
    pub fn new(things: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            things: things.into(),
            columns,
            rows: Vec::new(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row: one cell for each column, in their order.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }
}

impl Extend<Vec<Cell>> for Table {
    fn extend<T: IntoIterator<Item = Vec<Cell>>>(&mut self, rows: T) {
        self.rows.extend(rows);
    }
}
