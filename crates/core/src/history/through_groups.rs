//! Names the groups through which people got or lost apps, and so who gave or took them.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::actors::Log;
use super::change::{Change, ChangeKind, Logged};
use super::logged_actions::{GIVEN, INTO_GROUP, OUT_OF_GROUP, TAKEN, is_one_of};
use super::row_owner::GONE;
use super::tables_at_moment::{State, current};
use super::value::Values;
use crate::change::opens;
use crate::store::history::{Datum, RowKey, Tracked, recorded};
use crate::store::{GroupName, was_read};

/// The later of two moments.
#[derive(Clone, Copy)]
pub(super) struct Later<'a> {
    pub(super) state: &'a State<'a>,
    /// The sync of its snapshot; `None` for the present.
    pub(super) sync: Option<i64>,
}

/// A group that opens an app to its members.
struct Giving {
    group: GroupName,
    /// The sync that no longer found the role.
    gone: Option<i64>,
}

/// Adds the groups that give an app to changes of apps, and whose act it was. Groups' roles and members are those of the
/// later moment; where it is not known, the roles are those of now, and only changes of memberships tell.
pub(super) fn name_groups(
    db: &Connection,
    changes: &mut [Change],
    since: i64,
    until: Option<Later<'_>>,
) -> rusqlite::Result<()> {
    let Some(giving) = giving(db, until)? else {
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
        if by_moves(change, groups, &moves) {
            continue;
        }
        let Some(until) = until else {
            continue;
        };
        // The person's groups are as they were at the first moment: a group was given the role or lost it, or the person
        // was in the group before the mirror had the app.
        let known = knows_groups(until.state, &change.id)?;
        let mut through = Vec::new();
        for one in groups {
            let fits = match change.kind {
                ChangeKind::Added => one.gone.is_none(),
                _ => one.gone.is_some_and(|gone| gone > since),
            };
            if fits && is_member(until.state, &change.id, &one.group.id)? {
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

/// The groups that open each app; `None` when the roles of groups were not read by then.
fn giving(
    db: &Connection,
    until: Option<Later<'_>>,
) -> rusqlite::Result<Option<HashMap<String, Vec<Giving>>>> {
    let (Some(entry), true) = (Tracked::of(GROUP_ROLES), was_read(db, "group-roles")?) else {
        return Ok(None);
    };
    if let Some(sync) = until.and_then(|until| until.sync) {
        let begins = entry.known_since(&recorded(db)?);
        if begins.is_none_or(|begins| begins > sync) {
            return Ok(None);
        }
    }
    let mut found: Vec<(String, Giving)> = Vec::new();
    let mut rows = db.prepare_cached(
        "SELECT r.resource, r.role, g.id, g.name, r.gone_sync, r.id FROM mirror_group_role r \
         JOIN mirror_group g ON g.id = r.group_id ORDER BY g.name, g.id",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let role: String = row.get(1)?;
        if !opens(&role) {
            continue;
        }
        let mut gone = row.get(4)?;
        if let Some(until) = until {
            let key = [Datum::read(row.get_ref(5)?)].into();
            let Some(then) = at(until.state, entry, &key)? else {
                continue;
            };
            gone = match then.get(GONE) {
                Some(Datum::Integer(sync)) => Some(*sync),
                _ => None,
            };
        }
        let group = GroupName {
            id: row.get(2)?,
            name: row.get(3)?,
        };
        found.push((row.get(0)?, Giving { group, gone }));
    }
    // A role that is still there comes first.
    found.sort_by_key(|(_, one)| one.gone.is_some());
    let mut giving: HashMap<String, Vec<Giving>> = HashMap::new();
    for (app, one) in found {
        let groups = giving.entry(app).or_default();
        if !groups.iter().any(|known| known.group.id == one.group.id) {
            groups.push(one);
        }
    }
    for groups in giving.values_mut() {
        groups.sort_by(|one, other| {
            let order = |one: &Giving| (one.group.name.clone(), one.group.id.clone());
            order(one).cmp(&order(other))
        });
    }
    Ok(Some(giving))
}

const GROUP_ROLES: &str = "mirror_group_role";

/// A row at a moment; `None` when there was none.
fn at(state: &State<'_>, entry: &Tracked, key: &RowKey) -> rusqlite::Result<Option<Values>> {
    let now = current(state.db, entry, key)?;
    Ok(state.row(entry, key, now.as_ref()))
}

/// Whether the person's groups are known.
fn knows_groups(state: &State<'_>, account: &str) -> rusqlite::Result<bool> {
    let of = "SELECT no FROM mirror_user WHERE account_id = ?1";
    let (Some(entry), Some(no)) = (Tracked::of("mirror_user"), number(state.db, of, account)?)
    else {
        return Ok(false);
    };
    let person = at(state, entry, &[no].into())?;
    Ok(person.is_some_and(|row| row.get("groups_known") == Some(&Datum::Integer(1))))
}

fn is_member(state: &State<'_>, account: &str, group: &str) -> rusqlite::Result<bool> {
    let person = "SELECT no FROM mirror_user WHERE account_id = ?1";
    let group_no = "SELECT no FROM mirror_group WHERE id = ?1";
    let (Some(entry), Some(person), Some(group)) = (
        Tracked::of("mirror_membership"),
        number(state.db, person, account)?,
        number(state.db, group_no, group)?,
    ) else {
        return Ok(false);
    };
    Ok(at(state, entry, &[person, group].into())?.is_some())
}

/// The number of the row of a person or group.
fn number(db: &Connection, sql: &str, id: &str) -> rusqlite::Result<Option<Datum>> {
    db.prepare_cached(sql)?
        .query_row([id], |row| Ok(Datum::read(row.get_ref(0)?)))
        .optional()
}
