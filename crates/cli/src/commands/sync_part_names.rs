//! What the parts of a sync are called.

use atlctl_core::store::part_title;
use atlctl_core::sync::Stage;

/// What a part reads, in the plural.
pub(super) fn label(stage: Stage) -> &'static str {
    part_title(stage.as_str())
}

/// How a part stands that could not be read; `never`: whether it was never read.
pub(super) fn kept(stage: Stage, never: bool) -> &'static str {
    match (stage, never) {
        (Stage::Org, true) => "it is unknown",
        (Stage::Org, false) => "it stays as it was",
        (_, true) => "they are unknown",
        (_, false) => "they stay as they were",
    }
}

/// The name of what a stage reads, one or many.
pub(super) fn counted(stage: Stage, rows: u64) -> &'static str {
    match (stage, rows) {
        (Stage::Directories, 1) => "directory",
        (Stage::Domains, 1) => "domain",
        (Stage::Workspaces, 1) => "app",
        (Stage::Groups, 1) => "group",
        (Stage::Users, 1) => "person",
        (Stage::Events, 1) => "new event",
        (Stage::Events, _) => "new events",
        (Stage::Policies, 1) => "account's policy",
        (Stage::Policies, _) => "accounts' policies",
        (Stage::GroupRoles, 1) => "role of a group",
        (Stage::UserRoles, 1) => "person's roles",
        (Stage::UserRoles, _) => "people's roles",
        (Stage::Tokens, 1) => "API token",
        (Stage::Keys, 1) => "API key",
        (Stage::ServiceAccounts, 1) => "service account",
        (Stage::ServiceAccountCredentials, 1) => "credential of a service account",
        (Stage::OAuthClients, 1) => "OAuth client",
        (Stage::OrgPolicies, 1) => "organization policy",
        (Stage::ScimLinks, 1) => "identity-provider record",
        (stage, _) => label(stage),
    }
}
