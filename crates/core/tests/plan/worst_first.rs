//! Plans that mix facets: their order, their extent, their guards, and several runs taken back at once.

use atlctl_api::{AccountId, AccountStatus, AccountType, MembershipStatus, UserStatus};
use atlctl_core::change::facet::directory_access::{ACTIVE, DirectoryAccess, REMOVED, SUSPENDED};
use atlctl_core::change::facet::group_exists::{ABSENT, GroupExists, PRESENT};
use atlctl_core::change::facet::lifecycle::{KEPT, Lifecycle, TO_BE_DELETED, deletion};
use atlctl_core::change::facet::membership::{IN, Membership, OUT};
use atlctl_core::change::{Before, Facet, FacetKind, Live, Risk, Target, Value};
use atlctl_core::input;
use atlctl_core::plan::{
    Finality, Found, Guards, Include, Kind, Limits, PastRun, Plan, Refusal, Row, RowNow, Rules,
    Verdict, Wanted, WayBack, decide,
};
use atlctl_core::store::Person;
use jiff::Timestamp;

use crate::plans;

fn person(id: &str, org_admin: Option<bool>) -> Person {
    Person {
        email: Some(format!("{id}@example.com")),
        account_type: Some(AccountType::Atlassian),
        account_status: Some(AccountStatus::Active),
        status: Some(UserStatus::Active),
        managed: Some(true),
        policy: Some("old".into()),
        policy_known: true,
        org_admin,
        groups_known: true,
        ..Person::unknown(AccountId::from(id))
    }
}

fn given() -> input::Person {
    input::Person {
        at: None,
        email: None,
        account: None,
    }
}

fn access() -> Facet {
    Facet::about(FacetKind::of(&DirectoryAccess), ["directory"])
}

fn found(person: &Person) -> Found {
    Found {
        given: given(),
        person: Some(person.clone()),
        suggestions: Vec::new(),
        conflict: None,
    }
}

fn to_access(person: &Person, to: &str) -> Wanted {
    Wanted::of_person(found(person), access(), Some(to.into()))
}

fn to_policy(person: &Person) -> Wanted {
    plans::wanted(given(), Some(person.clone()), Vec::new())
}

fn decided(wanted: &[Wanted], rescuers: &[Person]) -> Vec<Row> {
    let rules = Rules {
        guards: Guards {
            include: Include::ALL,
            rescuers: Some(rescuers.to_vec()),
            ..Guards::default()
        },
        ..Rules::default()
    };
    decide(wanted, None, &rules)
}

fn plan(rows: Vec<Row>) -> Plan {
    let mut plan = plans::plan(rows);
    plan.kind = Kind::Several {
        title: "Mixed".to_owned(),
    };
    plan
}

/// Three changes of `a`, one of `b`, and nothing for `c`.
fn mixed() -> Plan {
    let (a, b) = (person("a", Some(false)), person("b", Some(false)));
    let wanted = [
        to_policy(&a),
        to_access(&a, SUSPENDED),
        to_access(&a, REMOVED),
        to_access(&b, REMOVED),
        to_access(&person("c", Some(false)), ACTIVE),
    ];
    let admin = [person("z", Some(true))];
    plan(decided(&wanted, &admin))
}

#[test]
fn rows_are_grouped_by_risk_and_people_counted_once() {
    let plan = mixed();
    let groups: Vec<(Option<Risk>, usize)> = plan
        .worst_first()
        .into_iter()
        .map(|group| (group.risk, group.rows.len()))
        .collect();
    assert_eq!(
        groups,
        [
            // Two changes of one value of a person stay together.
            (Some(Risk::Irreversible), 3),
            (Some(Risk::Reversible), 1),
            (None, 1),
        ]
    );
    assert_eq!(plan.irreversible(), 2);
    assert_eq!(
        plan.irreversible_acts(),
        [(Finality::Whole, vec!["removing 2 people".to_owned()])]
    );
    assert_eq!(plan.extent().words(), "4 changes to 2 people");
    let limits = |most: u64| Limits {
        managed: 100,
        run: vec![atlctl_core::plan::CountOrPercent::Count(most)],
        group: Vec::new(),
    };
    assert_eq!(limits(2).check(&plan, 0, &[]), Ok(()));
    assert_eq!(
        limits(1).check(&plan, 0, &[]),
        Err(Refusal::TooMany {
            changes: 2,
            most: 1
        })
    );
}

/// What cannot be undone is said as acts, below what holds for them, and seats are counted by people.
#[test]
fn acts_are_in_words_and_seats_are_of_people() {
    let (a, b) = (person("a", Some(false)), person("b", Some(false)));
    let until: jiff::Timestamp = "2026-12-11T10:00:00Z".parse().unwrap();
    let to = |person: &Person, facet: Facet, before: &str, to: &str| Wanted {
        mirrored: Before::Is(before.into()),
        ..Wanted::of_person(found(person), facet, Some(to.into()))
    };
    let out = |person: &Person, group: &str| {
        let facet = Facet::about(FacetKind::of(&Membership), ["dir", group]);
        to(person, facet, IN, OUT)
    };
    let deleted = |person: &Person| {
        let facet = Facet::about(FacetKind::of(&Lifecycle), deletion(Some(until)));
        to(person, facet, KEPT, TO_BE_DELETED)
    };
    let mut wanted = vec![
        out(&a, "g1"),
        out(&a, "g2"),
        out(&b, "g1"),
        to_access(&b, REMOVED),
        deleted(&a),
    ];
    let group = |name: &str| Wanted {
        target: Some(Target::Group(name.to_owned())),
        mirrored: Before::Is(PRESENT.into()),
        ..Wanted::of_person(
            found(&a),
            Facet::about(FacetKind::of(&GroupExists), ["dir", "", name]),
            Some(ABSENT.into()),
        )
    };
    for name in ["staff", "contractors"] {
        let mut row = group(name);
        row.found.person = None;
        wanted.push(row);
    }
    let plan = plan(decided(&wanted, &[person("z", Some(true))]));
    assert_eq!(
        plan.irreversible_acts(),
        [
            (Finality::Whole, vec!["removing 1 person".to_owned()]),
            (
                Finality::InPart,
                vec![
                    "deleting the group contractors".to_owned(),
                    "deleting the group staff".to_owned()
                ]
            ),
            (
                Finality::After(until),
                vec!["deleting 1 account".to_owned()]
            ),
        ]
    );
    assert_eq!(
        Finality::After(until).heading(),
        "Can be canceled until 2026-12-11"
    );
    let seats = plan.risks_in_words().into_iter();
    let seats: Vec<String> = seats
        .filter(|(risk, _)| *risk == Risk::FreesSeat)
        .map(|(_, words)| words)
        .collect();
    assert_eq!(seats, ["may free seats of 2 people"]);
}

#[test]
fn the_last_admin_is_spared_across_facets() {
    // Roles unknown, so that the facet itself lets them be suspended.
    let (a, b) = (person("a", None), person("b", None));
    let wanted = [to_policy(&a), to_access(&b, SUSPENDED)];
    let verdicts = |rescuers: &[Person]| -> Vec<Verdict> {
        let rows = decided(&wanted, rescuers).into_iter();
        rows.map(|row| row.verdict).collect()
    };
    let both = [a.clone(), b.clone()];
    assert_eq!(verdicts(&both), [Verdict::LastAdmin, Verdict::LastAdmin]);
    let with_another = [a.clone(), b.clone(), person("z", Some(true))];
    assert_eq!(verdicts(&with_another), [Verdict::Change, Verdict::Change]);
    // One facet alone leaves the other admin.
    let one = decided(&wanted[..1], &both);
    assert_eq!(one[0].verdict, Verdict::Change);
}

#[test]
fn new_accounts_are_held_out_by_date_and_without_one() {
    let people = [
        person("a", Some(false)),
        person("b", Some(false)),
        person("c", Some(false)),
    ];
    let wanted: Vec<Wanted> = people.iter().map(to_policy).collect();
    let mut rules = Rules::default();
    rules.guards.new_accounts = [
        ("a".into(), Some("2026-11-20".to_owned())),
        ("b".into(), None),
    ]
    .into();
    let reasons = |rules: &Rules| -> Vec<String> {
        let rows = decide(&wanted, None, rules).into_iter();
        rows.map(|row| row.verdict.reason()).collect()
    };
    assert_eq!(
        reasons(&rules),
        [
            "was added to the organization on 2026-11-20 (use --include-new)",
            "may be a new account: date unknown (use --include-new)",
            "",
        ]
    );
    rules.guards.include.new_accounts = true;
    assert_eq!(reasons(&rules), ["", "", ""]);
}

#[test]
fn a_plan_is_compared_with_the_live_state() {
    let plan = mixed();
    let mut live = Live::default();
    let account = |id: &str| Target::Account(id.to_owned());
    live.insert(account("a"), access(), ACTIVE.into());
    live.insert(account("b"), access(), REMOVED.into());
    live.insert(account("c"), access(), SUSPENDED.into());
    let rows_now: Vec<RowNow> = plan.check(&live).iter().map(|one| one.row_now).collect();
    assert_eq!(
        rows_now,
        [
            RowNow::NotReported,
            RowNow::AsRecorded,
            RowNow::AsRecorded,
            RowNow::AlreadySo,
            RowNow::Moved,
        ]
    );
}

#[test]
fn removed_people_are_not_restored() {
    let mut removed = person("a", Some(false));
    removed.membership_status = Some(MembershipStatus::NoMembership);
    let rows = decided(&[to_access(&removed, ACTIVE)], &[]);
    let why = rows[0].verdict.reason();
    assert!(why.contains("invite them"), "{why}");
}

#[test]
fn several_runs_are_folded_to_the_value_before_the_first() {
    let one = |id: &str, before: Before, to: &str| {
        let mut row = decided(&[to_access(&person(id, Some(false)), to)], &[]).remove(0);
        row.before = before;
        row
    };
    let is = |text: &str| Before::Is(text.into());
    let first = plan(vec![
        one("a", is(ACTIVE), SUSPENDED),
        one("b", is(ACTIVE), SUSPENDED),
        one("c", Before::Unknown, SUSPENDED),
    ]);
    let second = plan(vec![
        one("a", is(SUSPENDED), REMOVED),
        one("b", is(SUSPENDED), ACTIVE),
    ]);
    let runs = vec![
        PastRun::new(&first, vec![0, 1, 2]),
        PastRun::new(&second, vec![0, 1]),
    ];
    let back = WayBack::of_runs(None, runs).unwrap();
    let wanted = back.rows(None, Timestamp::UNIX_EPOCH).unwrap();
    let back: Vec<(String, Value, Option<Value>)> = wanted
        .into_iter()
        .map(|wanted| {
            let id = wanted.target().unwrap().id().to_owned();
            (id, wanted.from.unwrap(), wanted.to)
        })
        .collect();
    let kind = FacetKind::of(&DirectoryAccess);
    let of = ["directory".to_owned()];
    let undone = |before: &Before, to: &str| kind.undo(&of, before, &to.into());
    // `b` is as it was; of `c` the value before is unknown.
    assert_eq!(
        back,
        [
            ("a".to_owned(), REMOVED.into(), undone(&is(ACTIVE), REMOVED)),
            ("c".to_owned(), SUSPENDED.into(), None),
        ]
    );
}
