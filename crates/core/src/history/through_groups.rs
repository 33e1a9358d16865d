//! Names the groups through which people got or lost apps, and so who gave or took them.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::actors::Log;
use super::change::{Change, ChangeKind, Logged};
use super::logged_actions::{GIVEN, INTO_GROUP, OUT_OF_GROUP, TAKEN, is_one_of};
use crate::change::opens;
use crate::store::{GroupName, was_read};

/// A group that opens an app to its members.
struct Giving {
    group: GroupName,
    /// The sync that no longer found the role.
    gone: Option<i64>,
}

/// Adds the groups that give an app to changes of apps, and whose act it was. Groups' roles are those of now; members of
/// now tell only where the later moment is the present.
pub(super) fn name_groups(
    db: &Connection,
    changes: &mut [Change],
    since: i64,
    until_now: bool,
) -> rusqlite::Result<()> {
    let Some(giving) = giving(db)? else {
        return Ok(());
    };
    let mut log = Log::read(db)?;
    let moves = moves(changes);
    let of_apps = changes
        .iter_mut()
        .filter(|change| change.of == "apps" && change.kind != ChangeKind::Changed);
    for change in of_apps {
        let app = change.item_id.as_deref().unwrap_or_default();
        let groups = giving.get(app).map_or(&[][..], Vec::as_slice);
        if by_moves(change, groups, &moves) || !until_now {
            continue;
        }
        // The person's groups are as they were at the first moment: a group was given the role or lost it, or the person
        // was in the group before the mirror had the app.
        let known = knows_groups(db, &change.id)?;
        let mut through = Vec::new();
        for one in groups {
            let fits = match change.kind {
                ChangeKind::Added => one.gone.is_none(),
                _ => one.gone.is_some_and(|gone| gone > since),
            };
            if fits && is_member(db, &change.id, &one.group.id)? {
                through.push(one.group.clone());
            }
        }
        if let Some(log) = log.as_mut() {
            by_groups(log, change, &through)?;
        }
        if known || !through.is_empty() {
            change.through = Some(through);
        }
    }
    Ok(())
}

/// The changes of memberships, by account and group.
type Moves = HashMap<(String, String), (ChangeKind, Logged, Option<String>)>;

fn moves(changes: &[Change]) -> Moves {
    changes
        .iter()
        .filter(|change| change.of == "memberships")
        .filter_map(|change| {
            let key = (change.id.clone(), change.item_id.clone()?);
            Some((
                key,
                (change.kind, change.logged.clone(), change.run.clone()),
            ))
        })
        .collect()
}

/// Whether the person got into or out of groups that give the app; then these are the reason, and whose act that was is
/// whose act this is.
fn by_moves(change: &mut Change, groups: &[Giving], moves: &Moves) -> bool {
    let mut through = Vec::new();
    let mut said: Option<Logged> = None;
    for one in groups {
        let key = (change.id.clone(), one.group.id.clone());
        let Some((_, logged, run)) = moves.get(&key).filter(|(kind, ..)| *kind == change.kind)
        else {
            continue;
        };
        if change.kind == ChangeKind::Added && one.gone.is_some_and(|gone| gone <= change.sync) {
            continue;
        }
        through.push(one.group.clone());
        if !matches!(said, Some(Logged::Event(_))) {
            said = Some(logged.clone());
        }
        if change.run.is_none() {
            change.run.clone_from(run);
        }
    }
    if through.is_empty() {
        return false;
    }
    change.through = Some(through);
    change.logged = match (said, std::mem::take(&mut change.logged)) {
        (Some(event @ Logged::Event(_)), _) | (_, event @ Logged::Event(_)) => event,
        (said, _) => said.unwrap_or_default(),
    };
    true
}

/// Looks for an event that put the person into one of the groups or gave the group its role, or undid that.
fn by_groups(log: &mut Log<'_>, change: &mut Change, groups: &[GroupName]) -> rusqlite::Result<()> {
    let (moved, roles) = match change.kind {
        ChangeKind::Added => (INTO_GROUP, GIVEN),
        _ => (OUT_OF_GROUP, TAKEN),
    };
    for group in groups {
        if matches!(change.logged, Logged::Event(_)) {
            break;
        }
        let (id, name) = (group.id.as_str(), group.name.as_deref());
        let person = (change.id.as_str(), None);
        let mut found = log.find(change, person, Some((id, name)), &|action| {
            is_one_of(action, moved)
        })?;
        if !matches!(found, Logged::Event(_)) {
            found = log.find(change, (id, None), None, &|action| is_one_of(action, roles))?;
        }
        if matches!(found, Logged::Event(_)) {
            change.logged = found;
        }
    }
    Ok(())
}

/// The groups that open each app; `None` when the roles of groups were never read.
fn giving(db: &Connection) -> rusqlite::Result<Option<HashMap<String, Vec<Giving>>>> {
    if !was_read(db, "group-roles")? {
        return Ok(None);
    }
    let mut giving: HashMap<String, Vec<Giving>> = HashMap::new();
    let mut rows = db.prepare_cached(
        "SELECT r.resource, r.role, g.id, g.name, r.gone_sync FROM mirror_group_role r \
         JOIN mirror_group g ON g.id = r.group_id ORDER BY g.name, g.id, r.gone_sync IS NOT NULL",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let role: String = row.get(1)?;
        let groups = giving.entry(row.get(0)?).or_default();
        let group = GroupName {
            id: row.get(2)?,
            name: row.get(3)?,
        };
        // Its role that is still there comes first.
        if opens(&role) && !groups.iter().any(|one| one.group.id == group.id) {
            groups.push(Giving {
                group,
                gone: row.get(4)?,
            });
        }
    }
    Ok(Some(giving))
}

/// Whether the person's groups are known.
fn knows_groups(db: &Connection, account: &str) -> rusqlite::Result<bool> {
    let known: Option<bool> = db
        .prepare_cached(
            "SELECT groups_known IS TRUE FROM mirror_user WHERE account_id = (SELECT ?1)",
        )?
        .query_row([account], |row| row.get(0))
        .optional()?;
    Ok(known == Some(true))
}

fn is_member(db: &Connection, account: &str, group: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM mirror_membership \
         WHERE user_no = (SELECT no FROM mirror_user WHERE account_id = (SELECT ?1)) \
           AND group_no = (SELECT no FROM mirror_group WHERE id = (SELECT ?2)))",
    )?
    .query_row(params![account, group], |row| row.get(0))
}
