//! What runs tell the mirror: where people are now, and who moved them when.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use std::path::{Path, PathBuf};

use atlctl_api::PolicyId;
use atlctl_core::store::{Mirror, PolicyReadBack, RunSource};
use jiff::Timestamp;
use rusqlite::Connection;

/// Three people in the policy p-1 (named Basic), read by a sync at second 1,700,000,000.
fn furnished() -> (tempfile::TempDir, PathBuf, Mirror) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mirror = Mirror::open(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at) VALUES (1, 'complete', 1700000000, 1700000000, 1700000000);
             INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, email) VALUES
               (1, 'a:1', 1, 1, 0, 'ann@example.com'), (2, 'a:2', 1, 1, 0, NULL), (3, 'a:3', 1, 1, 0, NULL);
             INSERT INTO mirror_policy (no, id, name) VALUES (1, 'p-1', 'Basic');
             INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen, read_at) VALUES
               (1, 1, 5, 1, 1700000000000), (2, 1, 5, 1, 1700000000000), (3, 1, 5, 1, 1700000000000);",
        )
        .unwrap();
    (dir, path, mirror)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn run(id: &str) -> RunSource<'_> {
    RunSource {
        id,
        planned_at: at(1_700_000_100),
    }
}

fn read_back<'a>(
    account: &str,
    (before, policy): (&'a PolicyId, &'a PolicyId),
    second: i64,
    made: bool,
) -> PolicyReadBack<'a> {
    PolicyReadBack {
        account: account.into(),
        before: Some(before),
        policy,
        at: at(second),
        made,
    }
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

fn history(path: &Path) -> Vec<String> {
    lines(
        path,
        "SELECT id || ' ' || at || ' ' || coalesce(run, 'sync') || ' ' || detail FROM change ORDER BY id, at_unix",
    )
}

#[test]
fn a_run_s_change_has_its_id_and_the_time_at_which_it_was_confirmed() {
    let (_dir, path, mut mirror) = furnished();
    let (from, to) = (PolicyId::from("p-1"), PolicyId::from("p-9"));
    for _ in 0..2 {
        // Told twice, it happened once.
        mirror
            .note_run(
                run("r-1"),
                [
                    read_back("a:1", (&from, &to), 1_700_000_200, true),
                    read_back("a:2", (&from, &to), 1_700_000_300, false),
                    read_back("nobody", (&from, &to), 1_700_000_300, true),
                ],
            )
            .unwrap();
    }
    assert_eq!(
        history(&path),
        [
            r#"a:1 2023-11-14T22:16:40Z r-1 {"policy":["p-1","p-9"],"policy_name":["Basic",null]}"#,
            // It was there already: somebody else moved them.
            r#"a:2 2023-11-14T22:18:20Z sync {"policy":["p-1","p-9"],"policy_name":["Basic",null]}"#,
        ]
    );
    assert_eq!(
        lines(
            &path,
            "SELECT account_id || ' ' || policy_id || ' ' || read_at FROM user_policy ORDER BY 1"
        ),
        [
            "a:1 p-9 2023-11-14T22:16:40Z",
            "a:2 p-9 2023-11-14T22:18:20Z",
            "a:3 p-1 2023-11-14T22:13:20Z"
        ]
    );
    assert_eq!(mirror.policy_members(&to).unwrap().len(), 2);
    assert_eq!(
        lines(&path, "SELECT DISTINCT name FROM change WHERE id = 'a:1'"),
        ["ann@example.com"]
    );
    // The way back is another run's.
    mirror
        .note_run(
            run("r-2"),
            [read_back("a:1", (&to, &from), 1_700_000_400, true)],
        )
        .unwrap();
    assert_eq!(history(&path).len(), 3);
    assert!(history(&path)[1].contains("r-2 {\"policy\":[\"p-9\",\"p-1\"]"));
}

/// A sync that ran meanwhile found the change before the run could tell: it is the run's all the same.
#[test]
fn what_a_sync_found_first_is_still_the_run_s() {
    let (_dir, path, mut mirror) = furnished();
    let (from, to) = (PolicyId::from("p-1"), PolicyId::from("p-9"));
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            r#"INSERT INTO mirror_policy (no, id) VALUES (9, 'p-9');
             UPDATE mirror_policy_member SET policy_no = 9, read_at = 1700000250000 WHERE user_no < 3;
             INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail) VALUES
               (1, 1700000260, 'user', 'a:1', 'changed', '{"policy":["p-1","p-9"]}'),
               (1, 1700000261, 'user', 'a:1', 'changed', '{"name":["A","B"]}'),
               (1, 1700000050, 'user', 'a:2', 'changed', '{"policy":["p-1","p-9"]}');"#,
        )
        .unwrap();
    mirror
        .note_run(
            run("r-1"),
            [
                read_back("a:1", (&from, &to), 1_700_000_200, true),
                read_back("a:2", (&from, &to), 1_700_000_200, true),
            ],
        )
        .unwrap();
    assert_eq!(
        history(&path),
        [
            r#"a:1 2023-11-14T22:16:40Z r-1 {"policy":["p-1","p-9"],"policy_name":["Basic",null]}"#,
            r#"a:1 2023-11-14T22:17:41Z sync {"name":["A","B"]}"#,
            // Found before the run was planned: not its work.
            r#"a:2 2023-11-14T22:14:10Z sync {"policy":["p-1","p-9"],"policy_name":["Basic",null]}"#,
            r#"a:2 2023-11-14T22:16:40Z r-1 {"policy":["p-1","p-9"],"policy_name":["Basic",null]}"#,
        ]
    );
}

/// A sync that asked later knows better, and the history still says what the run did.
#[test]
fn a_reading_after_the_run_s_stays() {
    let (_dir, path, mut mirror) = furnished();
    let (from, to) = (PolicyId::from("p-1"), PolicyId::from("p-9"));
    Connection::open(&path)
        .unwrap()
        .execute_batch("UPDATE mirror_policy_member SET read_at = 1700000201000 WHERE user_no = 1")
        .unwrap();
    mirror
        .note_run(
            run("r-1"),
            [
                read_back("a:1", (&from, &to), 1_700_000_200, true),
                read_back("a:2", (&from, &to), 1_700_000_200, true),
            ],
        )
        .unwrap();
    assert_eq!(
        lines(
            &path,
            "SELECT account_id || ' ' || policy_id FROM user_policy ORDER BY 1"
        ),
        ["a:1 p-1", "a:2 p-9", "a:3 p-1"]
    );
    assert_eq!(history(&path).len(), 2);
}
