//! The numbers of the reports on seats and access, recounted by statements over the views.

use crate::org::column;
use crate::recounted::{cutoff, decided, each, same, without};
use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Prices};

/// What a person's access to an app is used for, by the view.
fn uses() -> String {
    let (cut, day) = cutoff();
    format!(
        "(SELECT a.*, u.status, CASE WHEN u.status IS NULL THEN 'unknown' \
           WHEN u.status IN ('suspended', 'deactivated') THEN 'suspended' WHEN u.status <> 'active' THEN 'other' \
           WHEN NOT a.activity_known OR a.last_active IS NULL AND u.added_to_org IS NULL THEN 'unknown' WHEN a.last_active_unix < {cut} THEN 'idle' \
           WHEN a.last_active IS NOT NULL THEN 'active' \
           WHEN substr(u.added_to_org, 1, 10) < '{day}' THEN 'never' ELSE 'new' END AS use \
         FROM user_app a JOIN user u ON u.account_id = a.account_id WHERE a.app_id <> 'ari:gone')"
    )
}

#[test]
fn seats() {
    each(|org| {
        let mut request = org.request();
        request.prices = Prices {
            currency: Some("EUR".to_owned()),
            apps: [("jira".to_owned(), 7.5), ("confluence".to_owned(), 5.0)].into(),
        };
        let report = Kind::Seats.make(&request).unwrap();
        let of = |word: &str| format!("SELECT count(*) FROM {} WHERE use = '{word}'", uses());
        let may_be = |and: &str| {
            let people = without("NOT apps_known");
            format!(
                "SELECT ({people}) + (SELECT count(*) FROM {} WHERE {and})",
                uses()
            )
        };
        same(
            org,
            &report,
            &[
                ("idle", of("idle"), may_be("use = 'unknown'")),
                ("never_used", of("never"), may_be("use = 'unknown'")),
                ("suspended", of("suspended"), may_be("status IS NULL")),
                ("other_status", of("other"), may_be("status IS NULL")),
                ("active", of("active"), may_be("use = 'unknown'")),
                ("activity_unknown", of("unknown"), without("NOT apps_known")),
                ("unknown", without("NOT apps_known"), decided()),
            ],
        );
        let unused = format!(
            "SELECT coalesce(sum(iif(app_key = 'jira-software', 7.5, 5.0)), 0) FROM {} WHERE use IN ('idle', 'never') AND app_key IN ('jira-software', 'confluence')",
            uses()
        );
        // Atlassian's number where it gives one, else those with access who are active.
        let cost = format!(
            "SELECT 97 * 7.5 + 5.0 * (SELECT count(*) FROM {} WHERE app_key = 'confluence' AND status = 'active')",
            uses()
        );
        for (name, sql) in [("unused_cost", unused), ("cost", cost)] {
            let found = report
                .figures
                .iter()
                .find(|figure| figure.name == name)
                .unwrap();
            assert_eq!(found.value, Cell::Real(org.amount(&sql)), "{name}");
        }
        let who = format!(
            "SELECT account_id FROM {} WHERE use IN ('idle', 'never', 'suspended')",
            uses()
        );
        assert_eq!(column(&report, "unused", "account_id"), org.texts(&who));
        let ways = "WITH way AS (SELECT DISTINCT m.account_id, r.app_id, r.group_id FROM user_group m JOIN group_role r \
             ON r.group_id = m.group_id WHERE r.role <> 'atlassian/user-access-admin' AND r.group_id IN \
             (SELECT id FROM mirror_group WHERE roles_read_at IS NOT NULL)) \
             SELECT count(*) FROM user_app a WHERE app_id <> 'ari:gone' AND \
             (SELECT count(*) FROM way WHERE way.account_id = a.account_id AND way.app_id = a.app_id) > 1";
        let unread =
            "SELECT count(*) FROM mirror_group WHERE gone_sync IS NULL AND roles_read_at IS NULL";
        let may_be = format!(
            "SELECT ({unread}) + ({})",
            without("NOT apps_known OR NOT groups_known")
        );
        same(org, &report, &[("several_ways", ways.to_owned(), may_be)]);
    });
}

#[test]
fn access() {
    each(|org| {
        let report = Kind::Access.make(&org.request()).unwrap();
        let there = "user_app WHERE app_id <> 'ari:gone'";
        same(
            org,
            &report,
            &[
                (
                    "pairs",
                    format!("SELECT count(*) FROM {there}"),
                    without("NOT apps_known"),
                ),
                (
                    "with",
                    format!("SELECT count(DISTINCT account_id) FROM {there}"),
                    without("NOT apps_known"),
                ),
                (
                    "external",
                    format!(
                        "SELECT count(*) FROM {there} AND account_id IN (SELECT account_id FROM user WHERE managed = 0)"
                    ),
                    without(
                        "NOT apps_known OR managed IS NULL AND account_id IN (SELECT account_id FROM user_app WHERE app_id <> 'ari:gone')",
                    ),
                ),
                (
                    "without",
                    format!(
                        "SELECT count(*) FROM user WHERE NOT gone AND apps_known AND account_id NOT IN (SELECT account_id FROM {there})"
                    ),
                    without("NOT apps_known"),
                ),
                ("unknown", without("NOT apps_known"), decided()),
            ],
        );
        assert_eq!(
            column(&report, "people", "account_id"),
            org.texts(&format!("SELECT account_id FROM {there}"))
        );
        // What is the least is recounted by row.
        assert_eq!(
            column(&report, "apps", "people").concat().replace('≥', "").replace('?', "0"),
            org.texts("SELECT CAST(count(account_id) AS TEXT) FROM (SELECT 'ari:jira' AS id UNION SELECT 'ari:conf' UNION SELECT 'ari:bare') LEFT JOIN user_app ON app_id = id GROUP BY id").concat()
        );
    });
}
