//! What the service does not say of somebody is no "no": unknown groups where groups are protected, and words for a
//! state that no specification names.

use std::collections::HashMap;

use atlctl_api::{AccountStatus, AccountType, MembershipStatus, UserStatus};
use atlctl_core::input;
use atlctl_core::plan::{Guards, Include, Rules, Verdict, Wanted, decide, held};
use atlctl_core::store::Person;

use crate::plans;

fn person(groups_known: bool) -> Person {
    Person {
        account_id: "a".into(),
        email: Some("a@example.com".to_owned()),
        name: None,
        account_type: Some(AccountType::Atlassian),
        account_status: Some(AccountStatus::Active),
        status: Some(UserStatus::Active),
        membership_status: None,
        claim_status: None,
        managed: Some(true),
        policy: Some("old".into()),
        policy_known: true,
        org_admin: Some(false),
        groups_known,
        managed_by_idp: None,
        gone: false,
    }
}

fn wanted(person: &Person) -> Wanted {
    let given = input::Person {
        at: None,
        email: person.email.clone(),
        account: None,
    };
    plans::wanted(given, Some(person.clone()), Vec::new())
}

fn decided(person: &Person, guards: Guards) -> Verdict {
    let wanted = wanted(person);
    let rules = Rules {
        guards,
        ..Rules::default()
    };
    decide(&[wanted], None, &rules).remove(0).verdict
}

fn guards(groups_matter: bool, include: Include) -> Guards {
    Guards {
        protected_members: HashMap::from([("somebody".into(), "admins".to_owned())]),
        groups_matter,
        include,
        ..Guards::default()
    }
}

#[test]
fn people_with_unknown_groups_may_be_in_a_protected_one() {
    let asked = Include {
        unknown_groups: true,
        ..Include::default()
    };
    let of = |known, protects, include| decided(&person(known), guards(protects, include));
    let none = Include::default();
    assert_eq!(of(false, true, none), Verdict::UnknownGroups);
    assert_eq!(of(false, true, asked), Verdict::Change);
    assert_eq!(of(true, true, none), Verdict::Change);
    assert_eq!(of(false, false, none), Verdict::Change);
    assert!(Verdict::UnknownGroups.is_guard());
    assert!(
        Verdict::UnknownGroups
            .reason()
            .contains("--include-unknown-groups")
    );
}

#[test]
fn a_kept_plan_is_held_when_groups_are_not_known_any_more() {
    let plan = |include| {
        let rules = Rules {
            guards: guards(true, include),
            ..Rules::default()
        };
        let wanted = wanted(&person(true));
        let mut plan = plans::plan(decide(&[wanted], None, &rules));
        plan.include = Some(include);
        plan
    };
    let held_now = |include| {
        let plan = plan(include);
        let today = |_: &_| Ok::<_, ()>(Some(person(false)));
        held(&plan, &guards(true, Include::default()), today, None)
            .unwrap()
            .into_iter()
            .map(|(at, _, verdict)| (at, verdict))
            .collect::<Vec<_>>()
    };
    assert_eq!(held_now(Include::default()), [(0, Verdict::UnknownGroups)]);
    assert_eq!(
        held_now(Include {
            unknown_groups: true,
            ..Include::default()
        }),
        []
    );
}

#[test]
fn a_state_that_no_specification_names_may_be_suspended() {
    let with = |change: &dyn Fn(&mut Person)| {
        let mut one = person(true);
        change(&mut one);
        let of = |include| decided(&one, guards(false, include));
        let asked = Include {
            suspended: true,
            ..Include::default()
        };
        assert_eq!(of(asked), Verdict::Change);
        of(Include::default())
    };
    let odd = Verdict::UnknownStatus {
        status: "blocked".to_owned(),
    };
    assert_eq!(with(&|one| one.status = Some("blocked".into())), odd);
    let membership: MembershipStatus = "blocked".into();
    assert_eq!(
        with(&|one| one.membership_status = Some(membership.clone())),
        odd
    );
    assert_eq!(
        with(&|one| one.account_status = Some("blocked".into())),
        odd
    );
    assert_eq!(
        odd.reason(),
        "may be suspended: unknown status \"blocked\" (use --include-suspended)"
    );
}
