//! What is different between two moments.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use rusqlite::Connection;

use super::attribution::name_acts;
use super::became_known::Learned;
use super::change::{Change, ChangeKind, Logged, LoggedEvent};
use super::compare::{Compared, Kind};
use super::parts_read::PartsRead;
use super::range::range;
use super::role_granted_by::name_given_again;
use super::row_names::{names, numbered, shown};
use super::row_owner::{GONE, Presence};
use super::subject_tables::TABLES;
use super::subjects::ACTIVITY;
use super::tables_at_moment::{Changed, State, current};
use super::through_groups::Later;
use super::writes::Writes;
use crate::store::history::{
    Datum, Past, Place, Position, ROW, RowKey, Tracked, Was, cells, may_be_never, recorded,
    rows_after,
};
use crate::store::{
    During as _, Instead, Mirror, Moment, StoreError, was_asked_for, were_all_people_read,
};

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
    /// What was not read for the second moment, and the sync that read it last: what changed since then is unknown.
    pub not_read: Vec<(&'static str, i64)>,
    /// The number of changes that are left out because the audit log has them outside of the times that were asked for.
    pub outside: u64,
    /// What is known at one of the moments only, and so no change.
    pub learned: Learned,
    /// Whether everybody had been listed by the first moment. If not, people who are shown as added may have been there.
    pub(crate) were_all_listed: bool,
}

/// The part that is read with the key of a directory.
const OF_DIRECTORIES: &str = "scim-links";

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
    let asked = [Some(since), until];
    let (since, until) = range(db, since, until)?;
    let wanted = |subject: &str| {
        if of.is_empty() {
            subject != ACTIVITY
        } else {
            of.contains(&subject)
        }
    };
    let (mut changes, unknown, learned) =
        between(db, &since, until.as_ref(), &wanted, of).during(doing)?;
    let all = changes.len();
    changes.retain(|change| is_between(change, asked));
    let outside = (all - changes.len()) as u64;
    let ends = (since.sync, until.as_ref().map(|until| until.sync));
    let not_read = not_read(db, ends, &wanted).during(doing)?;
    let were_all_listed = were_all_people_read(db, Some(since.sync)).during(doing)?;
    drop(reading);
    let order = |change: &Change| {
        let order = super::SUBJECTS.iter().position(|of| *of == change.of);
        (
            order,
            change.name.clone(),
            change.id.clone(),
            change.kind,
            change.item.clone(),
            change.item_id.clone(),
            change.app_id.clone(),
            change.column,
        )
    };
    changes.sort_by_cached_key(order);
    Ok(Diff {
        changes,
        snapshots: (since.sync, until.as_ref().map(|until| until.sync)),
        instead: until.and_then(|until| until.instead),
        unknown,
        not_read,
        outside,
        learned,
        were_all_listed,
    })
}

/// Whether the audit log has a change within the times that were asked for, as far as it is known.
fn is_between(change: &Change, [since, until]: [Option<Moment>; 2]) -> bool {
    let Logged::Event(LoggedEvent { at: Some(at), .. }) = &change.logged else {
        return true;
    };
    let is_before = |moment| matches!(moment, Some(Moment::Time(time)) if *at < time);
    let is_after = |moment| matches!(moment, Some(Moment::Time(time)) if *at > time);
    !is_before(since) && !is_after(until)
}

/// What was not read by the later of two snapshots, or by the last one, and the sync that read it last.
fn not_read(
    db: &Connection,
    (since, until): (i64, Option<i64>),
    wanted: &dyn Fn(&str) -> bool,
) -> rusqlite::Result<Vec<(&'static str, i64)>> {
    let parts = PartsRead::find(db)?;
    let last = "SELECT coalesce(max(no), 0) FROM mirror_sync WHERE finished_at IS NOT NULL";
    let until = match until {
        Some(until) => until,
        None => db.query_row(last, [], |row| row.get(0))?,
    };
    let mut found = Vec::new();
    for subject in TABLES.iter().filter(|subject| wanted(subject.of)) {
        let entry = Tracked::of(subject.table);
        let sync = entry.and_then(|entry| parts.last_before_end(entry, (since, until)));
        let line = sync.map(|sync| (subject.words(), sync));
        found.extend(line.filter(|line| !found.contains(line)));
    }
    Ok(found)
}

/// What of something is unknown at the first moment, and since which sync its history is kept, if any.
type Unknown = Vec<(&'static str, Option<i64>)>;

/// The changes between two moments, each with whose act it was, what is left out, and what only became known. `of`: what
/// was asked for by name.
pub(super) fn between(
    db: &Connection,
    since: &Position,
    until: Option<&Position>,
    wanted: &dyn Fn(&str) -> bool,
    of: &[&str],
) -> rusqlite::Result<(Vec<Change>, Unknown, Learned)> {
    let found = Found::read(db, since, until)?;
    let state = |changed| State {
        db,
        changed: [Some(changed), None],
    };
    let (before, after) = (state(&found.since), state(&found.until));
    let recorded = recorded(db)?;
    let (mut changes, mut unknown) = (Vec::new(), Vec::new());
    let mut learned = Learned::default();
    for subject in TABLES {
        if let Some(entry) = Tracked::of(subject.table) {
            if let Err(begins) = since.knows(entry, &recorded) {
                // Records that no sync was ever asked to read need a key of their own: nobody misses them.
                let asked_for = of.contains(&subject.of)
                    || !entry.parts.contains(&OF_DIRECTORIES)
                    || was_asked_for(db, OF_DIRECTORIES)?;
                if wanted(subject.of) && asked_for {
                    unknown.push((subject.words(), begins));
                }
                continue;
            }
            // Why somebody got or lost an app is told by the groups they got into or out of, and why they got out of
            // one, by the groups that are gone.
            let needed = |of: &str| {
                wanted(of)
                    || (of == "memberships" && wanted("apps"))
                    || (of == "groups" && (wanted("memberships") || wanted("apps")))
            };
            let compared = Compared::new(
                (subject, entry),
                (&before, &after),
                [Some(&found.since), Some(&found.until)],
                since.sync,
                &recorded,
            );
            if !compared.whole && wanted(subject.of) {
                let begins = subject.whole.and_then(|part| recorded.get(part).copied());
                unknown.push((subject.words(), begins));
            }
            found.changes(db, &compared, &needed, (&mut changes, &mut learned))?;
        }
    }
    let later = Later {
        state: &after,
        sync: until.map(|until| until.sync),
    };
    name_acts(db, &mut changes, since.sync, Some(later))?;
    let ends = until.and_then(|until| Timestamp::from_millisecond(until.at).ok());
    name_given_again(db, &mut changes, ends)?;
    changes.retain(|change| wanted(change.of));
    learned.retain(wanted);
    Ok((changes, unknown, learned))
}

/// A cell: table, column and the key of its row.
type Written<'a> = (&'static str, &'static str, &'a RowKey);

/// What the cells held at both moments where that is not what they hold now, and who wrote them last in between.
struct Found {
    /// Their numbers, by table and column.
    cells: HashMap<(&'static str, &'static str), i64>,
    since: Changed,
    until: Changed,
    writes: HashMap<Place, Writes>,
    writers: HashMap<i64, WrittenBy>,
}

impl Found {
    fn read(db: &Connection, since: &Position, until: Option<&Position>) -> rusqlite::Result<Self> {
        let cells = cells(db)?;
        let (mut before, mut after) = (Past::default(), Past::default());
        let mut writes: HashMap<Place, Writes> = HashMap::new();
        let from = until.map_or(since.last_seq, |until| until.last_seq.min(since.last_seq));
        rows_after(db, from, &cells, &mut |row| {
            let new = !since.includes(row.seq, row.writer);
            if new && until.is_none_or(|until| until.includes(row.seq, row.writer)) {
                match writes.entry((row.cell, row.key.clone())) {
                    Entry::Occupied(mut all) => all.get_mut().add(row.was.clone(), row.writer),
                    Entry::Vacant(none) => {
                        none.insert(Writes::new(row.was.clone(), row.writer));
                    }
                }
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
            cells: cells
                .iter()
                .map(|(number, (of, name))| ((of.table, *name), *number))
                .collect(),
            writes,
            writers: writers(db)?,
        })
    }

    /// The number of who wrote one of these cells last.
    fn last(&self, cells: &[Written<'_>]) -> Option<i64> {
        let written = cells.iter().filter_map(|cell| self.writes(*cell));
        written.map(Writes::last).max()
    }

    fn writes(&self, (table, name, key): Written<'_>) -> Option<&Writes> {
        let number = self.cells.get(&(table, name))?;
        self.writes.get(&(*number, key.clone()))
    }

    /// The number of what ended a row: the first run or event that took away the row or what it belongs to. That a sync no longer finds
    /// the memberships of a deleted group follows from that.
    fn ended(
        &self,
        db: &Connection,
        compared: &Compared<'_>,
        key: &RowKey,
        owners: &[RowKey],
    ) -> rusqlite::Result<Option<i64>> {
        let (subject, after) = (compared.subject, compared.after);
        let mut ends = Vec::new();
        let now = current(db, compared.entry, key)?;
        let row = after.row(compared.entry, key, now.as_ref());
        let is_there = row.is_some_and(|row| row.get(GONE).is_none_or(|gone| *gone == Datum::Null));
        if !is_there {
            ends.extend(self.last(&[(subject.table, ROW, key), (subject.table, GONE, key)]));
        }
        for (owner, key) in subject.owners.iter().zip(owners) {
            if owner.presence(after, key)? == Presence::Absent {
                ends.extend(self.last(&[(owner.table, ROW, key), (owner.table, GONE, key)]));
            }
        }
        Ok(ends.into_iter().min())
    }

    /// Adds the changes of a table.
    fn changes(
        &self,
        db: &Connection,
        compared: &Compared<'_>,
        wanted: &dyn Fn(&str) -> bool,
        (changes, learned): (&mut Vec<Change>, &mut Learned),
    ) -> rusqlite::Result<()> {
        let (subject, entry) = (compared.subject, compared.entry);
        let any = entry
            .columns
            .iter()
            .filter_map(|column| subject.of_column(column));
        if !any.chain([subject.of]).any(wanted) {
            return Ok(());
        }
        for (holds, kind, key) in compared.learned()? {
            learned.list(subject.of, holds, kind, key);
        }
        for key in compared.keys(db)? {
            let both = compared.row(db, &key)?;
            let found = compared.differences(&both);
            if found.is_empty() {
                continue;
            }
            learned.row(subject, &found);
            let names = names(db, subject, &key)?;
            let owners: Vec<RowKey> = subject
                .owners
                .iter()
                .map(|owner| owner.of(db, &key))
                .collect::<rusqlite::Result<_>>()?;
            let [before, after] = [both[0].values.as_ref(), both[1].values.as_ref()];
            for one in found {
                let Kind::Change(kind) = one.kind else {
                    continue;
                };
                if !wanted(one.of) {
                    continue;
                }
                let mut names = names.clone();
                let (column, values, cell) = match one.column {
                    None => {
                        // A value of somebody who came or left.
                        if let Some((_, _, sql)) = subject.numbers.first() {
                            let held = [before, after].into_iter().flatten().next();
                            (names.item_id, names.item) = numbered(db, subject, sql, held)?;
                        }
                        (None, [None, None], GONE)
                    }
                    Some(column) => {
                        let (name, values) = shown(db, subject, column, [before, after])?;
                        (Some(name), values, column)
                    }
                };
                let mut cells = vec![(subject.table, cell, &key)];
                // A value of a row that stayed is written alone.
                if column.is_none() || !subject.numbers.is_empty() {
                    cells.push((subject.table, ROW, &key));
                }
                if column.is_none() {
                    for (owner, key) in subject.owners.iter().zip(&owners) {
                        cells.extend([(owner.table, ROW, key), (owner.table, GONE, key)]);
                    }
                }
                let ended = match (column, kind) {
                    (None, ChangeKind::Removed) => self.ended(db, compared, &key, &owners)?,
                    _ => None,
                };
                // Readings in between may not have had the value.
                let is_reported = |column: &&str| {
                    !entry.optional.contains(column) && !may_be_never(column) && cells.len() == 1
                };
                let own = column.is_some().then_some(cell).filter(is_reported);
                let own = own.and_then(|cell| {
                    let writes = self.writes((subject.table, cell, &key))?;
                    Some(writes.of(both[1].values.as_ref()?.get(cell)?))
                });
                let writer = ended
                    .or(own.map(|own| own.number))
                    .or_else(|| self.last(&cells))
                    .and_then(|number| self.writers.get(&number));
                let unknown_since = own.and_then(|own| own.unknown_since);
                let unknown_since = unknown_since.and_then(|number| self.writers.get(&number));
                let [before, after] = values;
                changes.push(Change {
                    of: one.of,
                    kind,
                    id: names.id,
                    name: names.name,
                    item_id: names.item_id,
                    item: names.item,
                    app_id: names.app_id,
                    app: names.app,
                    column,
                    before,
                    after,
                    at: writer.and_then(|writer| writer.at),
                    sync: writer.map_or(0, |writer| writer.sync),
                    unknown_since: unknown_since.map(|writer| writer.sync),
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

/// Who wrote: the time, the sync and the run.
struct WrittenBy {
    at: Option<Timestamp>,
    sync: i64,
    run: Option<String>,
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
