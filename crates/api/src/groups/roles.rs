//! Roles of a group: what its members may use.

use serde::Serialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{DirectoryId, GroupId, OrgId, RoleId, WorkspaceId};
use crate::transport::Call;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    resource_id: &'a WorkspaceId,
    role_id: &'a RoleId,
}

impl Client {
    /// Gives a group a role in an app, and so its members:
    /// `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments/assign` (Organizations, sure;
    /// 200).
    ///
    /// # Errors
    /// Any error of a request; a license limit is 409 with its `service_code`.
    pub async fn assign_group_role(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
        role: &RoleId,
        resource: &WorkspaceId,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments/assign",
            &[org.as_str(), directory.as_str(), group.as_str()],
            &Request {
                resource_id: resource,
                role_id: role,
            },
        )?;
        self.change(&call).await.map(drop)
    }

    /// Takes a role in an app from a group, and from members who have it by this group alone:
    /// `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments/revoke` (Organizations, sure;
    /// 204).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn revoke_group_role(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
        role: &RoleId,
        resource: &WorkspaceId,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments/revoke",
            &[org.as_str(), directory.as_str(), group.as_str()],
            &Request {
                resource_id: resource,
                role_id: role,
            },
        )?;
        self.change(&call).await.map(drop)
    }
}
