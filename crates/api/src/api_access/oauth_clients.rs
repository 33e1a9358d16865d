//! OAuth clients of the organization.

use futures_util::Stream;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::enums::OAuthClientStatus;
use crate::error::{Error, ErrorKind};
use crate::ids::{OAuthClientId, OrgId, ServiceAccountId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::single_object;
use crate::transport::Call;

/// An OAuth client; never its secret.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OAuthClient {
    /// The OAuth client's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub client_id: OAuthClientId,
    /// The OAuth client's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Whether it works.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub status: Option<OAuthClientStatus>,
    /// When it was made, in milliseconds since 1970 (the unit is inferred).
    #[serde(
        default,
        rename = "createdAt",
        deserialize_with = "lenient::whole_number"
    )]
    pub created_at_ms: Option<i64>,
    /// When it was last changed, likewise.
    #[serde(
        default,
        rename = "updatedAt",
        deserialize_with = "lenient::whole_number"
    )]
    pub updated_at_ms: Option<i64>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(OAuthClient, client_id);

impl Client {
    /// The OAuth clients: `GET /admin/api-access/v1/orgs/{orgId}/oauth-clients` (API Access, sure).
    pub fn oauth_clients(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<OAuthClient, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/oauth-clients",
            &[org.as_str()],
        )
        .map(|call| call.query("pageSize", "1000"));
        walk(self.clone(), call, Style::Query)
    }

    /// How many OAuth clients there are: `POST /admin/api-access/v1/orgs/{orgId}/oauth-clients/count` (API Access, sure; it
    /// only reads).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn oauth_clients_count(&self, org: &OrgId) -> Result<u64, Error> {
        let call = Call::search(
            "/admin/api-access/v1/orgs/{orgId}/oauth-clients/count",
            &[org.as_str()],
            &serde_json::json!({}),
        )?;
        self.count_in(&call, "total").await
    }

    /// One OAuth client: `GET /admin/api-access/v1/orgs/{orgId}/oauth-clients/{clientId}` (API Access, sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn oauth_client(
        &self,
        org: &OrgId,
        client: &OAuthClientId,
    ) -> Result<OAuthClient, Error> {
        let call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/oauth-clients/{clientId}",
            &[org.as_str(), client.as_str()],
        )?;
        self.one(&call, "the response has no OAuth client").await
    }

    /// Creates an OAuth client of a service account: `POST /admin/api-access/v1/orgs/{orgId}/oauth-clients` (API Access,
    /// sure; 201; only a session may, no key). Whether a secret comes along is not documented; `raw` stays empty, so
    /// that none is kept.
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a name that is empty or longer than 255 characters; `NoCredential` without a
    /// session.
    pub async fn create_oauth_client(
        &self,
        org: &OrgId,
        name: &str,
        account: &ServiceAccountId,
    ) -> Result<OAuthClient, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            name: &'a str,
            service_account_id: &'a ServiceAccountId,
        }
        let call = Call::post(
            "/admin/api-access/v1/orgs/{orgId}/oauth-clients",
            &[org.as_str()],
            &Request {
                name,
                service_account_id: account,
            },
        )?
        .session_only();
        if !(1..=255).contains(&name.chars().count()) {
            return Err(call.error(
                ErrorKind::BadInput,
                "the name of an OAuth client has 1 to 255 characters",
            ));
        }
        let reply = self.change(&call).await?;
        let mut client: OAuthClient =
            single_object::model(&call, &reply, "the response has no OAuth client")?;
        client.raw = Raw::default();
        Ok(client)
    }

    /// Deletes an OAuth client; nothing brings it back:
    /// `DELETE /admin/api-access/v1/orgs/{orgId}/oauth-clients/{clientId}` (API Access, sure; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_oauth_client(
        &self,
        org: &OrgId,
        client: &OAuthClientId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/api-access/v1/orgs/{orgId}/oauth-clients/{clientId}",
            &[org.as_str(), client.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
