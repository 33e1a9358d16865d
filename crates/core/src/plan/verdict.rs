//! What is to become of a row, decided before anything is sent.

use serde::{Deserialize, Serialize};

/// What is to become of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Verdict {
    /// It will be changed.
    Change,
    /// It is as it is to be already.
    Already,
    /// Nobody of that name is in the mirror.
    NotFound {
        /// Addresses that look like it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        suggestions: Vec<String>,
    },
    /// The person has left the organization.
    Gone,
    /// The organization does not manage the account, so it has no say in how it signs in.
    NotManaged,
    /// The account is deactivated or about to be deleted.
    Deactivated,
    /// Access is suspended.
    Suspended,
    /// The person is not in the policy that was named with `--from`.
    NotInFrom,
    /// The service names the account's address to nobody, and changes go by address.
    NoAddress,
    /// The service did not say which policy the account is in.
    Untold,
    /// The configuration protects the account.
    Protected,
    /// The configuration protects a group that the account is in.
    InProtectedGroup {
        /// The group, as the configuration calls it.
        group: String,
    },
    /// It is the account that makes the change.
    Yourself,
    /// An organization admin, and these were not included.
    Admin,
    /// The service does not say whether it is an organization admin, and these were not included.
    UnknownRoles,
    /// A service account or an app, and these were not included.
    ServiceAccount,
    /// With it, no managed, active organization admin would be left as they are.
    LastAdmin,
    /// Address and account id are those of two people.
    Contradicts,
    /// The person is not where the run that is undone had put them.
    MovedOn,
    /// What was before is not known, so that there is nothing to go back to.
    NothingBefore,
    /// The person was named for an undo, and the run had not moved them.
    NotMoved,
}

impl Verdict {
    /// Whether the row will be changed.
    #[must_use]
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Change)
    }

    /// Whether a guard, and not the state of things, holds the row out.
    #[must_use]
    pub fn is_guard(&self) -> bool {
        matches!(
            self,
            Self::Protected
                | Self::InProtectedGroup { .. }
                | Self::Yourself
                | Self::Admin
                | Self::UnknownRoles
                | Self::ServiceAccount
                | Self::LastAdmin
        )
    }

    /// Whether the person who was named is not known: a slip of whoever made the list.
    #[must_use]
    pub fn is_slip(&self) -> bool {
        matches!(self, Self::NotFound { .. } | Self::Contradicts)
    }

    /// The word for it, for counts and machine-readable output.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Already => "already there",
            Self::NotFound { .. } => "unknown person",
            Self::Gone => "gone",
            Self::NotManaged => "not managed",
            Self::Deactivated => "deactivated",
            Self::Suspended => "suspended",
            Self::NotInFrom => "not in --from",
            Self::NoAddress => "no address",
            Self::Untold => "policy not reported",
            Self::Protected | Self::InProtectedGroup { .. } => "protected",
            Self::Yourself => "yourself",
            Self::Admin => "admin",
            Self::UnknownRoles => "roles unknown",
            Self::ServiceAccount => "service account",
            Self::LastAdmin => "last admin",
            Self::Contradicts => "contradiction",
            Self::MovedOn => "moved on",
            Self::NothingBefore => "nothing before",
            Self::NotMoved => "not moved",
        }
    }

    /// Why the row is not changed; empty when it is.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Change => String::new(),
            Self::Already => "is already in this policy".to_owned(),
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
            Self::Suspended => "is suspended (use --include-suspended)".to_owned(),
            Self::NotInFrom => "is not in the policy named with --from".to_owned(),
            Self::NoAddress => "has no known email address".to_owned(),
            Self::Untold => "is in a policy that the service does not report".to_owned(),
            Self::Protected => "is protected by the configuration".to_owned(),
            Self::InProtectedGroup { group } => {
                format!("is in the group {group}, which the configuration protects")
            }
            Self::Yourself => "is your own account".to_owned(),
            Self::Admin => "is an organization admin (use --include-admins)".to_owned(),
            Self::UnknownRoles => {
                "may be an organization admin: roles unknown (use --include-unknown-roles)"
                    .to_owned()
            }
            Self::ServiceAccount => {
                "is a service account (use --include-service-accounts)".to_owned()
            }
            Self::LastAdmin => {
                "is or may be the last organization admin who can undo the change".to_owned()
            }
            Self::Contradicts => {
                "has an address and an account ID that belong to different people".to_owned()
            }
            Self::MovedOn => "is no longer in the policy the run moved them to".to_owned(),
            Self::NothingBefore => {
                "had no known policy before, so the move cannot be undone".to_owned()
            }
            Self::NotMoved => "has no record of being moved by the run".to_owned(),
        }
    }
}
