//! The checks.

use crate::sync::Stage;

/// How bad it is when a check finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be tidied up.
    Low,
    /// To be mended soon.
    Medium,
    /// To be mended now.
    High,
    /// Somebody could take over the organization.
    Critical,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Its name, which never changes.
    pub id: &'static str,
    /// How bad it is when it finds something.
    pub severity: Severity,
    /// What it looks for, in the plural.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How it is mended.
    pub mend: Mend,
}

/// The words of the command that mends what a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// It takes the IDs found, and makes a plan.
    Takes(&'static [&'static str]),
    /// It shows what to mend, or mends it without the IDs.
    Shows(&'static [&'static str]),
    /// An app is taken from the people found, app by app.
    TakesApps,
    /// No command does it; these words say who can.
    ByHand(&'static str),
    /// No command does it; these words say who can, and the command shows more than the IDs.
    ByHandShows(&'static str, &'static [&'static str]),
    /// These words say what to do first; the command takes the IDs found.
    ByHandThen(&'static str, &'static [&'static str]),
}

const fn check(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    why: &'static str,
    mend: Mend,
) -> Check {
    Check {
        id,
        severity,
        title,
        why,
        mend,
    }
}

const SUSPEND: Mend = Mend::Takes(&["user", "suspend", "--from-stdin"]);
const REVOKE: Mend = Mend::Takes(&["role", "revoke", "org-admin", "--from-stdin"]);
const MOVE: Mend = Mend::ByHandThen(
    CHOOSE_POLICY,
    &["policy", "move", "--to", "POLICY", "--from-stdin"],
);

/// What to do first where a command names no policy yet.
const CHOOSE_POLICY: &str =
    "choose a policy from atlctl policy list, and replace POLICY with its name";

const REVOKE_TOKENS: Mend = Mend::Takes(&["token", "revoke", "--from-stdin"]);

/// The check of identity-provider records, which are read only with the key of a directory.
pub(super) const SCIM_UNLINKED: &str = "scim-unlinked";

/// The records without an account, and the account that has the address of each.
const SHOW_UNLINKED: &str = "SELECT l.name, l.email, l.active, l.directory_id, l.id, u.account_id, u.status FROM scim_link l \
     LEFT JOIN user u ON lower(u.email) = lower(l.email) AND NOT u.gone WHERE l.account_id IS NULL AND NOT l.gone";

const USERS: &[Stage] = &[Stage::Users];
const MEMBERS: &[Stage] = &[Stage::Groups, Stage::Users];
const GIVES: &[Stage] = &[Stage::Groups, Stage::GroupRoles];

impl Check {
    /// The parts of the mirror that it looks at: none of what it looks for is there only when all of them were read lately.
    #[must_use]
    pub fn parts(&self) -> &'static [Stage] {
        match self.id {
            "mirror-old" => &[],
            "no-policy" => &[Stage::Users, Stage::Policies],
            "domain-unverified" => &[Stage::Domains],
            "group-several-apps" | "group-default" => GIVES,
            "group-empty" | "group-same-members" => MEMBERS,
            "token-ownerless" => &[Stage::Tokens, Stage::Users],
            "token-unused" | "token-endless" => &[Stage::Tokens],
            "key-ending" | "key-unused" => &[Stage::Keys],
            SCIM_UNLINKED => &[Stage::ScimLinks],
            "seats-nearly-full" => &[Stage::Workspaces],
            _ => USERS,
        }
    }

    /// Whether it finds external people alone.
    pub(super) fn is_of_externals(&self) -> bool {
        ["admin-external", "external-inactive"].contains(&self.id)
    }

    /// Whether it is about people or what they own, so that filters of people narrow it. The others are about the
    /// organization.
    #[must_use]
    pub fn is_of_people(&self) -> bool {
        let of_people = [
            "admin-two-step",
            "admin-external",
            "admin-inactive",
            "token-ownerless",
            "two-step-off",
            "no-policy",
            "managed-inactive",
            "external-inactive",
            "token-unused",
            "suspended-with-app",
            "seat-never-used",
            "token-endless",
        ];
        of_people.contains(&self.id)
    }
}

/// Every check, the worst first.
pub const CHECKS: [Check; 24] = [
    check(
        "admin-two-step",
        Severity::Critical,
        "Organization admins without two-step verification",
        "One stolen password gives the whole organization away.",
        Mend::ByHandThen(
            CHOOSE_POLICY,
            &[
                "policy",
                "move",
                "--to",
                "POLICY",
                "--from-stdin",
                "--include-admins",
            ],
        ),
    ),
    check(
        "admin-external",
        Severity::High,
        "External organization admins",
        "You control neither their sign-in nor their account.",
        REVOKE,
    ),
    check(
        "admin-inactive",
        Severity::High,
        "Organization admins who are not active",
        "If somebody takes over an account that is not used, nobody notices.",
        REVOKE,
    ),
    check(
        "admin-single",
        Severity::High,
        "Fewer than two organization admins",
        "When the only one leaves or is locked out, nobody can administer the organization.",
        Mend::Shows(&["role", "grant", "org-admin", "PERSON"]),
    ),
    check(
        "token-ownerless",
        Severity::High,
        "API tokens of people who are suspended, deactivated or gone",
        "A token keeps working after its owner can no longer sign in.",
        REVOKE_TOKENS,
    ),
    check(
        "admin-many",
        Severity::Medium,
        "More than ten organization admins",
        "Each of them can change everything; most need less.",
        REVOKE,
    ),
    check(
        "two-step-off",
        Severity::Medium,
        "Active managed accounts without two-step verification",
        "A stolen password is enough to sign in, unless single sign-on asks for more.",
        MOVE,
    ),
    check(
        "no-policy",
        Severity::Medium,
        "Managed accounts in no authentication policy",
        "None of your rules for signing in hold for them.",
        MOVE,
    ),
    check(
        "managed-inactive",
        Severity::Medium,
        "Active managed accounts that nobody uses",
        "Accounts of people who left keep their access and their seats.",
        SUSPEND,
    ),
    check(
        "external-inactive",
        Severity::Medium,
        "External users who are not active",
        "Partners and contractors rarely say when they are done.",
        SUSPEND,
    ),
    check(
        "domain-unverified",
        Severity::Medium,
        "Domains that are not verified",
        "Accounts with these addresses are not managed, so no policy applies to them.",
        Mend::ByHand(
            "verify or remove them in Atlassian Administration, under Domains; no API can",
        ),
    ),
    check(
        SCIM_UNLINKED,
        Severity::Medium,
        "Identity-provider records without an account",
        "When these people leave, your identity provider deactivates the record, and their account stays active.",
        Mend::ByHandShows(
            "in your identity provider, provision these people again or delete the records; no command does it. See which account has the same address",
            &["sql", SHOW_UNLINKED],
        ),
    ),
    check(
        "group-several-apps",
        Severity::Medium,
        "Groups that give access to more than one app or resource",
        "People who need one of them get, and may be billed for, the others.",
        Mend::Shows(&["report", "groups", "--list", "several-apps"]),
    ),
    check(
        "group-default",
        Severity::Medium,
        "Default groups that give access to more than one app, or admin rights",
        "Everybody who gets one app gets the rest, too, without anybody deciding it.",
        Mend::Shows(&["report", "groups", "--list", "defaults"]),
    ),
    check(
        "token-unused",
        Severity::Medium,
        "API tokens that nobody uses",
        "A forgotten token is a password that nobody watches.",
        REVOKE_TOKENS,
    ),
    check(
        "key-ending",
        Severity::Medium,
        "API keys that expired or expire within 30 days",
        "Scripts and integrations that use such a key stop working on that day.",
        Mend::ByHandThen(
            "create a new key in Atlassian Administration, under API keys, and replace the old key wherever it is used; then sign in with a browser session and revoke the old key (signed in with an API key, atlctl revokes no valid key, because it cannot tell which one is in use)",
            &["key", "revoke", "--from-stdin"],
        ),
    ),
    check(
        "key-unused",
        Severity::Medium,
        "API keys that nobody uses",
        "A key can change the whole organization; one that is not needed should not exist.",
        Mend::ByHandThen(
            "sign in with a browser session first (signed in with an API key, atlctl revokes no valid key, because it cannot tell which one is in use)",
            &["key", "revoke", "--from-stdin"],
        ),
    ),
    check(
        "seats-nearly-full",
        Severity::Medium,
        "Apps with 95% or more of their seats in use",
        "The next people who need one cannot get it, or raise the bill.",
        Mend::Shows(&["report", "seats"]),
    ),
    check(
        "mirror-old",
        Severity::Medium,
        "The mirror is older than a week or incomplete",
        "Every other check is only as good as what it reads.",
        Mend::Shows(&["sync"]),
    ),
    check(
        "suspended-with-app",
        Severity::Low,
        "Suspended or deactivated people listed with an app",
        "They get these apps back as soon as somebody restores them.",
        Mend::ByHandThen(
            "Atlassian removes no app from suspended people: remove the access after restoring them, or remove the people from the organization",
            &["user", "remove", "--from-stdin"],
        ),
    ),
    check(
        "seat-never-used",
        Severity::Low,
        "People with an app that they have never used",
        "You may pay for seats that nobody needs.",
        Mend::TakesApps,
    ),
    check(
        "token-endless",
        Severity::Low,
        "API tokens that never expire",
        "They stay valid after nobody needs them.",
        REVOKE_TOKENS,
    ),
    check(
        "group-empty",
        Severity::Low,
        "Empty groups",
        "Their purpose is easily forgotten, and every new member gets all access of the group.",
        Mend::Takes(&["group", "delete", "--from-stdin"]),
    ),
    check(
        "group-same-members",
        Severity::Low,
        "Groups with the same members as another",
        "Two places to change mean that one is forgotten.",
        Mend::Shows(&["report", "groups", "--list", "same-members"]),
    ),
];
