//! Members of groups. Nothing lists them: search users by `group_ids`.

use serde::Serialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, GroupId, OrgId};
use crate::transport::Call;

impl Client {
    /// Adds a person to a group:
    /// `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/memberships` (Organizations, sure; 204, also
    /// for somebody who is in it already). Readers lag up to a second behind, the products up to a minute (measured
    /// once). The `org-admin` group no longer takes anyone: assign the platform role.
    ///
    /// # Errors
    /// Any error of a request. 409 is two things, told apart by `service_code`: `AlreadySo`, which is well, and
    /// `LicenseLimit`, which is not (measured once). 404 also comes for an unknown person.
    pub async fn add_to_group(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
        account: &AccountId,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            account_id: &'a AccountId,
        }
        let call = Call::post(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/memberships",
            &[org.as_str(), directory.as_str(), group.as_str()],
            &Request {
                account_id: account,
            },
        )?;
        self.change(&call).await.map(drop)
    }

    /// Takes a person out of a group:
    /// `DELETE /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/memberships/{accountId}` (Organizations,
    /// sure; 204). Readers lag as for adding.
    ///
    /// # Errors
    /// Any error of a request. 404 may mean that the person is not in it: read back.
    pub async fn remove_from_group(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
        account: &AccountId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/memberships/{accountId}",
            &[
                org.as_str(),
                directory.as_str(),
                group.as_str(),
                account.as_str(),
            ],
        )?;
        self.change(&call).await.map(drop)
    }
}
