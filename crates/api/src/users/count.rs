//! Counting people.

use super::UserFilter;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::OrgId;
use crate::transport::Call;

impl Client {
    /// How many people a filter finds:
    /// `GET /admin/v2/orgs/{orgId}/directories/-/users/count` (sure).
    ///
    /// # Errors
    /// As for any call; `BadInput` for a filter by addresses, which the service cannot count.
    pub async fn users_count(&self, org: &OrgId, filter: &UserFilter) -> Result<u64, Error> {
        let mut call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/count",
            &[org.as_str(), "-"],
        )?;
        filter.check()?;
        if !filter.emails.is_empty() {
            return Err(call.error(
                ErrorKind::BadInput,
                "Atlassian cannot count users by email address",
            ));
        }
        call.query = filter.pairs();
        self.count_in(&call, "count").await
    }
}
