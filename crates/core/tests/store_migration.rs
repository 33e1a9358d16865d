//! A mirror that an older release made becomes one of today, with all that is in it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use std::path::{Path, PathBuf};

use atlctl_core::store::{Mirror, VERSION};
use rusqlite::Connection;

/// The first release's tables and views, as they were.
const TABLES: &str = include_str!("old/tables-1.sql");
const VIEWS: &str = include_str!("old/views-1.sql");

/// A mirror of the first release, in write-ahead mode as a sync leaves it.
fn old(dir: &Path) -> PathBuf {
    let path = dir.join("mirror.sqlite");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    db.execute_batch(TABLES).unwrap();
    db.execute_batch(VIEWS).unwrap();
    db.execute_batch(
        r#"CREATE UNIQUE INDEX mirror_user_account ON mirror_user (account_id);
        PRAGMA application_id = 0x61746c6d;
        PRAGMA user_version = 1;
        INSERT INTO mirror_org (id, name) VALUES ('org-1', 'Acme');
        INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at) VALUES
          (1, 'complete', 1700000000, 1700000060, 1700000060), (2, 'running', 1700001000, 1700001000, NULL);
        INSERT INTO mirror_user (no, account_id, seen, first_sync, claim_status, org_admin, activity_known, last_active, email, email_key) VALUES
          (1, 'told', 1, 1, 'managed', 1, 1, 1690000000, 'a@example.com', 'a@example.com'),
          (2, 'none', 1, 1, 'managed', 0, 1, NULL, 'b@example.com', 'b@example.com'),
          (3, 'dropped', 1, 1, 'managed', NULL, 0, NULL, NULL, NULL),
          (4, 'portal', 1, 1, NULL, NULL, 0, NULL, NULL, NULL),
          (5, 'odd', 1, 1, NULL, NULL, 0, NULL, NULL, NULL);
        INSERT INTO mirror_user_raw (no, raw) VALUES
          (1, '{"accountId":"told","groups":[{"id":"g-1"}],"productAccess":[{"id":"ari:1"}],"platformRoles":["atlassian/org-admin"]}'),
          (2, '{"accountId":"none","groups":[],"productAccess":[{"id":"ari:1"},{"id":"ari:2"}],"platformRoles":[]}'),
          (3, '{"accountId":"dropped","groups":null,"nickname":"\"groups\":[]"}'),
          (4, '{"id":"portal","displayName":"P"}'),
          (5, '{"accountId":"odd","groups":[');
        INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'Red', 1, 1);
        INSERT INTO mirror_membership (user_no, group_no) VALUES (1, 1), (3, 1), (4, 1);
        INSERT INTO mirror_role (user_no, role) VALUES (1, 'atlassian/org-admin'), (3, 'atlassian/org-admin');
        INSERT INTO mirror_product (no, id, key) VALUES (1, 'ari:1', 'jira-software'), (2, 'ari:2', 'confluence');
        INSERT INTO mirror_access (user_no, product_no, last_active) VALUES (1, 1, 1690000000), (2, 1, NULL), (2, 2, NULL), (3, 1, NULL);
        INSERT INTO mirror_policy (no, id, name, name_from) VALUES (1, 'p-1', 'Basic', 'hand');
        INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen) VALUES (1, 1, 1690000000000, 1), (2, NULL, NULL, 1);
        INSERT INTO mirror_change (no, sync_no, at, thing, id, kind, detail) VALUES (7, 1, 1700000050, 'user', 'told', 'changed', '{"policy":[null,"p-1"]}');"#,
    )
    .unwrap();
    path
}

fn lines(path: &Path, sql: &str) -> Vec<String> {
    Connection::open(path)
        .unwrap()
        .prepare(sql)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn everything_is_migrated_and_missing_data_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    // As the next command does that only reads.
    drop(Mirror::open_read_only(&path).unwrap());
    assert_eq!(
        lines(
            &path,
            "SELECT account_id || ' ' || groups_known || apps_known || roles_known || ' ' || \
             coalesce(org_admin, '?') || ' ' || coalesce(last_active, '?') || ' ' || \
             coalesce(groups_known_at, '?') || ' ' || policy_known || ' ' || coalesce(policy_read_at, '?') \
             FROM user ORDER BY no"
        ),
        [
            "told 111 1 2023-07-22T04:26:40Z 2023-11-14T22:13:20Z 1 ?",
            "none 111 0 ? 2023-11-14T22:13:20Z 1 ?",
            "dropped 000 ? ? ? 0 ?",
            // Its entry names no groups, other lists did.
            "portal 100 ? ? 2023-11-14T22:13:20Z 0 ?",
            "odd 000 ? ? ? 0 ?",
        ]
    );
    assert_eq!(
        lines(
            &path,
            "SELECT account_id || ' ' || app_key || ' ' || activity_known FROM user_app ORDER BY 1"
        ),
        [
            "none confluence 1",
            "none jira-software 1",
            "told jira-software 1"
        ]
    );
    assert_eq!(
        lines(&path, "SELECT account_id FROM user_role ORDER BY 1"),
        ["told"]
    );
    assert_eq!(
        lines(&path, "SELECT account_id FROM user_group ORDER BY 1"),
        ["portal", "told"]
    );
    assert_eq!(
        lines(
            &path,
            "SELECT name || ' ' || detail || ' ' || at FROM change WHERE run IS NULL"
        ),
        [
            r#"a@example.com {"policy":[null,"p-1"],"policy_name":[null,"Basic"]} 2023-11-14T22:14:10Z"#
        ]
    );
    assert_eq!(
        lines(&path, "SELECT name FROM policy WHERE name_from = 'hand'"),
        ["Basic"]
    );
    // What was there before the last sync ended is no news for the next.
    assert_eq!(
        lines(
            &path,
            "SELECT no || ' ' || coalesce(last_change, '?') FROM mirror_sync ORDER BY no"
        ),
        ["1 7", "2 ?"]
    );
    let version: i64 = Connection::open(&path)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, VERSION);
    // A second time there is nothing to do.
    let before = lines(&path, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
    drop(Mirror::open(&path).unwrap());
    let after = lines(&path, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
    assert_eq!(before, after);
}

/// The promise: views keep their names and columns, and the columns their order.
#[test]
fn every_column_of_the_first_release_is_still_there() {
    let columns = |path: &Path, view: &str| -> Vec<String> {
        lines(
            path,
            &format!("SELECT name FROM pragma_table_info('{view}') ORDER BY cid"),
        )
    };
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    let views = lines(
        &path,
        "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name",
    );
    assert_eq!(views.len(), 14);
    let before: Vec<Vec<String>> = views.iter().map(|view| columns(&path, view)).collect();
    drop(Mirror::open(&path).unwrap());
    for (view, before) in views.iter().zip(before) {
        let after = columns(&path, view);
        assert_eq!(after[..before.len()], before, "{view}");
        // They can all be read.
        lines(
            &path,
            &format!("SELECT count(*) || '' FROM (SELECT * FROM \"{view}\")"),
        );
    }
}

/// A mirror made by an upgrade and one made today have the same tables.
#[test]
fn an_upgraded_mirror_is_like_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path());
    drop(Mirror::open(&path).unwrap());
    let fresh = dir.path().join("fresh.sqlite");
    drop(Mirror::open(&fresh).unwrap());
    let schema = |path: &Path| {
        lines(
            path,
            "SELECT coalesce(sql, name) FROM sqlite_schema WHERE name <> 'mirror_user_account' ORDER BY name",
        )
    };
    assert_eq!(schema(&path), schema(&fresh));
}
