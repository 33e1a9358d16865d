//! The numbers that the charts of reports draw, recounted by statements over the views.

use atlctl_core::report::{Chart, Drawing, Kind, Report};

use crate::numbers_apps::uses;
use crate::numbers_groups::GROUPS;
use crate::org::{DAY, NOW, Org};
use crate::recounted::{each, user};

fn chart<'a>(report: &'a Report, title: &str) -> &'a Chart {
    let mut charts = report.charts.iter();
    charts
        .find(|chart| chart.title == title)
        .unwrap_or_else(|| panic!("no chart {title}"))
}

/// The columns of a chart: label and number.
fn columns(report: &Report, title: &str) -> Vec<(String, i64)> {
    let Drawing::Columns(buckets) = &chart(report, title).drawing else {
        panic!("{title} has no columns");
    };
    let buckets = buckets.iter();
    buckets
        .map(|bucket| (bucket.label.clone(), bucket.count as i64))
        .collect()
}

/// The label of a time long ago, as SQL: days, and be it by a second, end a step.
fn step(time: &str, known: &str) -> String {
    let ago = |days: i64| format!("{NOW} - {time} <= {}", days * DAY);
    format!(
        "CASE WHEN NOT ({known}) THEN 'unknown' WHEN {time} IS NULL THEN 'never' WHEN {} THEN 'last 30 days' \
           WHEN {} THEN '31–60 days' WHEN {} THEN '61–90 days' WHEN {} THEN '91–180 days' WHEN {} THEN '181–365 days' \
           ELSE 'over a year' END",
        ago(30),
        ago(60),
        ago(90),
        ago(180),
        ago(365)
    )
}

/// Every column is what its statement counts.
fn same(org: &Org, report: &Report, title: &str, label: &str, from: &str) {
    for (name, count) in columns(report, title) {
        let sql = format!("SELECT count(*) FROM {from} AND ({label}) = '{name}'");
        assert_eq!(count, org.number(&sql), "{}: {title}: {name}", report.name);
    }
    let all: i64 = columns(report, title).iter().map(|(_, count)| count).sum();
    let sql = format!("SELECT count(*) FROM {from}");
    assert_eq!(all, org.number(&sql), "{}: {title}", report.name);
}

#[test]
fn last_activity_is_what_sql_counts() {
    each(|org| {
        let label = step("last_active_unix", "activity_known");
        let of = |and: &str| format!("{} WHERE {and}", user(""));
        let inactive = Kind::Inactive.make(&org.request()).unwrap();
        same(org, &inactive, "Last activity", &label, &of("active"));
        let externals = Kind::Externals.make(&org.request()).unwrap();
        let title = "Last activity of external users";
        same(org, &externals, title, &label, &of("external"));
        // What is drawn beside people with unknown activity is the least.
        let open = org.number(&format!(
            "SELECT count(*) FROM {} WHERE active IS NULL",
            user("")
        ));
        assert_eq!(chart(&inactive, "Last activity").undecided as i64, open);
    });
}

#[test]
fn external_users_by_domain_are_what_sql_counts() {
    each(|org| {
        let report = Kind::Externals.make(&org.request()).unwrap();
        let Drawing::Bars { rows, .. } = &chart(&report, "External users by domain").drawing else {
            panic!("no bars");
        };
        for bar in rows {
            let domain = match bar.label.as_str() {
                "unknown" => "domain IS NULL".to_owned(),
                name => format!("domain = '{name}'"),
            };
            let of = |and: &str| {
                org.number(&format!(
                    "SELECT count(*) FROM {} WHERE external AND {domain} AND {and}",
                    user("")
                ))
            };
            let parts: Vec<i64> = bar.parts.iter().map(|part| *part as i64).collect();
            let expected = [of("NOT inactive"), of("inactive"), of("inactive IS NULL")];
            assert_eq!(parts, expected, "{}", bar.label);
        }
    });
}

#[test]
fn tokens_by_use_and_age_are_what_sql_counts() {
    each(|org| {
        let report = Kind::Tokens.make(&org.request()).unwrap();
        let from = "token WHERE NOT gone";
        let used = step("last_used_unix", "last_used_known");
        same(org, &report, "Tokens by last use", &used, from);
        let age = step("created_unix", "created_unix IS NOT NULL");
        same(org, &report, "Tokens by age", &age, from);
    });
}

#[test]
fn group_sizes_are_what_sql_counts() {
    each(|org| {
        let report = Kind::Groups.make(&org.request()).unwrap();
        let label = "CASE WHEN size IS NULL THEN 'unknown' WHEN size = 0 THEN 'empty' WHEN size = 1 THEN '1' \
             WHEN size <= 10 THEN '2–10' WHEN size <= 100 THEN '11–100' WHEN size <= 1000 THEN '101–1,000' ELSE 'over 1,000' END";
        let from = format!("{GROUPS} WHERE 1");
        same(org, &report, "Groups by number of members", label, &from);
    });
}

/// The flow has the groups with the most members, each to the apps that it gives.
#[test]
fn the_flow_of_groups_is_what_sql_counts() {
    each(|org| {
        let report = Kind::Groups.make(&org.request()).unwrap();
        let Drawing::Flow { from, flows, .. } = &chart(&report, "From groups to apps").drawing
        else {
            panic!("no flow");
        };
        let giving = format!(
            "(SELECT g.id, g.apps, (SELECT count(*) FROM user_group m JOIN user u USING (account_id) \
               WHERE m.group_id = g.id AND NOT u.gone) AS members FROM {GROUPS} g WHERE g.read AND g.apps > 0)"
        );
        let groups = org.number(&format!("SELECT count(*) FROM {giving} WHERE members > 0"));
        assert_eq!(from.len() as i64, groups.min(14));
        let members: i64 = flows.iter().map(|(.., count)| *count as i64).sum();
        if groups <= 14 {
            let all = format!("SELECT coalesce(sum(members * apps), 0) FROM {giving}");
            assert_eq!(members, org.number(&all));
        }
    });
}

/// The bars of a chart: label, parts and mark.
fn bars(report: &Report, title: &str) -> Vec<(String, Vec<i64>, Option<i64>)> {
    let Drawing::Bars { rows, .. } = &chart(report, title).drawing else {
        panic!("{title} has no bars");
    };
    let number = |number: &u64| *number as i64;
    rows.iter()
        .map(|bar| {
            let parts = bar.parts.iter().map(number).collect();
            (bar.label.clone(), parts, bar.mark.as_ref().map(number))
        })
        .collect()
}

/// The apps that are drawn, with their labels.
const APPS: [(&str, &str); 3] = [
    ("ari:jira", "Jira"),
    ("ari:conf", "Confluence"),
    ("ari:bare", "bare"),
];

/// The rows of a chart are the apps that have people, each with the numbers of its statements.
fn by_app(org: &Org, rows: &[(String, Vec<i64>)], numbers: impl Fn(&str) -> Vec<String>) {
    let mut drawn = 0;
    for (app, label) in APPS {
        let sql = numbers(app);
        let expected: Vec<i64> = sql.iter().map(|sql| org.number(sql)).collect();
        // A title may have the site behind it.
        let row = rows.iter().find(|(of, _)| of.starts_with(label));
        match row {
            Some((_, parts)) => assert_eq!(parts, &expected, "{label}"),
            None => assert_eq!(expected.iter().sum::<i64>(), 0, "{label} is not drawn"),
        }
        drawn += usize::from(row.is_some());
    }
    assert_eq!(drawn, rows.len());
}

#[test]
fn last_activity_by_app_is_what_sql_counts() {
    each(|org| {
        let report = Kind::Inactive.make(&org.request()).unwrap();
        let Drawing::Heat { columns, rows } = &chart(&report, "Last activity by app").drawing
        else {
            panic!("no heat map");
        };
        let number = |number: &Option<u64>| number.unwrap() as i64;
        let rows: Vec<(String, Vec<i64>)> = rows
            .iter()
            .map(|(label, cells)| (label.clone(), cells.iter().map(number).collect()))
            .collect();
        let label = step("a.last_active_unix", "a.activity_known");
        by_app(org, &rows, |app| {
            let of = |column: &String| {
                format!(
                    "SELECT count(*) FROM user_app a JOIN {} u USING (account_id) \
                     WHERE u.active AND a.app_id = '{app}' AND ({label}) = '{column}'",
                    user("")
                )
            };
            columns.iter().map(of).collect()
        });
    });
}

#[test]
fn the_use_of_seats_is_what_sql_counts() {
    each(|org| {
        let report = Kind::Seats.make(&org.request()).unwrap();
        let rows: Vec<(String, Vec<i64>)> = bars(&report, "Use of seats")
            .into_iter()
            .map(|(label, parts, _)| (label, parts))
            .collect();
        let words = [
            "active",
            "new",
            "idle",
            "never",
            "suspended",
            "other",
            "unknown",
        ];
        by_app(org, &rows, |app| {
            let of = |word| {
                format!(
                    "SELECT count(*) FROM {} WHERE app_id = '{app}' AND use = '{word}'",
                    uses()
                )
            };
            words.map(of).to_vec()
        });
        // As Atlassian counts them: of one app it says how many, and what there is.
        let capacity = bars(&report, "Seats against capacity");
        let [(label, used, seats)] = &capacity[..] else {
            panic!("{capacity:?}");
        };
        assert!(label.starts_with("Jira"), "{label}");
        assert_eq!((used.as_slice(), *seats), (&[97][..], Some(100)));
    });
}

#[test]
fn people_by_app_are_what_sql_counts() {
    each(|org| {
        let report = Kind::Access.make(&org.request()).unwrap();
        let rows: Vec<(String, Vec<i64>)> = bars(&report, "People by app")
            .into_iter()
            .map(|(label, parts, _)| (label, parts))
            .collect();
        by_app(org, &rows, |app| {
            let of = |fact: &str| {
                format!(
                    "SELECT count(*) FROM user_app a JOIN {} u USING (account_id) \
                     WHERE a.app_id = '{app}' AND {fact}",
                    user("")
                )
            };
            let unknown = "person IS NOT 0 AND (person IS NULL OR managed IS NULL)";
            ["managed_person", "external", "person = 0", unknown]
                .map(of)
                .to_vec()
        });
    });
}

#[test]
fn the_coverage_of_policies_is_what_sql_counts() {
    each(|org| {
        let report = Kind::Policies.make(&org.request()).unwrap();
        let mut members = 0;
        for (label, parts, _) in bars(&report, "Coverage") {
            let policy = match label.as_str() {
                "no policy" => "managed_person AND policy_known AND policy_id IS NULL",
                "Basic" => "policy_id = 'p-1'",
                "p-2" => "policy_id = 'p-2'",
                other => panic!("a policy {other}"),
            };
            let of = |fact: &str| {
                org.number(&format!(
                    "SELECT count(*) FROM {} WHERE {policy} AND {fact}",
                    user("")
                ))
            };
            let expected = [
                of("active AND mfa_enabled"),
                of("active AND NOT mfa_enabled"),
                of("active AND mfa_enabled IS NULL"),
                of("active IS NOT 1"),
            ];
            assert_eq!(parts, expected, "{label}");
            members += parts.iter().sum::<i64>();
        }
        let all = "SELECT count(*) FROM {} WHERE policy_id IS NOT NULL OR managed_person AND policy_known";
        assert_eq!(members, org.number(&all.replace("{}", &user(""))));
    });
}
