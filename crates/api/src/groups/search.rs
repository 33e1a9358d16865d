//! Finding groups.

use futures_util::Stream;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, GroupId, OrgId, RoleId, WorkspaceId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// A group.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The group's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: GroupId,
    /// The group's name.
    #[serde(default, deserialize_with = "lenient::name")]
    pub name: Option<String>,
    /// The description of the group.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The directory it is in.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub directory_id: Option<DirectoryId>,
    /// The manager: `external` for an identity provider.
    #[serde(default, deserialize_with = "lenient::text")]
    pub managed_by: Option<String>,
    /// Whether an identity provider syncs its members.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub external_synced: Option<bool>,
    /// The operations allowed; `modifiable: false` marks a read-only group.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub management_access: Option<ManagementAccess>,
    /// The counts of its contents, if requested.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub counts: Option<GroupCounts>,
    /// The original JSON.
    #[serde(skip)]
    pub raw: Raw,
}

/// The operations allowed on a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct ManagementAccess {
    /// Members can be seen.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub readable: Option<bool>,
    /// Members can be changed.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub modifiable: Option<bool>,
    /// The group can be deleted.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub deletable: Option<bool>,
}

/// The counts of a group's contents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct GroupCounts {
    /// Number of members.
    #[serde(default, deserialize_with = "lenient::count")]
    pub users: Option<u64>,
    /// Number of resources it gives access to.
    #[serde(default, deserialize_with = "lenient::count")]
    pub resources: Option<u64>,
}

model!(Group, id);

/// Filters and expanded fields. The default is all groups with their counts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupSearch {
    /// Only groups of these people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_ids: Vec<AccountId>,
    /// Only groups in these directories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directory_ids: Vec<DirectoryId>,
    /// Only groups with these IDs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_ids: Vec<GroupId>,
    /// Only groups with these names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_names: Vec<String>,
    /// With a role on these resources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_ids: Vec<WorkspaceId>,
    /// With these roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role_ids: Vec<RoleId>,
    /// Only groups whose name contains this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_term: Option<String>,
    /// With these counts: `counts.users`, `counts.resources`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expand: Vec<&'static str>,
    /// Page size, 1 to 100.
    pub limit: u32,
}

impl Default for GroupSearch {
    fn default() -> Self {
        Self {
            account_ids: Vec::new(),
            directory_ids: Vec::new(),
            group_ids: Vec::new(),
            group_names: Vec::new(),
            resource_ids: Vec::new(),
            role_ids: Vec::new(),
            search_term: None,
            expand: vec!["counts.users", "counts.resources"],
            limit: 100,
        }
    }
}

impl GroupSearch {
    /// As query parameters, a list as the same name again and again.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        for id in &self.account_ids {
            add("accountIds", id.as_str());
        }
        for id in &self.directory_ids {
            add("directoryIds", id.as_str());
        }
        for id in &self.group_ids {
            add("groupIds", id.as_str());
        }
        for id in &self.resource_ids {
            add("resourceIds", id.as_str());
        }
        for id in &self.role_ids {
            add("roleIds", id.as_str());
        }
        if let Some(term) = &self.search_term {
            add("searchTerm", term);
        }
        pairs
    }
}

impl Client {
    /// Groups: `POST /admin/v2/orgs/{orgId}/directories/-/groups/search` (sure).
    pub fn groups_search(
        &self,
        org: &OrgId,
        search: GroupSearch,
    ) -> impl Stream<Item = Result<Group, Error>> + Send + use<> {
        let call = Call::search(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/search",
            &[org.as_str(), "-"],
            &search,
        );
        walk(self.clone(), call, Style::Body)
    }
}
