//! The verdict on a row, made before anything is sent.

use serde::{Deserialize, Serialize};

use super::LaterRun;
use crate::number::{counted, people};

/// The verdict on a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Verdict {
    /// It will be changed.
    Change,
    /// It is already as planned.
    Already,
    /// The person is not in the mirror.
    NotFound {
        /// Similar addresses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        suggestions: Vec<String>,
    },
    /// The person has left the organization.
    Gone,
    /// The organization does not manage the account, so it cannot control how it signs in.
    NotManaged,
    /// The account is deactivated.
    Deactivated,
    /// The account is deactivated and about to be deleted.
    ToBeDeleted,
    /// Access is suspended.
    Suspended,
    /// The account has a status that no specification names: it may be suspended.
    UnknownStatus {
        /// The status.
        status: String,
    },
    /// The target has not the value that `--from` asks for.
    NotInFrom,
    /// The account's email address is unknown, and changes need one.
    NoAddress,
    /// The service did not report the value.
    #[serde(rename = "untold")]
    NotReported,
    /// The configuration protects the account.
    Protected,
    /// The account is in a group that the configuration protects.
    InProtectedGroup {
        /// The group, as the configuration calls it.
        group: String,
    },
    /// The change is one of a group that the configuration protects, and was not asked for explicitly.
    OfProtectedGroup {
        /// The group, as the configuration calls it.
        group: String,
    },
    /// Only the identity provider can make the change.
    IdentityProvider {
        /// Why.
        why: String,
    },
    /// The account belongs to the person who makes the change.
    Yourself,
    /// An organization admin, not included explicitly.
    Admin,
    /// Possibly an organization admin (roles unknown), not included explicitly.
    UnknownRoles,
    /// Possibly in a protected group (groups unknown), not included explicitly.
    UnknownGroups,
    /// Added to the organization lately, or possibly so (date unknown), not included explicitly.
    NewAccount {
        /// The day, when it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        added: Option<String>,
    },
    /// A service account or an app, not included explicitly.
    ServiceAccount,
    /// The change is one of a whole group, and takes access from members whom guards hold out.
    HeldMembers {
        /// The members, by guard.
        held: Vec<HeldMembers>,
    },
    /// The change would leave no managed, active organization admin unchanged.
    LastAdmin,
    /// The address and the account ID belong to different people.
    Contradicts,
    /// Of the address and the account ID, one is not in the mirror, and the other belongs to somebody.
    HalfKnown {
        /// Which one is not known.
        unknown: Half,
        /// Whom the other one belongs to.
        owner: String,
    },
    /// The target has no longer the value that the undone run set, or has it again since a later run took it back.
    MovedOn {
        /// The later run, where the target has the undone run's value again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<LaterRun>,
    },
    /// The value before is unknown or cannot be given back, so the change cannot be undone.
    NothingBefore,
    /// The person was named for an undo, but there is no record that the run changed them.
    NotMoved,
    /// The change is not possible for this target.
    Unfit {
        /// Why.
        why: String,
    },
}

/// One of the two that name a person in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Half {
    /// The email address.
    Address,
    /// The account ID.
    Account,
}

/// Members whom one guard holds out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldMembers {
    /// Why: the verdict on a change of the first of them.
    pub verdict: Box<Verdict>,
    /// The address of the first of them, else the account ID.
    pub first: String,
    /// How many they are.
    pub count: u64,
}

/// Guards that a reason says of members, at most.
const NAMED: usize = 8;

impl HeldMembers {
    /// In words: `10 service accounts, such as ann@x.example (use --include-service-accounts)`.
    fn words(&self) -> String {
        let (one, many, option) = match &*self.verdict {
            Verdict::Yourself => return "your own account".to_owned(),
            Verdict::Admin => ("organization admin", "organization admins", "admins"),
            Verdict::UnknownRoles => (
                "possible organization admin",
                "possible organization admins",
                "unknown-roles",
            ),
            Verdict::UnknownGroups => (
                "possible member of a protected or limited group",
                "possible members of protected or limited groups",
                "unknown-groups",
            ),
            Verdict::NewAccount { .. } => ("new account", "new accounts", "new"),
            Verdict::ServiceAccount => ("service account", "service accounts", "service-accounts"),
            other => {
                let first = &self.first;
                let why = other.reason();
                return match self.count {
                    1 => format!("{first}, who {why}"),
                    count => format!("{}, such as {first}, who {why}", people(count)),
                };
            }
        };
        let such_as = if self.count == 1 { "" } else { "such as " };
        let members = counted(self.count, one, many);
        format!(
            "{members}, {such_as}{} (use --include-{option})",
            self.first
        )
    }
}

/// Whom guards hold out, by guard.
pub(super) fn who_is_held(held: &[HeldMembers]) -> String {
    let first = held.iter().take(NAMED).map(HeldMembers::words);
    let mut words = first.collect::<Vec<_>>();
    let more = held.iter().skip(NAMED).map(|one| one.count).sum::<u64>();
    if more > 0 {
        words.push(format!("{} more", people(more)));
    }
    words.join("; ")
}

/// The word of a verdict as people read it; the machine-readable one is [`Verdict::as_str`].
#[must_use]
pub fn shown_verdict(word: &'static str) -> &'static str {
    if word == Verdict::Yourself.as_str() {
        "your own account"
    } else if word == Verdict::Already.as_str() {
        // Also of somebody who is to leave a group and is not in it.
        "up to date"
    } else {
        word
    }
}

impl Verdict {
    /// Whether the row will be changed.
    #[must_use]
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Change)
    }

    /// Whether a guard excludes the row.
    #[must_use]
    pub fn is_guard(&self) -> bool {
        matches!(
            self,
            Self::Protected
                | Self::InProtectedGroup { .. }
                | Self::OfProtectedGroup { .. }
                | Self::Yourself
                | Self::Admin
                | Self::UnknownRoles
                | Self::UnknownGroups
                | Self::NewAccount { .. }
                | Self::ServiceAccount
                | Self::HeldMembers { .. }
                | Self::LastAdmin
        )
    }

    /// Whether the row cannot be changed since the person, the group or the value before is gone.
    #[must_use]
    pub fn has_no_target(&self) -> bool {
        matches!(
            self,
            Self::NotFound { .. }
                | Self::Gone
                | Self::Deactivated
                | Self::ToBeDeleted
                | Self::NothingBefore
                | Self::Unfit { .. }
        )
    }

    /// Whether the row names an unknown person: probably a typo in the list.
    #[must_use]
    pub fn is_slip(&self) -> bool {
        matches!(self, Self::NotFound { .. }) || self.is_contradiction()
    }

    /// Whether the row names a person by an address and an account ID that do not belong together.
    #[must_use]
    pub fn is_contradiction(&self) -> bool {
        matches!(self, Self::Contradicts | Self::HalfKnown { .. })
    }

    /// The word for counts and machine-readable output.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Already => "already there",
            Self::NotFound { .. } => "unknown person",
            Self::Gone => "gone",
            Self::NotManaged => "not managed",
            Self::Deactivated => "deactivated",
            Self::ToBeDeleted => "to be deleted",
            Self::Suspended => "suspended",
            Self::UnknownStatus { .. } => "status unknown",
            Self::NotInFrom => "not in --from",
            Self::NoAddress => "no address",
            Self::NotReported => "not reported",
            Self::Protected | Self::InProtectedGroup { .. } => "protected",
            Self::OfProtectedGroup { .. } => "protected group",
            Self::IdentityProvider { .. } => "identity provider",
            Self::Yourself => "yourself",
            Self::Admin => "admin",
            Self::UnknownRoles => "roles unknown",
            Self::UnknownGroups => "groups unknown",
            Self::NewAccount { .. } => "new account",
            Self::ServiceAccount => "service account",
            Self::HeldMembers { .. } => "members protected",
            Self::LastAdmin => "last admin",
            Self::Contradicts | Self::HalfKnown { .. } => "contradiction",
            Self::MovedOn { .. } => "moved on",
            Self::NothingBefore => "cannot be undone",
            Self::NotMoved => "not changed",
            Self::Unfit { .. } => "not possible",
        }
    }

    /// Why the row is not changed, without the words of its facet; empty when it is changed.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Change => String::new(),
            Self::Already => "is already so".to_owned(),
            Self::NotFound { suggestions } if suggestions.is_empty() => {
                "is not in the mirror".to_owned()
            }
            Self::NotFound { suggestions } => format!(
                "is not in the mirror; did you mean {}?",
                suggestions.join(" or ")
            ),
            Self::Gone => "has left the organization".to_owned(),
            Self::NotManaged => "is not a managed account".to_owned(),
            Self::Deactivated => "is deactivated".to_owned(),
            Self::ToBeDeleted => "is to be deleted".to_owned(),
            Self::Suspended => "is suspended (use --include-suspended)".to_owned(),
            Self::UnknownStatus { status } => {
                format!("may be suspended: unknown status \"{status}\" (use --include-suspended)")
            }
            Self::NotInFrom => "does not have the value named with --from".to_owned(),
            Self::NoAddress => "has no known email address".to_owned(),
            Self::NotReported => "has a value that Atlassian does not report".to_owned(),
            Self::Protected => "is protected by the configuration".to_owned(),
            Self::InProtectedGroup { group } => {
                format!("is in the group {group}, which the configuration protects")
            }
            Self::OfProtectedGroup { group } => format!(
                "would change the group {group}, which the configuration protects (use --include-protected-groups)"
            ),
            Self::IdentityProvider { why } => why.clone(),
            Self::Yourself => "is your own account".to_owned(),
            Self::Admin => "is an organization admin (use --include-admins)".to_owned(),
            Self::UnknownRoles => {
                "may be an organization admin: roles unknown (use --include-unknown-roles)"
                    .to_owned()
            }
            Self::UnknownGroups => {
                "may be in a protected or limited group: groups unknown (use --include-unknown-groups)"
                    .to_owned()
            }
            Self::NewAccount { added: Some(day) } => {
                format!("was added to the organization on {day} (use --include-new)")
            }
            Self::NewAccount { added: None } => {
                "may be a new account: date unknown (use --include-new)".to_owned()
            }
            Self::ServiceAccount => {
                "is a service account (use --include-service-accounts)".to_owned()
            }
            Self::HeldMembers { held } => {
                format!("would take access from {}", who_is_held(held))
            }
            Self::LastAdmin => {
                "is or may be the last organization admin who can undo the change".to_owned()
            }
            Self::Contradicts => {
                "has an address and an account ID that belong to different people".to_owned()
            }
            Self::HalfKnown {
                unknown: Half::Account,
                owner,
            } => format!(
                "has an account ID that is not in the mirror, and an address that belongs to {owner}"
            ),
            Self::HalfKnown {
                unknown: Half::Address,
                owner,
            } => format!(
                "has an address that is not in the mirror, and an account ID that belongs to {owner}"
            ),
            Self::MovedOn { by: Some(later) } => later.words(),
            Self::MovedOn { by: None } => "was changed again since the run".to_owned(),
            Self::NothingBefore => {
                "has no known value from before, so the change cannot be undone".to_owned()
            }
            Self::NotMoved => "has no recorded change by the run".to_owned(),
            Self::Unfit { why } => why.clone(),
        }
    }
}
