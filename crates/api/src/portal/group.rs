//! Groups as the portal shows them.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, GroupId, OrgId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{OffsetStyle, entries};
use crate::transport::Call;

/// A group as the portal shows it (fairly sure: Atlassian's own test data).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortalGroup {
    /// The group's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: GroupId,
    /// The group's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The description of the group.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Number of members.
    #[serde(default, deserialize_with = "lenient::count")]
    pub user_total: Option<u64>,
    /// Whether the group is read-only.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub unmodifiable: Option<bool>,
    /// Who may manage the group: `ALL` and others.
    #[serde(default, deserialize_with = "lenient::text")]
    pub management_access: Option<String>,
    /// Its organization role.
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform_role: Option<String>,
    /// Its privilege over the site: `NONE` and others.
    #[serde(default, deserialize_with = "lenient::text")]
    pub site_privilege: Option<String>,
    /// The apps it gives access to.
    #[serde(default, deserialize_with = "lenient::list")]
    pub product_permissions: Vec<PortalProduct>,
    /// The original JSON.
    #[serde(skip)]
    pub raw: Raw,
}

/// A product a group gives access to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortalProduct {
    /// The app's ID.
    #[serde(default, deserialize_with = "lenient::text")]
    pub product_id: Option<String>,
    /// The app's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub product_name: Option<String>,
    /// The permission: `WRITE` and others.
    #[serde(default, deserialize_with = "lenient::list")]
    pub permissions: Vec<String>,
}

model!(PortalGroup, id);

impl Client {
    /// The groups of an organization: `GET /gateway/api/adminhub/um/org/{orgId}/groups` (fairly sure).
    pub fn org_groups(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<PortalGroup, Error>> + Send + use<> {
        let call = Call::get("/adminhub/um/org/{orgId}/groups", &[org.as_str()]);
        entries(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("groups"),
        )
    }

    /// The groups of a person:
    /// `GET /gateway/api/adminhub/um/org/{orgId}/users/{accountId}/groups` (reported).
    pub fn org_user_groups(
        &self,
        org: &OrgId,
        account: &AccountId,
    ) -> impl Stream<Item = Result<PortalGroup, Error>> + Send + use<> {
        let call = Call::get(
            "/adminhub/um/org/{orgId}/users/{accountId}/groups",
            &[org.as_str(), account.as_str()],
        );
        entries(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("groups"),
        )
    }
}
