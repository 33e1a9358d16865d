//! Credentials of service accounts: API tokens and OAuth clients.

use serde::Deserialize;

use super::{ApiToken, TokenUser};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, OAuthClientId, OrgId, ServiceAccountId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::single_object;
use crate::transport::Call;

/// IDs that one call may have.
const MOST_ACCOUNTS: usize = 100;

/// An OAuth client of a service account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAccountOAuthClient {
    /// The OAuth client's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub client_id: OAuthClientId,
    /// The OAuth client's name.
    #[serde(default, rename = "clientName", deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Whose it is.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub service_account: Option<TokenUser>,
    /// When it was made (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub created_by: Option<TokenUser>,
    /// When it expires (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub expires_at: Option<String>,
    /// Who revoked it.
    #[serde(default, rename = "clientRevokerId", deserialize_with = "lenient::opt")]
    pub revoked_by: Option<AccountId>,
    /// When it was revoked (ISO 8601).
    #[serde(
        default,
        rename = "clientRevocationTime",
        deserialize_with = "lenient::text"
    )]
    pub revoked_at: Option<String>,
    /// What it may do.
    #[serde(default, deserialize_with = "lenient::list")]
    pub scopes: Vec<String>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(ServiceAccountOAuthClient, client_id);

/// How many API tokens service accounts have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenCounts {
    /// How many each has.
    pub counts: Vec<(ServiceAccountId, u64)>,
    /// Those that the service does not know.
    pub unknown: Vec<ServiceAccountId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::some_list")]
    valid_service_account_ids: Option<Vec<Count>>,
    #[serde(default, deserialize_with = "lenient::list")]
    invalid_service_account_ids: Vec<ServiceAccountId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    #[serde(default, deserialize_with = "lenient::id")]
    service_account_id: ServiceAccountId,
    #[serde(default, deserialize_with = "lenient::count")]
    credentials_count: Option<u64>,
}

impl Client {
    /// The API tokens of one service account, or of all:
    /// `GET /admin/api-access/v1/orgs/{orgId}/service-accounts[/{serviceAccountId}]/api-tokens` (API Access, sure; no pages).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn service_account_tokens(
        &self,
        org: &OrgId,
        account: Option<&ServiceAccountId>,
    ) -> Result<Vec<ApiToken>, Error> {
        let call = match account {
            Some(account) => Call::get(
                "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/api-tokens",
                &[org.as_str(), account.as_str()],
            ),
            None => Call::get(
                "/admin/api-access/v1/orgs/{orgId}/service-accounts/api-tokens",
                &[org.as_str()],
            ),
        }?;
        let reply = self.send(&call).await?;
        single_object::list(&call, &reply)
    }

    /// Revokes every API token of one service account; there is no call for one of them, and nothing brings them back:
    /// `DELETE /admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/api-tokens` (API Access, sure; 204).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn revoke_service_account_tokens(
        &self,
        org: &OrgId,
        account: &ServiceAccountId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/api-tokens",
            &[org.as_str(), account.as_str()],
        )?;
        // An ID that a server decodes again, trims or leaves out would leave the address of everyone's tokens.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:|~".contains(c);
        let id = account.as_str();
        if !id.chars().all(plain) || !id.contains(|c: char| c.is_ascii_alphanumeric()) {
            return Err(call.error(ErrorKind::BadInput, "not the ID of a service account"));
        }
        self.change(&call).await.map(drop)
    }

    /// How many API tokens these service accounts have:
    /// `POST /admin/api-access/v1/orgs/{orgId}/service-accounts/count` (API Access, sure; it only reads).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for more than 100.
    pub async fn service_account_token_counts(
        &self,
        org: &OrgId,
        accounts: &[ServiceAccountId],
    ) -> Result<TokenCounts, Error> {
        let call = Call::search(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts/count",
            &[org.as_str()],
            &accounts,
        )?;
        if accounts.len() > MOST_ACCOUNTS {
            let what = format!(
                "{} service accounts; Atlassian counts at most {MOST_ACCOUNTS} at once",
                accounts.len()
            );
            return Err(call.error(ErrorKind::BadInput, what));
        }
        let reply = self.send(&call).await?;
        let wire: Wire = reply.json(&call)?;
        let Some(counts) = wire.valid_service_account_ids else {
            return Err(single_object::odd(
                &call,
                &reply,
                "the response has no counts",
            ));
        };
        Ok(TokenCounts {
            counts: counts
                .into_iter()
                .filter_map(|one| Some((one.service_account_id, one.credentials_count?)))
                .collect(),
            unknown: wire.invalid_service_account_ids,
        })
    }

    /// The OAuth clients of one service account, or of all:
    /// `GET /admin/api-access/v1/orgs/{orgId}/service-accounts[/{serviceAccountId}]/oauth-clients` (API Access, sure; no
    /// pages).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn service_account_oauth_clients(
        &self,
        org: &OrgId,
        account: Option<&ServiceAccountId>,
    ) -> Result<Vec<ServiceAccountOAuthClient>, Error> {
        let call = match account {
            Some(account) => Call::get(
                "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/oauth-clients",
                &[org.as_str(), account.as_str()],
            ),
            None => Call::get(
                "/admin/api-access/v1/orgs/{orgId}/service-accounts/oauth-clients",
                &[org.as_str()],
            ),
        }?;
        let reply = self.send(&call).await?;
        single_object::list(&call, &reply)
    }
}
