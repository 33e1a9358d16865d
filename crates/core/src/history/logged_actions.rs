//! Which actions of the audit log make which changes.
//!
//! Atlassian publishes no list of actions and adds some without notice, so they are recognized by the words in them.

use super::change::{Change, ChangeKind};
use crate::audit::matches;

/// Somebody got into a group.
pub(super) const INTO_GROUP: &[&str] = &["*added*to*group*", "*group*member*added*"];
/// Somebody got out of a group.
pub(super) const OUT_OF_GROUP: &[&str] = &["*removed*from*group*", "*group*member*removed*"];
/// An app or a role, given to a person or a group.
pub(super) const GIVEN: &[&str] = &["*grant*", "*access*added*", "*role*added*", "*invited*"];
/// An app or a role, taken from a person or a group.
pub(super) const TAKEN: &[&str] = &[
    "*revoke*",
    "*access*removed*",
    "*role*removed*",
    "*user*removed*",
    "*removed*user*",
    "*suspend*",
    "*deactivat*",
    "*deleti*",
    "*delete*",
];
/// A token, a key or another credential was made.
const CREDENTIAL_MADE: &[&str] = &[
    "*token*created*",
    "*key*created*",
    "*credential*created*",
    "*client*created*",
];
/// One was revoked or deleted.
const CREDENTIAL_ENDED: &[&str] = &[
    "*token*revoked*",
    "*token*deleted*",
    "*key*revoked*",
    "*key*deleted*",
    "*credential*revoked*",
    "*credential*deleted*",
    "*client*deleted*",
];
/// One was renamed, or its end was changed.
const CREDENTIAL_CHANGED: &[&str] = &[
    "*token*updated*",
    "*key*updated*",
    "*credential*updated*",
    "*client*updated*",
];

/// The actions that make a change like this one; none for changes that are not looked for in the log.
fn actions(change: &Change) -> &'static [&'static str] {
    match (change.of, change.kind) {
        ("memberships", ChangeKind::Added) => INTO_GROUP,
        ("memberships", ChangeKind::Removed) => OUT_OF_GROUP,
        ("apps" | "roles", ChangeKind::Added) => GIVEN,
        ("apps" | "roles", ChangeKind::Removed) => TAKEN,
        ("policies", _) => &["*policy*"],
        ("people", ChangeKind::Added) => &["*invited*", "*user*added*", "*user*created*"],
        ("people", ChangeKind::Removed) => &["*user*removed*", "*user*deleted*"],
        ("people", ChangeKind::Changed) => match change.column {
            Some("status" | "account_status" | "membership_status") => &[
                "*suspend*",
                "*restore*",
                "*activat*",
                "*deleti*",
                "*user*removed*",
                "*invited*",
            ],
            Some("email" | "email_verified") => &["*email*"],
            Some("org_admin") => &["*grant*", "*revoke*", "*role*", "*admin*"],
            Some(
                "name" | "nickname" | "job_title" | "department" | "organization" | "location"
                | "time_zone",
            ) => &["*profile*", "*user*updated*"],
            _ => &[],
        },
        ("groups", ChangeKind::Added) => &["*group*created*", "*created*group*"],
        ("groups", ChangeKind::Removed) => &["*group*deleted*", "*deleted*group*"],
        ("groups", ChangeKind::Changed) => {
            &["*group*renamed*", "*group*updated*", "*updated*group*"]
        }
        ("tokens" | "keys" | "service-account-credentials" | "oauth-clients", kind) => match kind {
            ChangeKind::Added => CREDENTIAL_MADE,
            ChangeKind::Removed => CREDENTIAL_ENDED,
            ChangeKind::Changed if change.column == Some("status") => CREDENTIAL_ENDED,
            ChangeKind::Changed => CREDENTIAL_CHANGED,
        },
        ("service-accounts", ChangeKind::Added) => &[
            "*account*created*",
            "*created*account*",
            "*credential*created*",
        ],
        ("service-accounts", ChangeKind::Removed) => &[
            "*account*delet*",
            "*delet*account*",
            "*user*removed*",
            "*credential*revoked*",
        ],
        ("service-accounts", ChangeKind::Changed) => &["*account*updated*", "*updated*account*"],
        _ => &[],
    }
}

/// Whether the audit log is asked about changes like this one.
pub(super) fn is_logged(change: &Change) -> bool {
    !actions(change).is_empty()
}

/// Whether a log without an event that makes a change like this one says that nobody logged it: else its event may be of a
/// kind that is not looked for. A token expires, or is blocked by a policy, without an event of its own, and it bears the
/// name of its owner.
pub(super) fn is_always_logged(change: &Change) -> bool {
    let of_credential = matches!(
        change.of,
        "tokens" | "keys" | "service-account-credentials" | "oauth-clients" | "service-accounts"
    );
    let own = match change.column {
        Some("label" | "expires" | "scopes" | "description") => true,
        Some("name") => matches!(change.of, "oauth-clients" | "service-accounts"),
        _ => false,
    };
    own || !of_credential || change.kind != ChangeKind::Changed
}

/// Whether the action makes a change like this one.
pub(super) fn makes(action: &str, change: &Change) -> bool {
    is_one_of(action, actions(change))
}

/// Whether an action is one of these.
pub(super) fn is_one_of(action: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| matches(pattern, action))
}

/// Words of actions that change how somebody signs in, what they are called or what they did, and nothing else.
const ELSEWHERE: &[&str] = &[
    "login",
    "logged",
    "logout",
    "sign_in",
    "signin",
    "session",
    "password",
    "two_step",
    "mfa",
    "token",
    "api_key",
    "credential",
    "policy",
    "email",
    "profile",
    "domain",
    "export",
];
/// Words of actions that may change who may do what, whatever else they say.
const OF_ACCESS: &[&str] = &[
    "role",
    "group",
    "admin",
    "access",
    "grant",
    "member",
    "permission",
    "invit",
    "suspend",
    "restor",
    "activ",
    "delet",
    "user_removed",
    "removed_user",
    "managed",
    "claim",
];

/// Whether somebody whom an event with this action names may have got other roles, other groups or another status by it.
/// Whatever the words do not say may have changed them.
pub(crate) fn may_change_access(action: &str) -> bool {
    let action = action.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| action.contains(word));
    // Members of an authentication policy.
    let of_policy = action.contains("auth") && action.contains("policy");
    !of_policy && (says(OF_ACCESS) || !says(ELSEWHERE))
}

#[cfg(test)]
mod tests {
    use super::super::change::Logged;
    use super::*;

    #[test]
    fn a_token_may_change_without_an_event() {
        let change = |of, kind, column| Change {
            of,
            kind,
            id: String::new(),
            name: None,
            item_id: None,
            item: None,
            app_id: None,
            app: None,
            column,
            before: None,
            after: None,
            at: None,
            sync: 1,
            unknown_since: None,
            run: None,
            logged: Logged::Unknown,
            through: None,
        };
        let changed = ChangeKind::Changed;
        for (of, kind, column, always) in [
            ("tokens", changed, Some("status"), false),
            ("tokens", changed, Some("name"), false),
            ("tokens", changed, Some("label"), true),
            (
                "service-account-credentials",
                changed,
                Some("service_account_name"),
                false,
            ),
            ("oauth-clients", changed, Some("name"), true),
            ("tokens", ChangeKind::Removed, None, true),
            ("people", changed, Some("status"), true),
            ("memberships", ChangeKind::Added, None, true),
        ] {
            let one = change(of, kind, column);
            assert_eq!(is_always_logged(&one), always, "{of} {column:?}");
        }
    }

    #[test]
    fn only_what_says_so_leaves_roles_as_they_were_read() {
        for (action, may) in [
            ("user_login", false),
            ("user_login_failed", false),
            ("auth_policy_member_added", false),
            ("user_token_created", false),
            ("credential_revoked", false),
            ("user_email_changed", false),
            ("user_profile_changed", false),
            ("group_member_added", true),
            ("role_revoked", true),
            ("user_suspended", true),
            ("user_deactivated", true),
            ("user_removed", true),
            ("added_org_admin", true),
            ("claimed_domain_accounts", true),
            ("something_new", true),
            ("", true),
        ] {
            assert_eq!(may_change_access(action), may, "{action}");
        }
    }
}
