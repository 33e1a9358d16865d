//! The names of calls that change something, so that a fault need not spell their paths.

/// Each call with its method and the parts of its path; `*` stands for one part.
const CALLS: [(&str, &str, &str); 46] = [
    (
        "suspend",
        "POST",
        "admin/v2/orgs/*/directories/*/users/*/suspend",
    ),
    (
        "restore",
        "POST",
        "admin/v2/orgs/*/directories/*/users/*/restore",
    ),
    ("remove", "DELETE", "admin/v2/orgs/*/directories/*/users/*"),
    ("invite", "POST", "admin/v2/orgs/*/users/invite"),
    (
        "create-group",
        "POST",
        "admin/v2/orgs/*/directories/*/groups",
    ),
    (
        "delete-group",
        "DELETE",
        "admin/v2/orgs/*/directories/*/groups/*",
    ),
    (
        "add-member",
        "POST",
        "admin/v2/orgs/*/directories/*/groups/*/memberships",
    ),
    (
        "remove-member",
        "DELETE",
        "admin/v2/orgs/*/directories/*/groups/*/memberships/*",
    ),
    (
        "assign-group-role",
        "POST",
        "admin/v2/orgs/*/directories/*/groups/*/role-assignments/assign",
    ),
    (
        "revoke-group-role",
        "POST",
        "admin/v2/orgs/*/directories/*/groups/*/role-assignments/revoke",
    ),
    (
        "assign-role",
        "POST",
        "admin/v1/orgs/*/users/*/roles/assign",
    ),
    (
        "revoke-role",
        "POST",
        "admin/v1/orgs/*/users/*/roles/revoke",
    ),
    (
        "assign-platform-role",
        "POST",
        "admin/v1/orgs/*/users/*/role-assignments/assign",
    ),
    (
        "revoke-platform-role",
        "POST",
        "admin/v1/orgs/*/users/*/role-assignments/revoke",
    ),
    (
        "add-to-policy",
        "POST",
        "admin/control/v1/orgs/*/auth-policy/*/add-users",
    ),
    ("deactivate", "POST", "users/*/manage/lifecycle/disable"),
    ("activate", "POST", "users/*/manage/lifecycle/enable"),
    ("delete", "POST", "users/*/manage/lifecycle/delete"),
    (
        "cancel-delete",
        "POST",
        "users/*/manage/lifecycle/cancel-delete",
    ),
    ("set-email", "PUT", "users/*/manage/email"),
    ("update-profile", "PATCH", "users/*/manage/profile"),
    ("revoke-token", "DELETE", "users/*/manage/api-tokens/*"),
    (
        "revoke-key",
        "PATCH",
        "admin/api-access/v1/orgs/*/api-keys/revoke/*",
    ),
    (
        "create-service-account",
        "POST",
        "admin/api-access/v1/orgs/*/service-accounts",
    ),
    (
        "update-service-account",
        "PATCH",
        "admin/api-access/v1/orgs/*/service-accounts",
    ),
    (
        "delete-service-account",
        "DELETE",
        "admin/api-access/v1/orgs/*/service-accounts/*",
    ),
    (
        "revoke-service-account-tokens",
        "DELETE",
        "admin/api-access/v1/orgs/*/service-accounts/*/api-tokens",
    ),
    (
        "create-oauth-client",
        "POST",
        "admin/api-access/v1/orgs/*/oauth-clients",
    ),
    (
        "delete-oauth-client",
        "DELETE",
        "admin/api-access/v1/orgs/*/oauth-clients/*",
    ),
    ("create-policy", "POST", "admin/v1/orgs/*/policies"),
    ("update-policy", "PUT", "admin/v1/orgs/*/policies/*"),
    ("delete-policy", "DELETE", "admin/v1/orgs/*/policies/*"),
    ("scim-create-user", "POST", "scim/directory/*/Users"),
    ("scim-replace-user", "PUT", "scim/directory/*/Users/*"),
    ("scim-patch-user", "PATCH", "scim/directory/*/Users/*"),
    ("scim-delete-user", "DELETE", "scim/directory/*/Users/*"),
    ("scim-create-group", "POST", "scim/directory/*/Groups"),
    ("scim-replace-group", "PUT", "scim/directory/*/Groups/*"),
    ("scim-patch-group", "PATCH", "scim/directory/*/Groups/*"),
    ("scim-delete-group", "DELETE", "scim/directory/*/Groups/*"),
    ("portal-remove", "DELETE", "adminhub/um/site/*/users/*"),
    (
        "portal-deactivate",
        "POST",
        "adminhub/um/*/*/users/*/deactivate",
    ),
    (
        "portal-revoke-access",
        "POST",
        "adminhub/um/site/*/users/revoke-access",
    ),
    ("portal-invite", "POST", "adminhub/um/org/*/users/invite"),
    ("portal-create-group", "POST", "adminhub/um/org/*/groups"),
    (
        "portal-add-members",
        "POST",
        "adminhub/um/org/*/groups/*/members",
    ),
];

/// The method and the path of the call with this name.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let call = CALLS.iter().find(|(known, _, _)| *known == name)?;
    Some((call.1, call.2))
}

/// The names of all calls that change something, as faults and counts name them.
pub fn changing_calls() -> impl Iterator<Item = &'static str> {
    CALLS.iter().map(|(name, ..)| *name)
}

/// The names of all calls, for a message.
pub(super) fn names() -> String {
    let names: Vec<&str> = changing_calls().collect();
    names.join(", ")
}

/// Whether a path, with or without the gateway of the portal, is one of a call.
pub(super) fn is(call: &str, path: &str) -> bool {
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("gateway/api/").unwrap_or(path);
    let (mut call, mut path) = (call.split('/'), path.split('/'));
    loop {
        match (call.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_its_path_and_no_longer_one() {
        let (method, path) = find("delete-group").unwrap();
        assert_eq!(method, "DELETE");
        let group = "/admin/v2/orgs/o/directories/-/groups/g";
        assert!(is(path, group) && is(path, &format!("/gateway/api{group}")));
        assert!(!is(path, &format!("{group}/memberships/a")));
        assert!(find("nothing").is_none());
        assert!(names().starts_with("suspend, restore, "));
    }
}
