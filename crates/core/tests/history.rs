//! The mirror's history: how large it is, where it begins, who wrote it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use atlctl_core::history::{ChangeKind, ChangeValue, diff};
use atlctl_core::sql::{self, Limits};
use atlctl_core::store::{Edit, Mirror, Moment, RunEdit, RunSource, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;

/// The second format's tables and views, as they were; its tables are made of the first's.
const TABLES: [&str; 2] = [
    include_str!("old/tables-1.sql"),
    include_str!("old/tables-2.sql"),
];
const VIEWS: &str = include_str!("old/views-2.sql");

/// A mirror of the second format. `running`: a sync was cut off after the one that ended.
fn old(dir: &Path, running: bool) -> PathBuf {
    let path = dir.join("mirror.sqlite");
    let db = Connection::open(&path).unwrap();
    for tables in TABLES {
        db.execute_batch(tables).unwrap();
    }
    db.execute_batch(VIEWS).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL;
        PRAGMA application_id = 0x61746c6d;
        PRAGMA user_version = 2;
        CREATE UNIQUE INDEX mirror_user_account ON mirror_user (account_id);
        INSERT INTO mirror_org (id, name, seen) VALUES ('org-1', 'Acme', 1);
        INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at) VALUES (1, 'partial', 1700000000, 1700000060, 1700000060);
        INSERT INTO mirror_stage (sync_no, stage, state) VALUES (1, 'users', 'complete'), (1, 'groups', 'complete'), (1, 'policies', 'unavailable');
        INSERT INTO mirror_user (no, account_id, seen, first_sync, activity_known, groups_known, status, account_status) VALUES
          (1, 'a:1', 1, 1, 0, 1, 'active', 'active'), (2, 'a:2', 1, 1, 0, 1, 'active', 'active');
        INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'Red', 1, 1);
        INSERT INTO mirror_membership (user_no, group_no) VALUES (1, 1);",
    )
    .unwrap();
    if running {
        db.execute_batch(
            "INSERT INTO mirror_sync (no, state, started_at, touched_at) VALUES (2, 'running', 1700001000, 1700001060)",
        )
        .unwrap();
    }
    path
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A run takes one person out of the group, puts the other in, and deactivates them.
fn run_writes(path: &Path, second: i64) {
    run_reads(path, second, true);
}

/// The same, or it finds that somebody else did it.
fn run_reads(path: &Path, second: i64, made: bool) {
    let at = time(second);
    let run = RunSource {
        id: "run-1",
        planned_at: at,
    };
    let edit = |account: &str, is_in, more: Vec<Edit<'static>>| RunEdit {
        account: account.into(),
        field: "group",
        before: None,
        after: Some("g-1"),
        name: None,
        at,
        made,
        edits: [
            vec![Edit::Member {
                group: "g-1",
                is_in,
            }],
            more,
        ]
        .concat(),
    };
    let lifecycle = Edit::Lifecycle {
        status: "deactivated",
    };
    let rows = [
        edit("a:1", false, Vec::new()),
        edit("a:2", true, vec![lifecycle]),
    ];
    Mirror::open(path).unwrap().note_edits(run, rows).unwrap();
}

fn members(path: &Path, moment: Option<Moment>) -> Vec<String> {
    let mut found = Vec::new();
    let sql = "SELECT account_id FROM user_group ORDER BY 1";
    sql::run_as_of((path, moment), sql, Limits::default(), &mut |_, row| {
        found.push(row[0].text().unwrap().to_owned());
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

#[test]
fn what_a_run_found_made_by_somebody_else_is_not_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path(), false);
    run_reads(&path, 1_700_005_000, false);
    assert_eq!(members(&path, None), ["a:2"]);
    assert_eq!(members(&path, Some(Moment::Sync(1))), ["a:1"]);
    let mirror = Mirror::open_read_only(&path).unwrap();
    let found = diff(&mirror, Moment::Sync(1), None, &["memberships", "people"]).unwrap();
    assert_eq!(found.changes.len(), 4);
    for change in found.changes {
        assert_eq!(change.run, None, "{change:?}");
        assert_eq!(change.at, Some(time(1_700_005_000)));
    }
}

#[test]
fn a_run_between_snapshots_is_shown_at_its_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path(), false);
    run_writes(&path, 1_700_005_000);
    // Again, as after a resumed run: nothing changes.
    run_writes(&path, 1_700_006_000);
    assert_eq!(members(&path, None), ["a:2"]);
    for (moment, want) in [
        (Moment::Sync(1), "a:1"),
        (Moment::Time(time(1_700_000_060)), "a:1"),
        (Moment::Time(time(1_700_004_999)), "a:1"),
        (Moment::Time(time(1_700_005_000)), "a:2"),
        (Moment::Time(time(1_800_000_000)), "a:2"),
    ] {
        assert_eq!(members(&path, Some(moment)), [want], "{moment:?}");
    }
    let mirror = Mirror::open_read_only(&path).unwrap();
    let found = diff(&mirror, Moment::Sync(1), None, &["memberships", "people"]).unwrap();
    let lines: Vec<String> = found
        .changes
        .iter()
        .map(|change| {
            let kind = change.kind.as_str();
            let text = |value: &Option<ChangeValue>| value.as_ref().map(ToString::to_string);
            let value = format!(
                "{:?} {:?} {:?}",
                change.column,
                text(&change.before),
                text(&change.after)
            );
            format!(
                "{} {kind} {} {value} {} {}",
                change.of,
                change.id,
                change.run.as_deref().unwrap(),
                change.at.unwrap()
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            r#"people changed a:2 Some("account_status") Some("active") Some("inactive") run-1 2023-11-14T23:36:40Z"#,
            r#"people changed a:2 Some("status") Some("active") Some("deactivated") run-1 2023-11-14T23:36:40Z"#,
            r#"memberships removed a:1 None None None run-1 2023-11-14T23:36:40Z"#,
            r#"memberships added a:2 None None None run-1 2023-11-14T23:36:40Z"#,
        ]
    );
    assert!(found.unknown.is_empty());
    // Policies were never read: that there are no changes is not known.
    let found = diff(&mirror, Moment::Sync(1), None, &["policies"]).unwrap();
    assert_eq!(found.unknown, [("policies", None)]);
    // Until before the run, nothing.
    let until = Some(Moment::Time(time(1_700_004_000)));
    let found = diff(&mirror, Moment::Sync(1), until, &[]).unwrap();
    assert!(
        found
            .changes
            .iter()
            .all(|change| change.kind == ChangeKind::Added)
            && found.changes.is_empty()
    );
}

#[test]
fn an_older_mirror_has_history_from_its_last_sync_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path(), false);
    drop(Mirror::open_read_only(&path).unwrap());
    assert_eq!(members(&path, Some(Moment::Sync(1))), ["a:1"]);
    let before = Mirror::open_as_of(&path, Some(Moment::Time(time(1_700_000_059))));
    match before {
        Err(StoreError::NoHistory { since }) => assert_eq!(since, Some(time(1_700_000_060))),
        other => assert!(other.is_err(), "{other:?}"),
    }
    let shown = Mirror::open_as_of(&path, Some(Moment::Sync(1))).unwrap();
    assert!(shown.unknown_parts().contains(&"policies"));
    assert!(!shown.unknown_parts().contains(&"users"));
}

/// While a sync is under way, the mirror is neither as the last one left it nor as this one will: its end is the first
/// moment that can be shown.
#[test]
fn an_older_mirror_in_the_middle_of_a_sync_has_none_yet() {
    let dir = tempfile::tempdir().unwrap();
    let path = old(dir.path(), true);
    drop(Mirror::open(&path).unwrap());
    for moment in [Moment::Sync(1), Moment::Sync(2)] {
        let shown = Mirror::open_as_of(&path, Some(moment));
        assert!(
            matches!(shown, Err(StoreError::NoSnapshot { .. })),
            "{shown:?}"
        );
    }
    let shown = Mirror::open_as_of(&path, Some(Moment::Time(time(1_700_002_000))));
    assert!(
        matches!(shown, Err(StoreError::NoHistory { since: None })),
        "{shown:?}"
    );
}
