//! Tables of resources with an ID; the organization, and groups.

use atlctl_api::{Group, Org};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};

use super::record_changes::{Log, diff};
use super::row_numbers::RowNumbers;

/// A table of resources with an ID.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) thing: &'static str,
    /// Columns whose changes are recorded.
    pub(super) tracked: &'static [&'static str],
    /// Columns whose changes are not.
    pub(super) untracked: &'static [&'static str],
}

pub(super) const GROUPS: Table = Table {
    name: "mirror_group",
    thing: "group",
    tracked: &[
        "name",
        "description",
        "directory_id",
        "managed_by",
        "external_synced",
        "modifiable",
    ],
    untracked: &["users", "resources", "raw"],
};

impl Table {
    /// Writes a resource; its values in the order of the columns.
    pub(super) fn put(
        &self,
        db: &Connection,
        log: &Log,
        id: &str,
        values: &[ToSqlOutput<'_>],
    ) -> rusqlite::Result<()> {
        let kept = self.passed_end(db, log, id, values)?;
        let values = kept.as_deref().unwrap_or(values);
        let tracked = self.tracked.join(", ");
        let found = db
            .prepare_cached(&format!(
                "SELECT first_sync, gone_sync IS NOT NULL, {tracked} FROM {} WHERE id = ?1",
                self.name
            ))?
            .query_row([id], |row| {
                let detail = diff(self.name, self.tracked, row, 2, values)?;
                Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, detail))
            })
            .optional()?;
        let names: Vec<&str> = self.tracked.iter().chain(self.untracked).copied().collect();
        let places: String = (0..names.len())
            .map(|at| format!(", ?{}", at + 3))
            .collect();
        let sets: String = names
            .iter()
            .map(|name| format!(", {name} = excluded.{name}"))
            .collect();
        let mut write = db.prepare_cached(&format!(
            "INSERT INTO {} (id, seen, first_sync, {}) VALUES (?1, ?2, ?2{places}) \
             ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, gone_sync = NULL{sets}",
            self.name,
            names.join(", ")
        ))?;
        write.raw_bind_parameter(1, id)?;
        write.raw_bind_parameter(2, log.sync)?;
        for (at, value) in values.iter().enumerate() {
            write.raw_bind_parameter(at + 3, value)?;
        }
        write.raw_execute()?;
        let Some((first, gone, detail)) = found else {
            return log.write(db, self.thing, id, "appeared", None);
        };
        if gone {
            log.write(db, self.thing, id, "returned", None)?;
        }
        if !detail.is_empty() && first < log.sync {
            log.write(db, self.thing, id, "changed", Some(detail))?;
        }
        Ok(())
    }
}

impl Table {
    /// The values with the time at which a credential expired, where the service no longer sends it since it has passed:
    /// without it, the credential would look as if it never expired. `None` where the values stay as they are.
    fn passed_end<'a>(
        &self,
        db: &Connection,
        log: &Log,
        id: &str,
        values: &[ToSqlOutput<'a>],
    ) -> rusqlite::Result<Option<Vec<ToSqlOutput<'a>>>> {
        let place = |of: &str| {
            let mut names = self.tracked.iter().chain(self.untracked);
            names.position(|name| *name == of)
        };
        let Some(at) = place("expires") else {
            return Ok(None);
        };
        let known = place("expires_known");
        let is_missing = match values.get(at) {
            Some(ToSqlOutput::Borrowed(value)) => *value == ValueRef::Null,
            Some(ToSqlOutput::Owned(value)) => *value == Value::Null,
            _ => false,
        };
        if !is_missing {
            return Ok(None);
        }
        let passed: Option<i64> = db
            .prepare_cached(&format!(
                "SELECT expires FROM {} WHERE id = ?1 AND expires <= ?2",
                self.name
            ))?
            .query_row(params![id, log.at], |row| row.get(0))
            .optional()?;
        Ok(passed.map(|passed| {
            let mut kept = values.to_vec();
            if let Some(value) = kept.get_mut(at) {
                *value = number(Some(passed));
            }
            if let Some(value) = known.and_then(|known| kept.get_mut(known)) {
                *value = number(Some(1));
            }
            kept
        }))
    }
}

pub(super) fn put_org(db: &Connection, sync: i64, org: &Org) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO mirror_org (id, name, raw, seen) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE \
         SET name = excluded.name, raw = excluded.raw, seen = excluded.seen",
        params![org.id.as_str(), org.name, org.raw.as_str(), sync],
    )
    .map(drop)
}

pub(super) fn put_group(
    db: &Connection,
    log: &Log,
    row_numbers: &mut RowNumbers,
    it: &Group,
) -> rusqlite::Result<()> {
    let modifiable = it.management_access.and_then(|access| access.modifiable);
    let counts = it.counts.unwrap_or_default();
    let count = |count: Option<u64>| number(count.and_then(|count| i64::try_from(count).ok()));
    let values = [
        text(it.name.as_deref()),
        text(it.description.as_deref()),
        text(it.directory_id.as_ref().map(|id| id.as_str())),
        text(it.managed_by.as_deref()),
        number(it.external_synced.map(i64::from)),
        number(modifiable.map(i64::from)),
        count(counts.users),
        count(counts.resources),
        text(Some(it.raw.as_str())),
    ];
    let id = it.id.as_str();
    GROUPS.put(db, log, id, &values)?;
    let no = db
        .prepare_cached("SELECT no FROM mirror_group WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    row_numbers.saw_group(id, no, log.sync);
    Ok(())
}

/// The names of the domains, in lower case.
pub(super) fn domain_names(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare(
        "SELECT DISTINCT lower(name) FROM mirror_domain WHERE gone_sync IS NULL AND name IS NOT NULL ORDER BY 1",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

fn text(text: Option<&str>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())))
}

fn number<'a>(number: Option<i64>) -> ToSqlOutput<'a> {
    ToSqlOutput::Borrowed(number.map_or(ValueRef::Null, ValueRef::Integer))
}
