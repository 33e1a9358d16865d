//! Directories. Source: Organizations API v2 (sure).

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, DirectoryId, OrgId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// A directory, which holds people and groups of an organization.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Directory {
    /// The directory's ID.
    pub id: DirectoryId,
    /// The directory's name.
    pub name: Option<String>,
    /// Address of its icon.
    pub icon: Option<String>,
    /// The original JSON.
    pub raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    directory_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    icon: Option<String>,
}

impl From<Wire> for Directory {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.directory_id.or(wire.id).unwrap_or_default().into(),
            name: wire.name,
            icon: wire.icon,
            raw: Raw::default(),
        }
    }
}

model!(Directory, id);

impl Client {
    /// The directories: `GET /admin/v2/orgs/{orgId}/directories` (sure).
    pub fn directories(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<Directory, Error>> + Send + use<> {
        let call = Call::get("/admin/v2/orgs/{orgId}/directories", &[org.as_str()])
            .map(|call| call.query("limit", "100"));
        walk(self.clone(), call, Style::QueryAlone)
    }

    /// The directories that an account is in: `GET /admin/v2/orgs/{orgId}/directories?accountId=…` (sure of the parameter;
    /// that an account outside every directory has none is assumed).
    pub fn directories_of(
        &self,
        org: &OrgId,
        account: &AccountId,
    ) -> impl Stream<Item = Result<Directory, Error>> + Send + use<> {
        let call = Call::get("/admin/v2/orgs/{orgId}/directories", &[org.as_str()]).map(|call| {
            let call = call.query("accountId", account.as_str());
            call.query("limit", "100")
        });
        walk(self.clone(), call, Style::QueryAlone)
    }
}
