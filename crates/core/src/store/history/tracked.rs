//! What history is kept of: one entry for each table.
//!
//! To keep the history of another table, add its entry: triggers, `--as-of`, `snapshot diff` and `snapshot prune`
//! follow. Values must be integers or texts. A test compares the entries with the schema.

use std::collections::HashMap;

/// A table whose history is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tracked {
    /// The table's name.
    pub(crate) table: &'static str,
    /// The columns that identify a row, at most four. They never change.
    pub(crate) keys: &'static [&'static str],
    /// Columns that never change while the row exists.
    pub(crate) fixed: &'static [&'static str],
    /// Columns whose former values are kept.
    pub(crate) columns: &'static [&'static str],
    /// Those that may have no value: a missing one says that there is none. Of any other, it is unknown.
    pub(crate) optional: &'static [&'static str],
    /// Columns of which every complete reading of the row has some. Without any, optional ones are unknown too.
    pub(crate) complete: &'static [&'static str],
    /// Large columns, of which is kept only that they changed: in the past they are unknown.
    pub(crate) unkept: &'static [&'static str],
    /// The number of the sync that saw the row last. It changes with every sync, and its former value is kept only where
    /// it does not follow from the moment.
    pub(crate) seen: Option<&'static str>,
    /// Times of readings, in milliseconds since 1970, which change with every sync. Before a reading they are unknown.
    pub(crate) read_at: &'static [&'static str],
    /// The parts of a sync (`Stage`) that read it. History begins when a sync that read one of them ends.
    pub(crate) parts: &'static [&'static str],
}

/// An entry to start from.
const NONE: Tracked = Tracked {
    table: "",
    keys: &["id"],
    fixed: &[],
    columns: &[],
    optional: &[],
    complete: &[],
    unkept: &[],
    seen: None,
    read_at: &[],
    parts: &[],
};

/// Every table whose history is kept.
pub(crate) const TRACKED: &[Tracked] = &[
    Tracked {
        table: "mirror_user",
        keys: &["no"],
        fixed: &["account_id", "first_sync"],
        columns: &[
            "gone_sync",
            "account_type",
            "account_status",
            "status",
            "membership_status",
            "claim_status",
            "management_source",
            "email_verified",
            "mfa_enabled",
            "org_admin",
            "activity_known",
            "last_active",
            "email",
            "email_key",
            "name",
            "nickname",
            "added_to_org",
            "job_title",
            "department",
            "organization",
            "location",
            "time_zone",
            "resources",
            "groups_known",
            "groups_reported_at",
            "roles_known",
            "roles_reported_at",
            "apps_known",
            "apps_reported_at",
        ],
        optional: &[
            "nickname",
            "job_title",
            "department",
            "organization",
            "location",
            "time_zone",
        ],
        // The original user management has none of these.
        complete: &["management_source", "mfa_enabled", "added_to_org"],
        seen: Some("seen"),
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_user_raw",
        keys: &["no"],
        unkept: &["raw"],
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_membership",
        keys: &["user_no", "group_no"],
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_product",
        keys: &["no"],
        fixed: &["id", "key"],
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_access",
        keys: &["user_no", "product_no"],
        columns: &["last_active", "activity_unknown"],
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_role",
        keys: &["user_no", "role"],
        parts: &["users"],
        ..NONE
    },
    Tracked {
        table: "mirror_group",
        keys: &["no"],
        fixed: &["id", "first_sync"],
        columns: &[
            "gone_sync",
            "name",
            "description",
            "directory_id",
            "managed_by",
            "external_synced",
            "modifiable",
            "users",
            "resources",
        ],
        optional: &["description"],
        // People's entries have none of these.
        complete: &["directory_id", "managed_by", "external_synced"],
        unkept: &["raw"],
        seen: Some("seen"),
        // People's entries name groups too.
        parts: &["groups", "users"],
        ..NONE
    },
    // The names of policies come from their administrator and are no part of what was read: today's are shown.
    Tracked {
        table: "mirror_policy",
        keys: &["no"],
        fixed: &["id"],
        parts: &["policies"],
        ..NONE
    },
    Tracked {
        table: "mirror_policy_member",
        keys: &["user_no"],
        columns: &["policy_no", "added_at"],
        optional: &["policy_no"],
        seen: Some("seen"),
        read_at: &["read_at"],
        parts: &["policies"],
        ..NONE
    },
    Tracked {
        table: "mirror_org",
        columns: &["name"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["org"],
        ..NONE
    },
    Tracked {
        table: "mirror_directory",
        fixed: &["first_sync"],
        columns: &["gone_sync", "name"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["directories"],
        ..NONE
    },
    Tracked {
        table: "mirror_domain",
        fixed: &["first_sync"],
        columns: &["gone_sync", "name", "claim_status", "claim_type"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["domains"],
        ..NONE
    },
    Tracked {
        table: "mirror_workspace",
        fixed: &["first_sync"],
        columns: &[
            "gone_sync",
            "name",
            "product",
            "product_key",
            "host_url",
            "status",
            "sandbox",
            "capacity",
            "usage",
        ],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["workspaces"],
        ..NONE
    },
    Tracked {
        table: "mirror_group_role",
        fixed: &["group_id", "resource", "role", "first_sync"],
        columns: &["gone_sync", "resource_key", "is_default"],
        seen: Some("seen"),
        parts: &["group-roles"],
        ..NONE
    },
    Tracked {
        table: "mirror_resource",
        keys: &["no"],
        fixed: &["id"],
        columns: &["key"],
        parts: &["user-roles"],
        ..NONE
    },
    Tracked {
        table: "mirror_user_grant",
        keys: &["user_no", "resource_no", "directory_id", "role"],
        columns: &["direct", "by_group", "inferred"],
        parts: &["user-roles"],
        ..NONE
    },
    Tracked {
        table: "mirror_user_grant_read",
        keys: &["user_no"],
        parts: &["user-roles"],
        ..NONE
    },
    Tracked {
        table: "mirror_token",
        fixed: &["account_id", "first_sync"],
        columns: &[
            "gone_sync",
            "email",
            "name",
            "label",
            "status",
            "created",
            "expires",
            "expires_known",
            "last_used",
            "last_used_known",
            "scopes",
        ],
        optional: &["label"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["tokens"],
        ..NONE
    },
    Tracked {
        table: "mirror_api_key",
        fixed: &["first_sync"],
        columns: &[
            "gone_sync",
            "label",
            "created_by_id",
            "created_by_email",
            "created_by_name",
            "created",
            "expires",
            "expires_known",
            "last_used",
            "last_used_known",
            "scopes",
        ],
        optional: &["label"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["keys"],
        ..NONE
    },
    Tracked {
        table: "mirror_service_account",
        fixed: &["first_sync"],
        columns: &[
            "gone_sync",
            "account_id",
            "email",
            "name",
            "description",
            "status",
            "created_by_id",
            "updated",
        ],
        optional: &["description"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["service-accounts"],
        ..NONE
    },
    Tracked {
        table: "mirror_service_account_credential",
        fixed: &["kind", "credential_id", "first_sync"],
        columns: &[
            "gone_sync",
            "service_account_id",
            "service_account_email",
            "service_account_name",
            "label",
            "status",
            "created",
            "created_by_id",
            "expires",
            "expires_known",
            "last_used",
            "last_used_known",
            "revoked",
            "revoked_by_id",
            "scopes",
        ],
        optional: &["label", "revoked", "revoked_by_id"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["service-account-credentials"],
        ..NONE
    },
    Tracked {
        table: "mirror_oauth_client",
        fixed: &["first_sync"],
        columns: &["gone_sync", "name", "status", "created", "updated"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["oauth-clients"],
        ..NONE
    },
    Tracked {
        table: "mirror_org_policy",
        fixed: &["first_sync"],
        columns: &[
            "gone_sync",
            "name",
            "type",
            "status",
            "allowed",
            "resources",
        ],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["org-policies"],
        ..NONE
    },
    Tracked {
        table: "mirror_scim_link",
        fixed: &["directory_id", "scim_user_id", "first_sync"],
        columns: &[
            "gone_sync",
            "account_id",
            "user_name",
            "external_id",
            "email",
            "active",
            "last_modified",
        ],
        optional: &["account_id", "external_id", "email"],
        unkept: &["raw"],
        seen: Some("seen"),
        parts: &["scim-links"],
        ..NONE
    },
];

/// The name of the cell that stands for a row itself.
pub(crate) const ROW: &str = "";

impl Tracked {
    /// The entry of a table.
    pub(crate) fn of(table: &str) -> Option<&'static Self> {
        TRACKED.iter().find(|entry| entry.table == table)
    }

    /// The names of its cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        std::iter::once(ROW)
            .chain(self.columns.iter().copied())
            .chain(self.fixed.iter().copied())
            .chain(self.unkept.iter().copied())
            .chain(self.seen)
    }

    /// The sync since which its history is recorded, if any.
    pub(crate) fn known_since(&self, recorded: &HashMap<String, i64>) -> Option<i64> {
        let since = self.parts.iter().filter_map(|part| recorded.get(*part));
        since.min().copied()
    }

    /// The name of the temporary table that has a column's values at an earlier moment, where they changed since.
    pub(super) fn former(&self, column: &str) -> String {
        format!("then_{column}_{}", self.table)
    }

    /// The name of the temporary table that has the changed rows at an earlier moment, where they are kept whole.
    pub(super) fn former_rows(&self) -> String {
        format!("then_{}", self.table)
    }

    /// An SQL condition: a row of `left` has the key of a row of `right`.
    pub(crate) fn same_key(&self, left: &str, right: &str) -> String {
        let same = self
            .keys
            .iter()
            .map(|key| format!("{left}.{key} = {right}.{key}"));
        same.collect::<Vec<_>>().join(" AND ")
    }
}

#[cfg(test)]
mod tests;
