//! The rows of groups' roles.

use rusqlite::{Connection, params};

use super::Stage;
use super::message::{AskedGroup, GroupAnswer, GroupsToAsk};
use super::parts::part;
use super::record_changes::Log;
use crate::store::was_read;

/// The groups that this sync has not asked for yet. Those that were counted without any resource have no roles.
pub(super) fn to_ask(db: &Connection, log: &Log) -> rusqlite::Result<GroupsToAsk> {
    db.prepare_cached(
        "UPDATE mirror_group SET roles_sync = ?1, roles_read_at = ?2 \
         WHERE resources = 0 AND seen = ?1 AND gone_sync IS NULL",
    )?
    .execute([log.sync, log.at])?;
    let groups = db
        .prepare_cached(
            "SELECT no, id, directory_id FROM mirror_group \
             WHERE gone_sync IS NULL AND (roles_sync IS NULL OR roles_sync < ?1) ORDER BY no",
        )?
        .query_map([log.sync], |row| {
            Ok(AskedGroup {
                no: row.get(0)?,
                id: row.get(1)?,
                directory: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(GroupsToAsk {
        groups,
        all: was_read(db, Stage::Groups.as_str())?,
    })
}

/// Writes the roles of a group; how many.
pub(super) fn put(db: &Connection, log: &Log, answer: &GroupAnswer) -> rusqlite::Result<u64> {
    if let Some(part) = part(Stage::GroupRoles) {
        for entry in &answer.entries {
            part.table.put(db, log, &entry.id, &entry.bound())?;
        }
    }
    db.prepare_cached("UPDATE mirror_group SET roles_sync = ?2, roles_read_at = ?3 WHERE no = ?1")?
        .execute(params![answer.no, log.sync, log.at])?;
    Ok(answer.entries.len() as u64)
}
