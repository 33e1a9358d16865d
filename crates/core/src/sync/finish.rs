//! Finishes stages and the sync.

use std::collections::BTreeMap;

use atlctl_api::CUT_NAME;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::changed_people::changed_people;
use super::losses::Loss;
use super::parts::part;
use super::person_lists::PersonList;
use super::readded::readded;
use super::record_changes::Log;
use super::resources::{GROUPS, Table};
use super::start::{Saved, WALKED};
use super::{
    Outcome, Stage, StageReport, SyncOptions, SyncReport, Unreported, emptied_lists,
    outdated_roles, policies, token_rows, user_role_rows,
};
use crate::store::{NOBODY_IS_ADMIN, mark_snapshot};

/// The outcome of a stage that may have losses.
struct Verdict {
    /// Whether the user accepts losses (`--accept-gone`).
    accepted: bool,
    outcome: Outcome,
    notes: Vec<String>,
}

impl Verdict {
    fn new(options: &SyncOptions, outcome: Outcome, note: Option<String>) -> Self {
        Self {
            accepted: options.accept_gone,
            outcome,
            notes: note.into_iter().collect(),
        }
    }

    /// Whether a loss is accepted; otherwise the stage is doubted, with this note.
    fn believes(&mut self, loss: Loss, missing: &str, consequence: &str) -> bool {
        if self.accepted || loss.is_believable() {
            return true;
        }
        let Loss { lost, known } = loss;
        self.outcome = Outcome::Doubted;
        self.notes
            .push(format!("{lost} of {known} {missing}; {consequence}"));
        false
    }

    fn end(self) -> (Outcome, Option<String>) {
        let note = (!self.notes.is_empty()).then(|| self.notes.join("; "));
        (self.outcome, note)
    }
}

/// Finishes a stage that read this many rows, and returns its state. Only a complete stage shows who is
/// gone.
pub(super) fn end_stage(
    db: &Connection,
    log: &Log,
    options: &SyncOptions,
    (stage, rows): (Stage, u64),
    outcome: Outcome,
    note: Option<String>,
) -> rusqlite::Result<(Outcome, Option<String>)> {
    let mut verdict = Verdict::new(options, outcome, note);
    let complete = outcome == Outcome::Complete;
    match stage {
        // Groups that only people's entries name are seen through them: wait for both.
        // An event never goes away.
        Stage::Org | Stage::Groups | Stage::Events => {}
        Stage::Users => {
            if complete && log.whole {
                let loss = Loss::unseen(db, "mirror_user", log.sync)?;
                if verdict.believes(loss, "people are missing", "nobody was marked gone") {
                    log.mark_gone(db, "mirror_user", "user", "account_id")?;
                }
            }
            for list in PersonList::ALL {
                let (missing, consequence) = match list {
                    PersonList::Groups => (
                        "people who were in groups are now in none",
                        "they were left in their groups",
                    ),
                    PersonList::Apps => (
                        "people who had apps now have none",
                        "they were left with their apps",
                    ),
                    PersonList::Roles => (
                        "people who had roles now have none",
                        "they were left with their roles",
                    ),
                };
                if verdict.believes(emptied_lists::lists(db, list)?, missing, consequence) {
                    emptied_lists::believe_lists(db, log, list)?;
                }
            }
        }
        Stage::Policies => {
            let (missing, consequence) = (
                "accounts that had a policy now have none",
                "they were left in their policies",
            );
            if verdict.believes(emptied_lists::policies(db)?, missing, consequence) {
                emptied_lists::believe_policies(db, log)?;
            }
            let (missing, consequence) = (
                "accounts that have a policy are no longer managed",
                "they were left in their policies",
            );
            if complete && verdict.believes(policies::unmanaged(db)?, missing, consequence) {
                policies::forget_unmanaged(db)?;
            }
        }
        Stage::UserRoles => {
            let (missing, consequence) = (
                "people who had roles in apps now have none",
                "they were left with their roles",
            );
            if verdict.believes(emptied_lists::grants(db, log.sync)?, missing, consequence) {
                user_role_rows::believe(db, log, &emptied_lists::held_grants(db)?)?;
            }
        }
        _ => {
            if let Some(part) = part(stage)
                && complete
                && (log.whole || stage != Stage::Tokens)
                && !(part.old_has_none && rows == 0)
            {
                let loss = Loss::unseen(db, part.table.name, log.sync)?;
                let few = part.may_empty && loss.is_few();
                verdict.accepted |= few;
                let missing = format!("{} are missing", part.plural);
                if verdict.believes(loss, &missing, "nothing was marked gone") {
                    log.mark_gone(db, part.table.name, part.table.thing, "id")?;
                }
            }
            if stage == Stage::GroupRoles {
                outdated_roles::outdate_members(db, log.sync)?;
            }
        }
    }
    Ok(verdict.end())
}

/// Marks what a complete list did not hold as gone, unless it is too much to be believed.
fn gone(
    db: &Connection,
    log: &Log,
    table: &Table,
    plural: &str,
    verdict: &mut Verdict,
) -> rusqlite::Result<()> {
    let loss = Loss::unseen(db, table.name, log.sync)?;
    let missing = format!("{plural} are missing");
    if verdict.believes(loss, &missing, "nothing was marked gone") {
        log.mark_gone(db, table.name, table.thing, "id")?;
    }
    Ok(())
}

/// Saves the state of the stages.
pub(super) fn save(
    db: &Connection,
    sync: i64,
    now: i64,
    stages: &BTreeMap<Stage, Saved>,
) -> rusqlite::Result<()> {
    let mut write = db.prepare_cached(
        "INSERT INTO mirror_stage (sync_no, stage, state, cursor, seen_rows, total, note, ended_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE \
         SET state = excluded.state, cursor = excluded.cursor, seen_rows = excluded.seen_rows, \
             total = excluded.total, note = excluded.note, ended_at = excluded.ended_at",
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
            saved.note,
            saved.ended_at
        ])?;
    }
    db.prepare_cached("UPDATE mirror_sync SET touched_at = ?2 WHERE no = ?1")?
        .execute([sync, now])
        .map(drop)
}

/// Ends the sync and makes its report.
pub(super) fn finish(
    db: &Connection,
    log: &Log,
    options: &SyncOptions,
    resumed: bool,
    stages: &mut BTreeMap<Stage, Saved>,
) -> rusqlite::Result<SyncReport> {
    token_rows::follow_owners(db, log)?;
    let complete = |stages: &BTreeMap<Stage, Saved>, stage: Stage| {
        stages.get(&stage).and_then(|saved| saved.outcome) == Some(Outcome::Complete)
    };
    let both = complete(stages, Stage::Groups) && complete(stages, Stage::Users);
    if let (true, Some(saved)) = (both, stages.get_mut(&Stage::Groups)) {
        let mut verdict = Verdict::new(options, Outcome::Complete, saved.note.take());
        gone(db, log, &GROUPS, "groups", &mut verdict)?;
        let (outcome, note) = verdict.end();
        saved.outcome = Some(outcome);
        saved.note = note;
    }
    let stages = &*stages;
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
    let complete = reports.iter().all(|report| {
        let optional = report.stage.is_optional()
            && !matches!(report.outcome, Outcome::Doubted | Outcome::Failed);
        report.outcome == Outcome::Complete || optional
    });
    let notes: Vec<String> = reports
        .iter()
        .filter_map(|report| Some(format!("{}: {}", report.stage, report.note.as_deref()?)))
        .collect();
    let (last_sync, since): (i64, i64) = db
        .query_row(
            "SELECT no, coalesce(last_change, 0) FROM mirror_sync WHERE no < ?1 AND finished_at IS NOT NULL \
             ORDER BY no DESC LIMIT 1",
            [log.sync],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?
        .unwrap_or_default();
    db.execute(
        "UPDATE mirror_sync SET state = ?2, finished_at = ?3, touched_at = ?3, note = ?4, \
         last_change = (SELECT coalesce(max(c.no), 0) FROM mirror_change c) WHERE no = ?1",
        params![
            log.sync,
            if complete { "complete" } else { "partial" },
            log.at,
            (!notes.is_empty()).then(|| notes.join("; "))
        ],
    )?;
    let read: Vec<&str> = reports
        .iter()
        .filter(|report| report.outcome.is_read())
        // That the original user management has none of them is not known.
        .filter(|report| {
            report.rows > 0 || part(report.stage).is_none_or(|part| !part.old_has_none)
        })
        .map(|report| report.stage.as_str())
        .collect();
    mark_snapshot(db, log.sync, &read)?;
    let users = |kind: &str| -> rusqlite::Result<u64> {
        let sql = "SELECT count(DISTINCT id) FROM mirror_change \
                   WHERE no > ?1 AND thing = 'user' AND run IS NULL AND kind = ?2";
        db.query_row(sql, params![since, kind], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
    };
    let changes = changed_people(db, last_sync, since)?;
    Ok(SyncReport {
        sync: log.sync,
        resumed,
        complete,
        appeared: if log.record {
            users("appeared")?
        } else {
            stages.get(&Stage::Users).map_or(0, |saved| saved.rows)
        },
        changed: changes.by_others,
        changed_by_runs: changes.by_runs,
        people_changed_by_runs: changes.people_by_runs,
        gone: users("gone")?,
        returned: users("returned")?,
        readded: readded(db, log.sync)?,
        cut_names: cut_names(db)?,
        short_groups: if both { short_groups(db, log.sync)? } else { 0 },
        without_account: 0,
        nobody_is_admin: both && nobody_is_admin(db)?,
        unreported: unreported(db, log.sync)?,
        stages: reports,
    })
}

/// People and groups whose names were cut when they were read.
fn cut_names(db: &Connection) -> rusqlite::Result<u64> {
    let cut = CUT_NAME + 1;
    db.query_row(
        &format!(
            "SELECT (SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL AND length(name) = {cut} AND name LIKE '%…') \
             + (SELECT count(*) FROM mirror_group WHERE gone_sync IS NULL AND length(name) = {cut} AND name LIKE '%…')"
        ),
        [],
        |row| row.get::<_, i64>(0),
    )
    .map(i64::unsigned_abs)
}

/// Groups with fewer listed members than the service counts.
fn short_groups(db: &Connection, sync: i64) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM mirror_group g WHERE g.seen = ?1 AND g.users > \
               (SELECT count(*) FROM mirror_membership m WHERE m.group_no = g.no)";
    db.query_row(sql, [sync], |row| row.get::<_, i64>(0))
        .map(i64::unsigned_abs)
}

/// Whether roles are known of people, and none of them is an organization admin.
fn nobody_is_admin(db: &Connection) -> rusqlite::Result<bool> {
    let sql = format!(
        "SELECT {NOBODY_IS_ADMIN} AND EXISTS (SELECT 1 FROM mirror_user WHERE roles_known AND gone_sync IS NULL)"
    );
    db.query_row(&sql, [], |row| row.get(0))
}

/// Data that the service did not report for the people of this sync.
fn unreported(db: &Connection, sync: i64) -> rusqlite::Result<Unreported> {
    let sql = "SELECT count(*), count(*) FILTER (WHERE NOT groups_known), count(*) FILTER (WHERE NOT apps_known), \
               count(*) FILTER (WHERE NOT roles_known) FROM mirror_user WHERE seen = ?1";
    db.query_row(sql, [sync], |row| {
        let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
        Ok(Unreported {
            people: count(0)?,
            groups: count(1)?,
            apps: count(2)?,
            roles: count(3)?,
        })
    })
}
