//! A person as the directories show them, borrowed from the page they came in.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use super::lenient_fields::{name, object, objects, open, opens, text, truth};
use crate::enums::{
    AccountStatus, AccountType, ClaimStatus, ManagementSource, MembershipStatus, PlatformRole,
    UserStatus,
};
use crate::lenient;

/// A person of the directories. Everything but the raw text may be missing.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DirectoryUser<'a> {
    /// The account's id.
    #[serde(borrow, deserialize_with = "text")]
    pub account_id: Option<Cow<'a, str>>,
    /// The type of the account.
    #[serde(deserialize_with = "open")]
    pub account_type: Option<AccountType>,
    /// State of the account.
    #[serde(deserialize_with = "open")]
    pub account_status: Option<AccountStatus>,
    /// The state administrators see.
    #[serde(deserialize_with = "open")]
    pub status: Option<UserStatus>,
    /// Standing in the directory.
    #[serde(deserialize_with = "open")]
    pub membership_status: Option<MembershipStatus>,
    /// Managed or not.
    #[serde(deserialize_with = "open")]
    pub claim_status: Option<ClaimStatus>,
    /// Invited or provisioned.
    #[serde(deserialize_with = "open")]
    pub management_source: Option<ManagementSource>,
    /// Full name.
    #[serde(borrow, deserialize_with = "name")]
    pub name: Option<Cow<'a, str>>,
    /// Public name.
    #[serde(borrow, deserialize_with = "name")]
    pub nickname: Option<Cow<'a, str>>,
    /// Email address.
    #[serde(borrow, deserialize_with = "text")]
    pub email: Option<Cow<'a, str>>,
    /// Whether the address is proven.
    #[serde(deserialize_with = "truth")]
    pub email_verified: Option<bool>,
    /// Whether two-step verification is on.
    #[serde(deserialize_with = "truth")]
    pub mfa_enabled: Option<bool>,
    /// When the person came to the organization (ISO 8601).
    #[serde(borrow, deserialize_with = "text")]
    pub added_to_org: Option<Cow<'a, str>>,
    /// When the account was deactivated (ISO 8601). The specification has it for one person; newer clients saw it in
    /// lists too.
    #[serde(borrow, deserialize_with = "text")]
    pub deactivated_on: Option<Cow<'a, str>>,
    /// Job title.
    #[serde(borrow, deserialize_with = "text")]
    pub job_title: Option<Cow<'a, str>>,
    /// Department.
    #[serde(borrow, deserialize_with = "text")]
    pub department: Option<Cow<'a, str>>,
    /// Company.
    #[serde(borrow, deserialize_with = "text")]
    pub organization: Option<Cow<'a, str>>,
    /// Location.
    #[serde(borrow, deserialize_with = "text")]
    pub location: Option<Cow<'a, str>>,
    /// Time zone.
    #[serde(borrow, deserialize_with = "text")]
    pub time_zone: Option<Cow<'a, str>>,
    /// Organization roles; none if not requested, empty if the person has none.
    #[serde(deserialize_with = "opens")]
    pub platform_roles: Option<Vec<PlatformRole>>,
    /// Groups; none if not requested.
    #[serde(borrow, deserialize_with = "objects")]
    pub groups: Option<Vec<UserGroup<'a>>>,
    /// Apps with last activity; none if not requested.
    #[serde(borrow, deserialize_with = "objects")]
    pub product_access: Option<Vec<ProductAccess<'a>>>,
    /// Counts of the person's resources; none if not requested.
    #[serde(deserialize_with = "object")]
    pub counts: Option<UserCounts>,
    /// The JSON text as received; `None` only for a user that was not read from a page.
    #[serde(skip)]
    pub raw: Option<&'a str>,
}

/// A group a person is in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct UserGroup<'a> {
    /// The group's ID.
    #[serde(borrow, deserialize_with = "text")]
    pub id: Option<Cow<'a, str>>,
    /// The group's name.
    #[serde(borrow, deserialize_with = "name")]
    pub name: Option<Cow<'a, str>>,
    /// The description of the group.
    #[serde(borrow, deserialize_with = "text")]
    pub description: Option<Cow<'a, str>>,
}

/// A product a person may use.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductAccess<'a> {
    /// The app, an ARI.
    #[serde(borrow, deserialize_with = "text")]
    pub id: Option<Cow<'a, str>>,
    /// The product's key.
    #[serde(borrow, deserialize_with = "text")]
    pub key: Option<Cow<'a, str>>,
    /// Last activity (ISO 8601); none if never or not reported.
    #[serde(borrow, deserialize_with = "text")]
    pub last_active_timestamp: Option<Cow<'a, str>>,
}

/// The counts of a person's resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct UserCounts {
    /// Resources the person has access to.
    #[serde(default, deserialize_with = "lenient::count")]
    pub resources: Option<u64>,
}

/// Personal data: the debug form names only the account.
impl fmt::Debug for DirectoryUser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryUser")
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}
