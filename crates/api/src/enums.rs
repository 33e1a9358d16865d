//! Open enums: the values of the specifications, and any others that Atlassian sends.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

macro_rules! open_enum {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A value that no specification names.
            Other(String),
        }

        impl $name {
            /// The value in the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }

            /// The values that the specifications name.
            pub const KNOWN: &[&str] = &[$($text),+];
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a string")
                    }
                    fn visit_str<E>(self, text: &str) -> Result<$name, E> {
                        Ok($name::from(text))
                    }
                    fn visit_string<E>(self, text: String) -> Result<$name, E> {
                        Ok($name::from(text))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    )+};
}

open_enum! {
    /// What state the Atlassian account itself is in.
    AccountStatus {
        /// Can sign in.
        Active = "active",
        /// Deactivated.
        Inactive = "inactive",
        /// Deleted.
        Closed = "closed",
    }
    /// The type of an account.
    AccountType {
        /// A person.
        Atlassian = "atlassian",
        /// A customer of a service project.
        Customer = "customer",
        /// An app.
        App = "app",
    }
    /// Whether the organization has claimed the account.
    ClaimStatus {
        /// The organization manages the account.
        Managed = "managed",
        /// Another organization owns the domain.
        Unmanaged = "unmanaged",
    }
    /// The account's standing in the directory.
    MembershipStatus {
        /// Has access.
        Active = "active",
        /// Access is suspended.
        Suspended = "suspended",
        /// Not a member.
        NoMembership = "no_membership",
    }
    /// The status shown to administrators: account and membership combined.
    UserStatus {
        /// Active.
        Active = "active",
        /// Access is suspended.
        Suspended = "suspended",
        /// Known, but not invited.
        NotInvited = "not_invited",
        /// The account is deactivated.
        Deactivated = "deactivated",
        /// To be deleted after the time of grace.
        ForDeletion = "for_deletion",
    }
    /// The verification status of a domain.
    DomainClaimStatus {
        /// Verified.
        Verified = "verified",
        /// Given up.
        Deleted = "deleted",
        /// Not verified yet.
        Unverified = "unverified",
        /// Another organization has verified it.
        Superseded = "superseded",
        /// The proof is gone.
        MissingToken = "missing_token",
    }
    /// A role over the organization. Sent only when asked for with [`Expand::PlatformRoles`](crate::Expand).
    PlatformRole {
        /// Organization admin.
        OrgAdmin = "atlassian/org-admin",
        /// Site admin.
        SiteAdmin = "atlassian/site-admin",
        /// User access admin.
        UserAccessAdmin = "atlassian/user-access-admin",
        /// May use AI features.
        AiAccess = "atlassian/ai-access",
    }
    /// How the account was added.
    ManagementSource {
        /// Invited by someone.
        Invited = "invited",
        /// Provisioned by an identity provider.
        Synced = "synced",
    }
    /// Whether a workspace is up.
    WorkspaceStatus {
        /// Online.
        Online = "online",
        /// Offline.
        Offline = "offline",
        /// On its way out.
        Deprecated = "deprecated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_kept() {
        let known: UserStatus = serde_json::from_str("\"for_deletion\"").unwrap();
        assert_eq!(known, UserStatus::ForDeletion);
        let new: UserStatus = serde_json::from_str("\"on_holiday\"").unwrap();
        assert_eq!(new, UserStatus::Other("on_holiday".into()));
        assert_eq!(serde_json::to_string(&new).unwrap(), "\"on_holiday\"");
        for text in UserStatus::KNOWN {
            assert_eq!(UserStatus::from(*text).as_str(), *text);
        }
    }
}
