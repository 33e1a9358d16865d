use super::*;
use crate::store::GroupFacts;

fn group(name: &str) -> GroupFacts {
    GroupFacts {
        id: "g".to_owned(),
        name: Some(name.to_owned()),
        ..GroupFacts::default()
    }
}

#[test]
fn who_manages_a_group_decides_who_changes_it() {
    let provided = GroupFacts {
        external_synced: Some(true),
        ..group("dept")
    };
    assert!(matches!(
        unchangeable(&provided, true),
        Some(Unchangeable::Provider(_))
    ));
    assert!(matches!(
        unchangeable(&provided, false),
        Some(Unchangeable::Provider(_))
    ));
    // What the service says of changing it is the last word.
    let open = GroupFacts {
        modifiable: Some(true),
        ..provided.clone()
    };
    assert_eq!(unchangeable(&open, true), None);
    let locked = GroupFacts {
        modifiable: Some(false),
        ..group("built-in")
    };
    assert!(matches!(
        unchangeable(&locked, false),
        Some(Unchangeable::Never(_))
    ));
    // Unknown is not no.
    assert_eq!(unchangeable(&group("team"), true), None);
}

#[test]
fn nobody_gets_into_the_admin_group_and_anybody_out() {
    assert!(matches!(
        unchangeable(&group("Org-Admins"), true),
        Some(Unchangeable::Never(_))
    ));
    assert_eq!(unchangeable(&group("org-admins"), false), None);
}

#[test]
fn a_group_without_an_id_is_known_by_name() {
    let of = of_named("d", "New");
    assert_eq!(key(&of), "New");
    assert_eq!(
        Membership.group(&of, &Target::Account("a".to_owned())),
        None
    );
    let of = ["d".to_owned(), "g".to_owned()];
    assert_eq!(key(&of), "g");
    assert_eq!(Membership.counts_into(&of, &IN.into()), Some("g"));
    assert_eq!(Membership.counts_into(&of, &OUT.into()), None);
}

#[test]
fn removal_counts_for_the_last_admin_and_both_ways_can_be_undone() {
    let of = ["d".to_owned(), "g".to_owned()];
    assert!(Membership.needs_rescuer(&of, &OUT.into()));
    assert!(!Membership.needs_rescuer(&of, &IN.into()));
    assert!(!Membership.value_locks_out());
    let back = Membership.undo(&of, &Before::Is(IN.into()), &OUT.into());
    assert_eq!(back, Some(IN.into()));
    assert_eq!(Membership.undo(&of, &Before::Unknown, &OUT.into()), None);
}
