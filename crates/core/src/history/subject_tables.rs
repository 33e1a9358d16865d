//! Every table whose differences are shown.

use super::became_known::ROLES_IN_APPS;
use super::row_owner::{GROUP, Owner, PERSON};
use super::subjects::{NONE, Subject};

/// Every table whose differences are shown.
pub(super) const TABLES: &[Subject] = &[
    Subject {
        table: "mirror_user",
        of: "people",
        names: "SELECT account_id, coalesce(email, name), NULL, NULL FROM mirror_user WHERE no = ?1",
        hidden: &[
            "email_key",
            // How many there are: which, the changes of apps say.
            "resources",
            "groups_reported_at",
            "roles_reported_at",
            "apps_reported_at",
        ],
        activity: &["last_active"],
        ..NONE
    },
    Subject {
        table: "mirror_membership",
        of: "memberships",
        owners: &[
            Owner::person(
                "groups",
                "groups_known",
                "SELECT gone_sync IS NOT NULL, groups_known IS TRUE FROM mirror_user WHERE no = ?1",
                "SELECT user_no, group_no FROM mirror_membership WHERE user_no = ?1",
            ),
            Owner {
                at: 1,
                rows: "SELECT user_no, group_no FROM mirror_membership WHERE group_no = ?1",
                ..GROUP
            },
        ],
        names: "SELECT u.account_id, coalesce(u.email, u.name), g.id, g.name FROM mirror_user u, mirror_group g \
                WHERE u.no = ?1 AND g.no = ?2",
        ..NONE
    },
    Subject {
        table: "mirror_access",
        of: "apps",
        owners: &[Owner::person(
            "apps",
            "apps_known",
            "SELECT gone_sync IS NOT NULL, apps_known IS TRUE FROM mirror_user WHERE no = ?1",
            "SELECT user_no, product_no FROM mirror_access WHERE user_no = ?1",
        )],
        names: "SELECT u.account_id, coalesce(u.email, u.name), p.id, \
                coalesce((SELECT coalesce(w.product, p.key) || ' (' || replace(coalesce(w.host_url, w.name), 'https://', '') || ')' FROM mirror_workspace w WHERE w.id = p.id), \
                  p.key || iif((SELECT count(*) FROM mirror_product o WHERE o.key = p.key) > 1, ' ' || p.id, '')) \
                FROM mirror_user u, mirror_product p WHERE u.no = ?1 AND p.no = ?2",
        activity: &["last_active"],
        ..NONE
    },
    Subject {
        table: "mirror_role",
        of: "roles",
        owners: &[Owner::person(
            "organization roles",
            "roles_known",
            "SELECT gone_sync IS NOT NULL, roles_known IS TRUE FROM mirror_user WHERE no = ?1",
            "SELECT user_no, role FROM mirror_role WHERE user_no = ?1",
        )],
        names: "SELECT account_id, coalesce(email, name), ?2, NULL FROM mirror_user WHERE no = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_user_grant",
        of: "roles",
        words: "people's roles in apps",
        owners: &[
            Owner {
                rows: "SELECT user_no, resource_no, directory_id, role FROM mirror_user_grant WHERE user_no = ?1",
                ..PERSON
            },
            // The roles of who was not asked for are unknown.
            Owner {
                table: "mirror_user_grant_read",
                now: "SELECT 0, 1 FROM mirror_user_grant_read WHERE user_no = ?1",
                known: Some(""),
                holds: ROLES_IN_APPS,
                ..PERSON
            },
        ],
        names: "SELECT account_id, coalesce(email, name), ?4, NULL FROM mirror_user WHERE no = ?1",
        app: Some((
            1,
            "SELECT r.id, coalesce((SELECT coalesce(w.product, r.key) || ' (' || replace(coalesce(w.host_url, w.name), 'https://', '') || ')' FROM mirror_workspace w WHERE w.id = r.id), \
               iif(instr(r.id, ':platform::org/'), 'the organization', NULL), r.key) FROM mirror_resource r WHERE r.no = ?1",
        )),
        ..NONE
    },
    Subject {
        table: "mirror_group_role",
        of: "roles",
        words: "groups' roles in apps",
        owners: &[Owner {
            no: Some(
                "SELECT g.no FROM mirror_group_role r JOIN mirror_group g ON g.id = r.group_id WHERE r.id = ?1",
            ),
            rows: "SELECT r.id FROM mirror_group g JOIN mirror_group_role r ON r.group_id = g.id WHERE g.no = ?1",
            ..GROUP
        }],
        names: "SELECT r.group_id, g.name, r.role, NULL FROM mirror_group_role r LEFT JOIN mirror_group g ON g.id = r.group_id WHERE r.id = ?1",
        app: Some((
            0,
            "SELECT r.resource, coalesce((SELECT coalesce(w.product, r.resource_key) || ' (' || replace(coalesce(w.host_url, w.name), 'https://', '') || ')' FROM mirror_workspace w WHERE w.id = r.resource), \
               iif(instr(r.resource, ':platform::org/'), 'the organization', NULL), r.resource_key) FROM mirror_group_role r WHERE r.id = ?1",
        )),
        hidden: &["resource_key"],
        ..NONE
    },
    Subject {
        table: "mirror_policy_member",
        of: "policies",
        owners: &[Owner {
            rows: "SELECT user_no FROM mirror_policy_member WHERE user_no = ?1",
            ..PERSON
        }],
        names: "SELECT account_id, coalesce(email, name), NULL, NULL FROM mirror_user WHERE no = ?1",
        hidden: &["added_at"],
        numbers: &[(
            "policy_no",
            "policy",
            "SELECT id, name FROM mirror_policy WHERE no = ?1",
        )],
        ..NONE
    },
    Subject {
        table: "mirror_group",
        of: "groups",
        whole: Some("groups"),
        names: "SELECT id, name, NULL, NULL FROM mirror_group WHERE no = ?1",
        hidden: &["users", "resources"],
        ..NONE
    },
    Subject {
        table: "mirror_directory",
        of: "directories",
        names: "SELECT id, name, NULL, NULL FROM mirror_directory WHERE id = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_domain",
        of: "domains",
        names: "SELECT id, name, NULL, NULL FROM mirror_domain WHERE id = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_workspace",
        of: "workspaces",
        // A site has several apps.
        names: "SELECT id, coalesce(coalesce(product, product_key) || ' (' || replace(coalesce(host_url, name), 'https://', '') || ')', host_url, name), NULL, NULL \
                FROM mirror_workspace WHERE id = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_org",
        of: "org",
        names: "SELECT id, name, NULL, NULL FROM mirror_org WHERE id = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_token",
        of: "tokens",
        names: "SELECT id, coalesce(email, name, account_id, '?') || coalesce(': ' || label, ''), NULL, NULL \
                FROM mirror_token WHERE id = ?1",
        // Its owner's: a change of the person.
        hidden: &["email"],
        activity: &["last_used"],
        ..NONE
    },
    Subject {
        table: "mirror_api_key",
        of: "keys",
        names: "SELECT id, coalesce(label, id), NULL, NULL FROM mirror_api_key WHERE id = ?1",
        activity: &["last_used"],
        ..NONE
    },
    Subject {
        table: "mirror_service_account",
        of: "service-accounts",
        names: "SELECT id, coalesce(name, email, id), NULL, NULL FROM mirror_service_account WHERE id = ?1",
        // It follows from what else changed.
        hidden: &["updated"],
        ..NONE
    },
    Subject {
        table: "mirror_service_account_credential",
        of: "service-account-credentials",
        names: "SELECT c.credential_id, coalesce(c.service_account_name, a.name, c.service_account_id, '?') || ': ' || coalesce(c.label, c.credential_id), NULL, NULL \
                FROM mirror_service_account_credential c LEFT JOIN mirror_service_account a ON a.id = c.service_account_id WHERE c.id = ?1",
        activity: &["last_used"],
        ..NONE
    },
    Subject {
        table: "mirror_oauth_client",
        of: "oauth-clients",
        names: "SELECT id, coalesce(name, id), NULL, NULL FROM mirror_oauth_client WHERE id = ?1",
        hidden: &["updated"],
        ..NONE
    },
    Subject {
        table: "mirror_org_policy",
        of: "org-policies",
        names: "SELECT id, coalesce(name, id), NULL, NULL FROM mirror_org_policy WHERE id = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_scim_link",
        of: "scim-links",
        names: "SELECT scim_user_id, coalesce(email, user_name, scim_user_id), NULL, NULL FROM mirror_scim_link WHERE id = ?1",
        hidden: &["last_modified"],
        ..NONE
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::SUBJECTS;
    use crate::store::history::TRACKED;

    /// Tables of which the differences are those of others: what somebody has names them, or they only say what was read.
    const OF_OTHERS: &[&str] = &[
        "mirror_user_raw",
        "mirror_product",
        "mirror_policy",
        "mirror_resource",
        "mirror_user_grant_read",
    ];

    #[test]
    fn every_subject_can_be_named_and_none_is_left_out() {
        for subject in TABLES {
            assert!(SUBJECTS.contains(&subject.of), "{}", subject.of);
        }
        for entry in TRACKED {
            let is_shown = TABLES.iter().any(|subject| subject.table == entry.table);
            assert_ne!(
                is_shown,
                OF_OTHERS.contains(&entry.table),
                "{}",
                entry.table
            );
        }
    }
}
