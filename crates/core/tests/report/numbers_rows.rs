//! The rows of apps and of policies, recounted by statements over the views: what a row found beside people of whom it is
//! unknown whether they belong to it is the least, and nothing found beside them is unknown.

use crate::org::Org;
use crate::recounted::{cutoff, each, user};
use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Report};

/// The cells of a column by the first cell of their rows, or another column.
fn cells(report: &Report, list: &str, (key, column): (&str, &str)) -> Vec<(String, Cell)> {
    let list = report.lists.iter().find(|one| one.name == list).unwrap();
    let at = |name: &str| {
        list.columns
            .iter()
            .position(|one| one.name == name)
            .unwrap()
    };
    let (key, column) = (at(key), at(column));
    let rows = list.rows.iter();
    let of = |cell: &Cell| cell.text().unwrap_or("").to_owned();
    rows.map(|row| (of(&row[key]), row[column].clone()))
        .collect()
}

/// The number of a row, where so many others may count.
fn cell(number: i64, undecided: i64) -> Cell {
    match (number, undecided) {
        (number, 0) => Cell::Number(number),
        (0, _) => Cell::Unknown,
        (number, _) => Cell::AtLeast(number),
    }
}

/// Compares a column with what the statements say of each row: `{ID}` is its ID.
fn same(org: &Org, report: &Report, list: &str, key: &str, expected: &[(&str, String, String)]) {
    for (column, sql, undecided) in expected {
        let found = cells(report, list, (key, column));
        for (id, found) in found {
            let count = |sql: &str| org.number(&sql.replace("{ID}", &id));
            let wanted = cell(count(sql), count(undecided));
            assert_eq!(found, wanted, "{}: {column} of {id}: {sql}", report.name);
        }
    }
}

fn people(fact: &str) -> String {
    format!("SELECT count(*) FROM {} WHERE {fact}", user(""))
}

/// `sql` and `other` added.
fn sum(sql: &str, other: &str) -> String {
    format!("SELECT ({sql}) + ({other})")
}

#[test]
fn people_by_app() {
    each(|org| {
        let report = Kind::Access.make(&org.request()).unwrap();
        let with = |fact: &str| {
            format!(
                "SELECT count(*) FROM user_app a JOIN {} u ON u.account_id = a.account_id WHERE a.app_id = '{{ID}}' AND {fact}",
                user("")
            )
        };
        let no_apps =
            |fact: &str| people(&format!("NOT apps_known AND person IS NOT 0 AND {fact}"));
        let expected = [
            (
                "people",
                with("person"),
                sum(&with("person IS NULL"), &no_apps("1")),
            ),
            (
                "managed_count",
                with("managed_person"),
                sum(
                    &with("managed_person IS NULL"),
                    &no_apps("managed IS NOT 0"),
                ),
            ),
            (
                "external_count",
                with("external"),
                sum(&with("external IS NULL"), &no_apps("managed IS NOT 1")),
            ),
            (
                "managed_unknown",
                with("person AND managed IS NULL"),
                sum(
                    &with("person IS NULL AND managed IS NULL"),
                    &no_apps("managed IS NULL"),
                ),
            ),
            (
                "app_accounts",
                with("person = 0"),
                sum(
                    &with("person IS NULL"),
                    &people("NOT apps_known AND person IS NOT 1"),
                ),
            ),
            ("access_unknown", no_apps("1"), "SELECT 0".to_owned()),
        ];
        same(org, &report, "apps", "app_id", &expected);
    });
}

#[test]
fn uses_by_app() {
    let (cut, day) = cutoff();
    each(|org| {
        let report = Kind::Seats.make(&org.request()).unwrap();
        let with = |fact: &str| {
            format!(
                "SELECT count(*) FROM user_app a JOIN {} u ON u.account_id = a.account_id WHERE a.app_id = '{{ID}}' AND ({fact})",
                user("")
            )
        };
        let may_be = |status: &str| {
            let fits = format!("(status IS NULL OR {status})");
            sum(
                &people(&format!("NOT apps_known AND person IS NOT 0 AND {fits}")),
                &with(&format!("person IS NULL AND {fits}")),
            )
        };
        let with_person = |fact: &str| with(&format!("person AND ({fact})"));
        let unknown = with_person(
            "u.status IS NULL OR u.status = 'active' AND (NOT a.activity_known OR a.last_active IS NULL AND u.added_to_org IS NULL)",
        );
        let used = |fact: &str| {
            with_person(&format!(
                "u.status = 'active' AND a.activity_known AND {fact}"
            ))
        };
        let may_use = sum(&unknown, &may_be("status = 'active'"));
        let shut = "status IN ('suspended', 'deactivated')";
        let other = "status NOT IN ('active', 'suspended', 'deactivated')";
        let no_status = with_person("u.status IS NULL");
        let expected = [
            ("people", with_person("1"), may_be("1")),
            (
                "active",
                used(&format!("a.last_active_unix >= {cut}")),
                may_use.clone(),
            ),
            (
                "idle",
                used(&format!("a.last_active_unix < {cut}")),
                may_use.clone(),
            ),
            (
                "never_used",
                used(&format!(
                    "a.last_active IS NULL AND substr(u.added_to_org, 1, 10) < '{day}'"
                )),
                may_use.clone(),
            ),
            (
                "new",
                used(&format!(
                    "a.last_active IS NULL AND substr(u.added_to_org, 1, 10) >= '{day}'"
                )),
                may_use,
            ),
            (
                "suspended",
                with_person(&format!("u.{shut}")),
                sum(&no_status, &may_be(shut)),
            ),
            (
                "other_status",
                with_person(&format!("u.{other}")),
                sum(&no_status, &may_be(other)),
            ),
            ("activity_unknown", unknown, may_be("1")),
            (
                "access_unknown",
                people("NOT apps_known AND person IS NOT 0"),
                "SELECT 0".to_owned(),
            ),
        ];
        same(org, &report, "apps", "app_id", &expected);
    });
}

#[test]
fn members_by_policy() {
    each(|org| {
        let report = Kind::Policies.make(&org.request()).unwrap();
        let members = |fact: &str| {
            format!(
                "SELECT count(*) FROM {} WHERE account_id IN (SELECT account_id FROM user_policy WHERE policy_id = '{{ID}}') AND ({fact})",
                user("")
            )
        };
        let untold = |fact: &str| {
            people(&format!(
                "account_id NOT IN (SELECT account_id FROM user_policy) AND managed_person IS NOT 0 AND ({fact})"
            ))
        };
        let both = |fact: &str| sum(&members(fact), &untold(fact));
        let expected = [
            ("members", members("1"), untold("1")),
            (
                "active",
                members("active"),
                sum(&members("active IS NULL"), &untold("active IS NOT 0")),
            ),
            (
                "without_two_step",
                members("active AND mfa_enabled = 0"),
                sum(
                    &members("(active AND mfa_enabled = 0) IS NULL"),
                    &untold("(active AND mfa_enabled = 0) IS NOT 0"),
                ),
            ),
            (
                "inactive",
                members("active AND inactive"),
                sum(
                    &both("active IS NULL"),
                    &sum(
                        &both("active AND inactive IS NULL"),
                        &untold("active AND inactive"),
                    ),
                ),
            ),
            ("policy_unknown", untold("1"), "SELECT 0".to_owned()),
        ];
        // The row of those in no policy has no ID.
        let mut named = report;
        let list = named.lists.iter_mut().find(|list| list.name == "policies");
        let list = list.unwrap();
        let id = list.columns.iter().position(|one| one.name == "policy_id");
        let id = id.unwrap();
        list.rows.retain(|row| row[id].text().is_some());
        same(org, &named, "policies", "policy_id", &expected);
    });
}
