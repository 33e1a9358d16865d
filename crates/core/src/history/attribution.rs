//! Names whose act changes were: by the audit log, and by the runs that made them before a sync found them.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::actors;
use super::change::{Change, ChangeKind, Logged};
use super::invited::name_invitations;
use super::through_groups::{self, Later};

/// Adds whose act it was, and by which run, to changes that were found between a snapshot and a later moment: each by an
/// event of its own, or by the change that it follows from. What may be such a change has to be among them.
pub(super) fn name_acts(
    db: &Connection,
    changes: &mut [Change],
    since: i64,
    until: Option<Later<'_>>,
) -> rusqlite::Result<()> {
    actors::name_actors(db, changes)?;
    name_runs(db, changes)?;
    with_owner(changes);
    through_groups::name_groups(db, changes, since, until)
}

/// Adds the run to changes of people for which a run has recorded the same change around that time.
fn name_runs(db: &Connection, changes: &mut [Change]) -> rusqlite::Result<()> {
    for change in changes.iter_mut().filter(|change| change.run.is_none()) {
        change.run = run_of(db, change)?;
    }
    name_invitations(db, changes)?;
    // A status says what the membership's says, where nothing else of the account changed.
    let of = |change: &Change| (change.id.clone(), change.sync);
    let same: HashMap<_, _> = changes
        .iter()
        .filter(|change| change.column == Some("membership_status"))
        .filter_map(|change| Some((of(change), (change.run.clone()?, change.after.clone()))))
        .collect();
    let accounts: HashSet<_> = changes
        .iter()
        .filter(|change| change.column == Some("account_status"))
        .map(of)
        .collect();
    for change in changes.iter_mut() {
        if change.of == "people" && change.column == Some("status") && change.run.is_none() {
            let run = same
                .get(&of(change))
                .filter(|(_, after)| *after == change.after);
            change.run = run
                .filter(|_| !accounts.contains(&of(change)))
                .map(|(run, _)| run.clone());
        }
    }
    Ok(())
}

/// The run that recorded the same change of a person around that time, as the last change of that value, or of that entry
/// of a list, by a run: what a later run changed, and somebody else changed back, is not the earlier run's.
fn run_of(db: &Connection, change: &Change) -> rusqlite::Result<Option<String>> {
    let item = || change.item_id.as_deref().unwrap_or_default();
    let column = match (change.of, change.column, change.kind) {
        ("people" | "policies", Some(column), _) => column,
        ("memberships", None, kind) => return run_of_entry(db, change, "group", item(), kind),
        ("roles", None, kind) if change.app_id.is_none() => {
            return run_of_entry(db, change, "role", item(), kind);
        }
        _ => return Ok(None),
    };
    let last: Option<(String, bool)> = db
        .prepare_cached(
            "SELECT c.run, json_extract(c.detail, '$.' || ?2 || '[1]') IS ?3 \
               OR json_extract(c.detail, '$.' || ?2 || '_name[1]') IS ?3 \
             FROM mirror_change c JOIN mirror_sync s ON s.no = ?4 \
             WHERE c.thing = 'user' AND c.id = ?1 AND c.run IS NOT NULL AND c.at <= s.finished_at \
               AND c.sync_no BETWEEN ?4 - 1 AND ?4 AND json_type(c.detail, '$.' || ?2) = 'array' \
             ORDER BY c.no DESC LIMIT 1",
        )?
        .query_row(
            params![change.id, column, change.after, change.sync],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(last.filter(|(_, is_same)| *is_same).map(|(run, _)| run))
}

/// The same of an entry of a list.
fn run_of_entry(
    db: &Connection,
    change: &Change,
    field: &str,
    entry: &str,
    kind: ChangeKind,
) -> rusqlite::Result<Option<String>> {
    let last: Option<(String, bool)> = db
        .prepare_cached(
            "SELECT c.run, json_extract(c.detail, '$.' || ?2 || '[1]') IS ?3 \
             FROM mirror_change c JOIN mirror_sync s ON s.no = ?4 \
             WHERE c.thing = 'user' AND c.id = ?1 AND c.run IS NOT NULL AND c.at <= s.finished_at \
               AND c.sync_no BETWEEN ?4 - 1 AND ?4 AND ?3 IN (json_extract(c.detail, '$.' || ?2 || '[0]'), \
                 json_extract(c.detail, '$.' || ?2 || '[1]')) \
             ORDER BY c.no DESC LIMIT 1",
        )?
        .query_row(params![change.id, field, entry, change.sync], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let added = kind == ChangeKind::Added;
    Ok(last
        .filter(|(_, is_in)| *is_in == added)
        .map(|(run, _)| run))
}

/// By whose act somebody came or left, or a group was deleted.
struct Act {
    logged: Logged,
    run: Option<String>,
    /// The sync that found it, and when.
    found: (i64, Option<Timestamp>),
}

/// What somebody who came got, and what somebody who left or a deleted group lost, was the act by which they came, left or
/// it was deleted, unless the log has an own one.
fn with_owner(changes: &mut [Change]) {
    let owners: HashMap<(&str, String, ChangeKind), Act> = changes
        .iter()
        .filter(|change| match change.of {
            "people" => change.kind != ChangeKind::Changed,
            "groups" => change.kind == ChangeKind::Removed,
            _ => false,
        })
        .map(|change| {
            let owner = (change.of, change.id.clone(), change.kind);
            let act = Act {
                logged: change.logged.clone(),
                run: change.run.clone(),
                found: (change.sync, change.at),
            };
            (owner, act)
        })
        .collect();
    let owned = changes.iter_mut().filter(|change| {
        !matches!(change.of, "people" | "groups") && change.kind != ChangeKind::Changed
    });
    for change in owned {
        let person = owners.get(&("people", change.id.clone(), change.kind));
        let group = match change.of {
            "memberships" => change.item_id.clone(),
            // Of a group.
            _ => Some(change.id.clone()),
        };
        let group = group
            .and_then(|group| owners.get(&("groups", group, change.kind)))
            // What ended before was another act.
            .filter(|act| act.found == (change.sync, change.at));
        let Some(act) = person.or(group) else {
            continue;
        };
        if !matches!(change.logged, Logged::Event(_)) {
            change.logged.clone_from(&act.logged);
        }
        // Whom a run invited may have got more than that from others.
        let is_more = change.kind == ChangeKind::Added && change.of != "policies";
        if change.run.is_none() && !is_more {
            change.run.clone_from(&act.run);
        }
    }
}
