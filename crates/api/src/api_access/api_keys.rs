//! Organization API keys.

use futures_util::Stream;
use serde::Deserialize;

use super::{TimeRange, TokenUser};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{ApiKeyId, OrgId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// An organization API key; never its secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// The API key's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: ApiKeyId,
    /// What its maker calls it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// When it was made (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
    /// When it expires (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub expires_at: Option<String>,
    /// When it was last used (ISO 8601); none for never, or not said.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active_at: Option<String>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub created_by: Option<TokenUser>,
    /// What it may do; empty for a key without scopes, which may do everything.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<String>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(ApiKey, id);

/// Which keys. What is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiKeyFilter {
    /// With this in the label, or in the maker's name or address.
    pub text: Option<String>,
    /// That expire in this time.
    pub expires: TimeRange,
    /// Last used in this time.
    pub last_active: TimeRange,
}

impl ApiKeyFilter {
    fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if let Some(text) = &self.text {
            pairs.push(("q".to_owned(), text.clone()));
        }
        pairs.extend(self.expires.pairs("expiresAt"));
        pairs.extend(self.last_active.pairs("lastActiveAt"));
        pairs
    }
}

impl Client {
    /// The API keys of the organization: `GET /admin/api-access/v1/orgs/{orgId}/api-keys` (API Access, sure). Sorted by
    /// time of expiry, which does not change.
    pub fn api_keys(
        &self,
        org: &OrgId,
        filter: &ApiKeyFilter,
    ) -> impl Stream<Item = Result<ApiKey, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/api-keys",
            &[org.as_str()],
        );
        let call = call.map(|mut call| {
            call.query = filter.pairs();
            call.query("sort", "expiresAt").query("pageSize", "100")
        });
        walk(self.clone(), call, Style::Query)
    }

    /// How many API keys a filter finds: `GET /admin/api-access/v1/orgs/{orgId}/api-keys/count` (API Access, sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn api_keys_count(&self, org: &OrgId, filter: &ApiKeyFilter) -> Result<u64, Error> {
        let mut call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/api-keys/count",
            &[org.as_str()],
        )?;
        call.query = filter.pairs();
        self.bare_count(&call).await
    }

    /// Revokes one API key; nothing brings it back, and it may be the one in use:
    /// `PATCH /admin/api-access/v1/orgs/{orgId}/api-keys/revoke/{apiKeyId}` (API Access, sure; 204).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn revoke_api_key(&self, org: &OrgId, key: &ApiKeyId) -> Result<(), Error> {
        let call = Call::patch(
            "/admin/api-access/v1/orgs/{orgId}/api-keys/revoke/{apiKeyId}",
            &[org.as_str(), key.as_str()],
            &serde_json::json!({}),
        )?;
        self.change(&call).await.map(drop)
    }
}
