//! Suspending a person's access to a directory, and restoring it.

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, OrgId};
use crate::transport::Call;

impl Client {
    /// Suspends a person's access to a directory: no access and no license, while roles and groups stay for later.
    /// Works for people who are not managed, too; organization admins are refused.
    /// `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/suspend`
    /// (Organizations, sure; 204 without a body).
    ///
    /// # Errors
    /// Any error of a request; 404 for somebody who is not in the directory. Read back to learn what is so.
    pub async fn suspend_user(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        account: &AccountId,
    ) -> Result<(), Error> {
        let call = Call::post_bare(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/suspend",
            &[org.as_str(), directory.as_str(), account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }

    /// Restores a person's access to a directory, with roles and groups as before:
    /// `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/restore`
    /// (Organizations, sure; 204 without a body).
    ///
    /// # Errors
    /// Any error of a request; a license limit may refuse it.
    pub async fn restore_user(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        account: &AccountId,
    ) -> Result<(), Error> {
        let call = Call::post_bare(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/restore",
            &[org.as_str(), directory.as_str(), account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
