//! Where no sync read the people to the end, a report says nothing exact of people that a mirror with all of them denies.

use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Prices, Report, Request, posture};

use crate::org::Org;

/// A third of the people were not listed; the service counted them.
const NOT_LISTED: &str = "
    CREATE TEMP TABLE lost AS SELECT no FROM mirror_user WHERE no % 3 = 0;
    DELETE FROM mirror_membership WHERE user_no IN lost; DELETE FROM mirror_role WHERE user_no IN lost;
    DELETE FROM mirror_access WHERE user_no IN lost; DELETE FROM mirror_policy_member WHERE user_no IN lost;
    DELETE FROM mirror_user WHERE no IN lost;
    UPDATE mirror_stage SET state = 'inexact', note = 'Atlassian reports 90 but listed 60' WHERE stage = 'users';";

/// What each report says as exact, by a name.
fn exact(org: &Org) -> Vec<(String, String)> {
    let request = Request {
        prices: Prices {
            currency: None,
            apps: [("jira".to_owned(), 7.5)].into(),
        },
        ..org.request()
    };
    let mut reports: Vec<Report> = Kind::ALL
        .iter()
        .map(|kind| kind.make(&request).unwrap())
        .collect();
    let checks = posture(&request, &[], None).unwrap();
    reports.push(checks.report(&request).unwrap());
    let mut said = Vec::new();
    for report in &reports {
        let mut say = |name: String, cell: &Cell| {
            // How much is unknown is all that there is more of.
            let is_of_unknown = report.name == "posture" && name.contains("unknown");
            if matches!(cell, Cell::Number(_) | Cell::Real(_)) && !is_of_unknown {
                said.push((format!("{}: {name}", report.name), format!("{cell:?}")));
            }
        };
        for figure in &report.figures {
            // How many checks passed is what was judged: of others it stands beside it that they are unknown.
            if !figure.is_least && figure.name != "passed" {
                say(figure.name.to_owned(), &figure.value);
            }
        }
        for list in &report.lists {
            for row in &list.rows {
                for (column, cell) in list.columns.iter().zip(row) {
                    say(
                        format!("{}: {} of {:?}", list.name, column.name, row[0]),
                        cell,
                    );
                }
            }
        }
    }
    said
}

#[test]
fn nothing_exact_is_said_of_people_who_were_not_listed() {
    for seed in 1..=4 {
        let org = Org::known(seed, 90);
        let whole: std::collections::HashMap<String, String> = exact(&org).into_iter().collect();
        org.db.execute_batch(NOT_LISTED).unwrap();
        let claims: Vec<String> = exact(&org)
            .into_iter()
            .filter(|(name, value)| whole.get(name).is_some_and(|truth| truth != value))
            .map(|(name, value)| format!("{name}: {value}, and not {}", whole[&name]))
            .collect();
        assert_eq!(claims, Vec::<String>::new(), "{seed}");
    }
}
