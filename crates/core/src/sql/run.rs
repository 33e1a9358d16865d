//! One statement.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use rusqlite::Batch;
use rusqlite::fallible_iterator::FallibleIterator;

use super::{Guarded, SqlError};
use crate::query::Cell;

/// How much a statement may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows, at most.
    pub rows: usize,
    /// Time, at most.
    pub time: Duration,
}

impl Default for Limits {
    /// A million rows, a minute.
    fn default() -> Self {
        Self {
            rows: 1_000_000,
            time: Duration::from_secs(60),
        }
    }
}

/// How a statement ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The columns' names.
    pub columns: Vec<String>,
    /// Rows handed out.
    pub rows: usize,
    /// Whether there were more.
    pub more: bool,
}

/// Takes the rows of an answer, each with the columns' names.
pub type Row<'a> = &'a mut dyn FnMut(&[String], Vec<Cell>) -> ControlFlow<()>;

/// Runs one statement that only reads, on the mirror at `path`. `row` gets each row and may stop.
///
/// # Errors
/// When it is not one statement, would do more than read, takes too long, or SQLite refuses it.
pub fn run(path: &Path, statement: &str, limits: Limits, row: Row<'_>) -> Result<Answer, SqlError> {
    let guarded = Guarded::open(path, limits.time)?;
    let failed = |error| guarded.failed(error);
    let mut statements = Batch::new(&guarded.db, statement);
    let first = FallibleIterator::next(&mut statements).map_err(failed)?;
    let mut prepared = first.ok_or(SqlError::Empty)?;
    // What follows is not run, but it must not be there: half of what was meant would be done. It may not
    // even be SQL, and is more than one statement all the same.
    if !matches!(FallibleIterator::next(&mut statements), Ok(None)) {
        return Err(SqlError::Several);
    }
    if !prepared.readonly() {
        return Err(SqlError::NotReading("the statement writes".to_owned()));
    }
    let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    if prepared.parameter_count() > 0 {
        return Err(SqlError::Sql(
            "the statement has placeholders; write the values into it".to_owned(),
        ));
    }
    let mut rows = prepared.query([]).map_err(failed)?;
    let mut answer = Answer {
        columns,
        rows: 0,
        more: false,
    };
    while let Some(found) = rows.next().map_err(failed)? {
        if answer.rows == limits.rows {
            answer.more = true;
            break;
        }
        let mut cells = Vec::with_capacity(answer.columns.len());
        for at in 0..answer.columns.len() {
            let value = found.get_ref(at).map_err(failed)?;
            cells.push(Cell::from(value));
        }
        answer.rows += 1;
        if row(&answer.columns, cells).is_break() {
            break;
        }
    }
    Ok(answer)
}
