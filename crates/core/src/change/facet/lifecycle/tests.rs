//! Tests of the facet.

use super::*;

#[test]
fn states_and_their_values() {
    use UserStatus as U;
    let inactive = Some(AccountStatus::Inactive);
    let active = Some(AccountStatus::Active);
    let odd = Some(U::Other("frozen".to_owned()));
    for (status, account, enabled, deleted) in [
        (Some(U::Active), active.clone(), Some(ACTIVE), Some(KEPT)),
        (Some(U::Suspended), active.clone(), Some(ACTIVE), Some(KEPT)),
        (
            Some(U::Deactivated),
            inactive.clone(),
            Some(DEACTIVATED),
            Some(DEACTIVATED),
        ),
        (
            Some(U::ForDeletion),
            inactive.clone(),
            Some(TO_BE_DELETED),
            Some(TO_BE_DELETED),
        ),
        // Deactivated; whether it is to be deleted is not known.
        (
            Some(U::Suspended),
            inactive.clone(),
            Some(DEACTIVATED),
            None,
        ),
        (None, inactive, Some(DEACTIVATED), None),
        (None, active.clone(), Some(ACTIVE), Some(KEPT)),
        (None, Some(AccountStatus::Closed), None, None),
        (odd, active, None, None),
        (None, None, None, None),
    ] {
        let state = State::of(status.as_ref(), account.as_ref());
        let value = |of: &[String]| state.and_then(|state| state.value(of));
        assert_eq!(
            value(&enablement(None)),
            enabled.map(Value::from),
            "{status:?}"
        );
        assert_eq!(
            value(&deletion(None)),
            deleted.map(Value::from),
            "{status:?}"
        );
    }
}

#[test]
fn what_can_be_undone_and_until_when() {
    let until: Timestamp = "2026-12-08T09:00:00Z".parse().unwrap();
    let of = deletion(Some(until));
    let kept = Before::Is(KEPT.into());
    let undone = Lifecycle.undo(&of, &kept, &TO_BE_DELETED.into());
    assert_eq!(undone, Some(KEPT.into()));
    assert_eq!(Lifecycle.undo_until(&of), Some(until));
    let doomed = Before::Is(TO_BE_DELETED.into());
    assert_eq!(Lifecycle.undo(&deletion(None), &doomed, &KEPT.into()), None);
    let of = enablement(Some("2026-12-08T09:00:00Z"));
    let active = Before::Is(ACTIVE.into());
    let undone = Lifecycle.undo(&of, &active, &DEACTIVATED.into());
    assert_eq!(undone, Some(ACTIVE.into()));
    assert_eq!(Lifecycle.undo_until(&of), None);
}

#[test]
fn accounts_that_cannot_be_changed() {
    let managed = Person {
        managed: Some(true),
        ..Person::unknown("a".into())
    };
    let why = |person: &Person, to: &str| Lifecycle.obstacle(&enablement(None), person, &to.into());
    assert_eq!(why(&managed, DEACTIVATED), None);
    assert!(why(&Person::unknown("a".into()), DEACTIVATED).is_some());
    let synced = Person {
        managed_by_idp: Some(true),
        ..managed.clone()
    };
    let held = |person: &Person| Lifecycle.provider_holds(&[], person, &TO_BE_DELETED.into());
    assert!(held(&synced).is_some_and(|why| why.contains("identity provider")));
    assert_eq!(held(&managed), None);
    let doomed = Person {
        status: Some(UserStatus::ForDeletion),
        ..managed
    };
    for to in [ACTIVE, DEACTIVATED] {
        assert!(why(&doomed, to).is_some_and(|why| why.contains("cancel-delete")));
    }
    assert_eq!(why(&doomed, KEPT), None);
    // An undo of a canceled deletion leads to a deactivated account by way of an active one.
    let of = deletion(None);
    let gone = Before::Is(TO_BE_DELETED.into());
    assert_eq!(Lifecycle.obstacle(&of, &doomed, &DEACTIVATED.into()), None);
    assert_eq!(Lifecycle.no_way_to(&of, &gone, &DEACTIVATED.into()), None);
    let no_way = Lifecycle.no_way_to(&enablement(None), &gone, &DEACTIVATED.into());
    assert!(no_way.is_some());
}

#[test]
fn an_undone_deletion_of_a_deactivated_account_goes_by_way_of_an_active_one() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = Mirror::open(dir.path().join("m.db")).unwrap();
    let of = deletion(None);
    let (kept, gone) = (Before::Is(KEPT.into()), Before::Is(TO_BE_DELETED.into()));
    let off = Before::Is(DEACTIVATED.into());
    let deleted = Value::from(TO_BE_DELETED);
    let back = Lifecycle.undo(&of, &off, &deleted).unwrap();
    assert_eq!(back, DEACTIVATED.into());
    let target = Target::Account("a".to_owned());
    let change = Seen {
        target: &target,
        of: &of,
        before: &gone,
        to: Some(&back),
    };
    let arranged = Lifecycle.arrange(&mirror, &[change]).unwrap();
    assert!(
        matches!(&arranged[..], [Arrangement::Through { value, .. }] if *value == KEPT.into()),
        "{arranged:?}"
    );
    // A run before it deactivated the account, and is undone too.
    let (enablement, active) = (enablement(None), Value::from(ACTIVE));
    let other = Seen {
        target: &target,
        of: &enablement,
        before: &off,
        to: Some(&active),
    };
    let arranged = Lifecycle.arrange(&mirror, &[change, other]).unwrap();
    assert_eq!(arranged, [Arrangement::To(KEPT.into()), Arrangement::Free]);
    // Nothing is canceled where nothing is to be deleted.
    let (kept_value, off_value) = (Value::from(KEPT), Value::from(DEACTIVATED));
    assert!(Lifecycle.no_way_to(&of, &off, &kept_value).is_some());
    assert_eq!(Lifecycle.undo(&of, &kept, &off_value), None);
    assert_eq!(
        Lifecycle.undo(&of, &off, &kept_value),
        Some(DEACTIVATED.into())
    );
}
