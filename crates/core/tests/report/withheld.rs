//! Whatever a service withholds, no report and no check says more than it knows: every fact is withheld in turn, of some and
//! of all, and what is said then is compared with what is said when everything is known.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_core::query::Cell;
use atlctl_core::report::{Holds, Kind, Posture, Prices, Report, Request, Tone, posture};

use crate::org::Org;
use crate::recounted::user;

/// A fact: its table, what makes it unknown, and words of which the sentences about it have one.
const FACTS: [(&str, &str, &[&str]); 27] = [
    ("user", "status = NULL", &["status"]),
    (
        "user",
        "claim_status = NULL",
        &["management", "manages the account"],
    ),
    ("user", "account_type = NULL", &["account type"]),
    ("user", "org_admin = NULL, roles_known = 0", &["roles"]),
    ("user", "mfa_enabled = NULL", &["two-step"]),
    (
        "user",
        "activity_known = 0, last_active = NULL",
        &["activity"],
    ),
    ("user", "added_to_org = NULL", &["being added"]),
    ("user", "email = NULL, email_key = NULL", &["address"]),
    (
        "user",
        "groups_known = 0",
        &["groups are unknown", "members"],
    ),
    ("user", "apps_known = 0", &["apps are unknown"]),
    (
        "access",
        "activity_unknown = 1, last_active = NULL",
        &["activity"],
    ),
    ("policy_member", "", &["policy"]),
    ("group", "users = NULL", &["members"]),
    ("group", "resources = NULL", &["access to"]),
    ("group", "roles_read_at = NULL", &["roles", "default"]),
    ("group", "name = NULL", &["access to", "default"]),
    ("token", "account_id = NULL", &["owner"]),
    ("token", "created = NULL", &["not used", "created"]),
    (
        "token",
        "last_used_known = 0, last_used = NULL",
        &["not used"],
    ),
    ("token", "expires_known = 0, expires = NULL", &["expire"]),
    ("api_key", "created = NULL", &["used"]),
    (
        "api_key",
        "last_used_known = 0, last_used = NULL",
        &["used"],
    ),
    ("api_key", "expires_known = 0, expires = NULL", &["expire"]),
    ("workspace", "capacity = NULL", &["seats"]),
    ("workspace", "usage = NULL", &["seats in use"]),
    ("workspace", "sandbox = NULL", &["sandbox"]),
    ("domain", "claim_status = NULL", &["Domains"]),
];

/// The parts that hold what checks and reports count.
const PARTS: [&str; 7] = [
    "users",
    "groups",
    "policies",
    "workspaces",
    "domains",
    "tokens",
    "keys",
];

struct Said {
    checks: Posture,
    reports: Vec<Report>,
}

fn said(org: &Org) -> Said {
    let mut request = org.request();
    request.prices = Prices {
        currency: None,
        apps: [("jira".to_owned(), 7.53), ("confluence".to_owned(), 5.0)].into(),
    };
    let checks = posture(&request, &[], None).unwrap();
    let mut reports: Vec<Report> = Kind::ALL
        .iter()
        .map(|kind| kind.make(&request).unwrap())
        .collect();
    reports.push(checks.report(&request).unwrap());
    Said { checks, reports }
}

fn withhold(org: &Org, table: &str, change: &str, share: i64) {
    let of = match table {
        "user" | "group" => "no",
        "access" | "policy_member" => "user_no",
        _ => "length(id) * 31 + unicode(substr(id, -1))",
    };
    let some = format!("(({of}) * 7919 + 13) % {share} = 0");
    let sql = if change.is_empty() {
        format!("DELETE FROM mirror_{table} WHERE {some}")
    } else {
        format!("UPDATE mirror_{table} SET {change} WHERE {some}")
    };
    org.db.execute_batch(&sql).unwrap();
}

/// What each check found.
fn found(report: &Report) -> BTreeMap<String, BTreeSet<String>> {
    let list = report.lists.iter().find(|list| list.name == "found");
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &list.unwrap().rows {
        let text = |at: usize| row[at].text().unwrap().to_owned();
        all.entry(text(0)).or_default().insert(text(3));
    }
    all
}

fn checks_say_no_more(all: &Said, less: &Said, of: &str, faults: &mut Vec<String>) {
    let posture = |said: &Said| found(said.reports.last().unwrap());
    let (all_found, less_found) = (posture(all), posture(less));
    let nothing = BTreeSet::new();
    for (one, other) in all.checks.findings.iter().zip(&less.checks.findings) {
        let id = one.check.id;
        let is_in = all_found.get(id).unwrap_or(&nothing);
        if !less_found.get(id).unwrap_or(&nothing).is_subset(is_in) {
            faults.push(format!("{of}: {id} finds what is not there"));
        }
        // Too many of those that are known are still too many.
        let is_enough = if id == "admin-many" {
            other.count() + other.unknown > 0 || one.count() == 0
        } else {
            one.count() <= other.count() + other.unknown
        };
        if !is_enough {
            faults.push(format!(
                "{of}: {id} has {} and finds {}, unknown for {}",
                one.count(),
                other.count(),
                other.unknown
            ));
        }
    }
}

fn counts(name: &str) -> bool {
    !name.contains("unknown")
}

/// The numbers of a report: its figures, and those of its rows.
fn numbers(report: &Report) -> BTreeMap<String, Option<f64>> {
    let number = |cell: &Cell| match cell {
        Cell::Number(number) | Cell::AtLeast(number) => Some(*number as f64),
        Cell::Real(number) => Some(*number),
        _ => None,
    };
    let mut all = BTreeMap::new();
    for figure in report.figures.iter().filter(|figure| counts(figure.name)) {
        all.insert(figure.name.to_owned(), number(&figure.value));
    }
    for list in &report.lists {
        let id = list.columns.iter().position(|one| one.holds == Holds::Id);
        for row in list.rows.iter().filter(|_| list.things != "people") {
            let key = format!("{:?} {:?}", row[0].text(), id.map(|at| row[at].text()));
            for (column, cell) in list.columns.iter().zip(row) {
                if column.holds == Holds::Number && counts(column.name) {
                    let name = format!("{}: {}: {key}", list.name, column.name);
                    all.insert(name, number(cell));
                }
            }
        }
    }
    all
}

fn reports_say_no_more(
    all: &Said,
    less: &Said,
    (of, words): (&str, &[&str]),
    faults: &mut Vec<String>,
) {
    for (one, other) in all.reports.iter().zip(&less.reports) {
        let name = one.name;
        let new: Vec<&String> = (other.unknown.iter())
            .filter(|text| !one.unknown.contains(text))
            .collect();
        let is_told = name == "posture" && !new.is_empty()
            || new
                .iter()
                .any(|text| words.iter().any(|word| text.contains(word)));
        let (before, after) = (numbers(one), numbers(other));
        for (number, value) in &after {
            let Some(was) = before.get(number) else {
                continue;
            };
            if value == was {
                continue;
            }
            // A row that has a question mark says so itself.
            if !is_told && (value.is_some() || !number.contains(": ")) {
                faults.push(format!(
                    "{of}: {name}: {number} is {value:?}, was {was:?}, and nothing says why: {new:?}"
                ));
            }
            // Where Atlassian gives no number of seats in use, people are counted.
            let may_rise = number == "cost" || number == "passed";
            if value > was && !may_rise {
                faults.push(format!("{of}: {name}: {number} is {value:?}, was {was:?}"));
            }
        }
        if other.verdict.0 == Tone::Good && one.verdict.0 != Tone::Good {
            faults.push(format!("{of}: {name}: good news: {}", other.verdict.1));
        }
    }
}

#[test]
fn nothing_that_is_withheld_is_counted_as_known() {
    let mut faults = Vec::new();
    for seed in [21, 22] {
        let all = said(&Org::known(seed, 80));
        for (table, change, words) in FACTS {
            for share in [1, 3] {
                let org = Org::known(seed, 80);
                withhold(&org, table, change, share);
                let less = said(&org);
                let of = format!("seed {seed}, 1 in {share}, {table}: {change}");
                checks_say_no_more(&all, &less, &of, &mut faults);
                reports_say_no_more(&all, &less, (&of, words), &mut faults);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Everything known is the case that the others are compared with: nothing is unknown in it.
#[test]
fn nothing_is_unknown_where_everything_is_known() {
    let said = said(&Org::known(21, 110));
    for finding in &said.checks.findings {
        assert_eq!(finding.unknown, 0, "{}", finding.check.id);
    }
    let found = said.checks.findings.iter().filter(|of| of.count() > 0);
    assert!(found.count() >= 15);
}

/// A part that no sync read to its end says nothing, whatever rows there are of it.
#[test]
fn what_was_not_read_passes_no_check() {
    for part in PARTS {
        for interrupted in [false, true] {
            let org = Org::known(24, 60);
            let all = said(&org);
            let sql = if interrupted {
                format!("UPDATE mirror_stage SET state = 'running' WHERE stage = '{part}'")
            } else {
                format!("DELETE FROM mirror_stage WHERE stage = '{part}'")
            };
            org.db.execute_batch(&sql).unwrap();
            // Only what the people's entries say is there.
            org.db
                .execute_batch(match part {
                    "groups" => "DELETE FROM mirror_group WHERE no NOT IN (SELECT group_no FROM mirror_membership)",
                    "domains" => "DELETE FROM mirror_domain",
                    "tokens" => "DELETE FROM mirror_token",
                    "keys" => "DELETE FROM mirror_api_key",
                    "workspaces" => "DELETE FROM mirror_workspace",
                    "policies" => "DELETE FROM mirror_policy_member",
                    _ => "DELETE FROM mirror_user WHERE no % 2",
                })
                .unwrap();
            let less = said(&org);
            for (one, other) in all.checks.findings.iter().zip(&less.checks.findings) {
                let passed = |count: u64, unknown: u64| count == 0 && unknown == 0;
                assert!(
                    !passed(other.count(), other.unknown) || passed(one.count(), one.unknown),
                    "{part}: {} passed",
                    one.check.id
                );
            }
            let old = less
                .checks
                .findings
                .iter()
                .find(|of| of.check.id == "mirror-old");
            let is_needed = !["tokens", "keys"].contains(&part);
            assert_eq!(old.unwrap().count() > 0, is_needed, "{part}");
            for report in &less.reports {
                let of = match report.name {
                    "groups" => part == "groups",
                    "tokens" => part == "tokens",
                    "policies" => part == "policies",
                    _ => continue,
                };
                if of {
                    assert!(!report.unknown.is_empty(), "{part}: {}", report.name);
                    assert_ne!(report.verdict.0, Tone::Good);
                    assert!(!report.verdict.1.contains(" 0 "), "{}", report.verdict.1);
                }
            }
        }
    }
}

/// Each report that depends on a status says of how many it is unknown, and posture has the same numbers.
#[test]
fn unknown_facts_are_named_with_the_numbers_of_posture() {
    for seed in [31, 32] {
        let org = Org::new(seed, 130);
        let said = said(&org);
        let unknown = |id: &str| {
            let mut of = said.checks.findings.iter().filter(|of| of.check.id == id);
            of.next().unwrap().unknown
        };
        let seats = format!(
            "SELECT count(*) FROM user_app a JOIN {} u USING (account_id) WHERE app_id <> 'ari:gone' AND u.person AND u.status IS NULL",
            user("")
        );
        let seats = org.number(&seats) as u64;
        let people = |holds: &str| {
            org.number(&format!("SELECT count(*) FROM {} WHERE {holds}", user(""))) as u64
        };
        for (report, number, words) in [
            (
                "tokens",
                unknown("token-ownerless"),
                "the owner, the owner's status",
            ),
            ("tokens", unknown("token-unused"), "not used for that long"),
            ("tokens", unknown("token-endless"), "when they expire"),
            ("policies", unknown("two-step-off"), "without two-step"),
            ("policies", unknown("no-policy"), "in no policy"),
            ("groups", unknown("group-same-members"), "not all members"),
            ("groups", unknown("group-empty"), "number of members"),
            ("groups", unknown("group-several-apps"), "more than one app"),
            ("groups", unknown("group-default"), "default groups"),
            ("seats", seats, "the status of the person"),
            ("inactive", people("active IS NULL"), "the status"),
            (
                "inactive",
                people("active AND inactive IS NULL"),
                "whether they are inactive",
            ),
            (
                "externals",
                people("external AND (active AND inactive) IS NULL"),
                "active accounts without activity",
            ),
            (
                "externals",
                people("external IS NULL"),
                "whether they are external",
            ),
            (
                "admins",
                people("admin AND inactive IS NULL"),
                "whether they are active",
            ),
        ] {
            let report = said.reports.iter().find(|one| one.name == report).unwrap();
            let told = (report.unknown.iter())
                .any(|text| text.starts_with(&format!("For {number} ")) && text.contains(words));
            assert!(
                number > 0 && told,
                "{}: {number} {words}: {:#?}",
                report.name,
                report.unknown
            );
        }
    }
}

/// Somebody who was never active, and was added nobody knows when, is in no list of inactive people, and no pipe suspends
/// them.
#[test]
fn never_active_and_added_at_an_unknown_time_is_not_inactive() {
    let org = Org::new(33, 150);
    let sql = format!(
        "SELECT account_id FROM {} WHERE activity_known AND last_active IS NULL AND added_to_org IS NULL",
        user("")
    );
    let undated = org.texts(&sql);
    assert!(!undated.is_empty());
    let request: Request<'_> = org.request();
    let report = Kind::Inactive.make(&request).unwrap();
    let listed = crate::org::column(&report, "people", "account_id");
    assert!(undated.iter().all(|id| !listed.contains(id)));
    let query = atlctl_core::query::UserQuery {
        inactive_days: Some(90),
        ..Default::default()
    };
    let mut rows = Vec::new();
    let columns = ["account_id".to_owned()];
    let found = query
        .run(&org.mirror, request.now, &columns, &mut |row| {
            rows.push(row[0].text().unwrap().to_owned());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert!(undated.iter().all(|id| !rows.contains(id)));
    let unknown = org.number(&format!(
        "SELECT count(*) FROM {} WHERE inactive IS NULL",
        user("")
    ));
    assert_eq!(found.unknown as i64, unknown);
}
