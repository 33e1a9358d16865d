//! The portal's own changes to people and groups, for organizations on the original user management. Scripts in use send
//! them; Atlassian publishes none of them, and no answer is documented.

use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, GroupId, OrgId, SiteId};
use crate::transport::Call;

impl Client {
    /// Removes a person from a site: `DELETE /gateway/api/adminhub/um/site/{siteId}/users/{accountId}` (three sources; no
    /// body).
    ///
    /// # Errors
    /// Any error of a request. Read back to learn what is so.
    pub async fn remove_site_user(&self, site: &SiteId, account: &AccountId) -> Result<(), Error> {
        let call = Call::delete(
            "/adminhub/um/site/{siteId}/users/{accountId}",
            &[site.as_str(), account.as_str()],
        )?;
        self.change(&call.session_only()).await.map(drop)
    }

    /// Deactivates a person in a site, not their account:
    /// `POST /gateway/api/adminhub/um/site/{siteId}/users/{accountId}/deactivate` (three sources). No call is known that
    /// activates them again.
    ///
    /// # Errors
    /// Any error of a request. Read back to learn what is so.
    pub async fn deactivate_site_user(
        &self,
        site: &SiteId,
        account: &AccountId,
    ) -> Result<(), Error> {
        let call = Call::post_bare(
            "/adminhub/um/site/{siteId}/users/{accountId}/deactivate",
            &[site.as_str(), account.as_str()],
        )?;
        self.change(&call.session_only()).await.map(drop)
    }

    /// Adds people to a group: `POST /gateway/api/adminhub/um/org/{orgId}/groups/{groupId}/members` (one source, whose
    /// result is not shown). No call is known that takes them out again.
    ///
    /// # Errors
    /// Any error of a request. Read back to learn what is so.
    pub async fn add_org_group_members(
        &self,
        org: &OrgId,
        group: &GroupId,
        accounts: &[AccountId],
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            account_ids: &'a [AccountId],
        }
        let call = Call::post(
            "/adminhub/um/org/{orgId}/groups/{groupId}/members",
            &[org.as_str(), group.as_str()],
            &Request {
                account_ids: accounts,
            },
        )?;
        self.change(&call.session_only()).await.map(drop)
    }

    /// Creates a group: `POST /gateway/api/adminhub/um/org/{orgId}/groups` (one source). The answer has the ID there; here
    /// it is found by name with [`Client::org_groups_whole`].
    ///
    /// # Errors
    /// Any error of a request. Read back to learn what is so.
    pub async fn create_org_group(
        &self,
        org: &OrgId,
        name: &str,
        description: Option<&str>,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            name: &'a str,
            description: &'a str,
        }
        let call = Call::post(
            "/adminhub/um/org/{orgId}/groups",
            &[org.as_str()],
            &Request {
                name,
                description: description.unwrap_or_default(),
            },
        )?;
        if name.trim().is_empty() {
            return Err(call.error(ErrorKind::BadInput, "a group needs a name"));
        }
        self.change(&call.session_only()).await.map(drop)
    }
}
