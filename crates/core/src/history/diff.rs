//! What is different between two moments.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::actors;
use super::attribution;
use super::change::{Change, ChangeKind, Logged};
use super::subjects::{ACTIVITY, Subject, TABLES};
use super::through;
use crate::store::history::{
    Cells, Datum, Past, Place, Position, ROW, RowKey, Tracked, Was, cells, existed, recorded,
    rows_after,
};
use crate::store::{During as _, Mirror, Moment, StoreError};

/// The differences between two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The differences, by what they are of and then by name.
    pub changes: Vec<Change>,
    /// The snapshots that the moments are based on; `None` is the present.
    pub snapshots: (i64, Option<i64>),
    /// What is left out because its history begins after the first moment, and with which sync, if any.
    pub unknown: Vec<(&'static str, Option<i64>)>,
}

/// What is different between a moment and a later one, or the present. `of`: some of [`SUBJECTS`](super::SUBJECTS); when
/// empty, everything but activity.
///
/// # Errors
/// When a moment is not known, or the file cannot be read.
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
    let since = Position::find(db, since)?;
    let until = until.map(|moment| Position::find(db, moment)).transpose()?;
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
        snapshots: (since.sync, until.map(|until| until.sync)),
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
            let there = |values: &Option<Values>| {
                values.as_ref().is_some_and(|values| {
                    values
                        .get("gone_sync")
                        .is_none_or(|gone| *gone == Datum::Null)
                })
            };
            let (was, is) = (there(&before), there(&after));
            let mut add = |of: &'static str,
                           kind: ChangeKind,
                           column: Option<&'static str>,
                           values: [Option<String>; 2],
                           cells: &[&str]|
             -> rusqlite::Result<()> {
                if !wanted(of) {
                    return Ok(());
                }
                let names = names(db, subject, key)?;
                let writer = cells
                    .iter()
                    .filter_map(|cell| self.last.get(&(*numbers.get(cell)?, key.clone())))
                    .max()
                    .and_then(|number| self.writers.get(number));
                let [before, after] = values;
                changes.push(Change {
                    of,
                    kind,
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
                Ok(())
            };
            let existence = [ROW, "gone_sync"];
            match (was, is, before, after) {
                (true, true, Some(before), Some(after)) => {
                    for column in entry
                        .columns
                        .iter()
                        .filter(|column| **column != "gone_sync")
                    {
                        let Some(of) = subject.of_column(column) else {
                            continue;
                        };
                        let (before, after) = (before.get(column), after.get(column));
                        if before != after {
                            let (name, values) = shown(db, subject, column, [before, after])?;
                            add(of, ChangeKind::Changed, Some(name), values, &[column])?;
                        }
                    }
                }
                // A row of numbers is a value of somebody, who is changed.
                (_, _, before, after) if was != is && !subject.numbers.is_empty() => {
                    for (column, ..) in subject.numbers {
                        let value = |values: &Option<Values>| {
                            values
                                .as_ref()
                                .and_then(|values| values.get(column).cloned())
                        };
                        let pair = [value(&before), value(&after)];
                        let pair = pair.each_ref().map(Option::as_ref);
                        let (name, values) = shown(db, subject, column, pair)?;
                        // No row and none of the numbers are the same to see.
                        if values[0] != values[1] {
                            add(
                                subject.of,
                                ChangeKind::Changed,
                                Some(name),
                                values,
                                &[ROW, column],
                            )?;
                        }
                    }
                }
                (false, true, ..) => {
                    add(
                        subject.of,
                        ChangeKind::Added,
                        None,
                        [None, None],
                        &existence,
                    )?;
                }
                (true, false, ..) => {
                    add(
                        subject.of,
                        ChangeKind::Removed,
                        None,
                        [None, None],
                        &existence,
                    )?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The values of a row by the names of its columns.
type Values = HashMap<&'static str, Datum>;

/// A row as it is; `None` when there is none.
fn current(db: &Connection, entry: &Tracked, key: &RowKey) -> rusqlite::Result<Option<Values>> {
    let names: Vec<&str> = std::iter::once("1")
        .chain(entry.columns.iter().copied())
        .collect();
    let keys: Vec<String> = entry.keys.iter().map(|key| format!("{key} = ?")).collect();
    db.prepare_cached(&format!(
        "SELECT {} FROM {} WHERE {}",
        names.join(", "),
        entry.table,
        keys.join(" AND ")
    ))?
    .query_row(params_from_iter(key.iter()), |row| {
        let mut values = Values::new();
        for (at, name) in entry.columns.iter().enumerate() {
            values.insert(name, Datum::read(row.get_ref(at + 1)?));
        }
        Ok(values)
    })
    .optional()
}

/// A row as it was, from the cells that were different then; `None` when there was none.
fn at(entry: &Tracked, cells: &[(&'static str, Datum)], now: Option<&Values>) -> Option<Values> {
    if !existed(cells).unwrap_or(now.is_some()) {
        return None;
    }
    let mut values = now.cloned().unwrap_or_default();
    for name in entry.columns {
        if let Some((_, was)) = cells.iter().find(|(cell, _)| cell == name) {
            values.insert(name, was.clone());
        }
    }
    Some(values)
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
    values: [Option<&Datum>; 2],
) -> rusqlite::Result<(&'static str, [Option<String>; 2])> {
    let Some((_, name, sql)) = subject
        .numbers
        .iter()
        .find(|(number, ..)| *number == column)
    else {
        return Ok((column, values.map(|value| value.and_then(text))));
    };
    let mut texts = [None, None];
    for (slot, value) in texts.iter_mut().zip(values) {
        if let Some(value) = value.filter(|value| **value != Datum::Null) {
            *slot = db
                .prepare_cached(sql)?
                .query_row([value], |row| {
                    Ok(row.get::<_, Option<String>>(1)?.map_or(row.get(0), Ok))
                })
                .optional()?
                .transpose()?;
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
