//! Row by row to stdout: nothing is ever all in memory, unless `--sort` needs it; a table comes in parts.

use std::io::Write;

use atlctl_core::input::ESCAPED;

use super::columns_and_order::{self, Sort};
use super::json::Json;
use super::{Cell, Column, ColumnKind, blocks, csv, id, layout};
use crate::error::{CliError, CliResult};
use crate::options::{Format, Global};
use crate::ui::Ui;

/// Rows of a table that are laid out together, at most.
const PART: usize = 2_000;
/// Bytes from which on they are printed, however few.
const PART_BYTES: usize = 4 << 20;
/// Bytes that `--sort` may hold.
const SORTED: usize = 128 << 20;

/// The format and options of printed data.
#[derive(Debug, Clone)]
pub struct Style {
    /// The format.
    pub format: Format,
    /// Columns asked for; empty for the default ones.
    pub columns: Vec<String>,
    /// Column to sort by.
    pub sort: Option<String>,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// Leave CSV cells unguarded.
    pub raw: bool,
    /// End CSV with the column that marks rows with guarded cells, where no columns are asked for.
    pub marks: bool,
    /// Width of the screen, if tables must fit one.
    pub width: Option<usize>,
    /// Whether a terminal reads it.
    pub terminal: bool,
    /// Whether a column that says the same in each row may go where there is no room, because a message says it.
    pub constant_below: bool,
    /// Whether headers are bold.
    pub bold: bool,
}

impl Style {
    /// The style from the command line and the terminal.
    pub fn new(global: &Global, ui: &Ui) -> Self {
        Self {
            format: global.output.unwrap_or(Format::Table),
            columns: global.columns.clone(),
            sort: global.sort.clone(),
            limit: global.limit,
            raw: global.raw,
            marks: true,
            width: ui.width(),
            terminal: ui.stdout_is_terminal(),
            constant_below: ui.messages_beside_data(),
            bold: ui.color() && ui.stdout_is_terminal(),
        }
    }
}

/// The outcome of printing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows there were.
    pub rows: usize,
    /// Rows printed.
    pub printed: usize,
    /// Whether cells were cut to fit the screen.
    pub cut: bool,
    /// Whether rows are blocks of lines, for want of room.
    pub blocks: bool,
    /// Columns there was no room for.
    pub hidden: Vec<String>,
    /// Columns there was no room for that say the same in each row, and what.
    pub same: Vec<String>,
    /// Whether reading ended at the limit, so that there may be more rows.
    pub stopped: bool,
    /// Rows of a CSV with guarded cells that no column marks.
    pub guarded: usize,
}

impl Outcome {
    /// The columns there was no room for, and how to see them.
    pub fn not_shown(&self, how: &str) -> Option<String> {
        let names = crate::ui::display(&self.hidden.join(", "));
        (!self.hidden.is_empty()).then(|| format!("Columns not shown: {names} ({how})."))
    }

    /// What the columns say that were left out because they say the same in each row.
    pub fn same_in_each_row(&self) -> Option<String> {
        let same = self.same.join("; ");
        (!same.is_empty()).then(|| format!("The same in every row shown: {same}."))
    }
}

/// Prints rows as they come.
pub struct Printer<W: Write> {
    out: W,
    style: Style,
    columns: Vec<Column>,
    chosen: Vec<usize>,
    /// The column that marks rows with guarded cells, if it is printed.
    mark: Option<usize>,
    sort: Option<Sort>,
    begun: bool,
    kept: Vec<Vec<Cell>>,
    /// Approximate size of the buffered rows, in bytes.
    bytes: usize,
    layout: Option<layout::Layout>,
    /// The width of the screen, if rows are printed as blocks of lines.
    records: Option<usize>,
    outcome: Outcome,
    line: String,
}

impl<W: Write> Printer<W> {
    /// Checks the names of columns; nothing is written yet.
    ///
    /// # Errors
    /// When `--columns` or `--sort` name no known column.
    pub fn new(out: W, style: Style, columns: Vec<Column>) -> CliResult<Self> {
        let sort = columns_and_order::sort(&columns, style.sort.as_deref())?;
        let (mut columns, mark) = marked(columns, style.format);
        if let Some(column) = sort.as_ref().and_then(|sort| columns.get_mut(sort.column)) {
            column.show();
        }
        let mut chosen = columns_and_order::columns(&columns, &style.columns, style.format)?;
        if style.columns.is_empty() && (style.raw || !style.marks) {
            chosen.retain(|at| Some(*at) != mark);
        }
        Ok(Self {
            mark: mark.filter(|at| chosen.contains(at)),
            chosen,
            sort,
            out,
            style,
            columns,
            begun: false,
            kept: Vec::new(),
            bytes: 0,
            layout: None,
            records: None,
            outcome: Outcome::default(),
            line: String::new(),
        })
    }

    /// Writes what comes before the first row. Not sooner: a question that is refused prints nothing.
    fn begin(&mut self) -> CliResult<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        match self.style.format {
            Format::Csv => {
                let (raw, terminal) = (self.style.raw, self.style.terminal);
                let names = self.chosen.iter().filter_map(|&at| self.columns.get(at));
                let heads = names.map(|column| {
                    let name = Cell::text(&*column.name);
                    csv::cell(&name, ColumnKind::Text, raw, terminal).0
                });
                csv::record(&mut self.line, heads);
                self.flush_line()
            }
            Format::Json => Ok(self.out.write_all(b"[")?),
            Format::Table | Format::Jsonl | Format::Id => Ok(()),
        }
    }

    /// Takes a row: one cell for each column, in their order.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, row: Vec<Cell>) -> CliResult<()> {
        self.outcome.rows += 1;
        if self.sort.is_some() {
            self.keep(row);
            if self.bytes > SORTED {
                return Err(CliError::failed(format!(
                    "these are more than the {} MiB of rows that --sort can sort",
                    SORTED >> 20
                ))
                .hint("leave --sort out; atlctl sql sorts any number of rows with ORDER BY"));
            }
        } else if !self.limit_is_reached() {
            if self.style.format == Format::Table {
                self.outcome.printed += 1;
                self.keep(row);
                if self.kept.len() >= PART || self.bytes >= PART_BYTES {
                    self.write_table()?;
                }
            } else {
                self.write(&row)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, row: Vec<Cell>) {
        self.bytes += row.iter().map(Cell::bytes).sum::<usize>();
        self.kept.push(row);
    }

    /// Whether `--limit` is reached, so that further rows need not be read; who asks reads none then, and
    /// that is said in the end.
    pub fn is_full(&mut self) -> bool {
        self.outcome.stopped = self.limit_is_reached();
        self.outcome.stopped
    }

    fn limit_is_reached(&self) -> bool {
        self.sort.is_none()
            && self
                .style
                .limit
                .is_some_and(|limit| self.outcome.printed >= limit)
    }

    /// Writes the remaining rows and returns the outcome.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> CliResult<Outcome> {
        self.begin()?;
        let sorted = self.sort.take().map(|sort| {
            let mut kept = std::mem::take(&mut self.kept);
            sort.apply(&mut kept);
            kept.truncate(self.style.limit.unwrap_or(usize::MAX));
            kept
        });
        for row in sorted.into_iter().flatten() {
            self.row(row)?;
            // It was counted when it came.
            self.outcome.rows -= 1;
        }
        if self.style.format == Format::Table {
            self.write_table()?;
            if let Some(layout) = self.layout.take() {
                let chosen = self.chosen.iter();
                let columns: Vec<&Column> = chosen.filter_map(|&at| self.columns.get(at)).collect();
                self.outcome.same = layout.same(&columns);
                (self.outcome.cut, self.outcome.hidden) = (layout.cut, layout.hidden);
            }
        }
        if self.style.format == Format::Json {
            let end: &[u8] = if self.outcome.printed == 0 {
                b"]\n"
            } else {
                b"\n]\n"
            };
            self.out.write_all(end)?;
        }
        self.out.flush()?;
        Ok(self.outcome)
    }

    fn write(&mut self, row: &[Cell]) -> CliResult<()> {
        self.begin()?;
        let first = self.outcome.printed == 0;
        self.outcome.printed += 1;
        let cells = self
            .chosen
            .iter()
            .map(|&at| row.get(at).unwrap_or(&Cell::Unknown));
        let names = self
            .chosen
            .iter()
            .map(|&at| self.columns.get(at).map_or("", |column| &column.name));
        match self.style.format {
            Format::Csv => {
                let mut any = false;
                let kinds = self.chosen.iter().map(|&at| {
                    let column = self.columns.get(at);
                    column.map_or(ColumnKind::Text, |column| column.kind)
                });
                let mut cells: Vec<String> = cells
                    .zip(kinds)
                    .map(|(cell, kind)| {
                        let (raw, terminal) = (self.style.raw, self.style.terminal);
                        let (text, guarded) = csv::cell(cell, kind, raw, terminal);
                        any |= guarded;
                        text
                    })
                    .collect();
                let mark = self.mark.and_then(|mark| {
                    let at = self.chosen.iter().position(|at| *at == mark)?;
                    cells.get_mut(at)
                });
                match mark {
                    Some(mark) => *mark = if any { "1" } else { "" }.to_owned(),
                    None => self.outcome.guarded += usize::from(any),
                }
                csv::record(&mut self.line, cells.into_iter());
            }
            Format::Json | Format::Jsonl => {
                let rows = self.style.format == Format::Json;
                if rows {
                    self.line.push_str(if first { "\n  " } else { ",\n  " });
                }
                let (out, line) = (&mut self.out, &mut self.line);
                Json { out, line }.object(names.zip(cells))?;
                if !rows {
                    self.line.push('\n');
                }
            }
            Format::Id => {
                id::line(&mut self.line, id::cell(&self.columns, row));
            }
            Format::Table => {}
        }
        self.flush_line()
    }

    fn flush_line(&mut self) -> CliResult<()> {
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }

    /// Writes the rows of a table that are at hand.
    fn write_table(&mut self) -> CliResult<()> {
        let kept = std::mem::take(&mut self.kept);
        self.bytes = 0;
        if kept.is_empty() {
            return Ok(());
        }
        let columns: Vec<&Column> = self
            .chosen
            .iter()
            .filter_map(|&at| self.columns.get(at))
            .collect();
        let rows = kept.iter().map(|row| {
            let cells = self.chosen.iter();
            cells
                .map(|&at| row.get(at).unwrap_or(&Cell::Unknown))
                .collect()
        });
        let texts = layout::texts(&columns, rows);
        drop(kept);
        let layout = match &mut self.layout {
            Some(layout) => {
                layout.more(&columns, &texts);
                layout
            }
            empty => {
                let may_hide = self.style.columns.is_empty();
                let below = self.style.constant_below;
                let width = self.style.width;
                let layout = layout::Layout::new(&columns, &texts, width, may_hide, below);
                let layout = empty.insert(layout);
                if layout.readable || may_hide {
                    let head = layout.head(&columns, self.style.bold);
                    self.out.write_all(head.as_bytes())?;
                } else {
                    self.records = self.style.width;
                }
                layout
            }
        };
        for row in texts {
            match self.records {
                Some(width) => {
                    // A blank line parts the blocks.
                    if std::mem::replace(&mut self.outcome.blocks, true) {
                        self.line.push('\n');
                    }
                    blocks::record(&mut self.line, &columns, &row, width);
                }
                None => layout.line(&mut self.line, &columns, &row),
            }
            self.out.write_all(self.line.as_bytes())?;
            self.line.clear();
        }
        Ok(())
    }
}

/// The columns with, in CSV, the one that marks rows with guarded cells, and its position: unless there is one of that
/// name.
pub(super) fn marked(mut columns: Vec<Column>, format: Format) -> (Vec<Column>, Option<usize>) {
    if format != Format::Csv || columns.iter().any(|column| column.is(ESCAPED)) {
        return (columns, None);
    }
    columns.push(Column::text(ESCAPED, ESCAPED));
    let last = columns.len() - 1;
    (columns, Some(last))
}
