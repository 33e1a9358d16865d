//! Who became an organization admin, and who is one no longer.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _};

use crate::change::ORG_ADMIN;
use crate::history::{Change, ChangeKind};

/// Somebody who got or lost the role.
#[derive(Debug, Clone)]
pub(super) struct AdminChange<'a> {
    /// The account.
    pub id: String,
    /// The address, else the name.
    pub name: Option<String>,
    /// Whether it was gained.
    pub gained: bool,
    /// The change that tells when and by which run.
    pub change: Option<&'a Change>,
}

/// Who gained and who lost the role between two moments.
#[derive(Debug, Default)]
pub(super) struct AdminChanges<'a> {
    /// Gained first.
    pub all: Vec<AdminChange<'a>>,
    /// How many are an admin at one of the moments while it is unknown at the other.
    pub unknown: u64,
}

impl<'a> AdminChanges<'a> {
    /// Compares the admins of two moments. `was_whole`: whether everybody was listed at the first.
    pub fn find(
        before: &Connection,
        after: &Connection,
        changes: &'a [Change],
        was_whole: bool,
    ) -> rusqlite::Result<Self> {
        let (then, now) = (admins(before)?, admins(after)?);
        let mut found = Self::default();
        for (one, other, db, gained) in [(&now, &then, before, true), (&then, &now, after, false)] {
            for no in one.difference(other) {
                if is_unknown(db, *no, was_whole || !gained)? {
                    found.unknown += 1;
                    continue;
                }
                let (id, name) = named(after, *no)?;
                found.all.push(AdminChange {
                    change: when(changes, &id, gained),
                    id,
                    name,
                    gained,
                });
            }
        }
        Ok(found)
    }

    /// How many gained the role, or lost it.
    pub fn number(&self, gained: bool) -> u64 {
        let some = self.all.iter().filter(|change| change.gained == gained);
        some.count() as u64
    }
}

/// The organization admins of a moment, by number.
fn admins(db: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    db.prepare_cached(
        "SELECT no FROM mirror_user WHERE gone_sync IS NULL AND org_admin = 1 \
         UNION SELECT u.no FROM mirror_role r JOIN mirror_user u ON u.no = r.user_no \
         WHERE r.role = ?1 AND u.gone_sync IS NULL AND u.roles_known",
    )?
    .query_map([ORG_ADMIN], |row| row.get(0))?
    .collect()
}

/// Whether somebody was there, and it is unknown whether as an admin; of who was not there, whether that is unknown, too.
fn is_unknown(db: &Connection, no: i64, is_whole: bool) -> rusqlite::Result<bool> {
    let unknown = db
        .prepare_cached(
            "SELECT org_admin IS NULL AND NOT roles_known FROM mirror_user WHERE no = ?1 AND gone_sync IS NULL",
        )?
        .query_row([no], |row| row.get(0))
        .optional()?;
    Ok(unknown.unwrap_or(!is_whole))
}

fn named(db: &Connection, no: i64) -> rusqlite::Result<(String, Option<String>)> {
    db.prepare_cached("SELECT account_id, coalesce(email, name) FROM mirror_user WHERE no = ?1")?
        .query_row([no], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The change that made somebody an admin, or ended it: of the role, else of the person.
fn when<'a>(changes: &'a [Change], id: &str, gained: bool) -> Option<&'a Change> {
    let kind = if gained {
        ChangeKind::Added
    } else {
        ChangeKind::Removed
    };
    let of_role = |change: &&Change| {
        change.of == "roles"
            && change.kind == kind
            && change.app_id.is_none()
            && change.item_id.as_deref() == Some(ORG_ADMIN)
    };
    let of_flag = |change: &&Change| change.of == "people" && change.column == Some("org_admin");
    let of_person = |change: &&Change| change.of == "people" && change.kind == kind;
    let own = || changes.iter().filter(|change| change.id == id);
    own()
        .find(of_role)
        .or_else(|| own().find(of_flag))
        .or_else(|| own().find(of_person))
}
