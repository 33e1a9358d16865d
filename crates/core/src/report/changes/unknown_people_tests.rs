//! People who were not listed, and what became known of people.

use super::changes;
use super::tests::{ADMIN, figure};
use crate::report::test_mirror::{PERSON, request, write};
use crate::store::{Mirror, Moment};

/// Who was not listed at the first moment may have been there: nobody came, and nobody became an admin.
#[test]
fn who_was_not_listed_is_no_news() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let person = |no: i64, sync: i64| {
        format!(
            "{PERSON} ({no}, 'a-{no}', {sync}, {sync}, 'active', 'unmanaged', 'atlassian', 1, 1, NULL, NULL, 1, 1, 1, 1);
             INSERT INTO mirror_role VALUES ({no}, '{ADMIN}');"
        )
    };
    const NOT_ALL: &str = "UPDATE mirror_stage SET state = 'inexact' WHERE stage = 'users' \
                           AND sync_no = (SELECT max(no) FROM mirror_sync);";
    write(&path, None, 0, &format!("{}{NOT_ALL}", person(1, 1)));
    write(&path, None, 2, &format!("{}{}", person(2, 2), person(3, 2)));
    write(&path, None, 4, &person(4, 3));
    write(&path, None, 6, NOT_ALL);
    let mirror = Mirror::open_as_of(&path, Some(Moment::Sync(3))).unwrap();
    let first = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    for name in [
        "admins_gained",
        "external_came",
        "came",
        "changes",
        "roles_added",
    ] {
        assert_eq!(figure(&first, name), None, "{name}");
    }
    assert_eq!(figure(&first, "left"), Some(0));
    let said = "By snapshot 1, no sync had read the people to the end: 3 people shown as added may have been there before. \
                No number includes them, or what they have.";
    assert!(
        first.unknown.iter().any(|unknown| unknown == said),
        "{:?}",
        first.unknown
    );
    let verdict = "An unknown number of new organization admins; 0 people lost their authentication policy; an unknown \
                   number of people added, 0 people removed; an unknown number of changes in all.";
    assert_eq!(first.verdict.1, verdict);
    // Everybody was listed by the second.
    let second = changes(&request(&mirror), Moment::Sync(2)).unwrap();
    assert_eq!(figure(&second, "came"), Some(1));
    assert_eq!(figure(&second, "admins_gained"), Some(1));
    // Not everybody was listed at the last one.
    let now = Mirror::open_read_only(&path).unwrap();
    let last = changes(&request(&now), Moment::Sync(3)).unwrap();
    assert_ne!(last.verdict.1, "No changes.");
    for name in [
        "came",
        "left",
        "suspended",
        "admins_gained",
        "memberships_added",
        "changes",
    ] {
        assert_eq!(figure(&last, name), None, "{name}");
    }
}

/// Where the people were never read to the end, and later syncs did not read them at all, nobody is known to have come or
/// to have left.
#[test]
fn people_who_were_never_read_to_the_end_are_no_zero() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let this = "WHERE stage = 'users' AND sync_no = (SELECT max(no) FROM mirror_sync);";
    write(
        &path,
        None,
        0,
        &format!("UPDATE mirror_stage SET state = 'inexact' {this}"),
    );
    write(&path, None, 2, &format!("DELETE FROM mirror_stage {this}"));
    let mirror = Mirror::open_read_only(&path).unwrap();
    let report = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    let said = "an unknown number of people added, an unknown number of people removed; an unknown number of changes in all.";
    assert!(report.verdict.1.ends_with(said), "{}", report.verdict.1);
}

/// What was unknown at the first moment may have been as it is now, or not.
#[test]
fn what_became_known_is_no_zero() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let first = format!(
        "{PERSON} (1, 'a-1', 1, 1, NULL, 'managed', 'atlassian', 0, NULL, NULL, NULL, 1, 1, 1, 1),
         (2, 'a-2', 1, 1, 'active', 'managed', 'atlassian', 1, 1, NULL, NULL, 1, 1, 1, 1);
         INSERT INTO mirror_role VALUES (2, '{ADMIN}');
         INSERT INTO mirror_policy (no, id) VALUES (1, 'pol-1');
         INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES (2, 1, 1);"
    );
    write(&path, None, 0, &first);
    let known = "UPDATE mirror_user SET status = 'suspended', mfa_enabled = 0 WHERE no = 1;
                 INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES (1, NULL, 2);";
    write(&path, None, 2, known);
    let mirror = Mirror::open_read_only(&path).unwrap();
    let report = changes(&request(&mirror), Moment::Sync(1)).unwrap();
    for name in [
        "two_step_lost",
        "suspended",
        "restored",
        "coverage_lost",
        "policies_changed",
        "changes",
    ] {
        assert_eq!(figure(&report, name), None, "{name}");
    }
    assert_eq!(figure(&report, "came"), Some(0));
}
