//! Roles of a person: in an app and in the organization.

use serde::Serialize;

use crate::client::Client;
use crate::enums::PlatformRole;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, OrgId, RoleId, WorkspaceId};
use crate::transport::Call;

#[derive(Serialize)]
struct OnResource<'a> {
    role: &'a RoleId,
    resource: &'a WorkspaceId,
}

#[derive(Serialize)]
struct OverOrganization<'a> {
    role: &'a PlatformRole,
}

impl Client {
    /// Gives a person a role in an app: `POST /admin/v1/orgs/{orgId}/users/{userId}/roles/assign` (Organizations, sure;
    /// 204). Readers lag tens of seconds behind (measured once).
    ///
    /// The specification leaves `resource` optional; without it the service refuses with `ADMIN-UAM-400-5` (measured
    /// once), so it is always sent.
    ///
    /// # Errors
    /// Any error of a request; `service_code` tells a license limit (409) from a role that is there already, and a
    /// suspended person (400).
    pub async fn assign_role(
        &self,
        org: &OrgId,
        account: &AccountId,
        role: &RoleId,
        resource: &WorkspaceId,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/users/{userId}/roles/assign",
            &[org.as_str(), account.as_str()],
            &OnResource { role, resource },
        )?;
        self.role_change(&call, resource).await
    }

    /// Takes a role in an app from a person: `POST /admin/v1/orgs/{orgId}/users/{userId}/roles/revoke` (Organizations,
    /// sure; 204). Only a role that is [`Direct`](crate::RoleMethod::Direct) can be taken; readers lag as for giving.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn revoke_role(
        &self,
        org: &OrgId,
        account: &AccountId,
        role: &RoleId,
        resource: &WorkspaceId,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/users/{userId}/roles/revoke",
            &[org.as_str(), account.as_str()],
            &OnResource { role, resource },
        )?;
        self.role_change(&call, resource).await
    }

    async fn role_change(&self, call: &Call, resource: &WorkspaceId) -> Result<(), Error> {
        if resource.as_str().is_empty() {
            return Err(call.error(ErrorKind::BadInput, "a role of an app needs the app"));
        }
        self.change(call).await.map(drop)
    }

    /// Gives a person an organization role:
    /// `POST /admin/v1/orgs/{orgId}/users/{userId}/role-assignments/assign` (Organizations, sure and experimental; 204; up
    /// to 30 seconds until it is seen). The specification names `atlassian/org-admin` alone.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn assign_platform_role(
        &self,
        org: &OrgId,
        account: &AccountId,
        role: &PlatformRole,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/users/{userId}/role-assignments/assign",
            &[org.as_str(), account.as_str()],
            &OverOrganization { role },
        )?;
        self.change(&call).await.map(drop)
    }

    /// Takes an organization role from a person:
    /// `POST /admin/v1/orgs/{orgId}/users/{userId}/role-assignments/revoke` (as for giving).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn revoke_platform_role(
        &self,
        org: &OrgId,
        account: &AccountId,
        role: &PlatformRole,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/users/{userId}/role-assignments/revoke",
            &[org.as_str(), account.as_str()],
            &OverOrganization { role },
        )?;
        self.change(&call).await.map(drop)
    }
}
