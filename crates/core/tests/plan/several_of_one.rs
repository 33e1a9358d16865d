//! Several changes of one account: each starts where the one before it ends.

use atlctl_api::{AccountStatus, MembershipStatus, UserStatus};
use atlctl_core::change::facet::lifecycle::{
    ACTIVE, DEACTIVATED, KEPT, Lifecycle, TO_BE_DELETED, deletion, enablement,
};
use atlctl_core::change::{Before, Facet, FacetKind, Live, Target, Value};
use atlctl_core::input;
use atlctl_core::plan::{ChangeSteps, Found, Row, Rules, Verdict, Wanted, decide};
use atlctl_core::store::Person;

fn person(status: UserStatus, account: AccountStatus) -> Person {
    Person {
        managed: Some(true),
        status: Some(status),
        account_status: Some(account),
        membership_status: Some(MembershipStatus::Active),
        org_admin: Some(false),
        groups_known: true,
        ..Person::unknown("a".into())
    }
}

fn facet(of: Vec<String>) -> Facet {
    Facet::about(FacetKind::of(&Lifecycle), of)
}

/// Enablement (`false`) or deletion, each to a value, of an account with this status in the mirror and live.
fn rows(person: &Person, live: (&str, &str), changes: &[(bool, &str)]) -> Vec<Row> {
    let of = |deletes: bool| {
        facet(if deletes {
            deletion(None)
        } else {
            enablement(None)
        })
    };
    let wanted: Vec<Wanted> = changes
        .iter()
        .map(|(deletes, to)| {
            let found = Found {
                given: input::Person {
                    at: None,
                    email: None,
                    account: Some("a".to_owned()),
                },
                person: Some(person.clone()),
                suggestions: Vec::new(),
                conflict: None,
            };
            Wanted::of_person(found, of(*deletes), Some((*to).into()))
        })
        .collect();
    let mut now = Live::at("2026-11-24T09:00:00Z".parse().unwrap());
    now.kinds.insert(FacetKind::of(&Lifecycle));
    for (deletes, value) in [(false, live.0), (true, live.1)] {
        let target = Target::Account("a".to_owned());
        now.insert(target, of(deletes), Some(value).into());
    }
    decide(&wanted, Some(&now), &Rules::default())
}

fn before(row: &Row) -> &str {
    match &row.before {
        Before::Is(value) => value.text().unwrap(),
        Before::Unknown => "?",
    }
}

#[test]
fn a_deletion_after_a_deactivation_starts_from_a_deactivated_account() {
    let active = person(UserStatus::Active, AccountStatus::Active);
    let rows = rows(
        &active,
        (ACTIVE, KEPT),
        &[(false, DEACTIVATED), (true, TO_BE_DELETED)],
    );
    assert!(rows.iter().all(|row| row.verdict == Verdict::Change));
    assert_eq!([before(&rows[0]), before(&rows[1])], [ACTIVE, DEACTIVATED]);
    let steps = ChangeSteps::of(&rows);
    let value = |text: &str| Value::from(text);
    // Once it is to be deleted, it was deactivated by the way.
    assert!(steps.reached(&rows, 0, &value(TO_BE_DELETED)));
    assert!(!steps.reached(&rows, 1, &value(DEACTIVATED)));
    // Before the run, the account is active: whatever the word for it.
    assert!(steps.begins_with(&rows, 1, &value(KEPT)));
    assert_eq!((steps.earlier(1), steps.next(0)), (Some(0), Some(1)));
}

#[test]
fn an_account_that_is_kept_is_deactivated_again() {
    let doomed = person(UserStatus::ForDeletion, AccountStatus::Inactive);
    let live = (TO_BE_DELETED, TO_BE_DELETED);
    let rows = rows(&doomed, live, &[(true, KEPT), (false, DEACTIVATED)]);
    assert!(rows.iter().all(|row| row.verdict == Verdict::Change));
    assert_eq!(
        [before(&rows[0]), before(&rows[1])],
        [TO_BE_DELETED, ACTIVE]
    );
}

#[test]
fn what_atlassian_says_now_is_newer_than_the_mirror() {
    let doomed = person(UserStatus::ForDeletion, AccountStatus::Inactive);
    let off = [(false, DEACTIVATED)];
    // Somebody canceled the deletion.
    assert!(rows(&doomed, (ACTIVE, KEPT), &off)[0].verdict.is_change());
    // Somebody scheduled one; and what comes after a row that cannot be made is judged by it, too.
    let active = person(UserStatus::Active, AccountStatus::Active);
    let live = (TO_BE_DELETED, TO_BE_DELETED);
    for row in rows(&active, live, &[(false, DEACTIVATED), (false, ACTIVE)]) {
        let Verdict::Unfit { why } = &row.verdict else {
            panic!("{row:?}")
        };
        assert!(why.contains("atlctl user cancel-delete"), "{why}");
    }
}
