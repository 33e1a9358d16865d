//! Starts a sync, or resumes an interrupted one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::{Outcome, Stage, SyncOptions};
use crate::store::{During, Mirror, StoreError};

/// The state at the start of a sync.
#[derive(Debug, Clone)]
pub(super) struct Started {
    pub(super) sync: i64,
    pub(super) resumed: bool,
    /// The parts that an earlier sync read, so that differences are recorded.
    pub(super) recorded: BTreeSet<Stage>,
    /// Whether the last finished sync found that the people's list and their count differ.
    pub(super) inexact: bool,
    /// When the last sync began, in seconds since 1970, if it is enough to read what changed since then.
    pub(super) since: Option<i64>,
    /// When the last sync of API tokens began, in seconds since 1970, if it is enough to read what changed since then.
    pub(super) tokens_since: Option<i64>,
    pub(super) stages: BTreeMap<Stage, Saved>,
}

/// A stage as it was saved.
#[derive(Debug, Clone, Default)]
pub(super) struct Saved {
    pub(super) outcome: Option<Outcome>,
    /// Whether its list was read to its end.
    pub(super) walked: bool,
    pub(super) cursor: Option<String>,
    pub(super) rows: u64,
    pub(super) total: Option<u64>,
    pub(super) note: Option<String>,
    /// When it ended, in seconds since 1970. Where an interrupted sync read a part of it, when that sync began: the first
    /// pages are as old as that.
    pub(super) ended_at: Option<i64>,
    /// When the interrupted sync began that read a part of it, in seconds since 1970.
    pub(super) begun_at: Option<i64>,
}

impl Started {
    pub(super) fn stage(&self, stage: Stage) -> Saved {
        self.stages.get(&stage).cloned().unwrap_or_default()
    }

    /// Whether the people were read by an interrupted sync that read only those who may have changed.
    pub(super) fn changes_only(&self) -> bool {
        self.stage(Stage::Users).cursor.as_deref() == Some(CHANGES_ONLY)
    }
}

/// What stands for a cursor where only people who may have changed were read.
pub(super) const CHANGES_ONLY: &str = "changes only";

/// When the last sync of people and groups began, if what it read is complete and the last whole list is not too old. Syncs
/// of other parts since then change nothing: events are read from that time on.
fn since(db: &Connection, options: &SyncOptions, sync: i64) -> rusqlite::Result<Option<i64>> {
    if options.full || options.fresh || options.accept_gone {
        return Ok(None);
    }
    let every = i64::try_from(options.full_every.as_secs()).unwrap_or(i64::MAX);
    let since: Option<Option<i64>> = db
        .query_row(
            "SELECT iif((SELECT count(*) FROM mirror_stage g WHERE g.sync_no = s.no AND g.state = 'complete' \
               AND g.stage IN ('users', 'groups', iif(?3, 'policies', NULL))) = 2 + ?3 \
             AND EXISTS (SELECT 1 FROM mirror_stage g JOIN mirror_sync f ON f.no = g.sync_no \
               WHERE g.stage = 'users' AND g.state = 'complete' AND g.cursor IS NULL AND f.no <= s.no \
               AND f.finished_at IS NOT NULL AND f.started_at > ?2), s.started_at, NULL) \
             FROM mirror_sync s WHERE s.no < ?1 AND s.finished_at IS NOT NULL AND EXISTS (SELECT 1 FROM mirror_stage g \
               WHERE g.sync_no = s.no AND g.stage IN ('users', 'groups')) ORDER BY s.no DESC LIMIT 1",
            params![sync, options.now().saturating_sub(every), options.reads(Stage::Policies)],
            |row| row.get(0),
        )
        .optional()?;
    Ok(since.flatten())
}

/// How old the last reading of all API tokens may be.
const ALL_TOKENS_EVERY_S: i64 = 86_400;

/// When the last sync that read the API tokens began, if it read them to the end and the last reading of all of them is
/// not too old. Without the people, the state of the tokens' owners is unknown.
fn tokens_since(
    db: &Connection,
    options: &SyncOptions,
    sync: i64,
) -> rusqlite::Result<Option<i64>> {
    if options.full || options.fresh || options.accept_gone || !options.reads(Stage::Users) {
        return Ok(None);
    }
    db.query_row(
        "SELECT s.started_at FROM mirror_stage g JOIN mirror_sync s ON s.no = g.sync_no \
         WHERE g.stage = ?1 AND g.state = 'complete' AND s.no < ?2 AND s.finished_at IS NOT NULL AND EXISTS ( \
           SELECT 1 FROM mirror_stage w JOIN mirror_sync f ON f.no = w.sync_no WHERE w.stage = ?1 AND w.state = 'complete' \
             AND w.cursor IS NULL AND f.no <= s.no AND f.finished_at IS NOT NULL AND f.started_at > ?3) \
         ORDER BY s.no DESC LIMIT 1",
        params![Stage::Tokens.as_str(), sync, options.now().saturating_sub(ALL_TOKENS_EVERY_S)],
        |row| row.get(0),
    )
    .optional()
}

/// The name of the state of a stage whose list was read to the end.
pub(super) const WALKED: &str = "walked";

pub(super) fn start(mirror: &mut Mirror, options: &SyncOptions) -> Result<Started, StoreError> {
    let doing = "start a sync";
    let now = options.now();
    let change = mirror.change().during(doing)?;
    let newest: Option<(i64, String, i64)> = change
        .query_row(
            "SELECT no, state, touched_at FROM mirror_sync ORDER BY no DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
        .during(doing)?;
    let within = i64::try_from(options.resume_within.as_secs()).unwrap_or(i64::MAX);
    let mut unfinished = newest
        .filter(|(_, state, _)| state == "running")
        .filter(|(_, _, touched)| !options.fresh && now.saturating_sub(*touched) <= within);
    if let (true, Some((sync, ..))) = (options.accept_gone, &unfinished) {
        // What it did not believe it does not judge again.
        let doubted = stages(&change, *sync).during(doing)?;
        let doubted = doubted
            .values()
            .any(|saved| saved.outcome == Some(Outcome::Doubted));
        unfinished = unfinished.filter(|_| !doubted);
    }
    if let (false, Some((sync, ..))) = (options.reads(Stage::Users), &unfinished) {
        // Half a list of people would be taken for the whole.
        let begun = stages(&change, *sync).during(doing)?;
        let begun = begun
            .get(&Stage::Users)
            .is_some_and(|saved| saved.outcome.is_none());
        unfinished = unfinished.filter(|_| !begun);
    }
    if let Some((sync, ..)) = unfinished {
        // To read who changed costs little, and what was read of it before the cut is as old as that. Only a whole list of
        // people is worth to go on with.
        let begun = stages(&change, sync).during(doing)?;
        let is_whole = begun.get(&Stage::Users).is_some_and(|saved| {
            saved.cursor.as_deref() != Some(CHANGES_ONLY)
                && (saved.rows > 0 || saved.outcome.is_some())
        });
        let may_read_changes = since(&change, options, sync).during(doing)?.is_some();
        unfinished = unfinished.filter(|_| is_whole || !may_read_changes);
    }
    let (sync, resumed) = match unfinished {
        Some((sync, _, _)) => (sync, true),
        None => {
            change
                .execute(
                    "UPDATE mirror_sync SET state = 'abandoned' WHERE state = 'running'",
                    [],
                )
                .during(doing)?;
            change
                .execute(
                    "INSERT INTO mirror_sync (state, started_at, touched_at) VALUES ('running', ?1, ?1)",
                    [now],
                )
                .during(doing)?;
            (change.last_insert_rowid(), false)
        }
    };
    let recorded = recorded(&change, sync).during(doing)?;
    let inexact = change
        .query_row(
            "SELECT g.state = 'inexact' FROM mirror_sync s JOIN mirror_stage g ON g.sync_no = s.no \
             WHERE s.no < ?1 AND s.finished_at IS NOT NULL AND g.stage = 'users' ORDER BY s.no DESC LIMIT 1",
            [sync],
            |row| row.get(0),
        )
        .optional()
        .during(doing)?
        .unwrap_or_default();
    let since = since(&change, options, sync).during(doing)?;
    let tokens_since = tokens_since(&change, options, sync).during(doing)?;
    let mut stages = stages(&change, sync).during(doing)?;
    if resumed {
        let began: i64 = change
            .query_row(
                "SELECT started_at FROM mirror_sync WHERE no = ?1",
                [sync],
                |row| row.get(0),
            )
            .during(doing)?;
        let begun =
            |saved: &&mut Saved| saved.outcome.is_none() && (saved.rows > 0 || saved.walked);
        for saved in stages.values_mut().filter(begun) {
            saved.begun_at = Some(began);
        }
    }
    change.commit().during(doing)?;
    Ok(Started {
        sync,
        resumed,
        recorded,
        inexact,
        since,
        tokens_since,
        stages,
    })
}

/// The parts that were read by a sync that finished before this one.
fn recorded(db: &Connection, sync: i64) -> rusqlite::Result<BTreeSet<Stage>> {
    let mut read = db.prepare(
        "SELECT DISTINCT t.stage FROM mirror_stage t JOIN mirror_sync s ON s.no = t.sync_no \
         WHERE s.no < ?1 AND s.finished_at IS NOT NULL AND t.state IN ('complete', 'inexact', 'doubted')",
    )?;
    let names = read.query_map([sync], |row| row.get::<_, String>(0))?;
    let mut recorded = BTreeSet::new();
    for name in names {
        recorded.extend(Stage::of(&name?));
    }
    Ok(recorded)
}

fn stages(db: &Connection, sync: i64) -> rusqlite::Result<BTreeMap<Stage, Saved>> {
    let mut read = db.prepare(
        "SELECT stage, state, cursor, seen_rows, total, note, ended_at FROM mirror_stage WHERE sync_no = ?1",
    )?;
    let mut rows = read.query(params![sync])?;
    let mut stages = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(1)?;
        let Some(stage) = Stage::of(&row.get::<_, String>(0)?) else {
            continue;
        };
        let saved = Saved {
            outcome: Outcome::of(&state),
            walked: state == WALKED,
            cursor: row.get(2)?,
            rows: row.get::<_, i64>(3)?.unsigned_abs(),
            total: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
            note: row.get(5)?,
            ended_at: row.get(6)?,
            begun_at: None,
        };
        stages.insert(stage, saved);
    }
    Ok(stages)
}
