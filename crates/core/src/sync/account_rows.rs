//! Writes a person's groups, apps and roles.

use atlctl_api::DirectoryUser;
use rusqlite::{CachedStatement, Connection};
use serde_json::{Map, Value};

use super::bulk_insert::Bulk;
use super::person_lists::{Lists, PersonList};
use super::record_changes::Log;
use super::row_numbers::RowNumbers;

/// The statements, at hand for a whole page; end them with [`AccountRows::write`].
pub(super) struct AccountRows<'c> {
    db: &'c Connection,
    groups: Bulk<'c, 2>,
    apps: Bulk<'c, 4>,
    add_role: CachedStatement<'c>,
}

/// How to update a person's lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListChange {
    /// Those that the entry reports.
    pub(super) reported: Lists,
    /// Of them, those that are empty now and stay as they were until the end of the stage.
    pub(super) held: Lists,
    /// Those that were known at some time: a difference from them is news.
    pub(super) known_before: Lists,
}

impl<'c> AccountRows<'c> {
    pub(super) fn new(db: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            db,
            groups: Bulk::new(db, "mirror_membership (user_no, group_no)", "NOTHING")?,
            apps: Bulk::new(
                db,
                "mirror_access (user_no, product_no, last_active, activity_unknown)",
                "UPDATE SET last_active = excluded.last_active, activity_unknown = excluded.activity_unknown",
            )?,
            add_role: db.prepare_cached(
                "INSERT INTO mirror_role (user_no, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?,
        })
    }

    /// Adds what a person has; what is there already stays. Groups and apps wait until they are many.
    pub(super) fn add(
        &mut self,
        row_numbers: &mut RowNumbers,
        log: &Log,
        no: i64,
        user: &DirectoryUser<'_>,
    ) -> rusqlite::Result<()> {
        for group in user.groups.iter().flatten() {
            let Some(id) = group.id.as_deref().filter(|id| !id.is_empty()) else {
                continue;
            };
            let (name, description) = (group.name.as_deref(), group.description.as_deref());
            let group = row_numbers.group(self.db, log, id, name, description)?;
            self.groups.add([Some(no), Some(group)]);
        }
        for app in user.product_access.iter().flatten() {
            let Some(id) = app.id.as_deref().or(app.key.as_deref()) else {
                continue;
            };
            let number = row_numbers.product(self.db, id, app.key.as_deref())?;
            let text = app.last_active_timestamp.as_deref().map(str::trim);
            let text = text.filter(|text| !text.is_empty());
            let last = text.and_then(super::epoch);
            let unknown = i64::from(text.is_some() && last.is_none());
            self.apps.add([Some(no), Some(number), last, Some(unknown)]);
        }
        for role in user.platform_roles.iter().flatten() {
            self.add_role.execute((no, role.as_str()))?;
        }
        Ok(())
    }

    /// Writes what waits.
    pub(super) fn write(&mut self) -> rusqlite::Result<()> {
        self.groups.write()?;
        self.apps.write()
    }

    /// Updates a person's rows to what was reported, and returns what changed. What was not reported, or
    /// is not believed yet, stays as it was. Only differences are written: history is made of them.
    pub(super) fn replace(
        &mut self,
        row_numbers: &mut RowNumbers,
        log: &Log,
        no: i64,
        user: &DirectoryUser<'_>,
        change: &ListChange,
        detail: &mut Map<String, Value>,
    ) -> rusqlite::Result<()> {
        // The same person may have come before on the same page.
        self.write()?;
        let mut before = Vec::new();
        for list in PersonList::ALL {
            if change.reported.of(list) && !change.held.of(list) {
                before.push((list, list.read(self.db, no)?));
            }
        }
        self.add(row_numbers, log, no, user)?;
        for (list, _) in &before {
            self.remove_others(*list, no, user)?;
        }
        self.write()?;
        for (list, before) in before {
            if change.known_before.of(list) {
                list.differ(&before, &list.read(self.db, no)?, detail);
            }
        }
        Ok(())
    }

    /// Takes out of a person's list what is not among the rows that wait, which are all theirs, and not among their roles.
    fn remove_others(
        &self,
        list: PersonList,
        no: i64,
        user: &DirectoryUser<'_>,
    ) -> rusqlite::Result<()> {
        let number = |second: Option<&Option<i64>>| second.copied().flatten().unwrap_or_default();
        let kept: Vec<Value> = match list {
            PersonList::Groups => {
                let rows = self.groups.waiting().iter();
                rows.map(|row| number(row.get(1)).into()).collect()
            }
            PersonList::Apps => {
                let rows = self.apps.waiting().iter();
                rows.map(|row| number(row.get(1)).into()).collect()
            }
            PersonList::Roles => {
                let roles = user.platform_roles.iter().flatten();
                roles.map(|role| role.as_str().into()).collect()
            }
        };
        list.keep_only(self.db, no, &Value::Array(kept))
    }
}
