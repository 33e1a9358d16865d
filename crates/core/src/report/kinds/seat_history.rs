//! The seats of each app over time: what the mirror held at the end of each sync.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::types::ValueRef;

use super::super::chart::{Chart, Drawing, Moment, Series};
use super::super::request::Request;
use super::past_states::{Rewind, Watched, walk};
use crate::sql::SqlError;
use crate::store::App;
use crate::store::history::ROW;

/// More apps than this are not drawn.
const APPS: usize = 15;
const WATCHED: Watched = ("mirror_workspace", &[ROW, "usage", "capacity", "gone_sync"]);

/// What the mirror held of an app.
#[derive(Debug, Clone, Copy, Default)]
struct Seats {
    usage: Option<i64>,
    capacity: Option<i64>,
    /// Whether it was there.
    gone: bool,
}

/// The chart of these apps; `None` without two moments to compare.
pub(super) fn over_time(request: &Request<'_>, apps: &[App]) -> Result<Option<Chart>, SqlError> {
    let mut of = read(request)?;
    let mut rows: Vec<Series> = apps
        .iter()
        .filter_map(|app| {
            let moments = of.remove(&app.id)?;
            moments
                .iter()
                .any(|moment| moment.value.is_some())
                .then(|| Series {
                    label: app.title(),
                    moments,
                })
        })
        .filter(|row| row.moments.len() > 1)
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let most = |row: &Series| row.moments.iter().filter_map(|moment| moment.value).max();
    rows.sort_by_key(|row| std::cmp::Reverse(most(row)));
    rows.truncate(APPS);
    let filtered = if request.filter.is_some() {
        " They are everyone's, whatever the filters select."
    } else {
        ""
    };
    Ok(Some(Chart {
        title: "Seats over time".to_owned(),
        about: format!(
            "Seats in use and capacity as Atlassian counted them at the end of each sync; each app on a scale of its own. A gap is unknown.{filtered}"
        ),
        undecided: 0,
        drawing: Drawing::Series {
            value: "in use".to_owned(),
            limit: "capacity".to_owned(),
            rows,
        },
    }))
}

/// The seats of each app at the end of each sync.
#[derive(Debug, Default)]
struct SeatHistory {
    /// At the moment that was reached, by app.
    now: HashMap<String, Seats>,
    /// Newest first.
    moments: HashMap<String, Vec<Moment>>,
}

impl Rewind for SeatHistory {
    fn undo(
        &mut self,
        (_, column): (&str, &str),
        key: ValueRef<'_>,
        was: ValueRef<'_>,
    ) -> rusqlite::Result<()> {
        let seats = self.now.entry(key.as_str()?.to_owned()).or_default();
        let number = match was {
            ValueRef::Integer(number) => Some(number),
            _ => None,
        };
        match column {
            "usage" => seats.usage = number,
            "capacity" => seats.capacity = number,
            "gone_sync" => seats.gone = number.is_some(),
            _ => seats.gone = number.is_none(),
        }
        Ok(())
    }

    fn end_of_sync(&mut self, at: Timestamp) {
        for (id, seats) in &self.now {
            let number = |number: Option<i64>| {
                let known = number.filter(|_| !seats.gone);
                known.map(i64::unsigned_abs)
            };
            self.moments.entry(id.clone()).or_default().push(Moment {
                at,
                value: number(seats.usage),
                limit: number(seats.capacity),
            });
        }
    }
}

/// The seats at the end of each sync whose end is kept, by app, oldest first.
fn read(request: &Request<'_>) -> Result<HashMap<String, Vec<Moment>>, SqlError> {
    let mut history = SeatHistory {
        now: shown(request).map_err(SqlError::of)?,
        ..SeatHistory::default()
    };
    walk(request, &["workspaces"], &[WATCHED], &mut history)?;
    let mut found = history.moments;
    for moments in found.values_mut() {
        moments.reverse();
        // Before an app was there, its line has not begun.
        let begins = moments
            .iter()
            .position(|one| one.value.is_some() || one.limit.is_some());
        moments.drain(..begins.unwrap_or(moments.len()));
    }
    Ok(found)
}

/// The seats at the moment that is shown.
fn shown(request: &Request<'_>) -> rusqlite::Result<HashMap<String, Seats>> {
    let mut read = request.mirror.db.prepare_cached(
        "SELECT id, usage, capacity, gone_sync IS NOT NULL FROM mirror_workspace",
    )?;
    read.query_map([], |row| {
        let seats = Seats {
            usage: row.get(1)?,
            capacity: row.get(2)?,
            gone: row.get(3)?,
        };
        Ok((row.get(0)?, seats))
    })?
    .collect()
}
