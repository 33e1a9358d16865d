//! API tokens of a managed account.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, TokenId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::single_object;
use crate::transport::Call;

/// An API token of a managed account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountApiToken {
    /// The account API token's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: TokenId,
    /// What the person calls it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: Option<String>,
    /// When it was made (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
    /// When it was last used (ISO 8601); none for never, or not said.
    #[serde(default, rename = "lastAccess", deserialize_with = "lenient::text")]
    pub last_active_at: Option<String>,
    /// When it expires (ISO 8601).
    #[serde(default, rename = "expiry", deserialize_with = "lenient::text")]
    pub expires_at: Option<String>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(AccountApiToken, id);

impl Client {
    /// The API tokens of a managed account: `GET /users/{account_id}/manage/api-tokens` (User management, sure; no pages).
    /// Its rate limit is low: for all tokens of an organization, use [`Client::api_tokens`].
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn account_api_tokens(
        &self,
        account: &AccountId,
    ) -> Result<Vec<AccountApiToken>, Error> {
        let call = Call::get("/users/{account_id}/manage/api-tokens", &[account.as_str()])?;
        let reply = self.send(&call).await?;
        single_object::list(&call, &reply)
    }

    /// Revokes one API token of a managed account; nothing brings it back:
    /// `DELETE /users/{account_id}/manage/api-tokens/{tokenId}` (User management, sure; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone: read back.
    pub async fn revoke_api_token(
        &self,
        account: &AccountId,
        token: &TokenId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/users/{account_id}/manage/api-tokens/{tokenId}",
            &[account.as_str(), token.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
