use super::*;

#[test]
fn a_deletion_brings_back_the_group_by_name_and_its_members() {
    let members = vec!["a".to_owned(), "b".to_owned()];
    let of = of_deleted("d", Some("Night"), "Shift", members, None);
    let gone = ABSENT.into();
    let target = Target::Group("g".to_owned());
    let again = GroupExists.target_again(&of, &target, &gone);
    assert_eq!(again, Some(Target::GroupName("Shift".to_owned())));
    let along = GroupExists.takes_along(&of, &gone);
    assert_eq!(along.len(), 2);
    for (one, account) in along.iter().zip(["a", "b"]) {
        assert_eq!(one.target, Target::Account(account.to_owned()));
        assert_eq!(one.facet.of, of_named("d", "Shift"));
        assert_eq!((&one.before, &one.now), (&IN.into(), &OUT.into()));
    }
    assert!(GroupExists.lost_along(&of, &gone).is_some());
    let known = of_deleted("d", None, "Shift", Vec::new(), Some(&[]));
    assert_eq!(GroupExists.lost_along(&known, &gone), None);
    assert_eq!(
        GroupExists.risk(&of, &Before::Unknown, &gone),
        Risk::Irreversible
    );
}

#[test]
fn a_creation_is_undone_by_name_and_rebuilds_nothing() {
    let of = ["d".to_owned(), "Night".to_owned()];
    let there = PRESENT.into();
    assert!(GroupExists.takes_along(&of, &there).is_empty());
    assert_eq!(GroupExists.lost_along(&of, &there), None);
    let target = Target::GroupName("Shift".to_owned());
    assert_eq!(GroupExists.target_again(&of, &target, &there), None);
    let back = GroupExists.undo(&of, &Before::Is(ABSENT.into()), &there);
    assert_eq!(back, Some(ABSENT.into()));
}
