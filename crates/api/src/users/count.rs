//! Counting people.

use serde::Deserialize;

use super::UserFilter;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::OrgId;
use crate::lenient;
use crate::transport::Call;

impl Client {
    /// How many people a filter finds:
    /// `GET /admin/v2/orgs/{orgId}/directories/-/users/count` (sure).
    ///
    /// # Errors
    /// As for any call; `BadInput` for a filter by addresses, which the service cannot count.
    pub async fn users_count(&self, org: &OrgId, filter: &UserFilter) -> Result<u64, Error> {
        #[derive(Deserialize)]
        struct Count {
            #[serde(default, deserialize_with = "lenient::count")]
            count: Option<u64>,
        }
        let mut call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/count",
            &[org.as_str(), "-"],
        )?;
        filter.check()?;
        if !filter.emails.is_empty() {
            return Err(call.error(
                ErrorKind::BadInput,
                "the service cannot count users by email address",
            ));
        }
        call.query = filter.pairs();
        let reply = self.send(&call).await?;
        reply
            .json::<Count>(&call)?
            .count
            .ok_or_else(|| reply.error(&call, ErrorKind::Unreadable, "the response has no count"))
    }
}
