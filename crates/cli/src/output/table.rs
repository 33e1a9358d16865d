//! Rows under columns, all at hand. For what does not fit in memory see [`super::Printer`].

use super::{Cell, Column};

/// Rows under columns.
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
