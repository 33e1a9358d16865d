//! Filters over people against a naive filter over the same people.

use std::ops::ControlFlow;

use atlctl_core::query::{Found, Gone, Managed, UserQuery};
use atlctl_core::sql::SqlError;
use atlctl_core::store::{Mirror, StoreError};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use crate::{NOW, Someone, mirror, now};

fn someone() -> impl Strategy<Value = Someone> {
    let of =
        |values: &'static [&'static str]| proptest::option::of(proptest::sample::select(values));
    (
        of(&["active", "suspended", "odd"]),
        of(&["managed", "unmanaged", "odd"]),
        any::<Option<bool>>(),
        proptest::option::of("[a-cA-C]{1,3}@(x|y|Z)\\.example"),
        of(&["Ärger Ünal", "ärger", "Bob %_", "O'Neill"]),
        any::<bool>(),
        proptest::option::of(0..200_i64),
        proptest::option::of(0..200_i64),
        any::<[bool; 2]>(),
        0..4_u8,
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(
                status,
                claim,
                admin,
                email,
                name,
                known,
                active,
                days_here,
                groups,
                policy,
                gone,
            )| Someone {
                status,
                claim,
                admin,
                email,
                name,
                known,
                last_active: active.filter(|_| known).map(|days| NOW - days * 86_400),
                days_here,
                groups,
                policy,
                gone,
            },
        )
}

fn ids(query: &UserQuery, mirror: &Mirror) -> (Vec<String>, Found) {
    let mut ids = Vec::new();
    let found = query
        .run(mirror, now(), &["account_id".to_owned()], &mut |row| {
            ids.push(row[0].text().unwrap().to_owned());
            ControlFlow::Continue(())
        })
        .unwrap();
    ids.sort();
    (ids, found)
}

/// Whether somebody has an address in the domain.
fn is_anybodys(domain: &str, people: &[Someone]) -> bool {
    let end = format!("@{}", domain.to_lowercase());
    people.iter().any(|person| {
        let email = person.email.as_ref();
        email.is_some_and(|email| email.to_lowercase().ends_with(&end))
    })
}

/// Everything but inactivity.
fn fits(query: &UserQuery, person: &Someone) -> bool {
    let holds = |text: &Option<String>, part: &str| {
        text.as_ref()
            .is_some_and(|text| text.to_lowercase().contains(&part.to_lowercase()))
    };
    let domain = person
        .email
        .as_ref()
        .map(|email| email.to_lowercase().split_once('@').unwrap().1.to_owned());
    let group = |name: &String| match name.to_lowercase().as_str() {
        "g-1" | "alpha" => person.groups[0],
        "g-2" | "beta" => person.groups[1],
        _ => false,
    };
    let policy = |name: &String| match name.to_lowercase().as_str() {
        "unknown" => person.policy == 0,
        "none" => person.policy == 1,
        "p-1" | "basic" => person.policy == 2,
        "p-2" => person.policy == 3,
        _ => false,
    };
    (match query.gone {
        Gone::No => !person.gone,
        Gone::Only => person.gone,
        Gone::Any => true,
    }) && (query.status.is_empty()
        || query.status.iter().any(|status| {
            // A word that is none of ours says nothing.
            let is_unknown = matches!(person.status, None | Some("odd"));
            person.status == Some(status) || is_unknown && status == "unknown"
        }))
        // Who is gone is in no group anymore.
        && (query.group.is_empty() || !person.gone && query.group.iter().any(group))
        && (query.policy.is_empty() || query.policy.iter().any(policy))
        && (query.domain.is_empty()
            || query.domain.iter().any(|wanted| domain.as_deref() == Some(&wanted.to_lowercase())))
        && query.managed.is_none_or(|managed| match managed {
            Managed::Yes => person.claim == Some("managed"),
            Managed::No => person.claim == Some("unmanaged"),
            Managed::Unknown => !matches!(person.claim, Some("managed" | "unmanaged")),
        })
        && query.admin.is_none_or(|admin| person.admin == Some(admin))
        && query.search.as_ref().is_none_or(|part| {
            holds(&person.email, part) || holds(&person.name.map(str::to_owned), part)
        })
        && query.where_.is_none() | (person.status == Some("active"))
}

/// Unknown of somebody who was never active, and was added nobody knows when.
fn inactive(person: &Someone, days: u32) -> Option<bool> {
    let cutoff = now() - (i64::from(days) * 24).hours();
    match (person.known, person.last_active) {
        (false, _) => None,
        (true, Some(at)) => Some(at < cutoff.as_second()),
        (true, None) => person.days_here.map(|here| {
            let day = |time: Timestamp| time.to_string()[..10].to_owned();
            day(Timestamp::from_second(NOW - here * 86_400).unwrap()) < day(cutoff)
        }),
    }
}

/// Whether somebody would fit, if what nobody told of them were as asked.
fn left_out(query: &UserQuery, person: &Someone) -> bool {
    let policy_untold = person.policy == 0 && person.claim != Some("unmanaged");
    // Words that are not ours, nobody knows the meaning of.
    let odd = person.status == Some("odd");
    let untold = [
        (
            person.status.is_none() || odd,
            !query.status.is_empty() && !query.status.iter().any(|one| one == "unknown"),
        ),
        (
            !matches!(person.claim, Some("managed" | "unmanaged")),
            query
                .managed
                .is_some_and(|managed| managed != Managed::Unknown),
        ),
        (person.admin.is_none(), query.admin.is_some()),
        (policy_untold, !query.policy.is_empty()),
        (
            query
                .inactive_days
                .is_some_and(|days| inactive(person, days).is_none()),
            true,
        ),
    ];
    let inactive_fits = |days| inactive(person, days) == Some(true);
    let whole = fits(query, person) && query.inactive_days.is_none_or(inactive_fits);
    let untold = untold.map(|(untold, asked)| untold && asked);
    if whole || !untold.contains(&true) {
        return false;
    }
    let [status, managed, admin, policy, activity] = untold;
    let mut rest = query.clone();
    if status {
        rest.status.clear();
    }
    if managed {
        rest.managed = None;
    }
    if admin {
        rest.admin = None;
    }
    if policy {
        rest.policy.clear();
    }
    fits(&rest, person) && (activity || rest.inactive_days.is_none_or(inactive_fits))
}

fn filter() -> impl Strategy<Value = UserQuery> {
    let some = |values: &'static [&'static str]| {
        proptest::sample::subsequence(
            values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>(),
            0..2,
        )
    };
    (
        (
            some(&["active", "suspended", "unknown"]),
            some(&["g-1", "ALPHA", "Beta"]),
            some(&["p-1", "basic", "none", "unknown"]),
            some(&["x.example", "Z.example"]),
        ),
        (
            proptest::option::of(proptest::sample::select(vec![
                Managed::Yes,
                Managed::No,
                Managed::Unknown,
            ])),
            any::<Option<bool>>(),
        ),
        proptest::option::of(proptest::sample::select(vec![
            "a", "ÄRG", "%", "x.ex", "o'n", "@",
        ])),
        proptest::option::of(0..200_u32),
        proptest::sample::select(vec![Gone::No, Gone::No, Gone::Only, Gone::Any]),
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(
                (status, group, policy, domain),
                (managed, admin),
                search,
                inactive_days,
                gone,
                where_,
            )| UserQuery {
                status,
                group,
                policy,
                domain,
                managed,
                admin,
                search: search.map(str::to_owned),
                inactive_days,
                where_: where_.then(|| "status = 'active' OR status IN ('active')".to_owned()),
                gone,
                ..UserQuery::default()
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn filters_compose(people in proptest::collection::vec(someone(), 0..40), queries in proptest::collection::vec(filter(), 12)) {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(dir.path(), &people);
        // While nobody is an organization admin, nobody is known not to be one.
        let somebody_is = people.iter().any(|person| person.admin == Some(true) && !person.gone);
        let mut people = people;
        for person in &mut people {
            person.admin = person.admin.filter(|admin| *admin || somebody_is);
        }
        for query in queries {
            // A domain that nobody has is a typo, and no empty list.
            if query.domain.iter().any(|domain| !is_anybodys(domain, &people)) {
                let refused = query.count(&mirror, now());
                prop_assert!(
                    matches!(refused, Err(SqlError::Store(StoreError::Unknown { what: "domain", .. }))),
                    "{:?}", query
                );
                continue;
            }
            let (got, found) = ids(&query, &mirror);
            let fitting = || people.iter().enumerate().filter(|(_, person)| fits(&query, person));
            let mut want: Vec<String> = fitting()
                .filter(|(_, person)| query.inactive_days.is_none_or(|days| inactive(person, days) == Some(true)))
                .map(|(no, _)| format!("#{no}"))
                .collect();
            want.sort();
            prop_assert_eq!(&got, &want, "{:?}", query);
            let unknown = people.iter().filter(|person| left_out(&query, person)).count();
            prop_assert_eq!(found.unknown, unknown as u64, "{:?}", query);
            prop_assert_eq!(query.count(&mirror, now()).unwrap(), want.len() as u64);
        }
    }

    #[test]
    fn no_condition_panics_or_writes(condition in "\\PC{0,30}") {
        let dir = tempfile::tempdir().unwrap();
        let mirror = mirror(dir.path(), &[]);
        let query = UserQuery { where_: Some(condition), ..UserQuery::default() };
        let _ = query.count(&mirror, now());
    }
}
