//! What hangs on a person: groups, products, roles.

use atlctl_api::DirectoryUser;
use rusqlite::{CachedStatement, Connection};
use serde_json::{Map, Value};

use super::bulk::Bulk;
use super::changes::{Log, list};
use super::intern::Intern;

/// The statements, at hand for a whole page; end them with [`AccountRows::write`].
pub(super) struct AccountRows<'c> {
    db: &'c Connection,
    groups: Bulk<'c, 2>,
    products: Bulk<'c, 3>,
    add_role: CachedStatement<'c>,
}

impl<'c> AccountRows<'c> {
    pub(super) fn new(db: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            db,
            groups: Bulk::new(db, "mirror_membership (user_no, group_no)", "NOTHING")?,
            products: Bulk::new(
                db,
                "mirror_access (user_no, product_no, last_active)",
                "UPDATE SET last_active = excluded.last_active",
            )?,
            add_role: db.prepare_cached(
                "INSERT INTO mirror_role (user_no, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?,
        })
    }

    /// Adds what a person has; what is there already stays. Groups and products wait until they are many.
    pub(super) fn add(
        &mut self,
        intern: &mut Intern,
        log: &Log,
        no: i64,
        user: &DirectoryUser<'_>,
    ) -> rusqlite::Result<()> {
        for group in user.groups.iter().flatten() {
            let Some(id) = group.id.as_deref().filter(|id| !id.is_empty()) else {
                continue;
            };
            let (name, description) = (group.name.as_deref(), group.description.as_deref());
            let group = intern.group(self.db, log, id, name, description)?;
            self.groups.add([Some(no), Some(group)]);
        }
        for product in user.product_access.iter().flatten() {
            let Some(id) = product.id.as_deref().or(product.key.as_deref()) else {
                continue;
            };
            let last = product.last_active_timestamp.as_deref();
            let number = intern.product(self.db, id, product.key.as_deref())?;
            self.products
                .add([Some(no), Some(number), last.and_then(super::epoch)]);
        }
        for role in user.platform_roles.iter().flatten() {
            self.add_role.execute((no, role.as_str()))?;
        }
        Ok(())
    }

    /// Writes what waits.
    pub(super) fn write(&mut self) -> rusqlite::Result<()> {
        self.groups.write()?;
        self.products.write()
    }

    /// Makes what a person has equal to what was told, and says what was different. What was not told
    /// stays as it was.
    pub(super) fn replace(
        &mut self,
        intern: &mut Intern,
        log: &Log,
        no: i64,
        user: &DirectoryUser<'_>,
        detail: &mut Map<String, Value>,
    ) -> rusqlite::Result<()> {
        const GROUPS: &str = "SELECT g.id FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no WHERE m.user_no = ?1";
        const PRODUCTS: &str = "SELECT p.id FROM mirror_access a JOIN mirror_product p ON p.no = a.product_no WHERE a.user_no = ?1";
        const ROLES: &str = "SELECT role FROM mirror_role WHERE user_no = ?1";
        let lists = [
            ("groups", GROUPS, "mirror_membership", user.groups.is_some()),
            (
                "products",
                PRODUCTS,
                "mirror_access",
                user.product_access.is_some(),
            ),
            (
                "platform_roles",
                ROLES,
                "mirror_role",
                user.platform_roles.is_some(),
            ),
        ];
        // The same person may have come before on the same page.
        self.write()?;
        let mut before = Vec::new();
        for (_, read, table, told) in lists {
            if told {
                before.push(self.read(read, no)?);
                self.db
                    .prepare_cached(&format!("DELETE FROM {table} WHERE user_no = ?1"))?
                    .execute([no])?;
            } else {
                before.push(Vec::new());
            }
        }
        self.add(intern, log, no, user)?;
        self.write()?;
        for ((name, read, _, told), before) in lists.into_iter().zip(before) {
            if !told {
                continue;
            }
            let after = self.read(read, no)?;
            let without = |these: &[String], those: &[String]| -> Vec<String> {
                let new = these.iter().filter(|id| those.binary_search(id).is_err());
                new.cloned().collect()
            };
            let (added, removed) = (without(&after, &before), without(&before, &after));
            if !added.is_empty() || !removed.is_empty() {
                detail.insert(name.to_owned(), list(&added, &removed));
            }
        }
        Ok(())
    }

    /// A person's list, sorted.
    fn read(&self, sql: &str, no: i64) -> rusqlite::Result<Vec<String>> {
        let mut list: Vec<String> = self
            .db
            .prepare_cached(sql)?
            .query_map([no], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        list.sort_unstable();
        Ok(list)
    }
}
