//! One group.

use super::Group;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{DirectoryId, GroupId, OrgId};
use crate::transport::Call;

impl Client {
    /// One group with its counts: `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}` (Organizations,
    /// sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn group(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
    ) -> Result<Group, Error> {
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}",
            &[org.as_str(), directory.as_str(), group.as_str()],
        )?;
        self.one_in_data(&call, "the response has no group").await
    }
}
