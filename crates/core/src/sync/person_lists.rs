//! A person's lists: groups, apps, roles. The service may leave out each of them.

use atlctl_api::DirectoryUser;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use crate::change::ORG_ADMIN;
use crate::store::{APPS, GROUPS, ROLES};

/// A list of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PersonList {
    Groups,
    Apps,
    Roles,
}

/// Something about each list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lists {
    pub(super) groups: bool,
    pub(super) apps: bool,
    pub(super) roles: bool,
}

/// ID and name of each entry, in the order of IDs.
pub(super) type Entries = Vec<(String, Option<String>)>;

impl Lists {
    /// Which of them an entry reports. `whole`: the entry is the newer service's own, and its apps have IDs.
    pub(super) fn reported(user: &DirectoryUser<'_>, whole: bool) -> Self {
        Self {
            groups: user
                .groups
                .as_ref()
                .is_some_and(|groups| groups.iter().all(|group| group.id.is_some())),
            apps: user.product_access.is_some() && whole,
            roles: user.platform_roles.is_some(),
        }
    }

    pub(super) fn of(self, list: PersonList) -> bool {
        match list {
            PersonList::Groups => self.groups,
            PersonList::Apps => self.apps,
            PersonList::Roles => self.roles,
        }
    }

    pub(super) fn set(&mut self, list: PersonList, to: bool) {
        match list {
            PersonList::Groups => self.groups = to,
            PersonList::Apps => self.apps = to,
            PersonList::Roles => self.roles = to,
        }
    }
}

impl PersonList {
    pub(super) const ALL: [Self; 3] = [Self::Groups, Self::Apps, Self::Roles];

    /// The rows of the list.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Groups => "mirror_membership",
            Self::Apps => "mirror_access",
            Self::Roles => "mirror_role",
        }
    }

    /// Its name among the emptied lists.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Apps => "apps",
            Self::Roles => "roles",
        }
    }

    /// Its names in the detail of a change: of the IDs, and of what they are called.
    fn detail(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Groups => (GROUPS, Some("group_names")),
            Self::Apps => (APPS, Some("product_keys")),
            Self::Roles => (ROLES, None),
        }
    }

    fn select(self) -> &'static str {
        match self {
            Self::Groups => {
                "SELECT g.id, g.name FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no \
                 WHERE m.user_no = ?1"
            }
            Self::Apps => {
                "SELECT p.id, p.key FROM mirror_access a JOIN mirror_product p ON p.no = a.product_no \
                 WHERE a.user_no = ?1"
            }
            Self::Roles => "SELECT role, NULL FROM mirror_role WHERE user_no = ?1",
        }
    }

    /// What a person's list holds.
    pub(super) fn read(self, db: &Connection, no: i64) -> rusqlite::Result<Entries> {
        let mut entries: Entries = db
            .prepare_cached(self.select())?
            .query_map([no], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        entries.sort_unstable();
        Ok(entries)
    }

    /// Whether a person's list holds anything.
    pub(super) fn is_filled(self, db: &Connection, no: i64) -> rusqlite::Result<bool> {
        db.prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM {} WHERE user_no = ?1)",
            self.table()
        ))?
        .query_row([no], |row| row.get(0))
    }

    /// Takes everything but these numbers, or roles, out of a person's list.
    pub(super) fn keep_only(self, db: &Connection, no: i64, kept: &Value) -> rusqlite::Result<()> {
        let column = match self {
            Self::Groups => "group_no",
            Self::Apps => "product_no",
            Self::Roles => "role",
        };
        db.prepare_cached(&format!(
            "DELETE FROM {} WHERE user_no = ?1 AND {column} NOT IN (SELECT value FROM json_each(?2))",
            self.table()
        ))?
        .execute(params![no, kept.to_string()])
        .map(drop)
    }

    /// Takes everything out of a person's list.
    pub(super) fn clear(self, db: &Connection, no: i64) -> rusqlite::Result<()> {
        db.prepare_cached(&format!("DELETE FROM {} WHERE user_no = ?1", self.table()))?
            .execute([no])
            .map(drop)
    }

    /// Adds the differences to the details of a change, with names and IDs.
    pub(super) fn differ(self, before: &Entries, after: &Entries, into: &mut Map<String, Value>) {
        let new = |these: &Entries, those: &Entries| -> Entries {
            let known = |id: &String| those.binary_search_by(|(other, _)| other.cmp(id)).is_ok();
            these.iter().filter(|(id, _)| !known(id)).cloned().collect()
        };
        let (added, removed) = (new(after, before), new(before, after));
        if added.is_empty() && removed.is_empty() {
            return;
        }
        let (ids, names) = self.detail();
        let id = |entries: &Entries| -> Vec<String> {
            entries.iter().map(|(id, _)| id.clone()).collect()
        };
        into.insert(
            ids.to_owned(),
            json!({ "added": id(&added), "removed": id(&removed) }),
        );
        let name = |entries: &Entries| -> Vec<Option<String>> {
            entries.iter().map(|(_, name)| name.clone()).collect()
        };
        if let Some(names) = names {
            into.insert(
                names.to_owned(),
                json!({ "added": name(&added), "removed": name(&removed) }),
            );
        }
        if self == Self::Roles {
            let admin = |entries: &Entries| entries.iter().any(|(role, _)| role == ORG_ADMIN);
            if admin(&added) || admin(&removed) {
                into.insert(
                    "org_admin".to_owned(),
                    json!([u8::from(admin(&removed)), u8::from(admin(&added))]),
                );
            }
        }
    }
}
