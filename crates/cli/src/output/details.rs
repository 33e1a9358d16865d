//! One object with its properties, for `show` commands.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

use super::blocks::{NARROW, labeled};
use super::row_lines::GAP;
use super::shown_cell::shown;
use super::wrap::wrap_whole;
use super::{Cell, Column, ColumnKind, Style, Table, columns_and_order};
use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::ui::redact;

/// One object with its properties: a line for each in a table, one row in other formats.
#[derive(Debug, Clone)]
pub struct Details {
    table: Table,
    row: Vec<Cell>,
}

impl Details {
    /// An object without properties.
    pub fn new() -> Self {
        Self {
            table: Table::new("properties", Vec::new()),
            row: Vec::new(),
        }
    }

    /// Adds the property that identifies the object (what `-o id` prints).
    #[must_use]
    pub fn id(
        self,
        name: impl Into<Cow<'static, str>>,
        label: &'static str,
        cell: impl Into<Cell>,
    ) -> Self {
        self.with(Column::id(name, label), cell.into())
    }

    /// Adds a property: its name in JSON and CSV, its label for people, its value.
    #[must_use]
    pub fn field(
        self,
        name: impl Into<Cow<'static, str>>,
        label: &'static str,
        cell: impl Into<Cell>,
    ) -> Self {
        let cell = cell.into();
        let column = match cell {
            Cell::Int(_) => Column::number(name, label),
            _ => Column::text(name, label),
        };
        self.with(column, cell)
    }

    /// Adds a property that was renamed: also under its former name, for programs that still use it.
    #[must_use]
    pub fn renamed(
        self,
        name: &'static str,
        former: &'static str,
        label: &'static str,
        cell: impl Into<Cell>,
    ) -> Self {
        let cell = cell.into();
        self.field(name, label, cell.clone())
            .with(Column::former_name(former, label), cell)
    }

    /// Adds a property under a column of a list.
    #[must_use]
    pub fn column(self, mut column: Column, cell: Cell) -> Self {
        // A single object has room for every property.
        column.main = !column.companion;
        self.with(column, cell)
    }

    fn with(mut self, column: Column, cell: Cell) -> Self {
        self.table.columns.push(column);
        self.row.push(cell);
        self
    }

    /// The lines of the table form: a list has a line for each of its texts.
    fn lines(&self, asked: &[String], screen: Option<usize>) -> CliResult<String> {
        let chosen = columns_and_order::columns(&self.table.columns, asked, Format::Table)?;
        let fields: Vec<(&Column, &Cell)> = chosen
            .iter()
            .filter_map(|&at| self.table.columns.get(at).zip(self.row.get(at)))
            .collect();
        let wide = fields
            .iter()
            .map(|(column, _)| column.header.width())
            .max()
            .unwrap_or(0);
        let mut text = String::new();
        for (column, cell) in fields {
            let values: Vec<String> = match cell.lines() {
                Some(lines) => lines.into_iter().map(crate::ui::display).collect(),
                None => vec![match cell {
                    Cell::Time(_) => format!("{} UTC", shown(cell, column.kind)),
                    _ => shown(cell, column.kind),
                }],
            };
            let room = screen.map(|screen| screen.saturating_sub(wide + GAP.len()));
            let values = match room.filter(|room| *room >= NARROW && column.kind != ColumnKind::Id)
            {
                Some(room) => {
                    let lines = values.iter().flat_map(|value| wrap_whole(value, room));
                    lines.collect()
                }
                None => values,
            };
            labeled(&mut text, &column.header, wide, &values);
        }
        Ok(text)
    }
}

impl Default for Details {
    fn default() -> Self {
        Self::new()
    }
}

impl Context {
    /// Prints one object in the requested format; JSON is one object, not an array.
    ///
    /// # Errors
    /// When a column is not known, or stdout cannot be written.
    pub fn print_details(&self, details: Details) -> CliResult<()> {
        let mut style = Style::new(&self.global, &self.ui);
        (style.sort, style.limit) = (None, None);
        match style.format {
            Format::Table => {
                let lines = details.lines(&style.columns, self.ui.reader_width())?;
                self.ui.data(&redact::output(&lines))
            }
            format => {
                if format == Format::Json {
                    style.format = Format::Jsonl;
                }
                let mut printer = super::Printer::new(self.ui.out(), style, details.table.columns)?;
                printer.row(details.row)?;
                self.tell_guarded(&printer.finish()?);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        let details = Details::new().field("people", "People", Cell::Int(5_000));
        assert_eq!(details.lines(&[], None).unwrap(), "People  5,000\n");
    }

    #[test]
    fn values_are_wrapped_between_words() {
        let events = vec![
            "2026-11-25 role_granted: ari:cloud:platform::org/5f2c (by ada@acme.example, run 3)"
                .to_owned(),
        ];
        let details = Details::new().field("events", "Events", Cell::List(events));
        insta::assert_snapshot!(details.lines(&[], Some(48)).unwrap(), @"
        Events  2026-11-25 role_granted:
                  ari:cloud:platform::org/5f2c (by
                  ada@acme.example, run 3)
        ");
    }
}
