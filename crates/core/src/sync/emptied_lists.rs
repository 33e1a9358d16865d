//! Lists and policies that were not empty and are reported as empty now. Lost access rights look the same, so they
//! stay as they were until the stage ends; then all of them are accepted, or none.

use rusqlite::{Connection, params};
use serde_json::Map;

use super::losses::Loss;
use super::outdated_roles;
use super::person_lists::PersonList;
use super::record_changes::Log;
use crate::store::policy_change;

/// The name of policies among the emptied.
const POLICY: &str = "policy";
/// The name of roles in apps among the emptied.
const GRANTS: &str = "app_roles";

/// Holds a person's list or policy as it was.
fn hold(db: &Connection, no: i64, what: &str) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO mirror_emptied (user_no, what) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![no, what])
    .map(drop)
}

/// The list is no longer empty.
fn release(db: &Connection, no: i64, what: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM mirror_emptied WHERE user_no = ?1 AND what = ?2")?
        .execute(params![no, what])
        .map(drop)
}

/// Holds a person's list as it was, or no longer.
pub(super) fn hold_list(
    db: &Connection,
    no: i64,
    list: PersonList,
    held: bool,
) -> rusqlite::Result<()> {
    let change = if held { hold } else { release };
    change(db, no, list.key())
}

/// Holds an account's policy as it was, or no longer.
pub(super) fn hold_policy(db: &Connection, no: i64, held: bool) -> rusqlite::Result<()> {
    let change = if held { hold } else { release };
    change(db, no, POLICY)
}

/// Holds a person's roles in apps as they were.
pub(super) fn hold_grants(db: &Connection, no: i64) -> rusqlite::Result<()> {
    hold(db, no, GRANTS)
}

/// The person has roles in apps.
pub(super) fn release_grants(db: &Connection, no: i64) -> rusqlite::Result<()> {
    release(db, no, GRANTS)
}

/// How many people have no roles in apps now, of those that had some and were asked for in this sync.
pub(super) fn grants(db: &Connection, sync: i64) -> rusqlite::Result<Loss> {
    let sql = format!(
        "SELECT ({HELD}), (SELECT count(*) FROM mirror_user_grant_read r WHERE r.sync_no = ?2 \
         AND EXISTS (SELECT 1 FROM mirror_user_grant g WHERE g.user_no = r.user_no))"
    );
    Loss::count(db, &sql, params![GRANTS, sync])
}

/// Whose roles in apps are held, with our numbers.
pub(super) fn held_grants(db: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    held(db, GRANTS)
}

/// Hardly anybody is held: `CROSS JOIN` keeps SQLite from going through all people to find them.
const HELD: &str = "SELECT count(*) FROM mirror_emptied e CROSS JOIN mirror_user u ON u.no = e.user_no \
     WHERE e.what = ?1 AND u.gone_sync IS NULL";

/// Whether no run is known to have emptied the list since everyone was last read: what our runs took is not missing.
fn not_by_run(list: PersonList) -> String {
    // What runs record of their changes, of those that can empty the list.
    let fields: &[&str] = match list {
        PersonList::Groups => &["group", "membership_status", "status"],
        PersonList::Apps => &["group", "app_role", "membership_status", "status"],
        PersonList::Roles => &["role", "membership_status"],
    };
    let fields: Vec<String> = fields
        .iter()
        .map(|field| format!("json_type(c.detail, '$.{field}') IS NOT NULL"))
        .collect();
    format!(
        "AND NOT EXISTS (SELECT 1 FROM mirror_change c WHERE c.thing = 'user' AND c.id = u.account_id \
         AND c.run IS NOT NULL AND ({}) AND c.at >= coalesce((SELECT max(s.started_at) FROM mirror_sync s \
         JOIN mirror_stage t ON t.sync_no = s.no WHERE t.stage = 'users' AND t.state = 'complete'), 0))",
        fields.join(" OR ")
    )
}

/// How many people's lists are empty now, of those that held something, apart from lists that our runs emptied.
pub(super) fn lists(db: &Connection, list: PersonList) -> rusqlite::Result<Loss> {
    let held = format!("{HELD} {}", not_by_run(list));
    let lost = Loss::count(db, &format!("SELECT ({held}), 0"), [list.key()])?;
    if lost.lost == 0 {
        return Ok(lost);
    }
    let sql = format!(
        "SELECT ({held}), (SELECT count(*) FROM mirror_user u WHERE u.gone_sync IS NULL \
         AND EXISTS (SELECT 1 FROM {} l WHERE l.user_no = u.no))",
        list.table()
    );
    Loss::count(db, &sql, [list.key()])
}

/// How many accounts have no policy now, of those that had one.
pub(super) fn policies(db: &Connection) -> rusqlite::Result<Loss> {
    let lost = Loss::count(db, &format!("SELECT ({HELD}), 0"), [POLICY])?;
    if lost.lost == 0 {
        return Ok(lost);
    }
    let sql = format!(
        "SELECT ({HELD}), (SELECT count(*) FROM mirror_policy_member m JOIN mirror_user u ON u.no = m.user_no \
         WHERE u.gone_sync IS NULL AND m.policy_no IS NOT NULL)"
    );
    Loss::count(db, &sql, [POLICY])
}

/// Takes the people's lists for empty.
pub(super) fn believe_lists(db: &Connection, log: &Log, list: PersonList) -> rusqlite::Result<()> {
    for (no, id) in held(db, list.key())? {
        let mut detail = Map::new();
        list.differ(&list.read(db, no)?, &Vec::new(), &mut detail);
        list.clear(db, no)?;
        match list {
            PersonList::Groups => {}
            PersonList::Apps => {
                db.prepare_cached(
                    // The latest activity that was seen stays.
                    "UPDATE mirror_user SET activity_known = apps_known WHERE no = ?1",
                )?
                .execute([no])?;
            }
            PersonList::Roles => {
                db.prepare_cached(
                    "UPDATE mirror_user SET org_admin = iif(roles_known, 0, NULL) WHERE no = ?1",
                )?
                .execute([no])?;
            }
        }
        release(db, no, list.key())?;
        outdated_roles::outdate(db, log.sync, no)?;
        if !detail.is_empty() {
            log.write(db, "user", &id, "changed", Some(detail))?;
        }
    }
    Ok(())
}

/// Takes the accounts for accounts without a policy.
pub(super) fn believe_policies(db: &Connection, log: &Log) -> rusqlite::Result<()> {
    for (no, id) in held(db, POLICY)? {
        let before: Option<String> = db
            .prepare_cached(
                "SELECT (SELECT p.id FROM mirror_policy_member m JOIN mirror_policy p ON p.no = m.policy_no \
                 WHERE m.user_no = ?1)",
            )?
            .query_row([no], |row| row.get(0))?;
        db.prepare_cached(
            "UPDATE mirror_policy_member SET policy_no = NULL, added_at = NULL, seen = ?2, read_at = ?3 \
             WHERE user_no = ?1",
        )?
        .execute(params![no, log.sync, log.at.saturating_mul(1_000)])?;
        release(db, no, POLICY)?;
        let detail = policy_change(db, before.as_deref(), None)?;
        log.write(db, "user", &id, "changed", Some(detail))?;
    }
    Ok(())
}

/// Whose are held, with our numbers.
fn held(db: &Connection, what: &str) -> rusqlite::Result<Vec<(i64, String)>> {
    db.prepare_cached(
        "SELECT u.no, u.account_id FROM mirror_emptied e CROSS JOIN mirror_user u ON u.no = e.user_no \
         WHERE e.what = ?1 ORDER BY u.no",
    )?
    .query_map([what], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}
