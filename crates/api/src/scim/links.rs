//! Which records of identity providers belong to an account. These calls take the organization's key.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, OrgId, ScimDirectoryId, ScimUserId};
use crate::lenient;
use crate::model::{Model, Raw, model};
use crate::single_object;
use crate::transport::Call;

/// A record of an identity provider that belongs to an account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScimLink {
    /// The record.
    #[serde(default, rename = "scimUserId", deserialize_with = "lenient::id")]
    pub user: ScimUserId,
    /// The directory it is in.
    #[serde(default, rename = "directoryId", deserialize_with = "lenient::opt")]
    pub directory: Option<ScimDirectoryId>,
    /// The account; none for a record that belongs to none yet.
    #[serde(
        default,
        rename = "atlassianAccountId",
        deserialize_with = "lenient::opt"
    )]
    pub account: Option<AccountId>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(ScimLink, user);

impl Client {
    /// The records that belong to an account: `GET /admin/user-provisioning/v1/org/{orgId}/user/{aaId}/get-scim-links` (the path
    /// is sure; the answer is inferred from that by address, in no specification at hand).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn scim_links(
        &self,
        org: &OrgId,
        account: &AccountId,
    ) -> Result<Vec<ScimLink>, Error> {
        let call = Call::get(
            "/admin/user-provisioning/v1/org/{orgId}/user/{aaId}/get-scim-links",
            &[org.as_str(), account.as_str()],
        )?;
        self.links(&call).await
    }

    /// The records that have an address: `POST /admin/user-provisioning/v1/org/{orgId}/get-scim-links-for-email` (sure, in no
    /// specification at hand; it only reads).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn scim_links_for_email(
        &self,
        org: &OrgId,
        email: &str,
    ) -> Result<Vec<ScimLink>, Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            email: &'a str,
        }
        let call = Call::search(
            "/admin/user-provisioning/v1/org/{orgId}/get-scim-links-for-email",
            &[org.as_str()],
            &Request { email },
        )?;
        self.links(&call).await
    }

    /// The list is in `scimLinks`, or is the whole answer.
    async fn links(&self, call: &Call) -> Result<Vec<ScimLink>, Error> {
        let reply = self.send(call).await?;
        if let Ok(links) = single_object::list(call, &reply) {
            return Ok(links);
        }
        let mut fields: HashMap<String, Box<RawValue>> = reply.json(call)?;
        let links = fields.remove("scimLinks");
        let links = links
            .and_then(|links| serde_json::from_str::<Option<Vec<Box<RawValue>>>>(links.get()).ok());
        match links {
            Some(links) => Ok(links
                .unwrap_or_default()
                .into_iter()
                .filter_map(ScimLink::from_raw)
                .collect()),
            None => Err(single_object::odd(
                call,
                &reply,
                "the response has no links",
            )),
        }
    }
}
