use super::*;

#[test]
fn a_deletion_brings_back_the_group_by_name_and_its_members() {
    let members = vec!["a".to_owned(), "b".to_owned()];
    let of = of_deleted("d", Some("Night"), "Shift", members);
    let gone = ABSENT.into();
    let target = Target::Group("g".to_owned());
    let again = GroupExists.target_again(&of, &target, &gone);
    assert_eq!(again, Some(Target::GroupName("Shift".to_owned())));
    let rows = GroupExists.rebuild(&of, &gone);
    assert_eq!(rows.len(), 2);
    for ((account, facet, from, to), name) in rows.iter().zip(["a", "b"]) {
        assert_eq!(account, name);
        assert_eq!(facet.of, of_named("d", "Shift"));
        assert_eq!((from, to), (&OUT.into(), &IN.into()));
    }
    assert_eq!(
        GroupExists.risk(&of, &Before::Unknown, &gone),
        Risk::Irreversible
    );
}

#[test]
fn a_creation_is_undone_by_name_and_rebuilds_nothing() {
    let of = ["d".to_owned(), "Night".to_owned()];
    let there = PRESENT.into();
    assert!(GroupExists.rebuild(&of, &there).is_empty());
    let target = Target::GroupName("Shift".to_owned());
    assert_eq!(GroupExists.target_again(&of, &target, &there), None);
    let back = GroupExists.undo(&of, &Before::Is(ABSENT.into()), &there);
    assert_eq!(back, Some(ABSENT.into()));
}
