//! The numbers of the reports on groups and on tokens, recounted by statements over the views.

use crate::org::{NOW, Org, column, figure};
use crate::recounted::{cutoff, decided, each, same, works};
use atlctl_core::report::Kind;

/// Groups with their size and what they give, by the views. Unknown is NULL.
pub const GROUPS: &str = "(SELECT g.id, g.name, coalesce(g.users, iif(g.members_known, coalesce(g.members, 0), NULL)) AS size, g.resources, \
     ((SELECT roles_read_at IS NOT NULL FROM mirror_group m WHERE m.id = g.id) AND \
       (g.resources IS NOT NULL OR g.id IN (SELECT group_id FROM group_role))) AS read, \
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
        // A group without a name may be the one of organization admins, which gives a right that no list of roles has.
        let nothing = "((CASE WHEN read THEN roles = 0 AND resources = 0 ELSE resources = 0 END) \
             AND iif(name IS NULL, NULL, 1))";
        let several = "(CASE WHEN read THEN apps > 1 WHEN resources <= 1 THEN 0 END)";
        let too_much = "((CASE WHEN read THEN is_default END) AND (apps > 1 OR admin > 0 OR iif(name IS NULL, NULL, 0)))";
        same(
            org,
            &report,
            &[
                ("groups", of("1"), decided()),
                ("empty", of("size = 0"), of("size IS NULL")),
                (
                    "unused",
                    of(&format!("{nothing} AND size > 0")),
                    of(&format!("({nothing} AND size > 0) IS NULL")),
                ),
                (
                    "several_apps",
                    of(several),
                    of(&format!("{several} IS NULL")),
                ),
                (
                    "default_too_much",
                    of(too_much),
                    of(&format!("{too_much} IS NULL")),
                ),
                ("members_unknown", of("size IS NULL"), decided()),
                (
                    "resources_unknown",
                    of(&format!("{nothing} IS NULL")),
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
fn tokens() {
    each(|org| {
        let report = Kind::Tokens.make(&org.request()).unwrap();
        let cut = cutoff().0;
        let works = works();
        let since = format!(
            "CASE WHEN NOT last_used_known THEN NULL WHEN last_used IS NOT NULL THEN last_used_unix < {cut} ELSE created_unix < {cut} END"
        );
        let unused = format!("({since}) AND {works}");
        let of_nobody = "CASE WHEN account_id IS NULL THEN NULL WHEN account_id NOT IN (SELECT account_id FROM user WHERE NOT gone) THEN 1 \
             ELSE (SELECT status NOT IN ('active', 'not_invited') FROM user u WHERE NOT gone AND u.account_id = token.account_id) END";
        let ownerless = format!("({of_nobody}) AND {works}");
        let endless = "CASE WHEN expires_known THEN expires IS NULL END AND status <> 'blocked'";
        let endless = format!("({endless})");
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
                (
                    "use_unknown",
                    of(&format!("({since}) IS NULL AND {works} IS NOT 0")),
                    decided(),
                ),
                (
                    "expired",
                    of(&format!("expires_unix <= {NOW}")),
                    of("NOT expires_known"),
                ),
                ("endless", of(&endless), of(&format!("({endless}) IS NULL"))),
                (
                    "ownerless",
                    of(&format!("({ownerless})")),
                    of(&format!("({ownerless}) IS NULL")),
                ),
            ],
        );
        assert_eq!(figure(&report, "keys"), None, "never read is not none");
        let who = format!("SELECT id FROM token WHERE NOT gone AND ({unused})");
        assert_eq!(column(&report, "unused", "id"), org.texts(&who));
    });
}
