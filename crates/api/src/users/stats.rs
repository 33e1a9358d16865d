//! How many people are in which state, and have which role.

use serde::Deserialize;

use crate::client::Client;
use crate::enums::AccountStatus;
use crate::error::{Error, ErrorKind};
use crate::ids::{DirectoryId, OrgId, RoleId};
use crate::lenient;
use crate::transport::Call;

/// How many people are in which state, and have which role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserStats {
    /// By state of the account.
    pub by_account_status: Vec<(AccountStatus, u64)>,
    /// By role.
    pub by_role: Vec<(RoleId, u64)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::some_list")]
    account_status: Option<Vec<Count>>,
    #[serde(default, deserialize_with = "lenient::some_list")]
    roles: Option<Vec<Count>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    #[serde(default, deserialize_with = "lenient::count")]
    count: Option<u64>,
    #[serde(default, deserialize_with = "lenient::opt")]
    status: Option<AccountStatus>,
    #[serde(default, deserialize_with = "lenient::text")]
    role_id: Option<String>,
}

impl Client {
    /// How many people are in which state, and have which role:
    /// `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/users/stats` (Organizations, sure).
    ///
    /// # Errors
    /// Any error of a request. A response without any count is `Unreadable`.
    pub async fn user_stats(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
    ) -> Result<UserStats, Error> {
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/stats",
            &[org.as_str(), directory.as_str()],
        )?;
        let reply = self.send(&call).await?;
        let wire: Wire = reply.json(&call)?;
        if wire.account_status.is_none() && wire.roles.is_none() {
            return Err(reply.error(&call, ErrorKind::Unreadable, "the response has no counts"));
        }
        Ok(UserStats {
            by_account_status: wire
                .account_status
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| Some((one.status?, one.count?)))
                .collect(),
            by_role: wire
                .roles
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| Some((one.role_id?.into(), one.count?)))
                .collect(),
        })
    }
}
