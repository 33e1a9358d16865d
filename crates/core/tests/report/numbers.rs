//! Every number of every report, said again by a statement over the views that has nothing to do with the report: here of
//! people.

use atlctl_core::query::UserQuery;
use atlctl_core::report::Kind;

use crate::org::column;
use crate::recounted::{decided, each, same, user, without};

#[test]
fn inactive() {
    each(|org| {
        let report = Kind::Inactive.make(&org.request()).unwrap();
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE active AND {and}", user(""));
        let may_be = |or: &str| {
            without(&format!(
                "active IS NULL OR active AND (inactive IS NULL OR inactive AND {or})"
            ))
        };
        same(
            org,
            &report,
            &[
                ("inactive", of("inactive"), may_be("0")),
                (
                    "never_active",
                    of("inactive AND last_active IS NULL"),
                    may_be("0"),
                ),
                (
                    "managed",
                    of("inactive AND managed"),
                    may_be("managed IS NULL"),
                ),
                (
                    "external",
                    of("inactive AND external"),
                    may_be("external IS NULL"),
                ),
                (
                    "apps",
                    of("inactive AND NOT person"),
                    may_be("person IS NULL"),
                ),
                ("unknown", of("inactive IS NULL"), without("active IS NULL")),
                ("people", of("1"), without("active IS NULL")),
            ],
        );
        let who = format!(
            "SELECT account_id FROM {} WHERE active AND inactive",
            user("")
        );
        assert_eq!(column(&report, "people", "account_id"), org.texts(&who));
    });
}

/// By app and with any status, the report has the people of `user list --inactive 90d --app`.
#[test]
fn inactive_in_an_app_is_what_the_list_says() {
    each(|org| {
        let statuses = [
            "active",
            "suspended",
            "deactivated",
            "not_invited",
            "unknown",
        ]
        .map(str::to_owned);
        let filter = UserQuery {
            app: vec!["jira".to_owned()],
            status: statuses.to_vec(),
            ..UserQuery::default()
        };
        let list = UserQuery {
            inactive_days: Some(90),
            ..filter.clone()
        };
        let mut listed = Vec::new();
        let request = atlctl_core::report::Request {
            filter: Some(filter),
            ..org.request()
        };
        let columns = ["account_id".to_owned()];
        list.run(&org.mirror, request.now, &columns, &mut |row| {
            listed.push(row[0].text().unwrap().to_owned());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        listed.sort();
        let report = Kind::Inactive.make(&request).unwrap();
        assert_eq!(column(&report, "people", "account_id"), listed);
        if !listed.is_empty() {
            let next = &report.lists[0].next[0].command;
            assert!(
                next.ends_with("| atlctl user remove-access --app jira --from-stdin"),
                "{next}"
            );
        }
    });
}

#[test]
fn admins() {
    each(|org| {
        let report = Kind::Admins.make(&org.request()).unwrap();
        let admin = "admin";
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE {admin} AND {and}", user(""));
        let may_be = |holds: &str| without(&format!("({admin} AND {holds}) IS NULL"));
        same(
            org,
            &report,
            &[
                ("org_admins", of("1"), may_be("1")),
                (
                    "without_two_step",
                    of("NOT mfa_enabled"),
                    may_be("NOT mfa_enabled"),
                ),
                ("external", of("external"), may_be("external")),
                ("inactive", of("inactive"), may_be("inactive")),
                ("two_step_unknown", of("mfa_enabled IS NULL"), may_be("1")),
                ("unknown", without("admin IS NULL"), decided()),
            ],
        );
        let who = format!("SELECT account_id FROM {} WHERE {admin}", user(""));
        assert_eq!(column(&report, "admins", "account_id"), org.texts(&who));
        let who = format!("{who} AND inactive");
        assert_eq!(column(&report, "inactive", "account_id"), org.texts(&who));
    });
}

#[test]
fn policies() {
    each(|org| {
        let report = Kind::Policies.make(&org.request()).unwrap();
        let managed = |and: &str| {
            format!(
                "SELECT count(*) FROM {} WHERE managed_person AND {and}",
                user("")
            )
        };
        let untold = without("NOT policy_known AND managed_person IS NOT 0");
        let may_be_none = without(
            "(managed_person AND CASE WHEN policy_known THEN policy_id IS NULL END) IS NULL",
        );
        let may_be_weak = || without("(managed_person AND active AND NOT mfa_enabled) IS NULL");
        same(
            org,
            &report,
            &[
                ("managed", managed("1"), without("managed_person IS NULL")),
                (
                    "no_policy",
                    managed("policy_known AND policy_id IS NULL"),
                    may_be_none,
                ),
                (
                    "without_two_step",
                    managed("active AND NOT mfa_enabled"),
                    may_be_weak(),
                ),
                (
                    "two_step_unknown",
                    managed("active AND mfa_enabled IS NULL"),
                    may_be_weak(),
                ),
                ("policy_unknown", untold, decided()),
                (
                    "policies",
                    "SELECT count(*) FROM policy".to_owned(),
                    decided(),
                ),
            ],
        );
        let members = format!(
            "SELECT CAST(members AS TEXT) FROM policy UNION ALL SELECT CAST(({}) AS TEXT)",
            managed("policy_known AND policy_id IS NULL")
        );
        let least = column(&report, "policies", "members").concat();
        assert_eq!(least.replace('≥', ""), org.texts(&members).concat());
        for (list, and) in [
            ("none", "policy_known AND policy_id IS NULL"),
            ("without-two-step", "active AND NOT mfa_enabled"),
        ] {
            let who = format!(
                "SELECT account_id FROM {} WHERE managed_person AND {and}",
                user("")
            );
            assert_eq!(
                column(&report, list, "account_id"),
                org.texts(&who),
                "{list}"
            );
        }
    });
}

#[test]
fn externals() {
    each(|org| {
        let report = Kind::Externals.make(&org.request()).unwrap();
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE external AND {and}", user(""));
        let may_be = |holds: &str| without(&format!("(external AND {holds}) IS NULL"));
        same(
            org,
            &report,
            &[
                ("external", of("1"), may_be("1")),
                ("admins", of("admin"), may_be("admin")),
                (
                    "inactive",
                    of("active AND inactive"),
                    may_be("active AND inactive"),
                ),
                ("activity_unknown", of("NOT activity_known"), may_be("1")),
                ("unknown", without("external IS NULL"), decided()),
                (
                    "domains",
                    format!(
                        "SELECT count(DISTINCT domain) FROM {} WHERE external",
                        user("")
                    ),
                    without("external IS NULL OR external AND domain IS NULL"),
                ),
            ],
        );
        let who = format!("SELECT account_id FROM {} WHERE external", user(""));
        assert_eq!(column(&report, "people", "account_id"), org.texts(&who));
        let domains = |number: &str| {
            let user = user("");
            // Without an address, somebody may be of any domain.
            let more = format!(
                "(SELECT count(*) FROM {user} o WHERE {number} AND o.domain IS NULL AND d.domain IS NOT NULL \
                  OR ({number}) IS NULL AND (o.domain IS d.domain OR o.domain IS NULL))"
            );
            org.texts(&format!(
                "SELECT CASE WHEN {more} = 0 THEN n WHEN n = 0 THEN '?' ELSE '≥' || n END FROM \
                 (SELECT domain, CAST(sum(coalesce({number}, 0)) AS TEXT) n FROM {user} WHERE external GROUP BY domain) d"
            ))
        };
        assert_eq!(column(&report, "domains", "people"), domains("external"));
        assert_eq!(
            column(&report, "domains", "inactive"),
            domains("(external AND active AND inactive)")
        );
    });
}
