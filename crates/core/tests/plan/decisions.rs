//! Who is changed and who is not, and what becomes of a plan on disk.

use std::collections::HashMap;

use atlctl_api::{
    AccountId, AccountStatus, AccountType, MembershipStatus, OrgId, PolicyId, UserStatus,
};
use atlctl_core::change::{Before, Live, Target, Total, Value};
use atlctl_core::input::{self, Position};
use atlctl_core::plan::{
    Conflict, CountOrPercent, Guards, Include, Limits, Plan, PlanError, PlanTotals, Refusal, Row,
    Rules, Verdict, Wanted, decide, from_text, held, stale, to_text,
};
use atlctl_core::store::{GroupShare, Person};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use crate::plans;

fn person(id: &str, policy: Option<&str>) -> Person {
    Person {
        account_id: id.into(),
        email: Some(format!("{id}@Example.com")),
        name: Some(format!("Name of {id}")),
        account_type: Some(AccountType::Atlassian),
        account_status: Some(AccountStatus::Active),
        status: Some(UserStatus::Active),
        membership_status: Some(MembershipStatus::Active),
        claim_status: None,
        managed: Some(true),
        policy: policy.map(PolicyId::from),
        policy_known: true,
        org_admin: Some(false),
        groups_known: true,
        managed_by_idp: None,
        gone: false,
    }
}

fn wanted(person: Option<Person>) -> Wanted {
    let given = input::Person {
        at: Some(Position::line(2)),
        email: Some("given@example.com".to_owned()),
        account: None,
    };
    plans::wanted(given, person, vec!["meant@example.com".to_owned()])
}

fn guarded(guards: Guards) -> Rules {
    Rules {
        guards,
        ..Rules::default()
    }
}

fn one(person: Person, rules: &Rules) -> Verdict {
    decide(&[wanted(Some(person))], None, rules)[0]
        .verdict
        .clone()
}

#[test]
fn each_reason_to_leave_somebody_out() {
    let rules = Rules::default();
    let with = |change: &dyn Fn(&mut Person)| {
        let mut person = person("a", Some("old"));
        change(&mut person);
        one(person, &rules)
    };
    assert_eq!(with(&|_| {}), Verdict::Change);
    assert_eq!(with(&|p| p.policy = Some("new".into())), Verdict::Already);
    assert_eq!(with(&|p| p.managed = Some(false)), Verdict::NotManaged);
    assert_eq!(with(&|p| p.managed = None), Verdict::NotManaged);
    assert_eq!(with(&|p| p.gone = true), Verdict::Gone);
    assert_eq!(
        with(&|p| p.account_status = Some(AccountStatus::Closed)),
        Verdict::Deactivated
    );
    assert_eq!(
        with(&|p| p.status = Some(UserStatus::ForDeletion)),
        Verdict::ToBeDeleted
    );
    assert_eq!(
        with(&|p| p.membership_status = Some(MembershipStatus::Suspended)),
        Verdict::Suspended
    );
    assert_eq!(with(&|p| p.org_admin = Some(true)), Verdict::Admin);
    assert_eq!(with(&|p| p.email = None), Verdict::NoAddress);
    assert_eq!(
        decide(&[wanted(None)], None, &rules)[0].verdict,
        Verdict::NotFound {
            suggestions: vec!["meant@example.com".to_owned()]
        }
    );
    let mut nowhere = wanted(Some(person("a", Some("old"))));
    nowhere.to = None;
    assert_eq!(
        decide(&[nowhere], None, &rules)[0].verdict,
        Verdict::NothingBefore
    );
}

#[test]
fn guards_and_leave_to_pass_them() {
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let protected = guarded(Guards {
        protected: named(&["A@example.COM"]),
        ..Guards::default()
    });
    assert_eq!(
        one(person("a", Some("old")), &protected),
        Verdict::Protected
    );
    assert_eq!(one(person("b", Some("old")), &protected), Verdict::Change);
    let me = guarded(Guards {
        yourself: named(&["a"]),
        include: Include {
            admins: true,
            suspended: true,
            ..Include::default()
        },
        ..Guards::default()
    });
    assert_eq!(one(person("a", Some("old")), &me), Verdict::Yourself);
    let mut admin = person("b", Some("old"));
    admin.org_admin = Some(true);
    admin.status = Some(UserStatus::Suspended);
    assert_eq!(one(admin, &me), Verdict::Change);
    let from = Rules {
        from: Some("old".into()),
        ..Rules::default()
    };
    assert_eq!(one(person("a", Some("old")), &from), Verdict::Change);
    assert_eq!(one(person("a", Some("other")), &from), Verdict::NotInFrom);
    assert_eq!(one(person("a", None), &from), Verdict::NotInFrom);
    // People who are already there need no guard: nothing changes.
    assert_eq!(one(person("a", Some("new")), &protected), Verdict::Already);
}

#[test]
fn what_the_service_says_now_outweighs_the_mirror() {
    let live = plans::live(Timestamp::UNIX_EPOCH, &[("a", Some("new")), ("b", None)]);
    let mut claimed_since = person("b", Some("old"));
    claimed_since.managed = Some(false);
    let rows = decide(
        &[
            wanted(Some(person("a", Some("old")))),
            wanted(Some(claimed_since)),
            wanted(Some(person("c", Some("old")))),
        ],
        Some(&live),
        &Rules::default(),
    );
    assert_eq!(rows[0].verdict, Verdict::Already);
    assert_eq!(
        (&rows[1].verdict, &rows[1].before),
        (&Verdict::Change, &Before::Is(Value::NONE))
    );
    assert_eq!(
        (&rows[2].verdict, &rows[2].before),
        (&Verdict::NotReported, &Before::Unknown)
    );
}

fn plan(rows: usize) -> Plan {
    let mut plan = plans::plan(
        (0..rows)
            .map(|at| Row {
                line: Some(at as u64 + 2),
                ..plans::row(at)
            })
            .collect(),
    );
    plan.base.sync = Some(1);
    plan.totals = vec![PlanTotals {
        kind: plans::policy().kind,
        all: vec![Total {
            id: "new".to_owned(),
            name: Some("Strict".to_owned()),
            count: Some(3),
        }],
        unknown: 0,
        moved: None,
        unsure: 1,
        live: ["new".to_owned()].into(),
    }];
    plan
}

#[test]
fn a_plan_comes_back_as_it_was_written() {
    let plan = plan(3);
    let (text, checksum) = to_text(&plan).unwrap();
    assert_eq!(from_text(&text).unwrap(), (plan, checksum));
}

#[test]
fn a_file_that_is_no_plan_or_a_newer_one_is_refused() {
    assert!(matches!(from_text("{}"), Err(PlanError::NotAPlan(_))));
    assert!(matches!(from_text("hello"), Err(PlanError::NotAPlan(_))));
    let newer = to_text(&plan(1))
        .unwrap()
        .0
        .replace("\"atlctl_plan\":2", "\"atlctl_plan\":3");
    assert!(matches!(
        from_text(&newer),
        Err(PlanError::Newer { found: 3 })
    ));
}

proptest! {
    #[test]
    fn no_altered_plan_is_taken(at in any::<prop::sample::Index>(), byte in 32..127_u8) {
        let plan = plan(2);
        let text = to_text(&plan).unwrap().0;
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len() - 1);
        bytes[at] = byte;
        let altered = String::from_utf8(bytes).unwrap();
        // An altered file is refused, or says the same (a blank outside the plan, for one).
        if let Ok((read, _)) = from_text(&altered) {
            prop_assert_eq!(read, plan);
        }
    }
}

#[test]
fn a_plan_for_elsewhere_or_another_day_is_refused() {
    let plan = plan(200);
    let (org, now) = (OrgId::from("org"), plan.made + 1.hour());
    let stale = |org: &OrgId, service: &str, now, live: Option<&Live>| {
        stale(&plan, org, service, now, live)
    };
    let here = "http://127.0.0.1:1";
    assert_eq!(stale(&org, here, now, None), Ok(()));
    assert!(matches!(
        stale(&"other".into(), here, now, None),
        Err(Refusal::OtherOrg { .. })
    ));
    assert!(matches!(
        stale(&org, "https://api.atlassian.com", now, None),
        Err(Refusal::OtherService { .. })
    ));
    assert!(matches!(
        stale(&org, here, now + 25.hours(), None),
        Err(Refusal::Old { .. })
    ));
    // Those who are there already do not count, and two elsewhere are one in a hundred.
    let names: Vec<String> = (0..200).map(|at| format!("a{at}")).collect();
    let policies = |at: usize| match at {
        0..50 => Some("new"),
        60 => Some("else"),
        _ => Some("old"),
    };
    let now_in: Vec<(&str, Option<&str>)> = names
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != 61)
        .map(|(at, name)| (name.as_str(), policies(at)))
        .collect();
    let mut live = plans::live(now, &now_in);
    assert_eq!(stale(&org, here, now, Some(&live)), Ok(()));
    let a62 = Target::Account("a62".to_owned());
    live.insert(a62, plans::policy(), Value::NONE);
    assert_eq!(
        stale(&org, here, now, Some(&live)),
        Err(Refusal::Drifted {
            moved: 3,
            changes: 200
        })
    );
}

#[test]
fn more_changes_than_allowed_are_refused() {
    let limits = |run: &[CountOrPercent], managed| Limits {
        run: run.to_vec(),
        managed,
        group: Vec::new(),
    };
    let check = |limits: Limits, changes| limits.check(&plan(changes), 0, &[]);
    let too_many = |changes, most| Err(Refusal::TooMany { changes, most });
    // 500 or a tenth, whichever is smaller, and 25 in any case.
    assert_eq!(check(limits(&[], 3), 25), Ok(()));
    assert_eq!(check(limits(&[], 100), 26), too_many(26, 25));
    assert_eq!(check(limits(&[], 1000), 100), Ok(()));
    assert_eq!(check(limits(&[], 1000), 101), too_many(101, 100));
    assert_eq!(check(limits(&[], 43_762), 500), Ok(()));
    assert_eq!(check(limits(&[], 43_762), 501), too_many(501, 500));
    let two = [CountOrPercent::Count(2)];
    assert_eq!(check(limits(&two, 8000), 3), too_many(3, 2));
    let both = [CountOrPercent::Count(100), CountOrPercent::Percent(10)];
    assert_eq!(check(limits(&both, 200), 20), Ok(()));
    assert_eq!(check(limits(&both, 200), 21), too_many(21, 20));
    assert_eq!(check(limits(&both, 8000), 101), too_many(101, 100));
}

#[test]
fn more_of_a_group_than_allowed_is_refused() {
    let group = |name: Option<&str>, members, asked| GroupShare {
        id: "g-1".into(),
        name: name.map(str::to_owned),
        members,
        asked,
    };
    let check = |bounds: &[CountOrPercent], groups: &[GroupShare]| {
        let limits = Limits {
            group: bounds.to_vec(),
            ..Limits::default()
        };
        limits.check(&plan(3), 0, groups)
    };
    let half = [CountOrPercent::Percent(50)];
    let groups = [group(Some("Red"), 4, 2), group(None, 10, 6)];
    assert_eq!(check(&[], &groups), Ok(()));
    assert_eq!(check(&half, &groups[..1]), Ok(()));
    assert_eq!(
        check(&half, &groups),
        Err(Refusal::TooManyOfGroup {
            group: "g-1".to_owned(),
            members: 10,
            changes: 6,
            most: 5,
        })
    );
    let number = [CountOrPercent::Count(1), CountOrPercent::Percent(50)];
    assert!(check(&number, &groups[..1]).is_err());
}

#[test]
fn members_of_protected_groups_and_contradictions_are_left_alone() {
    let rules = guarded(Guards {
        protected_members: HashMap::from([(AccountId::from("a"), "Break glass".to_owned())]),
        ..Guards::default()
    });
    let held_out = one(person("a", Some("old")), &rules);
    assert!(held_out.is_guard());
    assert_eq!(
        held_out.reason(),
        "is in the group Break glass, which the configuration protects"
    );
    let mut two = wanted(None);
    let one = || Box::new(person("a", Some("old")));
    two.found.conflict = Some(Conflict::TwoPeople {
        by_email: one(),
        by_account: one(),
    });
    assert_eq!(
        decide(&[two], None, &rules)[0].verdict,
        Verdict::Contradicts
    );
    let mut half = wanted(None);
    half.found.conflict = Some(Conflict::UnknownAccount(one()));
    let rows = decide(&[half], None, &rules);
    assert!(rows[0].verdict.is_contradiction() && rows[0].verdict.is_slip());
    assert_eq!(
        rows[0].reason(),
        "has an account ID that is not in the mirror, and an address that belongs to Name of a (a)"
    );
}

#[test]
fn unknown_is_not_elsewhere() {
    let mut untold = person("a", None);
    untold.policy_known = false;
    let rules = |undo| Rules {
        from: Some("old".into()),
        undo,
        ..Rules::default()
    };
    assert_eq!(one(untold.clone(), &rules(false)), Verdict::NotReported);
    assert_eq!(one(untold, &rules(true)), Verdict::NotReported);
}

#[test]
fn a_kept_plan_is_held_against_the_guards_of_today() {
    let plan = plan(3);
    let named = |name: &str| vec![name.to_owned()];
    let verdict = |guards: Guards| {
        let none = |_: &AccountId| Ok::<_, ()>(None);
        let first = held(&plan, &guards, none, None).unwrap().into_iter().next();
        first.map(|(at, row, verdict)| {
            assert_eq!(plan.rows[at as usize], *row);
            (row.line, verdict)
        })
    };
    assert_eq!(verdict(Guards::default()), None);
    assert_eq!(
        verdict(Guards {
            yourself: named("P1@EXAMPLE.COM"),
            ..Guards::default()
        }),
        Some((Some(3), Verdict::Yourself))
    );
    assert_eq!(
        verdict(Guards {
            protected: named("a2"),
            ..Guards::default()
        }),
        Some((Some(4), Verdict::Protected))
    );
    assert!(matches!(
        verdict(Guards {
            protected_members: HashMap::from([(AccountId::from("a0"), "g".to_owned())]),
            ..Guards::default()
        }),
        Some((Some(2), Verdict::InProtectedGroup { .. }))
    ));
}
