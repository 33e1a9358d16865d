//! Which roles a group gives.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{DirectoryId, GroupId, OrgId, RoleId, WorkspaceId};
use crate::lenient;
use crate::model::{Model, Raw};
use crate::page::{Style, walk};
use crate::transport::Call;

/// The roles that a group gives on one resource.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupRoleAssignment {
    /// The resource.
    #[serde(default, rename = "resourceId", deserialize_with = "lenient::opt")]
    pub resource: Option<WorkspaceId>,
    /// The product's key.
    #[serde(default, rename = "resourceOwner", deserialize_with = "lenient::text")]
    pub owner: Option<String>,
    /// The role for which it is a default group: people who get that role are added to the group.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub default_role: Option<RoleId>,
    /// The roles.
    #[serde(default, deserialize_with = "lenient::list")]
    pub roles: Vec<RoleId>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

impl Model for GroupRoleAssignment {
    fn set_raw(&mut self, raw: Raw) {
        self.raw = raw;
    }
    fn key(&self) -> &str {
        ""
    }
}

impl Client {
    /// The roles that a group gives, by resource:
    /// `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments` (Organizations, sure).
    pub fn group_role_assignments(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
    ) -> impl Stream<Item = Result<GroupRoleAssignment, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments",
            &[org.as_str(), directory.as_str(), group.as_str()],
        )
        .map(|call| call.query("limit", "100"));
        walk(self.clone(), call, Style::QueryAlone)
    }
}
