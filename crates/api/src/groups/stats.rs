//! How many groups of which kind.

use serde::Deserialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{DirectoryId, OrgId};
use crate::lenient;
use crate::transport::Call;

/// How many groups of which kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupStats {
    /// All.
    pub all: Option<u64>,
    /// Managed by administrators.
    pub managed: Option<u64>,
    /// Filled by an identity provider.
    pub synced: Option<u64>,
    /// By type, as the service names it: `GROUP`, `TEAM`, `USERBASE_GROUP` and others.
    pub by_type: Vec<(String, u64)>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::opt")]
    totals: Option<Totals>,
    #[serde(default, deserialize_with = "lenient::some_list")]
    types: Option<Vec<Of>>,
}

#[derive(Default, Deserialize)]
struct Totals {
    #[serde(default, deserialize_with = "lenient::count")]
    all: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    managed: Option<u64>,
    #[serde(default, deserialize_with = "lenient::count")]
    synced: Option<u64>,
}

#[derive(Deserialize)]
struct Of {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::count")]
    count: Option<u64>,
}

impl Client {
    /// How many groups of which kind: `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/stats` (Organizations,
    /// sure).
    ///
    /// # Errors
    /// Any error of a request. A response without any count is `Unreadable`.
    pub async fn group_stats(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
    ) -> Result<GroupStats, Error> {
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/stats",
            &[org.as_str(), directory.as_str()],
        )?;
        let reply = self.send(&call).await?;
        let wire: Wire = reply.json(&call)?;
        if wire.totals.is_none() && wire.types.is_none() {
            return Err(reply.error(&call, ErrorKind::Unreadable, "the response has no counts"));
        }
        let totals = wire.totals.unwrap_or_default();
        Ok(GroupStats {
            all: totals.all,
            managed: totals.managed,
            synced: totals.synced,
            by_type: wire
                .types
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| Some((one.kind?, one.count?)))
                .collect(),
        })
    }
}
