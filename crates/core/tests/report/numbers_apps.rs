//! The numbers of the reports on seats and access, recounted by statements over the views.

use crate::org::column;
use crate::recounted::{cutoff, decided, each, same, user, without};
use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Prices};

/// What a person's access to an app is used for, by the view.
pub fn uses() -> String {
    let (cut, day) = cutoff();
    format!(
        "(SELECT a.*, u.status, u.person, CASE WHEN u.person IS NULL THEN 'no kind' WHEN u.person = 0 THEN 'app' WHEN u.status IS NULL THEN 'unknown' \
           WHEN u.status IN ('suspended', 'deactivated') THEN 'suspended' WHEN u.status <> 'active' THEN 'other' \
           WHEN NOT a.activity_known OR a.last_active IS NULL AND u.added_to_org IS NULL THEN 'unknown' WHEN a.last_active_unix < {cut} THEN 'idle' \
           WHEN a.last_active IS NOT NULL THEN 'active' \
           WHEN substr(u.added_to_org, 1, 10) < '{day}' THEN 'never' ELSE 'new' END AS use \
         FROM user_app a JOIN {} u ON u.account_id = a.account_id WHERE a.app_id <> 'ari:gone')",
        user("")
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
            let people = without("NOT apps_known AND person IS NOT 0");
            format!(
                "SELECT ({people}) + (SELECT count(*) FROM {} WHERE use = 'no kind' OR person AND {and})",
                uses()
            )
        };
        let no_apps = || without("NOT apps_known AND person IS NOT 0");
        same(
            org,
            &report,
            &[
                ("idle", of("idle"), may_be("use = 'unknown'")),
                ("never_used", of("never"), may_be("use = 'unknown'")),
                ("suspended", of("suspended"), may_be("status IS NULL")),
                ("other_status", of("other"), may_be("status IS NULL")),
                ("active", of("active"), may_be("use = 'unknown'")),
                ("activity_unknown", of("unknown"), may_be("0")),
                ("unknown", no_apps(), decided()),
            ],
        );
        let unused = format!(
            "SELECT coalesce(sum(iif(app_key = 'jira-software', 7.5, 5.0)), 0) FROM {} WHERE use IN ('idle', 'never') AND app_key IN ('jira-software', 'confluence')",
            uses()
        );
        // Atlassian's number where it gives one, else those with access who are active.
        let cost = format!(
            "SELECT 97 * 7.5 + 5.0 * (SELECT count(*) FROM {} WHERE app_key = 'confluence' AND status = 'active' AND person)",
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
        let ways = format!(
            "WITH person AS (SELECT account_id, person FROM {}), way AS (SELECT DISTINCT m.account_id, r.app_id, r.group_id FROM user_group m JOIN group_role r \
             ON r.group_id = m.group_id WHERE r.role <> 'atlassian/user-access-admin' AND r.group_id IN \
             (SELECT id FROM mirror_group WHERE roles_read_at IS NOT NULL)) \
             SELECT count(*) FROM user_app a WHERE app_id <> 'ari:gone' AND account_id IN (SELECT account_id FROM person WHERE person) AND \
             (SELECT count(*) FROM way WHERE way.account_id = a.account_id AND way.app_id = a.app_id) > 1",
            user("")
        );
        let unread =
            "SELECT count(*) FROM mirror_group WHERE gone_sync IS NULL AND roles_read_at IS NULL";
        let may_be = format!(
            "SELECT ({unread}) + ({})",
            without("NOT apps_known OR NOT groups_known OR person IS NULL")
        );
        same(org, &report, &[("several_ways", ways, may_be)]);
    });
}

#[test]
fn access() {
    each(|org| {
        let report = Kind::Access.make(&org.request()).unwrap();
        let there = "user_app WHERE app_id <> 'ari:gone'";
        let of = |what: &str, fact: &str| {
            format!(
                "SELECT count({what}) FROM {there} AND account_id IN (SELECT account_id FROM {} WHERE {fact})",
                user("")
            )
        };
        let more = |fact: &str, and: &str| {
            format!(
                "SELECT ({}) + ({})",
                without(&format!("NOT apps_known AND {fact}")),
                of("DISTINCT account_id", and)
            )
        };
        let outside = format!("account_id NOT IN (SELECT account_id FROM {there})");
        same(
            org,
            &report,
            &[
                ("pairs", of("*", "1"), more("1", "0")),
                (
                    "with",
                    of("DISTINCT account_id", "person"),
                    more("person IS NOT 0", "person IS NULL"),
                ),
                (
                    "external",
                    of("*", "external"),
                    more("external IS NOT 0", "external IS NULL"),
                ),
                (
                    "app_accounts",
                    of("*", "person = 0"),
                    more("person IS NOT 1", "person IS NULL"),
                ),
                (
                    "without",
                    without(&format!("apps_known AND person AND {outside}")),
                    without(&format!(
                        "person IS NOT 0 AND NOT apps_known OR person IS NULL AND {outside}"
                    )),
                ),
                (
                    "unknown",
                    without("NOT apps_known AND person IS NOT 0"),
                    decided(),
                ),
            ],
        );
        assert_eq!(
            column(&report, "people", "account_id"),
            org.texts(&format!("SELECT account_id FROM {there}"))
        );
        // What is the least is recounted by row.
        assert_eq!(
            column(&report, "apps", "people").concat().replace('≥', "").replace('?', "0"),
            org.texts(&format!("SELECT CAST(count(account_id) AS TEXT) FROM (SELECT 'ari:jira' AS id UNION SELECT 'ari:conf' UNION SELECT 'ari:bare') LEFT JOIN (SELECT a.* FROM user_app a JOIN {} u ON u.account_id = a.account_id AND u.person) ON app_id = id GROUP BY id", user(""))).concat()
        );
    });
}
