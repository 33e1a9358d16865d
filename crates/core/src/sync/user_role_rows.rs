//! The rows of people's roles.

use std::collections::BTreeMap;

use atlctl_api::{AccountId, RoleMethod, UserRoleAssignment};
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use super::emptied_lists::{hold_grants, release_grants};
use super::message::PeopleToAsk;
use super::record_changes::Log;

/// The people to ask for within the budget, less those that this sync has asked for already.
pub(super) fn to_ask(db: &Connection, sync: i64, budget: usize) -> rusqlite::Result<PeopleToAsk> {
    let (all, asked): (i64, i64) = db.query_row(
        "SELECT (SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL), \
                (SELECT count(*) FROM mirror_user_grant_read WHERE sync_no = ?1)",
        [sync],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let budget = i64::try_from(budget).unwrap_or(i64::MAX);
    // First who is known to have changed since: a run or this sync's events outdated their reading. Of those never asked
    // for, first the ones that have access to something.
    let people = db
        .prepare_cached(
            "SELECT u.no, u.account_id FROM mirror_user u LEFT JOIN mirror_user_grant_read r ON r.user_no = u.no \
             WHERE u.gone_sync IS NULL AND (r.sync_no IS NULL OR r.sync_no < ?1) \
             ORDER BY coalesce(r.sync_no, 1) <> 0 AND NOT EXISTS (SELECT 1 FROM mirror_change c WHERE c.thing = 'user' \
               AND c.id = u.account_id AND c.sync_no > r.sync_no), r.read_at IS NOT NULL, r.read_at, u.resources = 0, u.no LIMIT ?2",
        )?
        .query_map([sync, budget.saturating_sub(asked).max(0)], |row| {
            Ok((row.get(0)?, AccountId::from(row.get::<_, String>(1)?)))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(PeopleToAsk {
        people,
        all: all.unsigned_abs(),
    })
}

/// A role on a resource of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    resource: i64,
    directory: String,
    role: String,
}

/// How a role came about; all false when the service does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ways {
    direct: bool,
    group: bool,
    inferred: bool,
}

type Grants = BTreeMap<Place, Ways>;

/// Writes the roles of a person.
pub(super) fn put(
    db: &Connection,
    log: &Log,
    no: i64,
    roles: &[UserRoleAssignment],
) -> rusqlite::Result<()> {
    let known: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror_user_grant_read WHERE user_no = ?1)")?
        .query_row([no], |row| row.get(0))?;
    let before = stored(db, no)?;
    let after = answered(db, roles)?;
    if after.is_empty() && !before.is_empty() {
        // Lost rights look the same: believed at the end, or not.
        hold_grants(db, no)?;
    } else {
        release_grants(db, no)?;
        if before != after {
            write(db, no, &after)?;
        }
        let detail = if known {
            difference(db, &before, &after)?
        } else {
            Map::new()
        };
        if !detail.is_empty() {
            let id: String = db
                .prepare_cached("SELECT account_id FROM mirror_user WHERE no = ?1")?
                .query_row([no], |row| row.get(0))?;
            log.write(db, "user", &id, "changed", Some(detail))?;
        }
    }
    db.prepare_cached(
        "INSERT INTO mirror_user_grant_read (user_no, sync_no, read_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (user_no) DO UPDATE SET sync_no = excluded.sync_no, read_at = excluded.read_at",
    )?
    .execute([no, log.sync, log.at])
    .map(drop)
}

/// Our number of a resource.
fn resource_no(db: &Connection, id: &str, key: Option<&str>) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO mirror_resource (id, key) VALUES (?1, ?2) \
         ON CONFLICT (id) DO UPDATE SET key = coalesce(excluded.key, key) RETURNING no",
    )?
    .query_row(params![id, key], |row| row.get(0))
}

fn answered(db: &Connection, roles: &[UserRoleAssignment]) -> rusqlite::Result<Grants> {
    let mut grants = Grants::new();
    for one in roles {
        let Some(resource) = &one.resource else {
            continue;
        };
        let resource = resource_no(db, resource.as_str(), one.owner.as_deref())?;
        let directory = one.directory.as_ref().map_or("", |id| id.as_str());
        for held in &one.roles {
            let place = Place {
                resource,
                directory: directory.to_owned(),
                role: held.role.to_string(),
            };
            let ways = grants.entry(place).or_default();
            for method in &held.methods {
                match method {
                    RoleMethod::Direct => ways.direct = true,
                    RoleMethod::GroupDirect => ways.group = true,
                    RoleMethod::Inferred => ways.inferred = true,
                    _ => {}
                }
            }
        }
    }
    Ok(grants)
}

fn stored(db: &Connection, no: i64) -> rusqlite::Result<Grants> {
    db.prepare_cached(
        "SELECT resource_no, directory_id, role, direct, by_group, inferred FROM mirror_user_grant WHERE user_no = ?1",
    )?
    .query_map([no], |row| {
        let place = Place {
            resource: row.get(0)?,
            directory: row.get(1)?,
            role: row.get(2)?,
        };
        let ways = Ways {
            direct: row.get(3)?,
            group: row.get(4)?,
            inferred: row.get(5)?,
        };
        Ok((place, ways))
    })?
    .collect()
}

fn write(db: &Connection, no: i64, grants: &Grants) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM mirror_user_grant WHERE user_no = ?1")?
        .execute([no])?;
    let mut add = db.prepare_cached(
        "INSERT INTO mirror_user_grant (user_no, resource_no, directory_id, role, direct, by_group, inferred) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (place, ways) in grants {
        add.execute(params![
            no,
            place.resource,
            place.directory,
            place.role,
            ways.direct,
            ways.group,
            ways.inferred
        ])?;
    }
    Ok(())
}

/// What was added, what was removed, and what is held in another way, as
/// `{"app_roles": {"added": [], "removed": [], "changed": []}}`.
fn difference(
    db: &Connection,
    before: &Grants,
    after: &Grants,
) -> rusqlite::Result<Map<String, Value>> {
    let named = |place: &Place| -> rusqlite::Result<Map<String, Value>> {
        let app: String = db
            .prepare_cached("SELECT id FROM mirror_resource WHERE no = ?1")?
            .query_row([place.resource], |row| row.get(0))?;
        let named = [("app", app), ("role", place.role.clone())];
        Ok(named
            .map(|(name, id)| (name.to_owned(), id.into()))
            .into_iter()
            .collect())
    };
    let of = |these: &Grants, others: &Grants| -> rusqlite::Result<Vec<Value>> {
        let new = these.keys().filter(|place| !others.contains_key(place));
        new.map(|place| Ok(Value::Object(named(place)?))).collect()
    };
    let (added, removed) = (of(after, before)?, of(before, after)?);
    let mut changed = Vec::new();
    for (place, is) in after {
        let Some(was) = before.get(place).filter(|was| *was != is) else {
            continue;
        };
        let mut one = named(place)?;
        for (name, was, is) in [
            ("direct", was.direct, is.direct),
            ("by_group", was.group, is.group),
            ("inferred", was.inferred, is.inferred),
        ] {
            if was != is {
                one.insert(name.to_owned(), json!([was, is]));
            }
        }
        changed.push(Value::Object(one));
    }
    let mut detail = Map::new();
    if !added.is_empty() || !removed.is_empty() || !changed.is_empty() {
        let lists = json!({"added": added, "removed": removed, "changed": changed});
        detail.insert("app_roles".to_owned(), lists);
    }
    Ok(detail)
}

/// Takes the people for people without roles.
pub(super) fn believe(
    db: &Connection,
    log: &Log,
    people: &[(i64, String)],
) -> rusqlite::Result<()> {
    for (no, id) in people {
        let detail = difference(db, &stored(db, *no)?, &Grants::new())?;
        write(db, *no, &Grants::new())?;
        release_grants(db, *no)?;
        log.write(db, "user", id, "changed", Some(detail))?;
    }
    Ok(())
}
