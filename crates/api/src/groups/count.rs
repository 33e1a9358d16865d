//! How many groups.

use super::GroupSearch;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::OrgId;
use crate::transport::Call;

impl Client {
    /// How many groups a search finds: `GET /admin/v2/orgs/{orgId}/directories/-/groups/count` (Organizations, sure).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a search by names, which the service does not count.
    pub async fn groups_count(&self, org: &OrgId, search: &GroupSearch) -> Result<u64, Error> {
        let mut call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/count",
            &[org.as_str(), "-"],
        )?;
        if !search.group_names.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "Atlassian cannot count groups by name"));
        }
        call.query = search.pairs();
        self.count_in(&call, "count").await
    }
}
