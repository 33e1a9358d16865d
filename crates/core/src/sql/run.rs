//! Runs SQL that a user wrote.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use super::SqlError;
use super::timed_query::{Question, Take, ask};
use crate::store::Moment;

/// Limits of a statement.
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

/// The result of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The column names.
    pub columns: Vec<String>,
    /// Rows returned.
    pub rows: usize,
    /// Whether there are more.
    pub more: bool,
}

/// Runs one statement that only reads, on the mirror at `path`, as it is. As [`run_as_of`].
///
/// # Errors
/// As [`run_as_of`].
pub fn run(
    path: &Path,
    statement: &str,
    limits: Limits,
    row: Take<'_>,
) -> Result<Answer, SqlError> {
    run_as_of((path, None), statement, limits, row)
}

/// Runs one statement that only reads, on the mirror at a path as it was at a moment. `row` gets each row, with the columns' names,
/// and may stop.
///
/// # Errors
/// When it is not one statement, would do more than read, takes too long or too much, or SQLite refuses it.
pub fn run_as_of(
    place: (&Path, Option<Moment>),
    statement: &str,
    limits: Limits,
    row: Take<'_>,
) -> Result<Answer, SqlError> {
    let question = Question {
        sql: statement.to_owned(),
        values: Vec::new(),
    };
    let (mut rows, mut more) = (0, false);
    let columns = ask(place, question, limits.time, &mut |names, cells| {
        if rows == limits.rows {
            more = true;
            return ControlFlow::Break(());
        }
        rows += 1;
        row(names, cells)
    })?;
    Ok(Answer {
        columns,
        rows,
        more,
    })
}
