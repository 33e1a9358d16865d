//! The estimates of `report seats` agree with its numbers, its lists and its words.

use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Prices, Report, ReportList};

use crate::org::{Org, figure};

fn priced(org: &Org, prices: &[(&str, f64)]) -> Report {
    let mut request = org.request();
    request.prices = Prices {
        currency: Some("EUR".to_owned()),
        apps: prices
            .iter()
            .map(|(name, price)| ((*name).to_owned(), *price))
            .collect(),
    };
    Kind::Seats.make(&request).unwrap()
}

fn list<'a>(report: &'a Report, name: &str) -> &'a ReportList {
    report.lists.iter().find(|list| list.name == name).unwrap()
}

fn cells<'a>(list: &'a ReportList, column: &str) -> Vec<&'a Cell> {
    let at = list.columns.iter().position(|one| one.name == column);
    list.rows.iter().map(|row| &row[at.unwrap()]).collect()
}

fn amount(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Real(amount) => Some(*amount),
        Cell::Unknown | Cell::None => None,
        other => panic!("{other:?} is no amount"),
    }
}

fn number(cell: &Cell) -> i64 {
    match cell {
        Cell::Number(number) => *number,
        Cell::Unknown => 0,
        other => panic!("{other:?} is no number"),
    }
}

fn money(report: &Report, name: &str) -> Option<f64> {
    let found = report.figures.iter().find(|figure| figure.name == name);
    amount(&found.unwrap().value)
}

#[test]
fn people_without_use_times_price_is_the_estimate() {
    for seed in 1..=6 {
        let org = Org::new(seed, 150);
        let report = priced(&org, &[("jira", 7.5), ("confluence", 5.0)]);
        let apps = list(&report, "apps");
        let columns = ["idle", "never_used", "price", "unused_cost"].map(|name| cells(apps, name));
        let [idle, never, price, cost] = columns;
        let mut sum = 0.0;
        for at in 0..apps.rows.len() {
            let seats = (number(idle[at]) + number(never[at])) as f64;
            if let Some(cost) = amount(cost[at]) {
                assert_eq!(cost, seats * amount(price[at]).unwrap());
                sum += cost;
            }
        }
        assert_eq!(money(&report, "unused_cost"), Some(sum));
        // Each person of the list who is in the estimate has the price, and nobody else has one.
        let people = list(&report, "unused");
        let prices = cells(people, "price").into_iter().filter_map(amount);
        assert_eq!(prices.sum::<f64>(), sum);
        for (why, price) in cells(people, "why").iter().zip(cells(people, "price")) {
            assert!(why.text() != Some("suspended") || *price == Cell::None);
        }
        // The sentence counts the seats of the estimate apart: one app has no price.
        let all = figure(&report, "idle").unwrap() + figure(&report, "never_used").unwrap();
        let unpriced: i64 = (0..apps.rows.len())
            .filter(|at| *price[*at] == Cell::Unknown)
            .map(|at| number(idle[at]) + number(never[at]))
            .sum();
        let verdict = &report.verdict.1;
        // Of some people, the use is unknown.
        let seats = format!("At least {all} seats are unused");
        assert!(unpriced > 0 && verdict.starts_with(&seats), "{verdict}");
        assert!(
            verdict.contains(&format!("{} of them cost about ", all - unpriced))
                && verdict.ends_with("; the others have no price."),
            "{verdict}"
        );
        let label = |name: &str| {
            let found = report.figures.iter().find(|figure| figure.name == name);
            found.unwrap().label.clone()
        };
        assert!(label("unused_cost").contains("of apps with a price"));
        assert!(label("cost").contains("of apps with a price"));
    }
}

#[test]
fn apps_without_a_price_are_named_and_cost_nothing_known() {
    let org = Org::new(2, 150);
    let report = priced(&org, &[("confluence", 5.0)]);
    let parts = [
        "Without a price, and in no cost: ",
        "Jira (a.example)",
        "bare",
    ];
    let mut unknown = report.unknown.iter();
    assert!(
        unknown.any(|text| parts.iter().all(|part| text.contains(part))),
        "{:?}",
        report.unknown
    );
    let apps = list(&report, "apps");
    for (app, cost) in cells(apps, "app").iter().zip(cells(apps, "cost")) {
        let is_priced = app.text().unwrap().starts_with("Confluence");
        assert_eq!(amount(cost).is_some(), is_priced, "{app:?}");
    }
    // Without any price, no sentence speaks of money.
    let report = priced(&org, &[]);
    assert_eq!(money(&report, "unused_cost"), None);
    assert!(!report.verdict.1.contains("cost"), "{}", report.verdict.1);
    assert!(
        report
            .figures
            .iter()
            .all(|figure| !figure.label.contains("of apps with"))
    );
}

#[test]
fn a_price_of_no_app_is_a_problem_that_names_the_apps() {
    let org = Org::new(2, 50);
    let report = priced(&org, &[("jira", 7.5), ("confluense", 5.0)]);
    let said = report
        .notes
        .iter()
        .find(|text| text.contains("\"confluense\""))
        .unwrap();
    for name in ["[prices]", "jira-software", "confluence"] {
        assert!(said.contains(name), "{said}");
    }
    let report = priced(&org, &[("jira", 7.5), ("a.example", 5.0)]);
    assert!(
        !report
            .notes
            .iter()
            .any(|text| text.contains("No app is named"))
    );
}
