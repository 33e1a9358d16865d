//! What the mirror does not know is never none: not in a figure, a sentence or a row of any report.

use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, Prices, Report, Request, Tone, changes, posture};
use atlctl_core::store::{Mirror, Moment};

use crate::org::{Org, figure};

/// People, groups and apps are there, and nothing else is known of them; tokens and keys were never read.
const ONLY_NAMES: &str = "
    UPDATE mirror_user SET status = NULL, claim_status = NULL, account_type = NULL, org_admin = NULL, mfa_enabled = NULL,
      activity_known = 0, last_active = NULL, groups_known = 0, apps_known = 0, roles_known = 0, management_source = NULL;
    DELETE FROM mirror_policy_member;
    UPDATE mirror_group SET users = NULL, resources = NULL, external_synced = NULL, roles_read_at = NULL;
    UPDATE mirror_workspace SET usage = NULL;
    UPDATE mirror_domain SET claim_status = NULL WHERE claim_status = 'verified';
    DELETE FROM mirror_token;
    DELETE FROM mirror_stage WHERE stage IN ('tokens', 'group-roles');";

/// Of the rest, nothing was read either.
const ONLY_PEOPLE: &str = "
    DELETE FROM mirror_policy; DELETE FROM mirror_group; DELETE FROM mirror_workspace; DELETE FROM mirror_product;
    DELETE FROM mirror_stage WHERE stage <> 'users';";

const SNAPSHOT: &str = "
    INSERT OR IGNORE INTO mirror_recorded SELECT value, 1 FROM json_each('[\"users\",\"groups\",\"policies\"]');
    INSERT OR IGNORE INTO mirror_snapshot VALUES (1, 0);";

fn every_report(request: &Request<'_>) -> Vec<Report> {
    let mut reports: Vec<Report> = Kind::ALL
        .iter()
        .map(|kind| kind.make(request).unwrap())
        .collect();
    let checks = posture(request, &[], None).unwrap();
    reports.push(checks.report(request).unwrap());
    reports.push(changes(request, Moment::Sync(1)).unwrap());
    reports
}

/// What is known all the same: what a report itself did, and who came and went.
fn is_known(report: &str, name: &str) -> bool {
    match report {
        "posture" => [
            "accepted",
            "accepted_count",
            "passed",
            "unknown",
            "unknown_count",
        ]
        .contains(&name),
        "changes" => {
            // Where nobody came, nobody external did.
            [
                "came",
                "left",
                "external_came",
                "groups_added",
                "groups_removed",
            ]
            .contains(&name)
        }
        _ => false,
    }
}

fn claims_none(report: &Report) -> Vec<String> {
    let is_none = |cell: &Cell| *cell == Cell::Number(0) || *cell == Cell::Real(0.0);
    let mut claims = Vec::new();
    for figure in &report.figures {
        if is_none(&figure.value) && !is_known(report.name, figure.name) {
            claims.push(format!("{}: 0 {}", report.name, figure.label));
        }
    }
    for list in &report.lists {
        if list.total == 0 && list.undecided == 0 && !is_known(report.name, list.name) {
            claims.push(format!(
                "{}: no {} in {}",
                report.name, list.things, list.name
            ));
        }
        for row in &list.rows {
            for (column, cell) in list.columns.iter().zip(row) {
                let of = row[0].text().unwrap_or_default();
                // The age of the mirror is known.
                let known = is_known(report.name, column.name) || of == "mirror-old";
                if is_none(cell) && !known {
                    let (name, column) = (list.name, column.name);
                    claims.push(format!("{}: {name}: 0 in {column} of {of}", report.name));
                }
            }
        }
    }
    let verdict = &report.verdict.1;
    let mut words = verdict.split(|c: char| !c.is_alphanumeric());
    // Who came and left is known, and which checks failed.
    if !["changes", "posture"].contains(&report.name)
        && words.any(|word| ["0", "No", "Nobody", "nobody", "none"].contains(&word))
    {
        claims.push(format!("{}: {verdict}", report.name));
    }
    if report.verdict.0 == Tone::Good {
        claims.push(format!("{}: good news: {verdict}", report.name));
    }
    claims
}

#[test]
fn no_report_claims_none_where_the_mirror_does_not_know() {
    for (seed, people) in [(1, 40), (2, 1), (3, 90)] {
        let org = Org::new(seed, people);
        org.db.execute_batch(SNAPSHOT).unwrap();
        for unknown in [ONLY_NAMES, ONLY_PEOPLE] {
            org.db.execute_batch(unknown).unwrap();
            if org.number("SELECT count(*) FROM user WHERE NOT gone") == 0 {
                continue;
            }
            let mut request = org.request();
            request.prices = Prices {
                currency: None,
                apps: [("jira".to_owned(), 7.5)].into(),
            };
            let claims: Vec<String> = every_report(&request)
                .iter()
                .flat_map(claims_none)
                .collect();
            // Checks of whole parts that were never read have tests of their own.
            let of_parts = |claim: &String| {
                let check = claim.strip_prefix("posture: checks: 0 in found_count of ");
                check.is_some_and(|id| id.starts_with("group-") || id.starts_with("seats-"))
            };
            let claims: Vec<&String> = claims
                .iter()
                .filter(|claim| unknown == ONLY_NAMES || !of_parts(claim))
                .collect();
            assert_eq!(claims, Vec::<&String>::new(), "{unknown}");
        }
    }
}

/// A filter that cannot be decided for anybody leaves nobody, and says nothing of them.
#[test]
fn no_report_claims_none_of_people_whom_a_filter_cannot_find() {
    let org = Org::new(4, 60);
    org.db
        .execute_batch("UPDATE mirror_user SET apps_known = 0")
        .unwrap();
    let request = Request {
        filter: Some(atlctl_core::query::UserQuery {
            app: vec!["jira".to_owned()],
            ..Default::default()
        }),
        ..org.request()
    };
    for kind in [
        Kind::Inactive,
        Kind::Access,
        Kind::Admins,
        Kind::Policies,
        Kind::Externals,
    ] {
        let report = kind.make(&request).unwrap();
        let claims = claims_none(&report);
        // Policies and domains are counted, no matter whom the report is about.
        let claims: Vec<&String> = claims
            .iter()
            .filter(|claim| !claim.contains(": policies: "))
            .collect();
        assert_eq!(claims, Vec::<&String>::new());
    }
}

/// JSON has `null` for unknown, none and never: a column that may be none or never says so, and has a field that tells them
/// apart.
/// Sentences say "at least" where their figures do, and a chart has no zero for what cannot be seen.
#[test]
fn sentences_and_charts_say_at_least_where_figures_do() {
    let org = Org::known(4, 150);
    org.db
        .execute_batch(
            "UPDATE mirror_user SET claim_status = NULL, account_type = NULL WHERE no % 9 = 0;
             UPDATE mirror_user SET status = NULL WHERE no % 7 = 0;
             UPDATE mirror_group SET resources = NULL WHERE no = 5;
             DELETE FROM mirror_group_role WHERE group_id = 'g-5';
             DELETE FROM mirror_stage WHERE stage = 'groups'",
        )
        .unwrap();
    let request = org.request();
    let make = |kind: &Kind| kind.make(&request).unwrap();
    let reports: Vec<Report> = Kind::ALL.iter().map(make).collect();
    let report = |name: &str| reports.iter().find(|one| one.name == name).unwrap();
    for (name, figure, said) in [
        ("policies", "managed", "Of at least "),
        ("groups", "groups", "Of at least "),
        ("inactive", "people", " of at least "),
    ] {
        let report = report(name);
        let found = report
            .figures
            .iter()
            .find(|one| one.name == figure)
            .unwrap();
        assert!(found.is_least, "{name}");
        assert!(report.verdict.1.contains(said), "{}", report.verdict.1);
    }
    let groups = report("groups");
    let sizes = groups
        .charts
        .iter()
        .find(|chart| chart.title == "Groups by number of members");
    assert_eq!(sizes.unwrap().number(0), "?");
    // What a group without a role gives is unknown where the number of resources is.
    let row = groups.lists[0]
        .rows
        .iter()
        .find(|row| row.last() == Some(&Cell::Text("g-5".to_owned())));
    assert_eq!(row.unwrap()[3], Cell::Unknown);
    let said = groups.unknown.iter().any(|text| text == "For 1 group, it is unknown whether it gives access to more than one app or resource; it does not count as such.");
    assert!(said, "{:?}", groups.unknown);
}

#[test]
fn none_and_never_are_told_from_unknown() {
    for seed in 1..=4 {
        let org = Org::new(seed, 120);
        org.db.execute_batch(SNAPSHOT).unwrap();
        for report in every_report(&org.request()) {
            for list in &report.lists {
                for (at, column) in list.columns.iter().enumerate() {
                    let is_none = |cell: &Cell| matches!(cell, Cell::None | Cell::Never);
                    let some = list.rows.iter().any(|row| is_none(&row[at]));
                    let (report, list, column) = (report.name, list.name, column);
                    assert!(
                        !some || column.may_be_none,
                        "{report}: {list}: {}",
                        column.name
                    );
                }
            }
        }
    }
}

/// Tokens and groups are there without the people, and what stands on these is unknown.
#[test]
fn tokens_and_groups_need_no_people() {
    let org = Org::known(4, 150);
    org.db
        .execute_batch("DELETE FROM mirror_user; DELETE FROM mirror_stage WHERE stage = 'users'")
        .unwrap();
    let mirror = Mirror::open_read_only(org.mirror.path()).unwrap();
    let request = Request {
        mirror: &mirror,
        ..org.request()
    };
    let (tokens, groups) = (
        Kind::Tokens.make(&request).unwrap(),
        Kind::Groups.make(&request).unwrap(),
    );
    assert!(figure(&tokens, "tokens").unwrap() > 0);
    assert_eq!(figure(&tokens, "ownerless"), None);
    assert!(figure(&groups, "groups").unwrap() > 0);
    assert_eq!(figure(&groups, "same_members"), None);
}
