//! People as the portal shows them.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, GroupId, OrgId, SiteId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{OffsetPage, OffsetStyle, entries, pages};
use crate::transport::Call;

/// A person as the portal shows them (reported fields; the values of `active_status` are unknown).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PortalUser {
    /// The account.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: AccountId,
    /// The person's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// The state, in the portal's own words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub active_status: Option<String>,
    /// When last seen (RFC 3339); absent for someone never seen.
    #[serde(default, deserialize_with = "lenient::text")]
    pub presence: Option<String>,
    /// When made (RFC 3339).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created: Option<String>,
    /// Whether the account belongs to an app or a system.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub system: Option<bool>,
    /// Whether the address is proven.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub has_verified_email: Option<bool>,
    /// The original JSON.
    #[serde(skip)]
    pub raw: Raw,
}

model!(PortalUser, id);

impl Client {
    /// The people of an organization: `GET /gateway/api/adminhub/um/org/{orgId}/users` (fairly sure).
    pub fn org_users(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<PortalUser, Error>> + Send + use<> {
        let call = Call::get("/adminhub/um/org/{orgId}/users", &[org.as_str()]);
        entries(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("users"),
        )
    }

    /// The same page by page, at most `at_once` on their way. The proof of each page says whether its list was whole so
    /// far: people who come and go shift it. A short list that shifted is read once more.
    pub fn org_users_pages(
        &self,
        org: &OrgId,
        at_once: usize,
    ) -> impl Stream<Item = Result<OffsetPage<PortalUser>, Error>> + Send + use<> {
        let call = Call::get("/adminhub/um/org/{orgId}/users", &[org.as_str()]);
        pages(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("users"),
            at_once,
            true,
        )
    }

    /// A person of a site: `GET /gateway/api/adminhub/um/site/{siteId}/users/{accountId}` (one source).
    ///
    /// # Errors
    /// Any error of a request; `NotFound` for somebody who is not in the site.
    pub async fn site_user(&self, site: &SiteId, account: &AccountId) -> Result<PortalUser, Error> {
        let call = Call::get(
            "/adminhub/um/site/{siteId}/users/{accountId}",
            &[site.as_str(), account.as_str()],
        )?;
        self.one(&call.session_only(), "the response has no person")
            .await
    }

    /// The people of a site: `GET /gateway/api/adminhub/um/site/{siteId}/users` (reported; the shape is
    /// inferred from the organization's list). The id is a site's; a first-hand
    /// report has an organization's.
    pub fn site_users(
        &self,
        site: &SiteId,
    ) -> impl Stream<Item = Result<PortalUser, Error>> + Send + use<> {
        let call = Call::get("/adminhub/um/site/{siteId}/users", &[site.as_str()]);
        entries(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("users"),
        )
    }

    /// The members of a group:
    /// `GET /gateway/api/adminhub/um/org/{orgId}/groups/{groupId}/members` (reported, contradicted by
    /// one source).
    pub fn org_group_members(
        &self,
        org: &OrgId,
        group: &GroupId,
    ) -> impl Stream<Item = Result<PortalUser, Error>> + Send + use<> {
        let call = Call::get(
            "/adminhub/um/org/{orgId}/groups/{groupId}/members",
            &[org.as_str(), group.as_str()],
        );
        entries(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("users"),
        )
    }

    /// The same page by page, at most `at_once` on their way: see [`Client::org_users_pages`].
    pub fn org_group_members_pages(
        &self,
        org: &OrgId,
        group: &GroupId,
        at_once: usize,
    ) -> impl Stream<Item = Result<OffsetPage<PortalUser>, Error>> + Send + use<> {
        let call = Call::get(
            "/adminhub/um/org/{orgId}/groups/{groupId}/members",
            &[org.as_str(), group.as_str()],
        );
        pages(
            self.clone(),
            call.map(Call::session_only),
            OffsetStyle::portal("users"),
            at_once,
            true,
        )
    }
}
