//! Which roles a person has, and how each came about.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::enums::{MembershipStatus, RoleMethod};
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, OrgId, RoleId, WorkspaceId};
use crate::lenient;
use crate::model::{Model, Raw};
use crate::page::{Style, walk};
use crate::transport::Call;

/// The roles of a person on one resource.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct UserRoleAssignment {
    /// The resource: a workspace, or the organization.
    pub resource: Option<WorkspaceId>,
    /// The product's key.
    pub owner: Option<String>,
    /// The directory; none for organization roles.
    pub directory: Option<DirectoryId>,
    /// Standing in that directory.
    pub membership_status: Option<MembershipStatus>,
    /// The roles. Where the service says only their names, how each came about is empty, which means unknown.
    pub roles: Vec<AssignedRole>,
    /// As the service sent it.
    pub raw: Raw,
}

/// A role of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedRole {
    /// The role.
    #[serde(default, deserialize_with = "lenient::id")]
    pub role: RoleId,
    /// How it came about.
    #[serde(
        default,
        rename = "roleAssignmentMethods",
        deserialize_with = "lenient::list"
    )]
    pub methods: Vec<RoleMethod>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    resource_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    resource_owner: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    directory_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    user_directory_status: Option<MembershipStatus>,
    #[serde(default, deserialize_with = "lenient::list")]
    role_assignments: Vec<AssignedRole>,
    #[serde(default, deserialize_with = "lenient::list")]
    roles: Vec<String>,
}

impl From<Wire> for UserRoleAssignment {
    fn from(wire: Wire) -> Self {
        let mut roles = wire.role_assignments;
        roles.retain(|role| !role.role.as_str().is_empty());
        // The older field: names alone. It may name one that the newer field does not.
        for name in wire.roles {
            if !name.is_empty() && !roles.iter().any(|role| role.role.as_str() == name) {
                roles.push(AssignedRole {
                    role: name.into(),
                    methods: Vec::new(),
                });
            }
        }
        Self {
            resource: wire.resource_id.map(WorkspaceId::from),
            owner: wire.resource_owner,
            directory: wire.directory_id.map(DirectoryId::from),
            membership_status: wire.user_directory_status,
            roles,
            raw: Raw::default(),
        }
    }
}

impl Model for UserRoleAssignment {
    fn set_raw(&mut self, raw: Raw) {
        self.raw = raw;
    }
    /// One resource may be there once for each directory: only the whole text names it.
    fn key(&self) -> &str {
        ""
    }
}

impl Client {
    /// The roles of a person, by resource, with how each came about:
    /// `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/role-assignments` (Organizations, sure).
    /// A second role on a resource adds no entry (measured once): count roles, not entries.
    pub fn user_role_assignments(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        account: &AccountId,
    ) -> impl Stream<Item = Result<UserRoleAssignment, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/role-assignments",
            &[org.as_str(), directory.as_str(), account.as_str()],
        )
        .map(|call| call.query("limit", "100"));
        walk(self.clone(), call, Style::QueryAlone)
    }
}
