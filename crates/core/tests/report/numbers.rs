//! Every number of every report, said again by a statement over the views that has nothing to do with the report.

use atlctl_core::query::{Cell, UserQuery};
use atlctl_core::report::{Kind, Prices, Report};

use crate::org::{DAY, NOW, Org, column, figure};

const PEOPLE: i64 = 150;

/// Runs on organizations of several seeds, and of nobody.
fn each(test: impl Fn(&Org)) {
    for seed in 1..=6 {
        test(&Org::new(seed, PEOPLE));
    }
    test(&Org::new(9, 0));
}

/// The view `user` of those who are there, with what the reports call inactive and active.
fn user(and: &str) -> String {
    let (cut, day) = cutoff();
    format!(
        "(SELECT *, CASE WHEN NOT activity_known THEN NULL WHEN last_active IS NOT NULL THEN last_active_unix < {cut} \
           ELSE added_to_org IS NULL OR substr(added_to_org, 1, 10) < '{day}' END AS inactive, \
           CASE WHEN status IS NULL THEN NULL ELSE status = 'active' END AS active, \
           CASE WHEN account_type = 'app' THEN 0 ELSE NOT managed END AS external \
         FROM user WHERE NOT gone {and})"
    )
}

fn cutoff() -> (i64, String) {
    let cut = NOW - 90 * DAY;
    let time = jiff::Timestamp::from_second(cut).unwrap().to_string();
    (cut, time[..10].to_owned())
}

/// The figures are what the statements say.
fn same(org: &Org, report: &Report, expected: &[(&str, String)]) {
    for (name, sql) in expected {
        assert_eq!(
            figure(report, name),
            Some(org.number(sql)),
            "{}: {name}: {sql}",
            report.name
        );
    }
}

#[test]
fn inactive() {
    each(|org| {
        let report = Kind::Inactive.make(&org.request()).unwrap();
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE active AND {and}", user(""));
        same(
            org,
            &report,
            &[
                ("inactive", of("inactive")),
                ("never_active", of("inactive AND last_active IS NULL")),
                ("managed", of("inactive AND managed")),
                ("external", of("inactive AND external")),
                ("unknown", of("inactive IS NULL")),
                ("people", of("1")),
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

/// What a person's access to an app is used for, by the view.
fn uses() -> String {
    let (cut, day) = cutoff();
    format!(
        "(SELECT a.*, CASE WHEN u.status IN ('suspended', 'deactivated') THEN 'suspended' \
           WHEN NOT a.activity_known THEN 'unknown' WHEN a.last_active_unix < {cut} THEN 'idle' \
           WHEN a.last_active IS NOT NULL THEN 'active' \
           WHEN u.added_to_org IS NULL OR substr(u.added_to_org, 1, 10) < '{day}' THEN 'never' ELSE 'new' END AS use \
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
        same(
            org,
            &report,
            &[
                ("idle", of("idle")),
                ("never_used", of("never")),
                ("suspended", of("suspended")),
                ("active", of("active")),
                ("activity_unknown", of("unknown")),
                (
                    "unknown",
                    "SELECT count(*) FROM user WHERE NOT gone AND NOT apps_known".to_owned(),
                ),
            ],
        );
        let unused = format!(
            "SELECT coalesce(sum(iif(app_key = 'jira-software', 7.5, 5.0)), 0) FROM {} WHERE use IN ('idle', 'never') AND app_key IN ('jira-software', 'confluence')",
            uses()
        );
        // Atlassian's number where it gives one, else those with access who are not suspended.
        let cost = format!(
            "SELECT 97 * 7.5 + 5.0 * (SELECT count(*) FROM {} WHERE app_key = 'confluence' AND use <> 'suspended')",
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
        assert_eq!(figure(&report, "several_ways"), Some(org.number(ways)));
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
                ("pairs", format!("SELECT count(*) FROM {there}")),
                (
                    "with",
                    format!("SELECT count(DISTINCT account_id) FROM {there}"),
                ),
                (
                    "external",
                    format!(
                        "SELECT count(*) FROM {there} AND account_id IN (SELECT account_id FROM user WHERE managed = 0)"
                    ),
                ),
                (
                    "without",
                    format!(
                        "SELECT count(*) FROM user WHERE NOT gone AND apps_known AND account_id NOT IN (SELECT account_id FROM {there})"
                    ),
                ),
                (
                    "unknown",
                    "SELECT count(*) FROM user WHERE NOT gone AND NOT apps_known".to_owned(),
                ),
            ],
        );
        assert_eq!(
            column(&report, "people", "account_id"),
            org.texts(&format!("SELECT account_id FROM {there}"))
        );
        assert_eq!(
            column(&report, "apps", "people"),
            org.texts("SELECT CAST(count(account_id) AS TEXT) FROM (SELECT 'ari:jira' AS id UNION SELECT 'ari:conf' UNION SELECT 'ari:bare') LEFT JOIN user_app ON app_id = id GROUP BY id")
        );
    });
}

#[test]
fn admins() {
    each(|org| {
        let report = Kind::Admins.make(&org.request()).unwrap();
        let admin = "account_id IN (SELECT account_id FROM user_role WHERE role = 'atlassian/org-admin' UNION SELECT account_id FROM user WHERE org_admin AND NOT gone)";
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE {admin} AND {and}", user(""));
        same(
            org,
            &report,
            &[
                ("org_admins", of("1")),
                ("without_two_step", of("NOT mfa_enabled")),
                ("external", of("external")),
                ("inactive", of("inactive")),
                ("two_step_unknown", of("mfa_enabled IS NULL")),
                ("unknown", "SELECT count(*) FROM user WHERE NOT gone AND NOT roles_known AND org_admin IS NULL".to_owned()),
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
        let managed =
            |and: &str| format!("SELECT count(*) FROM {} WHERE managed AND {and}", user(""));
        same(
            org,
            &report,
            &[
                ("managed", managed("1")),
                ("no_policy", managed("policy_known AND policy_id IS NULL")),
                ("without_two_step", managed("active AND NOT mfa_enabled")),
                ("two_step_unknown", managed("active AND mfa_enabled IS NULL")),
                ("policy_unknown", "SELECT count(*) FROM user WHERE NOT gone AND NOT policy_known AND managed IS NOT 0 AND account_type <> 'app'".to_owned()),
                ("policies", "SELECT count(*) FROM policy".to_owned()),
            ],
        );
        let members = format!(
            "SELECT CAST(members AS TEXT) FROM policy UNION ALL SELECT CAST(({}) AS TEXT)",
            managed("policy_known AND policy_id IS NULL")
        );
        assert_eq!(column(&report, "policies", "members"), org.texts(&members));
        for (list, and) in [
            ("none", "policy_known AND policy_id IS NULL"),
            ("without-two-step", "active AND NOT mfa_enabled"),
        ] {
            let who = format!(
                "SELECT account_id FROM {} WHERE managed AND {and}",
                user("")
            );
            assert_eq!(
                column(&report, list, "account_id"),
                org.texts(&who),
                "{list}"
            );
        }
        let weak = format!(
            "SELECT CAST(count(u.account_id) AS TEXT) FROM policy p LEFT JOIN {} u ON u.policy_id = p.id AND u.active AND NOT u.mfa_enabled GROUP BY p.id \
             UNION ALL SELECT CAST(({}) AS TEXT)",
            user(""),
            managed("policy_known AND policy_id IS NULL AND active AND NOT mfa_enabled")
        );
        assert_eq!(
            column(&report, "policies", "without_two_step"),
            org.texts(&weak)
        );
    });
}

/// Groups with their size and what they give, by the views. Unknown is NULL.
const GROUPS: &str = "(SELECT g.id, coalesce(g.users, iif(g.members_known, coalesce(g.members, 0), NULL)) AS size, g.resources, \
     (SELECT roles_read_at IS NOT NULL FROM mirror_group m WHERE m.id = g.id) AS read, \
     (SELECT count(DISTINCT app_id) FROM group_role r WHERE r.group_id = g.id AND app_id IN ('ari:jira', 'ari:conf') AND role <> 'atlassian/user-access-admin') AS apps, \
     (SELECT count(*) FROM group_role r WHERE r.group_id = g.id) AS roles, \
     (SELECT coalesce(max(default_group), 0) FROM group_role r WHERE r.group_id = g.id) AS is_default, \
     (SELECT count(*) FROM group_role r WHERE r.group_id = g.id AND role LIKE '%admin') AS admin \
     FROM \"group\" g WHERE NOT gone)";

#[test]
fn groups() {
    each(|org| {
        let report = Kind::Groups.make(&org.request()).unwrap();
        let of = |and: &str| format!("SELECT count(*) FROM {GROUPS} WHERE {and}");
        let nothing =
            "(CASE WHEN read THEN roles = 0 AND coalesce(resources, 0) = 0 ELSE resources = 0 END)";
        let several = "(CASE WHEN read THEN apps > 1 ELSE resources > 1 END)";
        let too_much = "read AND is_default AND (apps > 1 OR admin > 0)";
        same(
            org,
            &report,
            &[
                ("groups", of("1")),
                ("empty", of("size = 0")),
                ("unused", of(&format!("{nothing} AND size IS NOT 0"))),
                ("several_apps", of(several)),
                ("default_too_much", of(too_much)),
                ("members_unknown", of("size IS NULL")),
                ("resources_unknown", of("NOT read AND resources IS NULL")),
            ],
        );
        for (list, and) in [
            ("empty", "size = 0"),
            ("several-apps", several),
            ("defaults", too_much),
        ] {
            assert_eq!(
                column(&report, list, "group_id"),
                org.texts(&format!("SELECT id FROM {GROUPS} WHERE {and}")),
                "{list}"
            );
        }
    });
}

/// Twins are found by their members, and only where all members of all groups are known.
#[test]
fn groups_with_the_same_members() {
    for seed in 1..=4 {
        let org = Org::new(seed, 60);
        let unsure = Kind::Groups.make(&org.request()).unwrap();
        assert_eq!(
            figure(&unsure, "same_members"),
            Some(0),
            "somebody's groups are unknown"
        );
        assert!(
            unsure
                .unknown
                .iter()
                .any(|text| text.contains("compared with no other group"))
        );
        org.db
            .execute_batch(
                "UPDATE mirror_user SET groups_known = 1; UPDATE mirror_group SET users = NULL",
            )
            .unwrap();
        let report = Kind::Groups.make(&org.request()).unwrap();
        let sets = "(SELECT group_id, (SELECT group_concat(account_id) FROM (SELECT account_id FROM user_group u WHERE u.group_id = g.group_id ORDER BY account_id)) AS members FROM (SELECT DISTINCT group_id FROM user_group) g)";
        let twins = format!(
            "SELECT group_id FROM {sets} a WHERE (SELECT count(*) FROM {sets} b WHERE b.members = a.members) > 1"
        );
        assert_eq!(
            column(&report, "same-members", "group_id"),
            org.texts(&twins)
        );
    }
}

#[test]
fn externals() {
    each(|org| {
        let report = Kind::Externals.make(&org.request()).unwrap();
        let of = |and: &str| format!("SELECT count(*) FROM {} WHERE external AND {and}", user(""));
        same(
            org,
            &report,
            &[
                ("external", of("1")),
                ("admins", of("org_admin")),
                ("inactive", of("active AND inactive")),
                ("activity_unknown", of("inactive IS NULL")),
                ("unknown", "SELECT count(*) FROM user WHERE NOT gone AND managed IS NULL AND account_type <> 'app'".to_owned()),
                ("domains", format!("SELECT count(*) FROM (SELECT DISTINCT domain FROM {} WHERE external)", user(""))),
            ],
        );
        let who = format!("SELECT account_id FROM {} WHERE external", user(""));
        assert_eq!(column(&report, "people", "account_id"), org.texts(&who));
        let people = format!(
            "SELECT CAST(count(*) AS TEXT) FROM {} WHERE external GROUP BY domain",
            user("")
        );
        assert_eq!(column(&report, "domains", "people"), org.texts(&people));
    });
}

#[test]
fn tokens() {
    each(|org| {
        let report = Kind::Tokens.make(&org.request()).unwrap();
        let cut = cutoff().0;
        let unused = format!(
            "CASE WHEN NOT last_used_known THEN NULL WHEN last_used IS NOT NULL THEN last_used_unix < {cut} ELSE created_unix < {cut} END"
        );
        let ownerless = "CASE WHEN account_id IS NULL THEN 0 WHEN account_id NOT IN (SELECT account_id FROM user WHERE NOT gone) THEN 1 \
             ELSE account_id IN (SELECT account_id FROM user WHERE NOT gone AND status <> 'active') END";
        let of = |and: &str| format!("SELECT count(*) FROM token WHERE NOT gone AND {and}");
        same(
            org,
            &report,
            &[
                ("tokens", of("1")),
                ("unused", of(&format!("({unused})"))),
                ("use_unknown", of(&format!("({unused}) IS NULL"))),
                ("endless", of("expires_known AND expires IS NULL")),
                ("ownerless", of(&format!("({ownerless})"))),
            ],
        );
        assert_eq!(figure(&report, "keys"), None, "never read is not none");
        let who = format!("SELECT id FROM token WHERE NOT gone AND ({unused})");
        assert_eq!(column(&report, "unused", "id"), org.texts(&who));
    });
}
