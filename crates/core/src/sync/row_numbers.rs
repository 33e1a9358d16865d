//! The mirror's own numbers for groups and apps, cached during a sync.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::record_changes::Log;

/// Numbers of groups, products and policies by their IDs.
#[derive(Default)]
pub(super) struct RowNumbers {
    groups: HashMap<Box<str>, Known>,
    products: HashMap<Box<str>, i64>,
    policies: HashMap<Box<str>, i64>,
}

#[derive(Clone, Copy)]
struct Known {
    no: i64,
    seen: i64,
}

impl RowNumbers {
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut numbers = Self::default();
        let mut read = db.prepare("SELECT id, no, seen FROM mirror_group")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let known = Known {
                no: row.get(1)?,
                seen: row.get(2)?,
            };
            numbers.groups.insert(id.into(), known);
        }
        for (sql, into) in [
            ("SELECT id, no FROM mirror_product", &mut numbers.products),
            ("SELECT id, no FROM mirror_policy", &mut numbers.policies),
        ] {
            let mut read = db.prepare(sql)?;
            let mut rows = read.query([])?;
            while let Some(row) = rows.next()? {
                let id: String = row.get(0)?;
                into.insert(id.into(), row.get(1)?);
            }
        }
        Ok(numbers)
    }

    /// A group in a person's entry. It exists, even if the list of groups lacks it.
    pub(super) fn group(
        &mut self,
        db: &Connection,
        log: &Log,
        id: &str,
        name: Option<&str>,
        description: Option<&str>,
    ) -> rusqlite::Result<i64> {
        match self.groups.get_mut(id) {
            Some(known) if known.seen == log.sync => Ok(known.no),
            Some(known) => {
                db.prepare_cached(
                    "UPDATE mirror_group SET seen = ?2, gone_sync = NULL WHERE no = ?1",
                )?
                .execute([known.no, log.sync])?;
                known.seen = log.sync;
                Ok(known.no)
            }
            None => {
                db.prepare_cached(
                    "INSERT INTO mirror_group (id, name, description, seen, first_sync) VALUES (?1, ?2, ?3, ?4, ?4)",
                )?
                .execute(params![id, name, description, log.sync])?;
                let no = db.last_insert_rowid();
                log.write(db, "group", id, "appeared", None)?;
                self.groups.insert(id.into(), Known { no, seen: log.sync });
                Ok(no)
            }
        }
    }

    /// Notes a group that the list of groups named.
    pub(super) fn saw_group(&mut self, id: &str, no: i64, sync: i64) {
        self.groups.insert(id.into(), Known { no, seen: sync });
    }

    /// An app.
    pub(super) fn product(
        &mut self,
        db: &Connection,
        id: &str,
        key: Option<&str>,
    ) -> rusqlite::Result<i64> {
        if let Some(no) = self.products.get(id) {
            return Ok(*no);
        }
        db.prepare_cached("INSERT INTO mirror_product (id, key) VALUES (?1, ?2)")?
            .execute(params![id, key])?;
        let no = db.last_insert_rowid();
        self.products.insert(id.into(), no);
        Ok(no)
    }

    /// A policy. Somebody else may have named it while the sync ran.
    pub(super) fn policy(&mut self, db: &Connection, id: &str) -> rusqlite::Result<i64> {
        if let Some(no) = self.policies.get(id) {
            return Ok(*no);
        }
        db.prepare_cached("INSERT INTO mirror_policy (id) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([id])?;
        let no = db
            .prepare_cached("SELECT no FROM mirror_policy WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        self.policies.insert(id.into(), no);
        Ok(no)
    }
}
