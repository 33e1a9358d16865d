//! Which people events are about, and what follows for those who are not read.

use std::collections::BTreeSet;

use atlctl_api::{AccountId, EventObject};
use rusqlite::{Connection, OptionalExtension, params};

use super::losses::Loss;
use super::person_lists::PersonList;
use super::record_changes::Log;

/// The accounts that an event names. One that names a group alone is about all of its members.
pub(super) fn accounts(
    db: &Connection,
    event: &[EventObject],
) -> rusqlite::Result<BTreeSet<AccountId>> {
    let mut known =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror_user WHERE account_id = ?1)")?;
    let mut found = BTreeSet::new();
    let mut groups = Vec::new();
    for object in event {
        let Some(id) = object.id.as_deref().filter(|id| !id.is_empty()) else {
            continue;
        };
        let kind = object.kind.as_deref().unwrap_or_default().to_lowercase();
        let person = kind.contains("user") || kind.contains("account");
        if person || known.query_row([id], |row| row.get(0))? {
            found.insert(AccountId::from(id));
        } else {
            groups.push(id.to_owned());
        }
    }
    if found.is_empty() {
        found = members(db, &groups)?;
    }
    Ok(found)
}

/// The people whom the mirror has in these groups.
pub(super) fn members(db: &Connection, groups: &[String]) -> rusqlite::Result<BTreeSet<AccountId>> {
    let mut read = db.prepare_cached(
        "SELECT u.account_id FROM mirror_group g JOIN mirror_membership m ON m.group_no = g.no \
         JOIN mirror_user u ON u.no = m.user_no WHERE g.id = ?1 AND u.gone_sync IS NULL",
    )?;
    let mut found = BTreeSet::new();
    for group in groups {
        for id in read.query_map([group], |row| row.get::<_, String>(0))? {
            found.insert(AccountId::from(id?));
        }
    }
    Ok(found)
}

/// Groups whose members the service counts differently, or that its list does not have anymore; with the count. People
/// whose groups are held as they were, because their entries have none anymore, count as members or not.
///
/// All memberships are counted from their index alone, and the few of people who are gone or held are taken off: looking up
/// the person of every membership took twenty times as long. `CROSS JOIN` keeps SQLite from beginning with the large table.
pub(super) fn uneven_groups(db: &Connection, sync: i64) -> rusqlite::Result<Vec<(String, u64)>> {
    db.prepare(
        "WITH listed AS (SELECT group_no, count(*) AS members FROM mirror_membership GROUP BY 1), \
         gone AS (SELECT m.group_no, count(*) AS members FROM mirror_user u CROSS JOIN mirror_membership m ON m.user_no = u.no \
           WHERE u.gone_sync IS NOT NULL GROUP BY 1), \
         held AS (SELECT m.group_no, count(*) AS members FROM mirror_emptied e \
           CROSS JOIN mirror_user u ON u.no = e.user_no AND u.gone_sync IS NULL \
           CROSS JOIN mirror_membership m ON m.user_no = e.user_no WHERE e.what = ?2 GROUP BY 1), \
         counted AS (SELECT l.group_no, l.members - coalesce(g.members, 0) AS members, coalesce(h.members, 0) AS held \
           FROM listed l LEFT JOIN gone g USING (group_no) LEFT JOIN held h USING (group_no)) \
         SELECT g.id, iif(g.seen = ?1, g.users, 0), coalesce(c.members, 0) \
         FROM mirror_group g LEFT JOIN counted c ON c.group_no = g.no \
         WHERE g.gone_sync IS NULL AND g.raw IS NOT NULL \
         AND iif(g.seen = ?1, coalesce(g.users, -1), 0) NOT IN (coalesce(c.members, 0), coalesce(c.members - c.held, 0))",
    )?
    .query_map(params![sync, PersonList::Groups.key()], |row| {
        let count: Option<i64> = row.get(1)?;
        let members: i64 = row.get(2)?;
        Ok((row.get(0)?, count.unwrap_or(members).unsigned_abs()))
    })?
    .collect()
}

/// Marks those as gone who were asked for and did not come. False, and nobody is marked, where they are suspiciously
/// many.
pub(super) fn absent(db: &Connection, log: &Log, asked: &[AccountId]) -> rusqlite::Result<bool> {
    let mut find = db.prepare_cached(
        "SELECT no FROM mirror_user WHERE account_id = ?1 AND seen < ?2 AND gone_sync IS NULL",
    )?;
    let mut gone = Vec::new();
    for id in asked {
        let no: Option<i64> = find
            .query_row((id.as_str(), log.sync), |row| row.get(0))
            .optional()?;
        gone.extend(no.map(|no| (no, id)));
    }
    let known: i64 = db.query_row(
        "SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL",
        [],
        |row| row.get(0),
    )?;
    let loss = Loss {
        lost: gone.len() as u64,
        known: known.unsigned_abs(),
    };
    if !loss.is_believable() {
        return Ok(false);
    }
    for (no, id) in gone {
        log.write(db, "user", id.as_str(), "gone", None)?;
        db.prepare_cached("UPDATE mirror_user SET gone_sync = ?2 WHERE no = ?1")?
            .execute([no, log.sync])?;
    }
    Ok(true)
}

/// Groups that only people's entries name were seen with people who are not read.
pub(super) fn keep_groups(db: &Connection, sync: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE mirror_group SET seen = ?1 WHERE raw IS NULL AND gone_sync IS NULL",
        [sync],
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Mirror;

    #[test]
    fn groups_are_uneven_where_the_members_who_are_there_are_others() {
        let dir = tempfile::tempdir().unwrap();
        let mirror = Mirror::open(dir.path().join("mirror")).unwrap();
        let db = &mirror.db;
        // Of five people the fifth is gone, and the groups and the apps of the fourth and the third are held.
        for no in 1..=5 {
            db.execute(
                "INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, gone_sync) \
                 VALUES (?1, 'a' || ?1, 1, 1, 0, iif(?1 = 5, 1, NULL))",
                [no],
            )
            .unwrap();
        }
        db.execute_batch(
            "INSERT INTO mirror_emptied (user_no, what) VALUES (4, 'groups'), (3, 'apps'), (5, 'groups')",
        )
        .unwrap();
        let people: [(&str, Option<i64>, i64, &[i64]); 9] = [
            ("even", Some(2), 2, &[1, 2]),
            ("more", Some(3), 2, &[1, 2]),
            ("fewer", Some(1), 2, &[1, 2]),
            ("without who is gone", Some(2), 2, &[1, 2, 5]),
            ("with who is held", Some(3), 2, &[1, 2, 4, 5]),
            ("without who is held", Some(2), 2, &[1, 3, 4]),
            ("empty", Some(0), 2, &[]),
            ("uncounted", None, 2, &[1]),
            ("not listed anymore", Some(2), 1, &[1, 2]),
        ];
        for (name, users, seen, members) in people {
            db.execute(
                "INSERT INTO mirror_group (id, raw, users, seen, first_sync) VALUES (?1, '{}', ?2, ?3, 1)",
                params![name, users, seen],
            )
            .unwrap();
            let group = db.last_insert_rowid();
            for no in members {
                db.execute(
                    "INSERT INTO mirror_membership VALUES (?1, ?2)",
                    [*no, group],
                )
                .unwrap();
            }
        }
        let mut uneven = uneven_groups(db, 2).unwrap();
        uneven.sort();
        let expected = [
            ("fewer", 1),
            ("more", 3),
            ("not listed anymore", 0),
            ("uncounted", 1),
        ];
        assert_eq!(uneven, expected.map(|(id, count)| (id.to_owned(), count)));
    }
}
