//! The seats of each app over time: what the mirror held at the end of each sync.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::super::chart::{Chart, Drawing, Moment, Series};
use super::super::request::Request;
use crate::sql::SqlError;
use crate::store::App;
use crate::store::history::{ROW, recorded};

/// More apps than this are not drawn.
const APPS: usize = 15;
/// More moments than this are not drawn: of more, every second, third and so on, and always the last.
const MOMENTS: usize = 200;

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
    let mut of = read(request).map_err(SqlError::of)?;
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
        drawing: Drawing::Series {
            value: "in use".to_owned(),
            limit: "capacity".to_owned(),
            rows,
        },
    }))
}

/// The seats at the end of each sync whose end is kept, by app, oldest first.
fn read(request: &Request<'_>) -> rusqlite::Result<HashMap<String, Vec<Moment>>> {
    let db = &request.mirror.db;
    let snapshots = snapshots(db, request.now)?;
    let mut cells: BTreeMap<i64, String> = BTreeMap::new();
    let mut read = db.prepare_cached(
        "SELECT no, of_column FROM main.mirror_cell WHERE of_table = 'mirror_workspace' \
         AND of_column IN ('', 'usage', 'capacity', 'gone_sync')",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        cells.insert(row.get(0)?, row.get(1)?);
    }
    let mut now: HashMap<String, Seats> = HashMap::new();
    let mut read = db.prepare_cached(
        "SELECT id, usage, capacity, gone_sync IS NOT NULL FROM main.mirror_workspace",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let seats = Seats {
            usage: row.get(1)?,
            capacity: row.get(2)?,
            gone: row.get(3)?,
        };
        now.insert(row.get(0)?, seats);
    }
    let numbers: Vec<String> = cells.keys().map(i64::to_string).collect();
    // Backward from the present, a row says what a cell held before.
    let mut read = db.prepare(&format!(
        "SELECT seq, cell, a, was FROM main.mirror_was WHERE cell IN ({}) ORDER BY seq DESC",
        numbers.join(", ")
    ))?;
    let mut rows = read.query([])?;
    let mut next = rows.next()?;
    let mut found: HashMap<String, Vec<Moment>> = HashMap::new();
    for (at, last_seq) in snapshots.into_iter().rev() {
        while let Some(row) = next {
            if row.get::<_, i64>(0)? <= last_seq {
                next = Some(row);
                break;
            }
            let id: String = row.get(2)?;
            let seats = now.entry(id).or_default();
            let was = match row.get_ref(3)? {
                ValueRef::Integer(number) => Some(number),
                _ => None,
            };
            match cells.get(&row.get(1)?).map(String::as_str) {
                Some("usage") => seats.usage = was,
                Some("capacity") => seats.capacity = was,
                Some("gone_sync") => seats.gone = was.is_some(),
                Some(column) if column == ROW => {
                    seats.gone = matches!(row.get_ref(3)?, ValueRef::Null);
                }
                _ => {}
            }
            next = rows.next()?;
        }
        for (id, seats) in &now {
            let number = |number: Option<i64>| {
                let known = number.filter(|_| !seats.gone);
                known.map(i64::unsigned_abs)
            };
            found.entry(id.clone()).or_default().push(Moment {
                at,
                value: number(seats.usage),
                limit: number(seats.capacity),
            });
        }
    }
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

/// The ends of syncs that are kept and in which the apps were read, until this time, with the newest row of history then.
fn snapshots(db: &Connection, until: Timestamp) -> rusqlite::Result<Vec<(Timestamp, i64)>> {
    let Some(since) = recorded(db)?.get("workspaces").copied() else {
        return Ok(Vec::new());
    };
    let mut read = db.prepare_cached(
        "SELECT s.finished_at, n.last_seq FROM main.mirror_snapshot n JOIN main.mirror_sync s ON s.no = n.sync_no \
         WHERE n.sync_no >= ?1 AND s.finished_at <= ?2 ORDER BY n.sync_no",
    )?;
    let all = read.query_map([since, until.as_second()], |row| {
        let at = Timestamp::from_second(row.get(0)?).unwrap_or_default();
        Ok((at, row.get(1)?))
    })?;
    let all: Vec<(Timestamp, i64)> = all.collect::<rusqlite::Result<_>>()?;
    let step = all.len().div_ceil(MOMENTS).max(1);
    let last = all.len().saturating_sub(1);
    let kept = all.into_iter().enumerate();
    Ok(kept
        .filter(|(at, _)| (last - at).is_multiple_of(step))
        .map(|(_, one)| one)
        .collect())
}
