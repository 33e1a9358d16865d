//! How many people changed since the last sync, apart by whose act it was: as the differences between the two syncs say.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::RunChanges;
use crate::history::people_acts;
use crate::store::APPS;

/// People who changed.
#[derive(Debug, Clone, Default)]
pub(super) struct ChangedPeople {
    /// Those of whom somebody else changed something.
    pub(super) by_others: u64,
    /// The runs that changed people.
    pub(super) by_runs: Vec<RunChanges>,
    /// The people whom runs changed.
    pub(super) people_by_runs: u64,
}

/// The people who changed since the last sync: `since` is the last change that was recorded by its end.
pub(super) fn changed_people(
    db: &Connection,
    last_sync: i64,
    since: i64,
) -> rusqlite::Result<ChangedPeople> {
    if !runs_wrote(db, last_sync)? {
        // All of it was others'.
        return Ok(ChangedPeople {
            by_others: count_found(db, since)?,
            ..ChangedPeople::default()
        });
    }
    let mut by_run = recorded_by_runs(db, since)?;
    let found = found_changed(db, since)?;
    let acts = people_acts(db, last_sync)?.unwrap_or_default();
    let mut known =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror_user WHERE account_id = ?1)")?;
    for (id, act) in &acts {
        if !act.runs.is_empty() && known.query_row([id], |row| row.get::<_, bool>(0))? {
            for run in &act.runs {
                by_run.entry(run.clone()).or_default().insert(id.clone());
            }
        }
    }
    let people: BTreeSet<&String> = by_run.values().flatten().collect();
    let is_of_others = |(id, apps_alone): &(&String, &bool)| match acts.get(*id) {
        Some(act) => act.others,
        // All is as it was: apps that a run ended and gave again are found where the mirror could not know it.
        None => !(**apps_alone && people.contains(id)),
    };
    Ok(ChangedPeople {
        by_others: found.iter().filter(is_of_others).count() as u64,
        people_by_runs: people.len() as u64,
        by_runs: by_run
            .into_iter()
            .map(|(run, people)| RunChanges {
                run,
                people: people.len() as u64,
            })
            .collect(),
    })
}

/// Whether a run wrote since the end of that sync.
fn runs_wrote(db: &Connection, last_sync: i64) -> rusqlite::Result<bool> {
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM mirror_writer WHERE run <> '' AND sync_no >= ?1)",
        [last_sync],
        |row| row.get(0),
    )
}

/// What syncs recorded of people who changed since a change.
const FOUND: &str =
    "FROM mirror_change WHERE no > ?1 AND thing = 'user' AND run IS NULL AND kind = 'changed'";

fn count_found(db: &Connection, since: i64) -> rusqlite::Result<u64> {
    let sql = format!("SELECT count(DISTINCT id) {FOUND}");
    db.query_row(&sql, [since], |row| row.get::<_, i64>(0))
        .map(i64::unsigned_abs)
}

/// The people of whom runs recorded a change since then, by run.
fn recorded_by_runs(
    db: &Connection,
    since: i64,
) -> rusqlite::Result<BTreeMap<String, BTreeSet<String>>> {
    let mut by_run: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut read = db.prepare_cached(
        "SELECT run, id FROM mirror_change WHERE no > ?1 AND run IS NOT NULL AND thing = 'user'",
    )?;
    let mut rows = read.query([since])?;
    while let Some(row) = rows.next()? {
        by_run.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(by_run)
}

/// The people whom syncs found changed since then, and whether of their apps alone.
fn found_changed(db: &Connection, since: i64) -> rusqlite::Result<BTreeMap<String, bool>> {
    let mut found: BTreeMap<String, bool> = BTreeMap::new();
    let mut read = db.prepare_cached(&format!("SELECT id, detail {FOUND}"))?;
    let mut rows = read.query([since])?;
    while let Some(row) = rows.next()? {
        let detail: Option<String> = row.get(1)?;
        let alone = detail.is_some_and(|detail| is_of_apps_alone(&detail));
        *found.entry(row.get(0)?).or_insert(true) &= alone;
    }
    Ok(found)
}

fn is_of_apps_alone(detail: &str) -> bool {
    let detail: Map<String, Value> = serde_json::from_str(detail).unwrap_or_default();
    let of_apps = |name: &String| [APPS, "product_keys", "resources"].contains(&name.as_str());
    detail.contains_key(APPS) && detail.keys().all(of_apps)
}
