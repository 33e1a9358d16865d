//! Whose act each recent change of a person was: what a sync finds at once may be the acts of several.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::attribution::name_acts;
use super::change::{Change, ChangeKind, Logged};
use super::recent_record::{ChangedValue, RecentChange, beside};
use super::tables_at_moment::State;
use super::through_groups::Later;
use super::value::ChangeValue;

/// Takes apart by whose act it was what was recorded as one change of a person under that number.
pub(super) fn apart(
    db: &Connection,
    account: &str,
    no: i64,
    recent: RecentChange,
) -> rusqlite::Result<Vec<RecentChange>> {
    let own = as_changes(account, &recent);
    let places: Vec<Option<usize>> = own.iter().map(|(place, _)| *place).collect();
    let own = own.into_iter().map(|(_, change)| change);
    let mut changes = Vec::new();
    if recent.run.is_none() {
        // What a sync finds may follow from what else it found, or from what a run made before.
        let beside = beside(db, account, recent.sync, no)?;
        let beside = beside.iter().flat_map(|one| as_changes(account, one));
        changes.extend(beside.map(|(_, change)| change));
    }
    let first = changes.len();
    changes.extend(own);
    let last = changes.len();
    name_things(db, account, &mut changes)?;
    if recent.run.is_none() {
        let found_at = found_at(db, recent.sync)?;
        let deleted = end_with_groups(db, recent.sync, found_at, &mut changes)?;
        changes.extend(deleted);
    }
    let now = State {
        db,
        changed: [None, None],
    };
    let until = is_newest(db, recent.sync)?.then_some(Later {
        state: &now,
        sync: None,
    });
    name_acts(db, &mut changes, recent.sync - 1, until)?;
    changes.truncate(last);
    Ok(parts(recent, &places, &changes.split_off(first)))
}

/// The parts of a change: what came, went or returned, and then the values, in their order.
fn parts(
    mut recent: RecentChange,
    places: &[Option<usize>],
    changes: &[Change],
) -> Vec<RecentChange> {
    let act = |place: Option<usize>| {
        let at = places.iter().position(|one| *one == place);
        at.and_then(|at| changes.get(at)).map_or_else(
            || (recent.run.clone(), Logged::Unknown),
            |change| (change.run.clone(), change.logged.clone()),
        )
    };
    let mut acts = Vec::new();
    if recent.kind != "changed" {
        acts.push((act(None), Vec::new()));
    }
    let values = std::mem::take(&mut recent.values);
    for (place, value) in values.into_iter().enumerate() {
        let act = act(Some(place));
        match acts.iter_mut().find(|(one, _)| *one == act) {
            Some((_, values)) => values.push(value),
            None => acts.push((act, vec![value])),
        }
    }
    acts.into_iter()
        .enumerate()
        .map(|(number, ((run, logged), values))| RecentChange {
            at: recent.at,
            sync: recent.sync,
            run,
            kind: match number {
                0 => recent.kind.clone(),
                _ => "changed".to_owned(),
            },
            values,
            logged,
        })
        .collect()
}

/// What changed, as differences between two moments are given, each with the place of its value.
fn as_changes(account: &str, recent: &RecentChange) -> Vec<(Option<usize>, Change)> {
    let one = |of, kind, column, value: Option<&ChangedValue>| Change {
        of,
        kind,
        id: account.to_owned(),
        name: None,
        item_id: value.and_then(|value| value.entry.clone()),
        item: value.and_then(|value| value.after.clone().or_else(|| value.before.clone())),
        app_id: None,
        app: None,
        column,
        before: None,
        after: None,
        at: recent.at,
        sync: recent.sync,
        unknown_since: None,
        run: recent.run.clone(),
        logged: Logged::Unknown,
        through: None,
    };
    let mut changes: Vec<(Option<usize>, Change)> = match recent.kind.as_str() {
        "appeared" | "returned" => vec![(None, one("people", ChangeKind::Added, None, None))],
        "gone" => vec![(None, one("people", ChangeKind::Removed, None, None))],
        _ => Vec::new(),
    };
    for (place, value) in recent.values.iter().enumerate() {
        let added = match value.after {
            Some(_) => ChangeKind::Added,
            None => ChangeKind::Removed,
        };
        let change = match value.name.as_str() {
            "group" => Some(one("memberships", added, None, Some(value))),
            "app" => Some(one("apps", added, None, Some(value))),
            "role" => Some(one("roles", added, None, Some(value))),
            "policy" => Some(one("policies", ChangeKind::Changed, Some("policy"), None)),
            name => COLUMNS
                .iter()
                .find(|column| **column == name)
                .map(|column| one("people", ChangeKind::Changed, Some(*column), None)),
        };
        if let Some(mut change) = change {
            change.after = value.after.clone().map(ChangeValue::Text);
            changes.push((Some(place), change));
        }
    }
    changes
}

/// Gives the person and the groups their current address and names, as differences between two moments have them.
fn name_things(db: &Connection, account: &str, changes: &mut [Change]) -> rusqlite::Result<()> {
    let person: Option<String> = db
        .prepare_cached("SELECT coalesce(email, name) FROM mirror_user WHERE account_id = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?
        .flatten();
    let mut group = db.prepare_cached("SELECT name FROM mirror_group WHERE id = ?1")?;
    for change in changes {
        change.name.clone_from(&person);
        if change.of == "memberships" {
            let found: Option<Option<String>> = group
                .query_row([&change.item_id], |row| row.get(0))
                .optional()?;
            if let Some(name) = found {
                change.item = name;
            }
        }
    }
    Ok(())
}

/// When a sync found what it found.
fn found_at(db: &Connection, sync: i64) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = db
        .prepare_cached("SELECT coalesce(finished_at, touched_at) FROM mirror_sync WHERE no = ?1")?
        .query_row([sync], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(at.and_then(|at| Timestamp::from_second(at).ok()))
}

/// Memberships that a sync no longer found end with what took away their group: that run or sync. The rest ended with the
/// sync. The changes of these groups.
fn end_with_groups(
    db: &Connection,
    sync: i64,
    found_at: Option<Timestamp>,
    changes: &mut [Change],
) -> rusqlite::Result<Vec<Change>> {
    let mut read = db.prepare_cached(
        "SELECT c.sync_no, c.at, c.run FROM mirror_change c JOIN mirror_sync s ON s.no = ?2 \
         WHERE c.thing = 'group' AND c.id = ?1 AND c.kind = 'gone' AND c.at <= coalesce(s.finished_at, s.touched_at) \
           AND c.sync_no BETWEEN ?2 - 1 AND ?2 ORDER BY c.no DESC LIMIT 1",
    )?;
    let mut deleted = Vec::new();
    for change in changes.iter_mut().filter(|change| change.run.is_none()) {
        change.at = found_at.or(change.at);
        if (change.of, change.kind) != ("memberships", ChangeKind::Removed) {
            continue;
        }
        let Some(group) = change.item_id.clone() else {
            continue;
        };
        let ended: Option<(i64, i64, Option<String>)> = read
            .query_row(params![group, sync], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((ended, at, run)) = ended else {
            continue;
        };
        if run.is_some() {
            change.at = Timestamp::from_second(at).ok();
        }
        (change.sync, change.run) = (ended, run);
        let mut gone = change.clone();
        (gone.of, gone.id, gone.name) = ("groups", group, change.item.clone());
        (gone.item_id, gone.item) = (None, None);
        deleted.push(gone);
    }
    Ok(deleted)
}

/// Whether no later sync read people: only then are their groups of now those of that sync.
fn is_newest(db: &Connection, sync: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users' AND sync_no > ?1)",
    )?
    .query_row([sync], |row| row.get(0))
}

/// The columns of people whose changes the audit log may have.
const COLUMNS: &[&str] = &[
    "status",
    "account_status",
    "membership_status",
    "email",
    "email_verified",
    "name",
    "nickname",
    "job_title",
    "department",
    "organization",
    "location",
    "time_zone",
    "org_admin",
];
