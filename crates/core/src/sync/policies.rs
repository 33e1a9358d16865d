//! The rows that say which policy an account is in.

use std::collections::HashMap;

use atlctl_api::{AccountId, AccountPolicy};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, json};

use super::changes::Log;
use super::intern::Intern;

/// Managed accounts that this sync saw and has not asked about.
pub(super) fn unasked(db: &Connection, sync: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare(
        "SELECT u.no FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
         WHERE u.seen = ?1 AND u.claim_status = 'managed' AND (m.seen IS NULL OR m.seen < ?1) ORDER BY u.no",
    )?
    .query_map([sync], |row| row.get(0))?
    .collect()
}

/// How many this sync has asked about.
pub(super) fn asked(db: &Connection, sync: i64) -> rusqlite::Result<i64> {
    db.query_row(
        "SELECT count(*) FROM mirror_policy_member WHERE seen = ?1",
        [sync],
        |row| row.get(0),
    )
}

/// Writes what was answered; how many rows. An account that was asked about and is not in the answer stays
/// unknown.
pub(super) fn put(
    db: &Connection,
    log: &Log,
    intern: &mut Intern,
    asked: &[(i64, AccountId)],
    answers: &[AccountPolicy],
) -> rusqlite::Result<u64> {
    let by_id: HashMap<&str, i64> = asked.iter().map(|(no, id)| (id.as_str(), *no)).collect();
    let mut before = db.prepare_cached(
        "SELECT p.id FROM mirror_policy_member m JOIN mirror_policy p ON p.no = m.policy_no WHERE m.user_no = ?1",
    )?;
    let mut write = db.prepare_cached(
        "INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (user_no) DO UPDATE \
         SET policy_no = excluded.policy_no, added_at = excluded.added_at, seen = excluded.seen",
    )?;
    let mut by_email = None;
    let mut rows = 0;
    for answer in answers {
        let no = match (&answer.account_id, &answer.email) {
            (Some(id), _) => by_id.get(id.as_str()).copied(),
            (None, Some(email)) => {
                if by_email.is_none() {
                    by_email = Some(emails(db, asked)?);
                }
                let known = by_email.as_ref();
                known.and_then(|known| known.get(&crate::store::email_key(email)).copied())
            }
            (None, None) => None,
        };
        // Nobody asked about this one.
        let Some(no) = no else { continue };
        let after = answer.policy_id.as_ref().map(|policy| policy.as_str());
        let policy = match after {
            Some(policy) => Some(intern.policy(db, policy)?),
            None => None,
        };
        if log.record {
            let old: Option<String> = before.query_row([no], |row| row.get(0)).optional()?;
            if old.as_deref() != after {
                let mut detail = Map::new();
                detail.insert("policy".to_owned(), json!([old, after]));
                let id = asked.iter().find(|(other, _)| *other == no);
                let id = id.map_or("", |(_, id)| id.as_str());
                log.write(db, "user", id, "changed", Some(detail))?;
            }
        }
        write.execute(params![no, policy, answer.added_at_ms, log.sync])?;
        rows += 1;
    }
    Ok(rows)
}

/// An account that is managed no longer has no policy of this organisation.
pub(super) fn forget_unmanaged(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM mirror_policy_member WHERE user_no IN \
         (SELECT no FROM mirror_user WHERE claim_status = 'unmanaged')",
        [],
    )
    .map(drop)
}

/// Our numbers by address, for answers that name only an address.
fn emails(db: &Connection, asked: &[(i64, AccountId)]) -> rusqlite::Result<HashMap<String, i64>> {
    let mut read = db.prepare_cached("SELECT email_key FROM mirror_user WHERE no = ?1")?;
    let mut known = HashMap::new();
    for (no, _) in asked {
        let email: Option<String> = read.query_row([no], |row| row.get(0))?;
        known.extend(email.map(|email| (email, *no)));
    }
    Ok(known)
}
