//! What is different between two moments.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::actors;
use super::attribution;
use super::change::{Change, Logged};
use super::compare::{GONE, at, current, differences, is_there};
use super::range::range;
use super::subjects::{ACTIVITY, Subject, TABLES};
use super::through;
use super::value::{ChangeValue, Values};
use crate::store::history::{
    Cells, Datum, Past, Place, Position, ROW, RowKey, Tracked, Was, cells, recorded, rows_after,
};
use crate::store::{During as _, Instead, Mirror, Moment, StoreError};

/// The differences between two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The differences, by what they are of and then by name.
    pub changes: Vec<Change>,
    /// The snapshots that the moments are based on; `None` is the present.
    pub snapshots: (i64, Option<i64>),
    /// Why a snapshot stands for the second moment.
    pub instead: Option<Instead>,
    /// What is left out because its history begins after the first moment, and with which sync, if any.
    pub unknown: Vec<(&'static str, Option<i64>)>,
}

/// What is different between a moment and a later one, or the present. `of`: some of [`SUBJECTS`](super::SUBJECTS); when
/// empty, everything but activity.
///
/// # Errors
/// When a moment is not known or the first is later than the second, or the file cannot be read.
pub fn diff(
    mirror: &Mirror,
    since: Moment,
    until: Option<Moment>,
    of: &[&str],
) -> Result<Diff, StoreError> {
    let doing = "compare two moments";
    let db = &mirror.db;
    // One transaction: a sync may end meanwhile.
    let reading = db.unchecked_transaction().during(doing)?;
    let (since, until) = range(db, since, until)?;
    let wanted = |subject: &str| {
        if of.is_empty() {
            subject != ACTIVITY
        } else {
            of.contains(&subject)
        }
    };
    let mut found = Found::read(db, &since, until.as_ref()).during(doing)?;
    let recorded = recorded(db).during(doing)?;
    let (mut changes, mut unknown) = (Vec::new(), Vec::new());
    for subject in TABLES {
        if let Some(entry) = Tracked::of(subject.table) {
            if let Err(begins) = since.knows(entry, &recorded) {
                if wanted(subject.of) {
                    unknown.push((subject.of, begins));
                }
                continue;
            }
            // Why somebody got or lost an app is told by the groups they got into or out of.
            let needed = |of: &str| wanted(of) || (of == "memberships" && wanted("apps"));
            found
                .changes(db, (subject, entry), &needed, &mut changes)
                .during(doing)?;
        }
    }
    actors::name_actors(db, &mut changes).during(doing)?;
    attribution::name_runs(db, &mut changes).during(doing)?;
    through::name_groups(db, &mut changes, since.sync, until.is_none()).during(doing)?;
    changes.retain(|change| wanted(change.of));
    drop(reading);
    let order = |change: &Change| {
        let order = super::SUBJECTS.iter().position(|of| *of == change.of);
        (
            order,
            change.name.clone(),
            change.id.clone(),
            change.kind,
            change.item.clone(),
            change.column,
        )
    };
    changes.sort_by_cached_key(order);
    Ok(Diff {
        changes,
        snapshots: (since.sync, until.as_ref().map(|until| until.sync)),
        instead: until.and_then(|until| until.instead),
        unknown,
    })
}

/// The rows of a table at a moment.
type Rows = HashMap<&'static str, HashMap<RowKey, Vec<(&'static str, Datum)>>>;

/// Who wrote: the time, the sync and the run.
struct WrittenBy {
    at: Option<Timestamp>,
    sync: i64,
    run: Option<String>,
}

/// What the cells held at both moments where that is not what they hold now, and who wrote them last in between.
struct Found {
    cells: Cells,
    since: Rows,
    until: Rows,
    last: HashMap<Place, i64>,
    writers: HashMap<i64, WrittenBy>,
}

impl Found {
    fn read(db: &Connection, since: &Position, until: Option<&Position>) -> rusqlite::Result<Self> {
        let cells = cells(db)?;
        let (mut before, mut after) = (Past::default(), Past::default());
        let mut last = HashMap::new();
        let from = until.map_or(since.last_seq, |until| until.last_seq.min(since.last_seq));
        rows_after(db, from, &cells, &mut |row| {
            let new = !since.includes(row.seq, row.writer);
            if new && until.is_none_or(|until| until.includes(row.seq, row.writer)) {
                last.insert((row.cell, row.key.clone()), row.writer);
            }
            if let Some(until) = until {
                let Was {
                    seq,
                    writer,
                    cell,
                    ref key,
                    ref was,
                } = row;
                let (key, was) = (key.clone(), was.clone());
                after.add(
                    until,
                    Was {
                        seq,
                        writer,
                        cell,
                        key,
                        was,
                    },
                );
            }
            before.add(since, row);
        })?;
        Ok(Self {
            since: before.by_row(&cells),
            until: after.by_row(&cells),
            cells,
            last,
            writers: writers(db)?,
        })
    }

    /// Adds the changes of a table.
    fn changes(
        &mut self,
        db: &Connection,
        (subject, entry): (&'static Subject, &'static Tracked),
        wanted: &dyn Fn(&str) -> bool,
        changes: &mut Vec<Change>,
    ) -> rusqlite::Result<()> {
        let any = entry
            .columns
            .iter()
            .filter_map(|column| subject.of_column(column));
        if !any.chain([subject.of]).any(wanted) {
            return Ok(());
        }
        let since = self.since.remove(subject.table).unwrap_or_default();
        let until = self.until.remove(subject.table).unwrap_or_default();
        let keys: HashSet<&RowKey> = since.keys().chain(until.keys()).collect();
        let keys: BTreeSet<&RowKey> = keys.into_iter().collect();
        let numbers: HashMap<&str, i64> = self
            .cells
            .iter()
            .filter(|(_, (of, _))| of.table == subject.table)
            .map(|(number, (_, name))| (*name, *number))
            .collect();
        let none = Vec::new();
        for key in keys {
            let now = current(db, entry, key)?;
            let then = |cells: &Vec<(&'static str, Datum)>| at(entry, cells, now.as_ref());
            let before = then(since.get(key).unwrap_or(&none));
            let after = then(until.get(key).unwrap_or(&none));
            let (before, after) = (before.as_ref(), after.as_ref());
            let stayed = is_there(before) == is_there(after);
            for one in differences(subject, entry, before, after) {
                if !wanted(one.of) {
                    continue;
                }
                let (column, values, cells) = match one.column {
                    None => (None, [None, None], vec![ROW, GONE]),
                    Some(column) => {
                        let (name, values) = shown(db, subject, column, [before, after])?;
                        let cells = if stayed {
                            vec![column]
                        } else {
                            vec![ROW, column]
                        };
                        (Some(name), values, cells)
                    }
                };
                let names = names(db, subject, key)?;
                let writer = cells
                    .iter()
                    .filter_map(|cell| self.last.get(&(*numbers.get(cell)?, key.clone())))
                    .max()
                    .and_then(|number| self.writers.get(number));
                let [before, after] = values;
                changes.push(Change {
                    of: one.of,
                    kind: one.kind,
                    id: names.id,
                    name: names.name,
                    item_id: names.item_id,
                    item: names.item,
                    column,
                    before,
                    after,
                    at: writer.and_then(|writer| writer.at),
                    sync: writer.map_or(0, |writer| writer.sync),
                    run: writer
                        .and_then(|writer| writer.run.clone())
                        .filter(|run| !run.is_empty()),
                    logged: Logged::Unknown,
                    through: None,
                });
            }
        }
        Ok(())
    }
}

/// ID and name of a row, and of what it leads to.
struct Names {
    id: String,
    name: Option<String>,
    item_id: Option<String>,
    item: Option<String>,
}

fn names(db: &Connection, subject: &Subject, key: &RowKey) -> rusqlite::Result<Names> {
    let found = db
        .prepare_cached(subject.names)?
        .query_row(params_from_iter(key.iter()), |row| {
            Ok(Names {
                id: row.get(0)?,
                name: row.get(1)?,
                item_id: row.get(2)?,
                item: row.get(3)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_else(|| Names {
        id: key.iter().filter_map(text).collect::<Vec<_>>().join(" "),
        name: None,
        item_id: None,
        item: None,
    }))
}

/// The name of a column and its values, as people read them.
fn shown(
    db: &Connection,
    subject: &Subject,
    column: &'static str,
    rows: [Option<&Values>; 2],
) -> rusqlite::Result<(&'static str, [Option<ChangeValue>; 2])> {
    let Some((_, name, sql)) = subject
        .numbers
        .iter()
        .find(|(number, ..)| *number == column)
    else {
        return Ok((column, rows.map(|row| ChangeValue::of(column, row?))));
    };
    let mut texts = [None, None];
    for (slot, row) in texts.iter_mut().zip(rows) {
        let value = row.and_then(|row| row.get(column));
        if let Some(value) = value.filter(|value| **value != Datum::Null) {
            let text: Option<String> = db
                .prepare_cached(sql)?
                .query_row([value], |row| {
                    Ok(row.get::<_, Option<String>>(1)?.map_or(row.get(0), Ok))
                })
                .optional()?
                .transpose()?;
            *slot = text.map(ChangeValue::Text);
        }
    }
    Ok((name, texts))
}

fn text(value: &Datum) -> Option<String> {
    match value {
        Datum::Null => None,
        Datum::Integer(number) => Some(number.to_string()),
        Datum::Text(text) => Some(text.to_string()),
    }
}

/// Everybody who wrote.
fn writers(db: &Connection) -> rusqlite::Result<HashMap<i64, WrittenBy>> {
    db.prepare(
        "SELECT w.no, coalesce(w.at, coalesce(s.finished_at, s.touched_at) * 1000), w.sync_no, w.run \
         FROM mirror_writer w LEFT JOIN mirror_sync s ON s.no = w.sync_no",
    )?
    .query_map([], |row| {
        let at: Option<i64> = row.get(1)?;
        let writer = WrittenBy {
            at: at.and_then(|at| Timestamp::from_millisecond(at).ok()),
            sync: row.get(2)?,
            run: row.get(3)?,
        };
        Ok((row.get(0)?, writer))
    })?
    .collect()
}
