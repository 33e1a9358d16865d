//! What the mirror knows of the API tokens, to compare it with what the service says, and what tokens have of their owners.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use serde_json::{Map, json};

use super::record_changes::Log;

/// The tokens that are not gone.
#[derive(Debug, Default)]
pub(super) struct KnownTokens {
    pub(super) all: u64,
    /// The IDs of those that are blocked.
    pub(super) blocked: BTreeSet<String>,
    /// Whether one is of an account that is not among the people.
    pub(super) of_strangers: bool,
    /// When each was made, in seconds since 1970, in order.
    created: Vec<i64>,
}

/// How many tokens there are. Where counts proved those that were not read again, so many are as good as read.
pub(super) fn proven(db: &Connection) -> rusqlite::Result<u64> {
    db.query_row(
        "SELECT count(*) FROM mirror_token WHERE gone_sync IS NULL",
        [],
        |row| row.get::<_, i64>(0).map(i64::unsigned_abs),
    )
}

/// Gives tokens the addresses and names of their owners who were read after them.
pub(super) fn follow_owners(db: &Connection, log: &Log) -> rusqlite::Result<()> {
    let newer = "JOIN mirror_user u ON u.account_id = t.account_id AND u.gone_sync IS NULL AND u.seen > t.seen \
                 WHERE t.gone_sync IS NULL";
    let moved: Vec<(String, Option<String>, String)> = db
        .prepare(&format!(
            "SELECT t.id, t.email, u.email FROM mirror_token t {newer} AND u.email IS NOT t.email AND u.email IS NOT NULL"
        ))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, before, after) in moved {
        db.prepare_cached("UPDATE mirror_token SET email = ?2 WHERE id = ?1")?
            .execute(params![id, after])?;
        if before.is_some() {
            let mut detail = Map::new();
            detail.insert("email".to_owned(), json!([before, after]));
            log.write(db, "token", &id, "changed", Some(detail))?;
        }
    }
    db.execute(
        &format!(
            "UPDATE mirror_token SET name = n.name FROM (SELECT t.id, u.name FROM mirror_token t {newer} \
             AND u.name IS NOT t.name AND u.name IS NOT NULL) n WHERE mirror_token.id = n.id"
        ),
        [],
    )
    .map(drop)
}

impl KnownTokens {
    pub(super) fn read(db: &Connection) -> rusqlite::Result<Self> {
        let mut known = Self::default();
        let mut read = db.prepare_cached(
            "SELECT t.created, iif(t.status = 'blocked', t.id, NULL), u.no IS NULL FROM mirror_token t \
             LEFT JOIN mirror_user u ON u.account_id = t.account_id AND u.gone_sync IS NULL WHERE t.gone_sync IS NULL",
        )?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            known.all += 1;
            known.created.extend(row.get::<_, Option<i64>>(0)?);
            known.blocked.extend(row.get::<_, Option<String>>(1)?);
            known.of_strangers |= row.get::<_, bool>(2)?;
        }
        known.created.sort_unstable();
        Ok(known)
    }

    /// Times that cut the tokens into so many parts of one size.
    pub(super) fn cuts(&self, parts: usize) -> Vec<i64> {
        let size = self.created.len().div_ceil(parts.max(1)).max(1);
        let mut cuts: Vec<i64> = self
            .created
            .iter()
            .skip(size)
            .step_by(size)
            .copied()
            .collect();
        cuts.dedup();
        cuts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_make_parts_of_one_size() {
        let known = |created: Vec<i64>| KnownTokens {
            created,
            ..KnownTokens::default()
        };
        assert_eq!(known((0..9).collect()).cuts(3), [3, 6]);
        assert_eq!(known((0..10).collect()).cuts(3), [4, 8]);
        assert_eq!(known(vec![5; 9]).cuts(3), [5]);
        assert_eq!(known(Vec::new()).cuts(3), Vec::<i64>::new());
    }
}
