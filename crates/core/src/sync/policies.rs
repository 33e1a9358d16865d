//! The rows that say which policy an account is in.

use std::collections::HashMap;

use atlctl_api::{AccountId, AccountPolicy};
use rusqlite::{Connection, OptionalExtension, params};

use super::emptied_lists::hold_policy;
use super::losses::Loss;
use super::record_changes::Log;
use super::row_numbers::RowNumbers;
use crate::store::policy_change;

/// Managed accounts that this sync saw and has not asked about.
pub(super) fn unasked(db: &Connection, sync: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare(
        "SELECT u.no FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
         WHERE u.seen = ?1 AND u.claim_status = 'managed' AND (m.seen IS NULL OR m.seen < ?1) ORDER BY u.no",
    )?
    .query_map([sync], |row| row.get(0))?
    .collect()
}

/// Managed accounts of the mirror that this sync has not asked about, whether or not it saw them.
pub(super) fn unasked_in_mirror(db: &Connection, sync: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare(
        "SELECT u.no FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
         WHERE u.gone_sync IS NULL AND u.claim_status = 'managed' AND (m.seen IS NULL OR m.seen < ?1) ORDER BY u.no",
    )?
    .query_map([sync], |row| row.get(0))?
    .collect()
}

/// How old an account's policy may be, in milliseconds, before a sync that reads only changes reads it again.
pub(super) const READ_AGAIN: i64 = 86_400_000;

/// Managed accounts of the mirror whose policy was last read before then, in milliseconds since 1970, or never. No event
/// says that an account got another policy.
pub(super) fn read_before(db: &Connection, sync: i64, ms: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare(
        "SELECT u.no FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
         WHERE u.gone_sync IS NULL AND u.claim_status = 'managed' AND u.seen < ?1 \
         AND coalesce(m.read_at, 0) < ?2 ORDER BY u.no",
    )?
    .query_map([sync, ms], |row| row.get(0))?
    .collect()
}

/// The number of accounts requested in this sync.
pub(super) fn asked(db: &Connection, sync: i64) -> rusqlite::Result<i64> {
    db.query_row(
        "SELECT count(*) FROM mirror_policy_member WHERE seen = ?1",
        [sync],
        |row| row.get(0),
    )
}

/// An account in the mirror.
struct Stored {
    policy: Option<String>,
    read_at: i64,
    seen: i64,
}

/// A question for policies: who was asked about, and when it was sent, in milliseconds since 1970.
pub(super) struct Asked<'a> {
    pub(super) accounts: &'a [(i64, AccountId)],
    pub(super) at: i64,
}

/// Writes what was answered; how many rows. An account that was asked about and is not in the answer stays
/// unknown. What a run read back after the question was sent is newer, and stays.
pub(super) fn put(
    db: &Connection,
    log: &Log,
    row_numbers: &mut RowNumbers,
    asked: &Asked<'_>,
    answers: &[AccountPolicy],
) -> rusqlite::Result<u64> {
    let accounts = asked.accounts;
    let by_id: HashMap<&str, i64> = accounts.iter().map(|(no, id)| (id.as_str(), *no)).collect();
    let mut stored = db.prepare_cached(
        "SELECT p.id, coalesce(m.read_at, 0), m.seen FROM mirror_policy_member m \
         LEFT JOIN mirror_policy p ON p.no = m.policy_no WHERE m.user_no = ?1",
    )?;
    // What a run wrote before this sync began is older, whatever the clock said then.
    let mut write = db.prepare_cached(
        "INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen, read_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_no) DO UPDATE \
         SET policy_no = excluded.policy_no, added_at = excluded.added_at, seen = excluded.seen, \
             read_at = excluded.read_at \
         WHERE mirror_policy_member.seen < excluded.seen OR coalesce(mirror_policy_member.read_at, 0) <= excluded.read_at",
    )?;
    let mut by_email = None;
    let mut rows = 0;
    for answer in answers {
        let no = match (&answer.account_id, &answer.email) {
            (Some(id), _) => by_id.get(id.as_str()).copied(),
            (None, Some(email)) => {
                if by_email.is_none() {
                    by_email = Some(emails(db, accounts)?);
                }
                let known = by_email.as_ref();
                known.and_then(|known| known.get(&crate::store::email_key(email)).copied())
            }
            (None, None) => None,
        };
        // This account was not requested.
        let Some(no) = no else { continue };
        rows += 1;
        let after = answer.policy_id.as_ref().map(|policy| policy.as_str());
        if log.record {
            let old = stored
                .query_row([no], |row| {
                    Ok(Stored {
                        policy: row.get(0)?,
                        read_at: row.get(1)?,
                        seen: row.get(2)?,
                    })
                })
                .optional()?;
            if let Some(old) = &old {
                if old.seen == log.sync && old.read_at > asked.at {
                    continue;
                }
                if old.policy.is_some() {
                    hold_policy(db, no, after.is_none())?;
                    if after.is_none() {
                        continue;
                    }
                }
            }
            let old = old.and_then(|old| old.policy);
            if old.as_deref() != after {
                let detail = policy_change(db, old.as_deref(), after)?;
                let id = accounts.iter().find(|(other, _)| *other == no);
                let id = id.map_or("", |(_, id)| id.as_str());
                log.write(db, "user", id, "changed", Some(detail))?;
            }
        }
        let policy = match after {
            Some(policy) => Some(row_numbers.policy(db, policy)?),
            None => None,
        };
        write.execute(params![no, policy, answer.added_at_ms, log.sync, asked.at])?;
    }
    Ok(rows)
}

const UNMANAGED: &str = "SELECT no FROM mirror_user WHERE claim_status = 'unmanaged'";

/// How many accounts have a policy and are managed no longer, of those with a policy.
pub(super) fn unmanaged(db: &Connection) -> rusqlite::Result<Loss> {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE user_no IN ({UNMANAGED})), count(*) FROM mirror_policy_member \
         WHERE policy_no IS NOT NULL"
    );
    Loss::count(db, &sql, [])
}

/// An account that is managed no longer has no policy of this organization.
pub(super) fn forget_unmanaged(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        &format!("DELETE FROM mirror_policy_member WHERE user_no IN ({UNMANAGED})"),
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
