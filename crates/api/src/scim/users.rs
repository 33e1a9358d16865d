//! User records of an identity provider's directory.

use futures_util::Stream;
use serde::Deserialize;

use super::filter::quoted;
use super::record::{Meta, ScimMember};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, ScimDirectoryId, ScimUserId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{OffsetStyle, entries};
use crate::transport::Call;

/// A user record of an identity provider's directory.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct ScimUser {
    /// Its id in the directory.
    pub id: ScimUserId,
    /// The account that it belongs to.
    pub account: Option<AccountId>,
    /// The name by which the provider signs the person in; usually an address.
    pub user_name: Option<String>,
    /// The provider's own id.
    pub external_id: Option<String>,
    /// The address: the primary one, else the first.
    pub email: Option<String>,
    /// Full name.
    pub display_name: Option<String>,
    /// Whether the provider lets the person in.
    pub active: Option<bool>,
    /// The groups of the directory.
    pub groups: Vec<ScimMember>,
    /// When it was last changed (ISO 8601).
    pub last_modified: Option<String>,
    /// As the service sent it.
    pub raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    id: ScimUserId,
    #[serde(default, deserialize_with = "lenient::text")]
    user_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    external_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "lenient::list")]
    emails: Vec<Email>,
    #[serde(default, deserialize_with = "lenient::list")]
    groups: Vec<ScimMember>,
    #[serde(default, deserialize_with = "lenient::opt")]
    meta: Option<Meta>,
    #[serde(
        default,
        rename = "urn:scim:schemas:extension:atlassian-external:1.0",
        deserialize_with = "lenient::opt"
    )]
    atlassian: Option<Atlassian>,
}

#[derive(Deserialize)]
struct Email {
    #[serde(default, deserialize_with = "lenient::text")]
    value: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    primary: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Atlassian {
    #[serde(default, deserialize_with = "lenient::opt")]
    atlassian_account_id: Option<AccountId>,
}

impl From<Wire> for ScimUser {
    fn from(wire: Wire) -> Self {
        let primary = wire
            .emails
            .iter()
            .find(|email| email.primary == Some(true) && email.value.is_some());
        let email = primary.or_else(|| wire.emails.first());
        Self {
            email: email.and_then(|email| email.value.clone()),
            id: wire.id,
            account: wire
                .atlassian
                .and_then(|atlassian| atlassian.atlassian_account_id),
            user_name: wire.user_name,
            external_id: wire.external_id,
            display_name: wire.display_name,
            active: wire.active,
            groups: wire.groups,
            last_modified: wire.meta.and_then(|meta| meta.last_modified),
            raw: Raw::default(),
        }
    }
}

model!(ScimUser, id);

impl Client {
    /// The user records, or the one with this user name: `GET /scim/directory/{directoryId}/Users` (User provisioning).
    pub fn scim_users(
        &self,
        directory: &ScimDirectoryId,
        user_name: Option<&str>,
    ) -> impl Stream<Item = Result<ScimUser, Error>> + Send + use<> {
        let call = Call::get("/scim/directory/{directoryId}/Users", &[directory.as_str()]);
        let call = call.map(|call| {
            let call = call.of_directory(directory);
            match user_name {
                Some(name) => call.query("filter", format!("userName eq {}", quoted(name))),
                None => call,
            }
        });
        entries(self.clone(), call, OffsetStyle::SCIM)
    }

    /// One user record: `GET /scim/directory/{directoryId}/Users/{userId}` (User provisioning).
    ///
    /// # Errors
    /// Any error of a request; 404 for a record that was deactivated by [`Client::delete_scim_user`] as well.
    pub async fn scim_user(
        &self,
        directory: &ScimDirectoryId,
        user: &ScimUserId,
    ) -> Result<ScimUser, Error> {
        let call = Call::get(
            "/scim/directory/{directoryId}/Users/{userId}",
            &[directory.as_str(), user.as_str()],
        )?
        .of_directory(directory);
        self.one(&call, "the response has no user").await
    }
}
