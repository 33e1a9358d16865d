//! Removing a person from a directory.

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, OrgId};
use crate::transport::Call;

impl Client {
    /// Removes a person from a directory, with roles and groups. A managed account stays one; coming back takes an
    /// invitation, and roles and groups again.
    /// `DELETE /admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}` (Organizations, sure; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 for somebody who is not in the directory.
    pub async fn remove_user(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        account: &AccountId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}",
            &[org.as_str(), directory.as_str(), account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
