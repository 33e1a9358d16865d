//! What differences are shown of, and how a row is named.
//!
//! To show the differences of another table, add its entry here; the table must be in `TRACKED` (`store/history`).

/// What `--of` may name, in the order in which differences are shown.
pub const SUBJECTS: &[&str] = &[
    "people",
    "memberships",
    "apps",
    "roles",
    "policies",
    "groups",
    "directories",
    "domains",
    "workspaces",
    "org",
    "tokens",
    "keys",
    ACTIVITY,
];

/// Times of last activity: most people's change with every sync, so they are shown only when they are asked for.
pub(super) const ACTIVITY: &str = "activity";

/// A tracked table whose differences are shown.
pub(super) struct Subject {
    /// The table.
    pub(super) table: &'static str,
    /// One of [`SUBJECTS`].
    pub(super) of: &'static str,
    /// Selects ID and name of the row, and ID and name of what it leads to: a group, an app, a role. `?1` and `?2` are the
    /// key.
    pub(super) names: &'static str,
    /// Columns that follow from others and are not shown.
    pub(super) hidden: &'static [&'static str],
    /// Columns that are activity.
    pub(super) activity: &'static [&'static str],
    /// Columns that hold our own number of something: its name, and what selects its ID and name by `?1`.
    pub(super) numbers: &'static [(&'static str, &'static str, &'static str)],
}

/// An entry to start from.
const NONE: Subject = Subject {
    table: "",
    of: "",
    names: "",
    hidden: &[],
    activity: &[],
    numbers: &[],
};

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
        activity: &["last_active", "activity_known"],
        ..NONE
    },
    Subject {
        table: "mirror_membership",
        of: "memberships",
        names: "SELECT u.account_id, coalesce(u.email, u.name), g.id, g.name FROM mirror_user u, mirror_group g \
                WHERE u.no = ?1 AND g.no = ?2",
        ..NONE
    },
    Subject {
        table: "mirror_access",
        of: "apps",
        names: "SELECT u.account_id, coalesce(u.email, u.name), p.id, \
                coalesce((SELECT coalesce(w.product, p.key) || ' ' || coalesce(w.host_url, w.name) FROM mirror_workspace w WHERE w.id = p.id), \
                  p.key || iif((SELECT count(*) FROM mirror_product o WHERE o.key = p.key) > 1, ' ' || p.id, '')) \
                FROM mirror_user u, mirror_product p WHERE u.no = ?1 AND p.no = ?2",
        activity: &["last_active", "activity_unknown"],
        ..NONE
    },
    Subject {
        table: "mirror_role",
        of: "roles",
        names: "SELECT account_id, coalesce(email, name), ?2, NULL FROM mirror_user WHERE no = ?1",
        ..NONE
    },
    Subject {
        table: "mirror_policy_member",
        of: "policies",
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
        names: "SELECT id, coalesce(coalesce(product, product_key) || ' ' || coalesce(host_url, name), host_url, name), NULL, NULL \
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
        activity: &["last_used", "last_used_known"],
        ..NONE
    },
    Subject {
        table: "mirror_api_key",
        of: "keys",
        names: "SELECT id, coalesce(label, id), NULL, NULL FROM mirror_api_key WHERE id = ?1",
        activity: &["last_used", "last_used_known"],
        ..NONE
    },
];

impl Subject {
    /// The entry of a table.
    pub(super) fn of_table(table: &str) -> Option<&'static Self> {
        TABLES.iter().find(|subject| subject.table == table)
    }

    /// What a change of this column is a change of; `None` for one that is not shown.
    pub(super) fn of_column(&self, column: &str) -> Option<&'static str> {
        if self.activity.contains(&column) {
            Some(ACTIVITY)
        } else if self.hidden.contains(&column) {
            None
        } else {
            Some(self.of)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_can_be_named() {
        for subject in TABLES {
            assert!(SUBJECTS.contains(&subject.of), "{}", subject.of);
        }
    }
}
