//! A filter of people narrows every list and every check: what is found with it is what is found without it, of the people
//! who match.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use atlctl_core::query::{Cell, Managed, UserQuery};
use atlctl_core::report::{CHECKS, Kind, Report, Request, posture};

use crate::org::{Dice, Org, column, figure};

/// A filter at random. None of apps: that narrows the apps, too.
fn filter(dice: &mut Dice) -> UserQuery {
    let mut query = UserQuery::default();
    let one =
        |dice: &mut Dice, of: &[&str]| vec![of[dice.below(of.len() as u64) as usize].to_owned()];
    for _ in 0..=dice.below(2) {
        match dice.below(8) {
            0 => query.status = one(dice, &["active", "suspended", "deactivated"]),
            1 => query.domain = one(dice, &["acme.example", "partner.example"]),
            2 => {
                query.managed =
                    Some([Managed::Yes, Managed::No, Managed::Unknown][dice.below(3) as usize])
            }
            3 => query.admin = Some(dice.below(2) == 0),
            4 => query.search = Some(one(dice, &["p1", "onerror", "partner"]).remove(0)),
            5 => query.policy = one(dice, &["p-1", "none", "unknown"]),
            6 => query.group = vec![format!("g-{}", 4 + dice.below(5))],
            _ => {
                query.where_ =
                    Some(one(dice, &["0", "mfa_enabled", "account_id LIKE '%7'"]).remove(0))
            }
        }
    }
    query
}

/// The account IDs that a filter selects, and of how many people it cannot be decided; none when the filter names what is
/// not there.
fn selected(request: &Request<'_>, query: &UserQuery) -> Option<(BTreeSet<String>, u64)> {
    let mut ids = BTreeSet::new();
    let found = query.run(
        request.mirror,
        request.now,
        &["account_id".to_owned()],
        &mut |cells| {
            if let Some(Cell::Text(id)) = cells.first() {
                ids.insert(id.clone());
            }
            ControlFlow::Continue(())
        },
    );
    Some((ids, found.ok()?.unknown))
}

/// What a check found, by check.
fn found(request: &Request<'_>) -> HashMap<&'static str, (Vec<String>, u64)> {
    let posture = posture(request, &[], None).unwrap();
    let report = posture.report(request).unwrap();
    let list = report
        .lists
        .iter()
        .find(|list| list.name == "found")
        .unwrap();
    assert_eq!(list.total, list.rows.len() as u64);
    let mut all = HashMap::new();
    for finding in &posture.findings {
        let of = list
            .rows
            .iter()
            .filter(|row| row[0] == Cell::Text(finding.check.id.to_owned()));
        let mut ids: Vec<String> = of
            .map(|row| match &row[3] {
                Cell::Text(id) => id.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        ids.sort();
        assert_eq!(ids.len() as u64, finding.count(), "{}", finding.check.id);
        all.insert(finding.check.id, (ids, finding.unknown));
    }
    all
}

/// Those of these people's or tokens' IDs whose person is among the selected.
fn of_selected(org: &Org, ids: &[String], selected: &BTreeSet<String>) -> Vec<String> {
    let person = |id: &String| {
        if id.starts_with("t-") {
            let account = org.texts(&format!(
                "SELECT account_id FROM mirror_token WHERE id = '{id}'"
            ));
            return selected.contains(&account[0]);
        }
        selected.contains(id)
    };
    ids.iter().filter(|id| person(id)).cloned().collect()
}

#[test]
fn every_check_finds_what_it_finds_without_a_filter_among_those_who_match() {
    let mut compared = 0;
    for seed in 1..=6 {
        for org in [Org::new(seed, 150), Org::known(seed, 150)] {
            let mut dice = Dice::new(seed);
            let all = found(&org.request());
            for _ in 0..12 {
                let mut request = org.request();
                let query = filter(&mut dice);
                let Some((people, undecided)) = selected(&request, &query) else {
                    continue;
                };
                let said = format!("{query:?}");
                request.filter = Some(query);
                let some = found(&request);
                for check in &CHECKS {
                    if !check.is_of_people() {
                        assert!(!some.contains_key(check.id), "{} {said}", check.id);
                        continue;
                    }
                    let (ids, unknown) = &some[check.id];
                    let (every, every_unknown) = &all[check.id];
                    assert_eq!(
                        *ids,
                        of_selected(&org, every, &people),
                        "{} {said}",
                        check.id
                    );
                    // A part of the organization has no more that are found or unknown than the whole. Whose a token
                    // is that has no owner is unknown.
                    let no_owner = "SELECT count(*) FROM mirror_token WHERE account_id IS NULL";
                    let most = (every.len() as u64) + every_unknown;
                    let most = match check.id.starts_with("token-") {
                        true => most + org.number(no_owner) as u64,
                        false => most,
                    };
                    let some = (ids.len() as u64) + unknown;
                    assert!(some <= most, "{} {said}: {some} of {most}", check.id);
                    if undecided == 0 && people.is_empty() && !check.id.starts_with("token-") {
                        assert_eq!(*unknown, 0, "{} {said}", check.id);
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn nobody_has_no_tokens_and_none_of_them_is_unknown() {
    let org = Org::known(2, 150);
    org.db
        .execute(
            "UPDATE mirror_token SET account_id = coalesce(account_id, 'a-1')",
            [],
        )
        .unwrap();
    let mut request = org.request();
    assert!(found(&request)["token-unused"].0.len() > 1);
    request.filter = Some(UserQuery {
        where_: Some("0".to_owned()),
        ..UserQuery::default()
    });
    for (id, (ids, unknown)) in found(&request) {
        assert_eq!((ids.len(), unknown), (0, 0), "{id}");
    }
    let posture = posture(&request, &[], None).unwrap();
    assert_eq!(posture.worst(), None);
    assert_eq!(posture.baseline(&request, None).unwrap().count(), 0);
    let tokens = Kind::Tokens.make(&request).unwrap();
    assert_eq!(figure(&tokens, "tokens"), Some(0));
}

/// The lists of a report whose rows are people or their tokens, by name, with the account of each row.
fn lists(report: &Report) -> HashMap<&'static str, Vec<String>> {
    let of_people = |list: &&atlctl_core::report::ReportList| {
        !["keys", "service"].contains(&list.name)
            && list
                .columns
                .iter()
                .any(|column| column.name == "account_id")
    };
    let mut all = HashMap::new();
    for list in report.lists.iter().filter(of_people) {
        let key = if report.name == "tokens" {
            "id"
        } else {
            "account_id"
        };
        all.insert(list.name, column(report, list.name, key));
    }
    assert!(
        report.name == "groups" || !all.is_empty(),
        "{}",
        report.name
    );
    all
}

#[test]
fn every_list_of_people_has_the_rows_that_it_has_without_a_filter_of_those_who_match() {
    for seed in 1..=6 {
        let org = Org::new(seed, 150);
        let mut dice = Dice::new(seed + 100);
        for _ in 0..6 {
            let mut request = org.request();
            let query = filter(&mut dice);
            let Some((people, _)) = selected(&request, &query) else {
                continue;
            };
            for kind in Kind::ALL {
                // Groups have a filter of their own. Who is inactive is asked of active people, unless a status is named.
                if kind == Kind::Groups || kind == Kind::Inactive && !query.status.is_empty() {
                    continue;
                }
                request.filter = None;
                let all = lists(&kind.make(&request).unwrap());
                request.filter = Some(query.clone());
                let some = lists(&kind.make(&request).unwrap());
                for (name, ids) in some {
                    let expected = of_selected(&org, &all[name], &people);
                    assert_eq!(ids, expected, "{} {name} {query:?}", kind.name());
                }
            }
        }
    }
}
