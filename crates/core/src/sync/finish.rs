//! The end of stages and of the whole.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::begin::{Saved, WALKED};
use super::changes::Log;
use super::policies::forget_unmanaged;
use super::things::{DIRECTORIES, DOMAINS, GROUPS, WORKSPACES};
use super::{Outcome, Stage, StageReport, SyncReport};

/// What follows from the end of a stage. Only a complete one tells who is gone.
pub(super) fn end_stage(
    db: &Connection,
    log: &Log,
    stage: Stage,
    outcome: Outcome,
) -> rusqlite::Result<()> {
    if outcome != Outcome::Complete {
        return Ok(());
    }
    match stage {
        Stage::Org => Ok(()),
        Stage::Directories => log.mark_gone(db, DIRECTORIES.name, DIRECTORIES.thing, "id"),
        Stage::Domains => log.mark_gone(db, DOMAINS.name, DOMAINS.thing, "id"),
        Stage::Workspaces => log.mark_gone(db, WORKSPACES.name, WORKSPACES.thing, "id"),
        // Groups that only people's entries name are seen through them: wait for both.
        Stage::Groups => Ok(()),
        Stage::Users => log.mark_gone(db, "mirror_user", "user", "account_id"),
        Stage::Policies => forget_unmanaged(db),
    }
}

/// Saves where the stages stand.
pub(super) fn save(
    db: &Connection,
    sync: i64,
    now: i64,
    stages: &BTreeMap<Stage, Saved>,
) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached(
        "INSERT INTO mirror_stage (sync_no, stage, state, cursor, seen_rows, total, note) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE \
         SET state = excluded.state, cursor = excluded.cursor, seen_rows = excluded.seen_rows, \
             total = excluded.total, note = excluded.note",
    )?;
    for (stage, saved) in stages {
        let state = match saved.outcome {
            Some(outcome) => outcome.as_str(),
            None if saved.walked => WALKED,
            None => "running",
        };
        write.execute(params![
            sync,
            stage.as_str(),
            state,
            saved.cursor,
            i64::try_from(saved.rows).unwrap_or(i64::MAX),
            saved.total.and_then(|total| i64::try_from(total).ok()),
            saved.note
        ])?;
    }
    db.prepare_cached("UPDATE mirror_sync SET touched_at = ?2 WHERE no = ?1")?
        .execute([sync, now])
        .map(drop)
}

/// Ends the sync and says what came of it.
pub(super) fn finish(
    db: &Connection,
    log: &Log,
    resumed: bool,
    stages: &BTreeMap<Stage, Saved>,
) -> rusqlite::Result<SyncReport> {
    let ended = |stage: Stage| stages.get(&stage).and_then(|saved| saved.outcome);
    let whole = Some(Outcome::Complete);
    if ended(Stage::Groups) == whole && ended(Stage::Users) == whole {
        log.mark_gone(db, GROUPS.name, GROUPS.thing, "id")?;
    }
    let reports: Vec<StageReport> = stages
        .iter()
        .filter_map(|(stage, saved)| {
            Some(StageReport {
                stage: *stage,
                outcome: saved.outcome?,
                rows: saved.rows,
                note: saved.note.clone(),
            })
        })
        .collect();
    let complete = reports
        .iter()
        .all(|report| report.outcome == Outcome::Complete);
    let notes: Vec<String> = reports
        .iter()
        .filter_map(|report| Some(format!("{}: {}", report.stage, report.note.as_deref()?)))
        .collect();
    db.execute(
        "UPDATE mirror_sync SET state = ?2, finished_at = ?3, touched_at = ?3, note = ?4 WHERE no = ?1",
        params![
            log.sync,
            if complete { "complete" } else { "partial" },
            log.at,
            (!notes.is_empty()).then(|| notes.join("; "))
        ],
    )?;
    let count = |sql: &str| -> rusqlite::Result<u64> {
        db.query_row(sql, [log.sync], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
    };
    let users = |kind: &str| {
        format!(
            "SELECT count(DISTINCT id) FROM mirror_change \
             WHERE sync_no = ?1 AND thing = 'user' AND kind = '{kind}'"
        )
    };
    Ok(SyncReport {
        sync: log.sync,
        resumed,
        complete,
        appeared: if log.record {
            count(&users("appeared"))?
        } else {
            stages.get(&Stage::Users).map_or(0, |saved| saved.rows)
        },
        changed: count(&users("changed"))?,
        gone: count(&users("gone"))?,
        short_groups: if ended(Stage::Groups) == whole && ended(Stage::Users) == whole {
            count(
                "SELECT count(*) FROM mirror_group g WHERE g.seen = ?1 AND g.users > \
                 (SELECT count(*) FROM mirror_membership m WHERE m.group_no = g.no)",
            )?
        } else {
            0
        },
        stages: reports,
    })
}
