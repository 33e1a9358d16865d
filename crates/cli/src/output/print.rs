//! What commands call to print data, and what they say on stderr about it.

use std::io::Write;

use atlctl_core::input::ESCAPED;
use atlctl_core::number::grouped;

use super::printer::marked;
use super::{Column, Outcome, Printer, Style, Table, columns_and_order};
use crate::context::Context;
use crate::error::CliResult;

impl Context {
    /// Prints a table in the form that was asked for.
    ///
    /// # Errors
    /// When a column is not known, or stdout cannot be written.
    pub fn print(&self, table: Table) -> CliResult<()> {
        let mut printer = self.printer(table.columns)?;
        for row in table.rows {
            printer.row(row)?;
        }
        self.printed(printer, &table.things)
    }

    /// Prints a table in the place of another one, which `--columns` and `--sort` are about where they do not suit it.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn print_instead(&self, table: Table) -> CliResult<()> {
        let mut style = Style::new(&self.global, &self.ui);
        if self.printable(&table.columns).is_err() {
            (style.columns, style.sort) = (Vec::new(), None);
        }
        let mut printer = Printer::new(self.ui.out(), style, table.columns)?;
        for row in table.rows {
            printer.row(row)?;
        }
        self.printed(printer, &table.things)
    }

    /// A printer for rows that come one by one; end it with [`Context::printed`].
    ///
    /// # Errors
    /// When a column is not known, or stdout cannot be written.
    pub fn printer(&self, columns: Vec<Column>) -> CliResult<Printer<impl Write + use<>>> {
        Printer::new(self.ui.out(), Style::new(&self.global, &self.ui), columns)
    }

    /// The same for rows that only people read: also in a pipe to a program such as `less`, a table fits the terminal.
    ///
    /// # Errors
    /// As for [`Context::printer`].
    pub fn printer_for_people(
        &self,
        columns: Vec<Column>,
    ) -> CliResult<Printer<impl Write + use<>>> {
        let mut style = Style::new(&self.global, &self.ui);
        style.width = self.ui.reader_width();
        Printer::new(self.ui.out(), style, columns)
    }

    /// Whether `--columns` and `--sort` suit these columns: for what does something before it prints.
    ///
    /// # Errors
    /// When they name others.
    pub fn printable(&self, columns: &[Column]) -> CliResult<()> {
        let style = Style::new(&self.global, &self.ui);
        columns_and_order::sort(columns, style.sort.as_deref())?;
        let (columns, _) = marked(columns.to_vec(), style.format);
        columns_and_order::columns(&columns, &style.columns, style.format)?;
        Ok(())
    }

    /// Ends printing and says on stderr what is not in the output: nothing found, rows beyond the
    /// limit, what did not fit.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn printed<W: Write>(&self, printer: Printer<W>, things: &str) -> CliResult<()> {
        let outcome = printer.finish()?;
        if outcome.rows == 0 && self.global.limit != Some(0) {
            self.ui.status(format!("No {things}."));
        } else if outcome.stopped {
            let more = match outcome.printed < outcome.rows {
                true => "there are",
                false => "there may be",
            };
            self.ui.status(format!(
                "Stopped after {} (--limit); {more} more {things}.",
                grouped(outcome.printed as u64)
            ));
        } else if outcome.printed < outcome.rows {
            self.some_of(outcome.printed as u64, outcome.rows as u64, things);
        }
        if let Some(same) = outcome.same_in_each_row() {
            self.ui.status(same);
        }
        if let Some(hidden) = outcome.not_shown("use --columns or -o csv") {
            self.ui.status(hidden);
        }
        self.tell_guarded(&outcome);
        if outcome.cut {
            self.ui
                .status("Some values are cut with … to fit; -o csv and -o json print all of them.");
        }
        Ok(())
    }

    /// Says on stderr how many of all rows `--limit` let through.
    pub fn some_of(&self, printed: u64, all: u64, things: &str) {
        let (printed, all) = (grouped(printed), grouped(all));
        self.ui
            .status(format!("{printed} of {all} {things} (--limit)."));
    }

    /// Says on stderr that cells of a CSV are guarded, where no column says it.
    pub(super) fn tell_guarded(&self, outcome: &Outcome) {
        let rows = match outcome.guarded {
            0 => return,
            1 => "1 row has".to_owned(),
            rows => format!("{} rows have", grouped(rows as u64)),
        };
        self.ui.status(format!(
            "{rows} cells that start with ' so that no spreadsheet runs them as formulas (marked in the column {ESCAPED}; --raw leaves them unchanged)."
        ));
    }
}
