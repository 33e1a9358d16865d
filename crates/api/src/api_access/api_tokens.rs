//! API tokens of all people.

use futures_util::Stream;
use serde::Deserialize;

use super::TimeRange;
use crate::client::Client;
use crate::enums::TokenStatus;
use crate::error::Error;
use crate::ids::{AccountId, OrgId, TokenId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// An API token of a person or of a service account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// The API token's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: TokenId,
    /// What its owner calls it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// Whether it works.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub status: Option<TokenStatus>,
    /// When it was made (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
    /// When it expires (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub expires_at: Option<String>,
    /// When it was last used (ISO 8601); none for never, or not said.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active_at: Option<String>,
    /// Whose it is.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub user: Option<TokenUser>,
    /// What it may do; empty for a token without scopes.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<String>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

/// The owner or maker of a token, a key or a client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TokenUser {
    /// The account.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub id: Option<AccountId>,
    /// The owner's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
}

model!(ApiToken, id);

/// Which tokens. What is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiTokenFilter {
    /// With this in the label, or in the owner's name or address.
    pub text: Option<String>,
    /// In this state.
    pub status: Option<TokenStatus>,
    /// Made in this time.
    pub created: TimeRange,
    /// Last used in this time.
    pub last_active: TimeRange,
}

impl ApiTokenFilter {
    fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if let Some(text) = &self.text {
            pairs.push(("q".to_owned(), text.clone()));
        }
        if let Some(status) = &self.status {
            // The answer has it in capitals, the filter in small letters.
            pairs.push(("status".to_owned(), status.as_str().to_ascii_lowercase()));
        }
        pairs.extend(self.created.pairs("createdAt"));
        pairs.extend(self.last_active.pairs("lastActiveAt"));
        pairs
    }
}

impl Client {
    /// The API tokens of all managed people: `GET /admin/api-access/v1/orgs/{orgId}/api-tokens` (API Access, sure). Sorted
    /// by time of creation, so that a token that is used meanwhile is neither lost nor seen twice.
    pub fn api_tokens(
        &self,
        org: &OrgId,
        filter: &ApiTokenFilter,
    ) -> impl Stream<Item = Result<ApiToken, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/api-tokens",
            &[org.as_str()],
        );
        let call = call.map(|mut call| {
            call.query = filter.pairs();
            call.query("sort", "createdAt").query("pageSize", "1000")
        });
        walk(self.clone(), call, Style::Query)
    }

    /// How many API tokens a filter finds: `GET /admin/api-access/v1/orgs/{orgId}/api-tokens/count` (API Access, sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn api_tokens_count(
        &self,
        org: &OrgId,
        filter: &ApiTokenFilter,
    ) -> Result<u64, Error> {
        let mut call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/api-tokens/count",
            &[org.as_str()],
        )?;
        call.query = filter.pairs();
        self.bare_count(&call).await
    }
}
