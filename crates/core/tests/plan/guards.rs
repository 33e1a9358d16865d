//! Whom guards hold out: organization admins, people of unknown roles, service accounts, the last one who can take a
//! change back.

use std::collections::HashSet;

use atlctl_api::{AccountId, AccountStatus, AccountType, UserStatus};
use atlctl_core::change::facet::membership::{IN, Membership, OUT};
use atlctl_core::change::facet::policy::Policy;
use atlctl_core::change::{Before, Facet, FacetKind, Live};
use atlctl_core::input;
use atlctl_core::plan::{
    Guards, Include, Plan, Rules, ServiceValues, Verdict, Wanted, decide, held,
};
use atlctl_core::store::Person;
use jiff::Timestamp;
use proptest::prelude::*;

use crate::plans;

fn person(id: &str, org_admin: Option<bool>) -> Person {
    Person {
        account_id: id.into(),
        email: Some(format!("{id}@example.com")),
        name: None,
        account_type: Some(AccountType::Atlassian),
        account_status: Some(AccountStatus::Active),
        status: Some(UserStatus::Active),
        membership_status: None,
        claim_status: None,
        managed: Some(true),
        policy: Some("old".into()),
        policy_known: true,
        org_admin,
        groups_known: true,
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

fn rules(include: Include, rescuers: &[Person]) -> Rules {
    Rules {
        guards: Guards {
            include,
            rescuers: Some(rescuers.to_vec()),
            ..Guards::default()
        },
        ..Rules::default()
    }
}

fn verdicts(people: &[Person], rules: &Rules, live: Option<&Live>) -> Vec<Verdict> {
    let wanted: Vec<Wanted> = people.iter().map(wanted).collect();
    let rows = decide(&wanted, live, rules);
    rows.into_iter().map(|row| row.verdict).collect()
}

const ADMINS: Include = Include {
    admins: true,
    unknown_roles: false,
    unknown_groups: false,
    service_accounts: false,
    suspended: false,
    protected_groups: false,
    new_accounts: false,
};
const UNKNOWN: Include = Include {
    admins: false,
    unknown_roles: true,
    unknown_groups: false,
    service_accounts: false,
    suspended: false,
    protected_groups: false,
    new_accounts: false,
};

#[test]
fn unknown_roles_hold_out_like_an_admin_s_each_with_its_own_flag() {
    let people = [
        person("a", Some(true)),
        person("b", None),
        person("c", Some(false)),
    ];
    let other = [person("z", Some(true))];
    use Verdict::{Admin, Change, UnknownRoles};
    let of = |include| verdicts(&people, &rules(include, &other), None);
    assert_eq!(of(Include::default()), [Admin, UnknownRoles, Change]);
    assert_eq!(of(ADMINS), [Change, UnknownRoles, Change]);
    assert_eq!(of(UNKNOWN), [Admin, Change, Change]);
    assert_eq!(of(Include::ALL), [Change, Change, Change]);
    for verdict in [Admin, UnknownRoles] {
        assert!(verdict.is_guard() && verdict.reason().contains("--include-"));
    }
}

#[test]
fn service_accounts_are_changed_only_when_asked_for() {
    let with = |change: &dyn Fn(&mut Person)| {
        let mut one = person("a", Some(false));
        change(&mut one);
        let of = |include| verdicts(&[one.clone()], &rules(include, &[]), None)[0].clone();
        (of(Include::default()), of(Include::ALL))
    };
    use Verdict::{Change, ServiceAccount};
    let held = (ServiceAccount, Change);
    assert_eq!(with(&|one| one.account_type = Some(AccountType::App)), held);
    assert_eq!(with(&|one| one.account_type = Some("robot".into())), held);
    let made = "ci-1a2b@ServiceAccount.Atlassian.com ";
    assert_eq!(with(&|one| one.email = Some(made.to_owned())), held);
    assert_eq!(with(&|one| one.account_type = None), (Change, Change));
    assert_eq!(
        with(&|one| one.account_type = Some(AccountType::Customer)),
        (Change, Change)
    );
    // People with a policy for service accounts count as such, whatever is changed.
    let mut guarded = rules(Include::default(), &[]);
    guarded.guards.service_values = ServiceValues::new(
        Facet::new(FacetKind::of(&Policy)),
        HashSet::from(["old".into()]),
    );
    let mut free = guarded.clone();
    free.guards.include = Include::ALL;
    let one = [person("a", Some(false))];
    assert_eq!(verdicts(&one, &guarded, None), [ServiceAccount]);
    assert_eq!(verdicts(&one, &free, None), [Change]);
    let added = |rules: &Rules| {
        let mut wanted = wanted(&person("a", Some(false)));
        wanted.facet = Facet::about(FacetKind::of(&Membership), ["d", "g"]);
        wanted.mirrored = Before::Is(OUT.into());
        wanted.to = Some(IN.into());
        decide(&[wanted], None, rules)[0].verdict.clone()
    };
    assert_eq!(added(&guarded), ServiceAccount);
    assert_eq!(added(&free), Change);
}

#[test]
fn one_who_can_take_it_back_is_left_where_they_are() {
    use Verdict::{Change, LastAdmin};
    let (a, b) = (person("a", Some(true)), person("b", Some(true)));
    let plain = person("p", Some(false));
    let both = [a.clone(), b.clone()];
    assert_eq!(verdicts(&both[..1], &rules(ADMINS, &both), None), [Change]);
    let all = [a.clone(), plain, b.clone()];
    assert_eq!(
        verdicts(&all, &rules(ADMINS, &both), None),
        [LastAdmin, Change, LastAdmin]
    );
    assert!(LastAdmin.is_guard());
    // The other one was moved there by an earlier run: with this one, both would be locked out.
    let mut there = b.clone();
    there.policy = Some("new".into());
    let moved = [a.clone(), there];
    assert_eq!(
        verdicts(&both[..1], &rules(ADMINS, &moved), None),
        [LastAdmin]
    );
    // The service knows better than the mirror.
    let told = |policy: &str| {
        let policies = [("a", Some("old")), ("b", Some(policy))];
        plans::live(Timestamp::UNIX_EPOCH, &policies)
    };
    let one = |policy| verdicts(&both[..1], &rules(ADMINS, &both), Some(&told(policy)));
    assert_eq!((one("new"), one("old")), (vec![LastAdmin], vec![Change]));
    // No admin is known: people who may be one are held out.
    let unsure = [person("u", None)];
    assert_eq!(
        verdicts(&unsure, &rules(Include::ALL, &[]), None),
        [LastAdmin]
    );
    // A way back asks for nobody.
    let back = Rules {
        guards: Guards {
            include: Include::ALL,
            ..Guards::default()
        },
        ..Rules::default()
    };
    assert_eq!(verdicts(&both, &back, None), [Change, Change]);
}

fn kept(people: &[Person], include: Option<Include>) -> Plan {
    let wanted: Vec<Wanted> = people.iter().map(wanted).collect();
    let rules = rules(Include::ALL, &[person("z", Some(true))]);
    let mut plan = plans::plan(decide(&wanted, None, &rules));
    plan.include = include;
    plan
}

#[test]
fn a_kept_plan_is_held_against_the_roles_of_today() {
    let planned = [person("a", Some(false)), person("b", Some(false))];
    let today = |a: Option<bool>| {
        move |id: &AccountId| -> Result<_, ()> {
            let role = if id.as_str() == "a" { a } else { Some(false) };
            Ok(Some(person(id.as_str(), role)))
        }
    };
    let first = |plan: &Plan, a: Option<bool>, guards: &Guards| {
        let held = held(plan, guards, today(a), None).unwrap();
        held.into_iter()
            .map(|(at, _, verdict)| (at, verdict))
            .next()
    };
    let guards = Guards {
        rescuers: Some(vec![person("z", Some(true))]),
        ..Guards::default()
    };
    let none = kept(&planned, Some(Include::default()));
    assert_eq!(first(&none, Some(false), &guards), None);
    assert_eq!(first(&none, Some(true), &guards), Some((0, Verdict::Admin)));
    assert_eq!(
        first(&none, None, &guards),
        Some((0, Verdict::UnknownRoles))
    );
    let all = kept(&planned, Some(Include::ALL));
    assert_eq!(first(&all, Some(true), &guards), None);
    let alone = Guards {
        rescuers: Some(vec![person("a", Some(true))]),
        ..Guards::default()
    };
    assert_eq!(
        first(&all, Some(true), &alone),
        Some((0, Verdict::LastAdmin))
    );
    // A plan of an older atlctl does not say whom it was allowed to change.
    assert_eq!(first(&kept(&planned, None), Some(true), &guards), None);
}

fn role() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![Just(None), Just(Some(true)), Just(Some(false))]
}

proptest! {
    /// Whatever is told of roles: without a flag nobody is changed who is or may be an admin, and with every flag
    /// somebody who can take it back is left.
    #[test]
    fn whatever_is_reported_one_always_remains(
        roles in prop::collection::vec((role(), any::<bool>(), any::<bool>()), 1..12),
        flags in any::<[bool; 2]>(),
    ) {
        let people: Vec<Person> = roles
            .iter()
            .enumerate()
            .map(|(at, (role, managed, _))| {
                let mut one = person(&format!("p{at}"), *role);
                one.managed = Some(*managed);
                one
            })
            .collect();
        let rescuers: Vec<Person> = people
            .iter()
            .filter(|one| one.managed == Some(true) && one.org_admin == Some(true))
            .cloned()
            .collect();
        let asked: Vec<Person> = people
            .iter()
            .zip(&roles)
            .filter(|(_, (.., asked))| *asked)
            .map(|(one, _)| one.clone())
            .collect();
        let include = Include { admins: flags[0], unknown_roles: flags[1], ..Include::default() };
        let found = verdicts(&asked, &rules(include, &rescuers), None);
        let changed: HashSet<&AccountId> = asked
            .iter()
            .zip(&found)
            .filter(|(_, verdict)| verdict.is_change())
            .map(|(one, _)| &one.account_id)
            .collect();
        for one in asked.iter().filter(|one| changed.contains(&one.account_id)) {
            prop_assert!(one.org_admin != Some(true) || include.admins);
            prop_assert!(one.org_admin.is_some() || include.unknown_roles);
        }
        let risky = asked.iter().any(|one| changed.contains(&one.account_id) && one.org_admin != Some(false));
        let left = rescuers.iter().any(|one| !changed.contains(&one.account_id));
        prop_assert!(left || !risky);
    }
}
