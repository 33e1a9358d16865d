//! The estimates of `report seats` agree with its numbers, its lists and its words.

use atlctl_core::query::{Cell, UserQuery};
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
        Cell::Real(amount) | Cell::AtLeastReal(amount) => Some(*amount),
        Cell::Unknown | Cell::None => None,
        other => panic!("{other:?} is no amount"),
    }
}

fn number(cell: &Cell) -> i64 {
    match cell {
        Cell::Number(number) | Cell::AtLeast(number) => *number,
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
            verdict.contains(&format!("{} of them cost at least ", all - unpriced))
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
    let parts = ["No price, so not in any cost: ", "Jira (a.example)", "bare"];
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

/// The cost of an app is the same, whether the report is about it alone or about all apps.
#[test]
fn a_filter_of_apps_costs_what_the_app_costs_without_it() {
    let org = Org::known(3, 150);
    let request = |filter: Option<UserQuery>| {
        let mut request = org.request();
        request.filter = filter;
        request.prices.apps.insert("confluence".to_owned(), 6.05);
        Kind::Seats.make(&request).unwrap()
    };
    let of_app = UserQuery {
        app: vec!["confluence".to_owned()],
        ..UserQuery::default()
    };
    let (all, one) = (request(None), request(Some(of_app.clone())));
    let cost = money(&all, "cost").unwrap();
    assert_eq!(
        cost,
        (6.05 * 40.0 * 100.0_f64).round() / 100.0,
        "usage times price"
    );
    assert_eq!(money(&one, "cost"), Some(cost));
    let says = |report: &Report, what: &str| report.notes.iter().any(|note| note.contains(what));
    assert!(says(&all, "for each seat in use as Atlassian counts them"));
    assert!(says(&one, "for each seat in use as Atlassian counts them"));
    // Of some people, it is their number, and says so.
    let of_some = UserQuery {
        status: vec!["active".to_owned()],
        ..of_app
    };
    let some = request(Some(of_some));
    assert!(says(&some, "for each person who matches"));
    let people = number(cells(list(&some, "apps"), "people")[0]);
    assert_eq!(
        money(&some, "cost"),
        Some((people as f64 * 605.0).round() / 100.0)
    );
    let label = some
        .figures
        .iter()
        .find(|figure| figure.name == "cost")
        .unwrap();
    assert!(label.label.starts_with("seats of the people who match"));
}

#[test]
fn a_sandbox_is_free_unless_a_price_names_it() {
    let org = Org::known(3, 150);
    org.db
        .execute_batch(
            "UPDATE mirror_workspace SET sandbox = 1, product = 'Jira', product_key = 'jira-software', host_url = 'https://box.example' \
             WHERE id = 'ari:bare'",
        )
        .unwrap();
    let apps = org.mirror.apps().unwrap();
    let of = |prices: &[(&str, f64)], id: &str| {
        let prices = Prices {
            currency: None,
            apps: prices
                .iter()
                .map(|(name, price)| ((*name).to_owned(), *price))
                .collect(),
        };
        prices.of(apps.iter().find(|app| app.id == id).unwrap())
    };
    for (prices, production, sandbox) in [
        (&[][..], None, None),
        (&[("jira", 8.0)][..], Some(8.0), Some(0.0)),
        (
            &[("jira", 8.0), ("jira@box.example", 2.0)][..],
            Some(8.0),
            Some(2.0),
        ),
        (
            &[("jira@a.example", 7.0), ("jira", 8.0)][..],
            Some(7.0),
            Some(0.0),
        ),
        (&[("jira@a.example", 7.0)][..], Some(7.0), Some(0.0)),
        (&[("ari:bare", 3.0)][..], None, Some(3.0)),
        (&[("box.example", 4.0)][..], None, Some(4.0)),
    ] {
        assert_eq!(of(prices, "ari:jira"), production, "{prices:?}");
        assert_eq!(of(prices, "ari:bare"), sandbox, "{prices:?}");
    }
    let report = priced(&org, &[("jira", 8.0)]);
    let free = report
        .notes
        .iter()
        .any(|note| note.contains("cost nothing: Jira (box.example)"));
    assert!(free, "{:?}", report.notes);
    let unknown = priced(&org, &[("jira@nowhere.example", 8.0)]);
    let said = unknown
        .notes
        .iter()
        .any(|note| note.contains("No app is named \"jira@nowhere.example\""));
    assert!(said, "{:?}", unknown.notes);
}

/// Where no list of apps says whether an app is a sandbox, a price of all apps of its name says nothing of it.
#[test]
fn what_may_be_a_sandbox_has_no_price_but_its_own() {
    let org = Org::known(3, 150);
    org.db
        .execute_batch("UPDATE mirror_workspace SET sandbox = NULL WHERE id = 'ari:jira'")
        .unwrap();
    let prices = [("jira", 8.0), ("confluence", 5.0)];
    let report = priced(&org, &prices);
    let apps = list(&report, "apps");
    for (app, cost) in cells(apps, "app").iter().zip(cells(apps, "cost")) {
        assert_eq!(
            amount(cost).is_some(),
            app.text() == Some("Confluence (a.example)"),
            "{app:?}"
        );
    }
    for name in ["cost", "unused_cost"] {
        let found = report.figures.iter().find(|figure| figure.name == name);
        assert!(found.unwrap().is_least, "{name}");
    }
    let said = |report: &Report, what: &str| report.unknown.iter().any(|text| text.contains(what));
    let what = "in no cost: Jira (a.example). A price under [prices] that names one of them counts, such as \"jira-software@a.example\" = 8.15.";
    assert!(said(&report, what), "{:?}", report.unknown);
    let verdict = &report.verdict.1;
    assert!(
        verdict.ends_with("the others have no price or may be in sandboxes."),
        "{verdict}"
    );
    // Never read, it is the same, and says how to read it.
    org.db
        .execute_batch("DELETE FROM mirror_stage WHERE stage = 'workspaces'")
        .unwrap();
    let report = priced(&org, &prices);
    let what =
        "The organization's apps were never read, so it is unknown whether an app is a sandbox";
    assert!(said(&report, what), "{:?}", report.unknown);
    let report = priced(&org, &[("jira@a.example", 8.0), ("confluence", 5.0)]);
    assert!(!said(&report, "sandbox"), "{:?}", report.unknown);
}
