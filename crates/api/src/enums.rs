//! Open enums: the values of the specifications, and any others that Atlassian sends.

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

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl ::serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
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

pub(crate) use open_enum;

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
    /// An organization role. Sent only when asked for with [`Expand::PlatformRoles`](crate::Expand).
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
    /// How a person came by a role. Only what is direct can be revoked from the person.
    RoleMethod {
        /// Given to the person.
        Direct = "direct",
        /// Given to a group of the person.
        GroupDirect = "group_direct",
        /// It follows from another role.
        Inferred = "inferred",
    }
    /// Whether an API token works.
    TokenStatus {
        /// The token works.
        Allowed = "ALLOWED",
        /// A policy blocks it.
        Blocked = "BLOCKED",
        /// Its time is over; of service accounts only.
        Expired = "EXPIRED",
    }
    /// Whether an OAuth client works.
    OAuthClientStatus {
        /// The client works.
        Active = "ACTIVE",
        /// Somebody revoked it.
        Revoked = "REVOKED",
        /// Its time is over.
        Expired = "EXPIRED",
    }
    /// What a policy of the organization is about.
    PolicyKind {
        /// From which addresses people come in.
        IpAllowlist = "ip-allowlist",
        /// Where data is kept.
        DataResidency = "data-residency",
        /// What may be done with data.
        DataSecurity = "data-security",
    }
    /// Whether a policy is in force.
    PolicyStatus {
        /// The policy is in force.
        Enabled = "enabled",
        /// The policy is disabled.
        Disabled = "disabled",
    }
    /// How far a policy has come on a resource.
    ApplicationStatus {
        /// Being checked.
        Validating = "validating",
        /// On its way.
        Applying = "applying",
        /// On its way out.
        Removing = "removing",
        /// In force.
        Applied = "applied",
        /// The task failed.
        Failed = "failed",
        /// For later.
        Scheduled = "scheduled",
    }
    /// What to do with the draft of a policy.
    DraftAction {
        /// The draft takes the policy's place.
        Update = "UPDATE",
        /// The policy is deleted.
        Delete = "DELETE",
    }
    /// What a policy covers.
    PolicyCoverage {
        /// Product instances.
        Workspace = "WORKSPACE",
        /// Levels of classification.
        Classification = "CLASSIFICATION",
        /// Spaces and projects.
        Container = "CONTAINER",
        /// The organization.
        Org = "ORG",
    }
    /// The result of an invitation.
    InviteStatus {
        /// Done.
        Invited = "INVITED",
        /// Not done.
        Error = "ERROR",
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
