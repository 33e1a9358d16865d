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

/// The figures are what the statements say: the first counts, the second says how many may count, too, because something of
/// them is unknown. None found where some may count is unknown.
fn same(org: &Org, report: &Report, expected: &[(&str, String, String)]) {
    for (name, sql, undecided) in expected {
        let (number, undecided) = (org.number(sql), org.number(undecided));
        assert_eq!(
            figure(report, name),
            (number > 0 || undecided == 0).then_some(number),
            "{}: {name}: {sql}; {undecided} undecided",
            report.name
        );
    }
}

/// Nothing is undecided.
fn decided() -> String {
    "SELECT 0".to_owned()
}

/// People without a fact.
fn without(fact: &str) -> String {
    format!("SELECT count(*) FROM {} WHERE {fact}", user(""))
}

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
                (
                    "suspended",
                    of("suspended"),
                    may_be("account_id IN (SELECT account_id FROM user WHERE status IS NULL)"),
                ),
                ("active", of("active"), may_be("use = 'unknown'")),
                ("activity_unknown", of("unknown"), without("NOT apps_known")),
                ("unknown", without("NOT apps_known"), decided()),
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
        let unread =
            "SELECT count(*) FROM mirror_group WHERE gone_sync IS NULL AND roles_read_at IS NULL";
        let may_be = format!("SELECT ({unread}) + ({})", without("NOT apps_known"));
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
        let may_be = |of_admins: &str| {
            without(&format!(
                "NOT roles_known AND org_admin IS NULL OR {admin} AND {of_admins}"
            ))
        };
        same(
            org,
            &report,
            &[
                ("org_admins", of("1"), may_be("0")),
                (
                    "without_two_step",
                    of("NOT mfa_enabled"),
                    may_be("mfa_enabled IS NULL"),
                ),
                ("external", of("external"), may_be("external IS NULL")),
                ("inactive", of("inactive"), may_be("inactive IS NULL")),
                ("two_step_unknown", of("mfa_enabled IS NULL"), may_be("0")),
                (
                    "unknown",
                    without("NOT roles_known AND org_admin IS NULL"),
                    decided(),
                ),
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
        let untold = without("NOT policy_known AND managed IS NOT 0 AND account_type <> 'app'");
        let may_be_none = format!(
            "SELECT ({untold}) + ({})",
            without(
                "policy_known AND policy_id IS NULL AND managed IS NULL AND account_type <> 'app'"
            )
        );
        let may_be_weak = || {
            without("(managed AND active AND NOT mfa_enabled) IS NULL AND account_type <> 'app'")
        };
        same(
            org,
            &report,
            &[
                (
                    "managed",
                    managed("1"),
                    without("managed IS NULL AND account_type <> 'app'"),
                ),
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
            "WITH member AS (SELECT 1 AS present, policy_id, active AND NOT mfa_enabled AS weak FROM {} \
               WHERE policy_id IS NOT NULL OR policy_known AND managed), \
             row AS (SELECT id FROM policy UNION ALL SELECT NULL) \
             SELECT CASE WHEN sum(weak) > 0 THEN CAST(sum(weak) AS TEXT) \
               WHEN sum(present AND weak IS NULL) > 0 THEN NULL ELSE '0' END \
             FROM row LEFT JOIN member ON policy_id IS row.id GROUP BY row.id",
            user(""),
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
                ("groups", of("1"), decided()),
                ("empty", of("size = 0"), of("size IS NULL")),
                (
                    "unused",
                    of(&format!("{nothing} AND size IS NOT 0")),
                    of(&format!("{nothing} IS NULL")),
                ),
                (
                    "several_apps",
                    of(several),
                    of(&format!("{several} IS NULL")),
                ),
                ("default_too_much", of(too_much), of("NOT read")),
                ("members_unknown", of("size IS NULL"), decided()),
                (
                    "resources_unknown",
                    of("NOT read AND resources IS NULL"),
                    decided(),
                ),
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
            None,
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
        let may_be =
            |of_external: &str| without(&format!("external IS NULL OR external AND {of_external}"));
        same(
            org,
            &report,
            &[
                ("external", of("1"), may_be("0")),
                ("admins", of("org_admin"), may_be("org_admin IS NULL")),
                (
                    "inactive",
                    of("active AND inactive"),
                    may_be("(active AND inactive) IS NULL"),
                ),
                ("activity_unknown", of("inactive IS NULL"), may_be("0")),
                ("unknown", without("external IS NULL"), decided()),
                (
                    "domains",
                    format!(
                        "SELECT count(*) FROM (SELECT DISTINCT domain FROM {} WHERE external)",
                        user("")
                    ),
                    may_be("0"),
                ),
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
                ("tokens", of("1"), decided()),
                (
                    "unused",
                    of(&format!("({unused})")),
                    of(&format!("({unused}) IS NULL")),
                ),
                ("use_unknown", of(&format!("({unused}) IS NULL")), decided()),
                (
                    "endless",
                    of("expires_known AND expires IS NULL"),
                    of("NOT expires_known"),
                ),
                (
                    "ownerless",
                    of(&format!("({ownerless})")),
                    of(
                        "account_id IS NULL OR account_id IN (SELECT account_id FROM user WHERE NOT gone AND status IS NULL)",
                    ),
                ),
            ],
        );
        assert_eq!(figure(&report, "keys"), None, "never read is not none");
        let who = format!("SELECT id FROM token WHERE NOT gone AND ({unused})");
        assert_eq!(column(&report, "unused", "id"), org.texts(&who));
    });
}
