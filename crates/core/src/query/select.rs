//! Builds and runs a SELECT over a view.

use std::ops::ControlFlow;
use std::time::Duration;

use rusqlite::types::Value;

use super::condition::{about_condition, columns};
use super::{Cell, expression};
use crate::number_set::NumberSet;
use crate::sql::{Question, SqlError, ask_mirror};
use crate::store::{Mirror, nearest};

/// How long a question may take. Over half a million people, any takes less than a second.
const TIME: Duration = Duration::from_secs(60);

/// The order of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// By which column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// The outcome of a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Rows handed out.
    pub rows: u64,
    /// Rows there are, with those beyond the limit.
    pub total: u64,
    /// Rows left out because what was asked about is unknown of them.
    pub unknown: u64,
}

/// A column of times in which no time is never, where another column says that it is known.
struct Never {
    known: String,
    /// Whether never comes before every time: it was not lately. Otherwise, it comes after.
    is_oldest: bool,
}

impl Never {
    /// What the column has, in a view of these columns; `None` when no time is unknown there.
    fn of(column: &str, columns: &[String]) -> Option<Self> {
        let (known, is_oldest) = match column {
            "last_active" => ("activity_known", true),
            "last_used" => ("last_used_known", true),
            "expires" => ("expires_known", false),
            _ => return None,
        };
        columns.iter().any(|name| name == known).then(|| Self {
            known: known.to_owned(),
            is_oldest,
        })
    }
}

/// A SELECT over a view, all of whose conditions hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Select {
    pub(super) view: &'static str,
    /// What is read in place of the view.
    pub(super) source: Option<String>,
    pub(super) columns: Vec<String>,
    /// An expression after the columns.
    pub(super) further: Option<String>,
    pub(super) conditions: Vec<String>,
    /// The condition that the user wrote, which is also one of the conditions.
    pub(super) user_condition: Option<String>,
    pub(super) values: Vec<Value>,
    pub(super) order: Vec<Order>,
    /// The order when none is asked for.
    pub(super) usual_order: Option<String>,
    pub(super) limit: Option<usize>,
}

impl Select {
    /// Adds a value; gives its place in the statement.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Adds a condition: the row's number is in a set.
    pub(super) fn among(&mut self, set: NumberSet) -> String {
        let place = self.value(set.into_bytes());
        format!("among(no, {place})")
    }

    /// Adds a condition that the user wrote.
    pub(super) fn user_condition(&mut self, written: &str) -> Result<(), SqlError> {
        expression::check(written)?;
        self.conditions.push(written.to_owned());
        self.user_condition = Some(written.to_owned());
        Ok(())
    }

    /// Adds `column IN (values)`.
    pub(super) fn any_of(
        &mut self,
        column: &str,
        values: impl IntoIterator<Item = String>,
    ) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.value(value)).collect();
        format!("{column} IN ({})", places.join(", "))
    }

    /// Counts the rows.
    pub(super) fn count(&self, mirror: &Mirror) -> Result<u64, SqlError> {
        let sql = format!("SELECT count(*) FROM {}{}", self.source(), self.filter());
        let mut count = 0;
        self.ask(mirror, sql, &mut |cells| {
            if let Some(Cell::Number(number)) = cells.first() {
                count = number.unsigned_abs();
            }
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    /// What is read.
    pub(super) fn source(&self) -> &str {
        self.source.as_deref().unwrap_or(self.view)
    }

    /// The outcome, after these many rows were handed out. `unknown` selects the rows of which what was asked is unknown.
    pub(super) fn found(
        &self,
        mirror: &Mirror,
        rows: u64,
        unknown: Option<&Self>,
    ) -> Result<Found, SqlError> {
        let total = if self.limit.is_some_and(|limit| rows >= limit as u64) {
            self.count(mirror)?
        } else {
            rows
        };
        let unknown = unknown.map_or(Ok(0), |unknown| unknown.count(mirror))?;
        Ok(Found {
            rows,
            total,
            unknown,
        })
    }

    /// The columns of the view; refuses unknown ones.
    pub(super) fn known_columns(&self, mirror: &Mirror) -> Result<Vec<String>, SqlError> {
        let known = columns(&mirror.db, self.view).map_err(SqlError::of)?;
        for name in self
            .columns
            .iter()
            .chain(self.order.iter().map(|order| &order.column))
        {
            if !known.contains(name) {
                return Err(SqlError::Column {
                    view: self.view,
                    name: name.clone(),
                    near: nearest(name, &known),
                });
            }
        }
        Ok(known)
    }

    /// Hands out the rows; how many.
    pub(super) fn run(
        &self,
        mirror: &Mirror,
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<u64, SqlError> {
        let known = self.known_columns(mirror)?;
        let names = self.columns.iter().map(|name| quoted(name));
        let names: Vec<String> = names.chain(self.further.clone()).collect();
        let mut sql = format!(
            "SELECT {} FROM {}{}",
            names.join(", "),
            self.source(),
            self.filter()
        );
        for (at, order) in self.order.iter().enumerate() {
            // A time and its number have the same order, and to write the time of each row takes longer than to sort them.
            let number = format!("{}_unix", order.column);
            let is_time = known.contains(&number) && order.column != "added_to_org";
            let name = quoted(if is_time { &number } else { &order.column });
            let way = if order.descending { " DESC" } else { "" };
            let lead = if at == 0 { " ORDER BY" } else { "," };
            // What is unknown comes last either way. The plus keeps SQLite from walking the table along an
            // index that does not give this order anyway: a page of the file for every row.
            let first = match Never::of(&order.column, &known) {
                None => format!("+{name} IS NULL"),
                Some(never) => {
                    let is_first = never.is_oldest != order.descending;
                    let test = if is_first { "IS NOT NULL" } else { "IS NULL" };
                    let companion = quoted(&never.known);
                    format!("+{name} IS NULL AND +{companion} IS NOT 1, +{name} {test}")
                }
            };
            sql.push_str(&format!("{lead} {first}, +{name} COLLATE NOCASE{way}"));
        }
        if let (true, Some(order)) = (self.order.is_empty(), &self.usual_order) {
            sql.push_str(&format!(" ORDER BY {order}"));
        }
        if let Some(limit) = self.limit {
            // SQLite's numbers have a sign.
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            sql.push_str(&format!(" LIMIT {limit}"));
        }
        let mut count = 0;
        self.ask(mirror, sql, &mut |cells| {
            count += 1;
            row(cells)
        })?;
        Ok(count)
    }

    pub(super) fn ask(
        &self,
        mirror: &Mirror,
        sql: String,
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<(), SqlError> {
        let values = self.values.clone();
        let question = Question { sql, values };
        let answer = ask_mirror(mirror, question, TIME, &mut |_, cells| row(cells));
        answer
            .map(drop)
            .map_err(|error| match &self.user_condition {
                Some(written) => about_condition(written, error, (&mirror.db, self.view)),
                None => error,
            })
    }

    pub(super) fn filter(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE ({})", self.conditions.join(") AND ("))
        }
    }
}

/// A name in an SQL statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
