//! The numbers of the report, against what was done and against SQL on the organization at both moments.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::changes;
use crate::query::{Cell, UserQuery};
use crate::report::test_mirror::{DAY, PERSON, START, request, write};
use crate::report::{Drawing, Report, Request, report_page};
use crate::store::{Mirror, Moment};

pub(super) const ADMIN: &str = "atlassian/org-admin";

/// Two snapshots and a run between them, in which everything happens that the report tells, and its look-alikes.
fn organization(dir: &Path) -> PathBuf {
    let path = dir.join("mirror.sqlite");
    let mut first =
        "INSERT INTO mirror_policy (no, id) VALUES (1, 'pol-1'), (2, 'pol-2');
         INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'Red', 1, 1), (2, 'g-2', 'Blue', 1, 1);"
            .to_owned();
    for no in 1..=40 {
        first.push_str(&format!(
            "{PERSON} ({no}, 'a-{no}', 1, 1, 'active', 'managed', 'atlassian', 0, 1, 'p{no}@acme.example', 'p{no}@acme.example', 0, 1, 1, {});
             INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES ({no}, 1, 1);
             INSERT INTO mirror_membership VALUES ({no}, 1);",
            i64::from(no != 30)
        ));
    }
    // Admins: 1 and 2. Of 31 it is unknown.
    first.push_str(&format!(
        "UPDATE mirror_user SET org_admin = 1 WHERE no IN (1, 2);
         UPDATE mirror_user SET org_admin = NULL WHERE no IN (30, 31);
         UPDATE mirror_user SET roles_known = 0 WHERE no = 31;
         INSERT INTO mirror_role VALUES (1, '{ADMIN}'), (2, '{ADMIN}');
         INSERT INTO mirror_token (id, account_id, email, label, expires_known, last_used_known, seen, first_sync)
           VALUES ('t-1', 'a-1', 'p1@acme.example', 'old', 0, 0, 1, 1), ('t-2', 'a-2', NULL, NULL, 0, 0, 1, 1);"
    ));
    write(&path, None, 0, &first);
    // A run makes 3 an admin.
    write(
        &path,
        Some("run-7"),
        3,
        &format!(
            "INSERT INTO mirror_role VALUES (3, '{ADMIN}'); UPDATE mirror_user SET org_admin = 1 WHERE no = 3;"
        ),
    );
    let second = format!(
        // 4 is one, found by the sync; 2 is no longer; 1 left.
        "UPDATE mirror_user SET org_admin = 1 WHERE no = 4;
         DELETE FROM mirror_role WHERE user_no = 2; UPDATE mirror_user SET org_admin = 0 WHERE no = 2;
         UPDATE mirror_user SET gone_sync = 2 WHERE no IN (1, 5);
         -- The roles of 30 and 31 become known: nobody can say what was before.
         UPDATE mirror_user SET roles_known = 1 WHERE no IN (30, 31); UPDATE mirror_user SET org_admin = 1 WHERE no IN (30, 31);
         INSERT INTO mirror_role VALUES (30, '{ADMIN}'), (31, '{ADMIN}');
         -- 6 and 7 lose their policy, of 8 it is unknown now, 9 has another, 5 left.
         UPDATE mirror_policy_member SET policy_no = NULL WHERE user_no IN (6, 7, 5);
         DELETE FROM mirror_policy_member WHERE user_no = 8;
         UPDATE mirror_policy_member SET policy_no = 2 WHERE user_no = 9;
         -- 10 has no two-step verification anymore; of 11 it is unknown; 12 sets it up again.
         UPDATE mirror_user SET mfa_enabled = 0 WHERE no = 10;
         UPDATE mirror_user SET mfa_enabled = NULL WHERE no = 11;
         UPDATE mirror_user SET mfa_enabled = 1 WHERE no = 12;
         -- Groups.
         DELETE FROM mirror_membership WHERE user_no BETWEEN 20 AND 24;
         UPDATE mirror_group SET gone_sync = 2 WHERE no = 2;
         INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (3, 'g-3', 'Green', 2, 2);
         INSERT INTO mirror_membership VALUES (25, 3), (26, 3);
         -- Tokens.
         UPDATE mirror_token SET gone_sync = 2 WHERE id = 't-1';
         UPDATE mirror_token SET last_used = 5, last_used_known = 1 WHERE id = 't-2';
         INSERT INTO mirror_token (id, account_id, email, label, expires_known, last_used_known, seen, first_sync)
           VALUES ('t-3', 'a-3', 'p3@acme.example', '<b>new</b>', 0, 0, 2, 2);
         {PERSON} (50, 'a-50', 2, 2, 'active', 'unmanaged', 'atlassian', 0, 1, 'x@partner.example', 'x@partner.example', 0, 1, 1, 1),
           (51, 'a-51', 2, 2, 'active', 'managed', 'atlassian', 0, 1, 'y@acme.example', 'y@acme.example', 0, 1, 1, 1),
           (52, 'a-52', 2, 2, 'active', NULL, 'atlassian', 0, 1, NULL, NULL, 0, 1, 1, 1);"
    );
    write(&path, None, 7, &second);
    path
}

pub(super) fn figure(report: &Report, name: &str) -> Option<i64> {
    let found = report.figures.iter().find(|figure| figure.name == name);
    match &found.unwrap().value {
        Cell::Number(number) => Some(*number),
        _ => None,
    }
}

fn rows(report: &Report, list: &str) -> Vec<String> {
    let list = report.lists.iter().find(|one| one.name == list).unwrap();
    assert_eq!(list.total, list.rows.len() as u64);
    let rows = list.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Truth(truth) => truth.to_string(),
            Cell::Unknown => "?".to_owned(),
            Cell::None => "-".to_owned(),
            other => format!("{other:?}"),
        });
        cells.collect::<Vec<_>>().join(" | ")
    });
    rows.collect()
}

/// One sentence says it; while something may be hidden, there may be changes.
#[test]
fn nothing_that_changed_is_said_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let person = |no: u8, known: u8| {
        format!(
            "{PERSON} ({no}, 'a-{no}', 1, 1, 'active', 'managed', 'atlassian', 1, 1, NULL, NULL, 0, 1, 1, {known});
             INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES ({no}, NULL, 1);"
        )
    };
    write(&path, None, 0, &person(1, 1));
    write(&path, None, 1, "");
    let said = |first: i64| {
        let mirror = Mirror::open_read_only(&path).unwrap();
        changes(&request(&mirror), Moment::Sync(first))
            .unwrap()
            .verdict
            .1
    };
    assert_eq!(said(1), "No changes.");
    write(&path, None, 2, &person(2, 0));
    write(&path, None, 3, "");
    let said = said(3);
    assert!(
        said.ends_with("an unknown number of changes in all."),
        "{said}"
    );
}

/// A group that is newer than the first moment had nobody then. What the filter leaves out is in no number.
#[test]
fn a_filter_leaves_out_what_is_not_of_people_and_may_name_what_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let path = organization(dir.path());
    let mirror = Mirror::open_read_only(&path).unwrap();
    let filter = |group: &str| UserQuery {
        group: vec![group.to_owned()],
        ..UserQuery::default()
    };
    let filtered = |group: &str| Request {
        filter: Some(filter(group)),
        ..request(&mirror)
    };
    let report = changes(&filtered("Green"), Moment::Sync(1)).unwrap();
    assert_eq!(figure(&report, "memberships_added"), Some(2));
    for out in [
        "tokens_removed",
        "tokens_added",
        "keys_added",
        "groups_removed",
        "org_policies_added",
    ] {
        assert_eq!(figure(&report, out), None, "{out}");
    }
    let notes = report.notes.join(" ");
    assert!(notes.contains("the group Green was not known"), "{notes}");
    assert!(
        !changes(&filtered("Red"), Moment::Sync(1))
            .unwrap()
            .notes
            .join(" ")
            .contains("was not known")
    );
    assert!(changes(&filtered("Purple"), Moment::Sync(1)).is_err());
}

#[test]
fn what_happened_is_told_and_what_is_unknown_is_not_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = organization(dir.path());
    let mirror = Mirror::open_read_only(&path).unwrap();
    let report = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    for (name, number) in [
        ("admins_gained", 2),
        ("coverage_lost", 2),
        ("two_step_lost", 1),
        ("external_came", 1),
        ("admins_lost", 2),
        ("came", 3),
        ("left", 2),
        ("memberships_added", 2),
        // Five lost theirs, and two people left.
        ("memberships_removed", 7),
        ("groups_added", 1),
        ("groups_removed", 1),
        ("tokens_added", 1),
        ("tokens_removed", 1),
        ("keys_added", 0),
    ] {
        assert_eq!(figure(&report, name), Some(number), "{name}");
    }
    assert_eq!(
        rows(&report, "admins"),
        [
            "2026-09-24T14:13:20Z | p3@acme.example | gained | Organization admin | ? | run-7 | a-3",
            "2026-09-28T14:13:20Z | p4@acme.example | gained | Organization admin | ? | - | a-4",
            "2026-09-28T14:13:20Z | p1@acme.example | lost | Organization admin | ? | - | a-1",
            "2026-09-28T14:13:20Z | p2@acme.example | lost | Organization admin | ? | - | a-2",
        ]
    );
    assert_eq!(
        rows(&report, "coverage"),
        [
            "2026-09-28T14:13:20Z | p6@acme.example | pol-1 | - | a-6",
            "2026-09-28T14:13:20Z | p7@acme.example | pol-1 | - | a-7",
        ]
    );
    let came: Vec<String> = rows(&report, "came")
        .iter()
        .map(|row| row.split(" | ").skip(1).collect::<Vec<_>>().join(" "))
        .collect();
    let came: BTreeSet<&str> = came.iter().map(String::as_str).collect();
    assert_eq!(
        came,
        BTreeSet::from([
            "a-52 ? - a-52",
            "x@partner.example true - a-50",
            "y@acme.example false - a-51"
        ])
    );
    // The bad news first.
    let all = rows(&report, "changes");
    let order: Vec<usize> = [
        "p3@acme.example | added | role",
        "p6@acme.example | changed | policy",
        "p10@acme.example | changed | two-step verification | yes | no",
        "x@partner.example | added | person",
        "p20@acme.example | removed | group Red",
    ]
    .iter()
    .map(|part| {
        all.iter()
            .position(|row| row.contains(part))
            .unwrap_or_else(|| panic!("{part}: {all:#?}"))
    })
    .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(!all.iter().any(|row| row.contains("roles_known") || row.contains("p30@") && row.contains("role ")));
    // When a token was used is activity.
    assert!(!all.iter().any(|row| row.contains("last used")), "{all:#?}");
    let unknown = report.unknown.join(" ");
    for said in [
        "For 2 people, groups, roles or apps became known or unknown in between",
        "For 2 people, whether they became or ceased to be an organization admin is unknown.",
        "For 1 person, it is unknown whether they are still in an authentication policy.",
    ] {
        assert!(unknown.contains(said), "{said}: {unknown}");
    }
    let Drawing::Times { marks, .. } = &report.charts[0].drawing else {
        panic!("{:?}", report.charts[0]);
    };
    assert_eq!(marks.len(), 4);
    assert_eq!(
        marks[0].label,
        "p3@acme.example became organization admin (run run-7)"
    );
    let page = report_page(&report);
    assert!(page.contains("<svg class=\"times\"") && !page.contains("<b>new</b>"));
}

/// The members, tokens and people of both moments, compared in SQL.
#[test]
fn the_numbers_are_those_of_sql_at_both_moments() {
    let dir = tempfile::tempdir().unwrap();
    let path = organization(dir.path());
    let set = |moment, sql: &str| -> BTreeSet<String> {
        let mirror = Mirror::open_as_of(&path, moment).unwrap();
        let mut read = mirror.db.prepare(sql).unwrap();
        let rows = read.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let time = |day: i64| Moment::Time(Timestamp::from_second(START + day * DAY).unwrap());
    for (since, until) in [
        (Moment::Sync(1), None),
        (Moment::Sync(1), Some(Moment::Sync(2))),
        (Moment::Sync(1), Some(time(4))),
        (time(1), Some(time(2))),
        (time(4), None),
    ] {
        let mirror = Mirror::open_as_of(&path, until).unwrap();
        let report = changes(&request(&mirror), since).unwrap();
        for (sql, added, removed) in [
            ("SELECT account_id FROM user WHERE NOT gone", "came", "left"),
            (
                "SELECT account_id || group_id FROM user_group",
                "memberships_added",
                "memberships_removed",
            ),
            (
                "SELECT id FROM \"group\" WHERE NOT gone",
                "groups_added",
                "groups_removed",
            ),
            (
                "SELECT id FROM token WHERE NOT gone",
                "tokens_added",
                "tokens_removed",
            ),
        ] {
            let (then, now) = (set(Some(since), sql), set(until, sql));
            let number = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
                Some(one.difference(other).count() as i64)
            };
            assert_eq!(
                figure(&report, added),
                number(&now, &then),
                "{added} {since:?} {until:?}"
            );
            assert_eq!(
                figure(&report, removed),
                number(&then, &now),
                "{removed} {since:?} {until:?}"
            );
        }
        let admins = "SELECT account_id FROM user WHERE NOT gone AND org_admin = 1";
        let known = "SELECT account_id FROM user WHERE NOT gone AND org_admin IS NULL";
        let gained = set(until, admins)
            .difference(&set(Some(since), admins))
            .filter(|id| !set(Some(since), known).contains(*id))
            .count();
        // None gained is unknown while it is unknown of somebody.
        let hidden =
            "SELECT account_id FROM user WHERE NOT gone AND org_admin IS NULL AND NOT roles_known";
        let is_known = gained > 0 || set(until, hidden).is_empty();
        assert_eq!(
            figure(&report, "admins_gained"),
            is_known.then_some(gained as i64),
            "{since:?} {until:?}"
        );
    }
}

#[test]
fn a_part_without_history_is_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let path = organization(dir.path());
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "UPDATE mirror_recorded SET since_sync = 2 WHERE part IN ('policies', 'tokens')",
        )
        .unwrap();
    let mirror = Mirror::open_read_only(&path).unwrap();
    let report = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    for name in [
        "coverage_lost",
        "policies_changed",
        "tokens_added",
        "tokens_removed",
    ] {
        assert_eq!(figure(&report, name), None, "{name}");
    }
    assert_eq!(figure(&report, "admins_gained"), Some(2));
    let unknown = report.unknown.join(" ");
    assert!(
        unknown.contains("policies, tokens (first read by sync 2)"),
        "{unknown}"
    );
}

/// The figures account for every change: what has none of its own is among the other changes.
#[test]
fn figures_add_up_to_all_changes() {
    let dir = tempfile::tempdir().unwrap();
    let path = organization(dir.path());
    let mirror = Mirror::open_read_only(&path).unwrap();
    let report = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    // These are of changes that other figures count.
    let within = ["coverage_lost", "external_came", "changes"];
    let parts = report.figures.iter().map(|figure| figure.name);
    let parts = parts.filter(|name| !within.contains(name));
    let sum: i64 = parts.filter_map(|name| figure(&report, name)).sum();
    assert_eq!(Some(sum), figure(&report, "changes"));
}
