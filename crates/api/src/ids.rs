//! IDs. All are opaque: never validated or parsed, and percent-encoded as one path segment. (Organization
//! IDs look like UUIDs but are not hexadecimal; account IDs may contain `:` and `|`.)

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id as an owned text.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )+};
}

id! {
    /// An organization.
    OrgId,
    /// A directory of an organization; `-` means all that the caller may manage.
    DirectoryId,
    /// A person's or an app's Atlassian account.
    AccountId,
    /// A group.
    GroupId,
    /// A policy: of authentication, or one of the organization's others.
    PolicyId,
    /// An event of the audit log.
    EventId,
    /// A role, such as `atlassian/user`.
    RoleId,
    /// A person's or a service account's API token.
    TokenId,
    /// An organization API key.
    ApiKeyId,
    /// A service account, as the calls on its credentials name it.
    ServiceAccountId,
    /// An OAuth client of a service account.
    OAuthClientId,
    /// A directory of an identity provider, which has a key of its own.
    ScimDirectoryId,
    /// A user record of an identity provider's directory; no account.
    ScimUserId,
    /// A group record of an identity provider's directory.
    ScimGroupId,
    /// A domain.
    DomainId,
    /// A workspace: an app of the organization.
    WorkspaceId,
    /// A site (cloud ID), used by the portal's older calls.
    SiteId,
    /// A task that continues on the server after a call.
    TaskId,
    /// A place in a list, handed out by the server.
    Cursor,
}
