//! Groups of an identity provider's directory.

use futures_util::Stream;
use serde::Deserialize;

use super::filter::quoted;
use super::record::{Meta, ScimMember};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{ScimDirectoryId, ScimGroupId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{OffsetStyle, entries};
use crate::transport::Call;

/// A group of an identity provider's directory.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct ScimGroup {
    /// Its id in the directory.
    pub id: ScimGroupId,
    /// The SCIM group's name.
    pub name: Option<String>,
    /// The provider's own id.
    pub external_id: Option<String>,
    /// Its members.
    pub members: Vec<ScimMember>,
    /// When it was last changed (ISO 8601).
    pub last_modified: Option<String>,
    /// As the service sent it.
    pub raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    id: ScimGroupId,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    external_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    members: Vec<ScimMember>,
    #[serde(default, deserialize_with = "lenient::opt")]
    meta: Option<Meta>,
}

impl From<Wire> for ScimGroup {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id,
            name: wire.display_name,
            external_id: wire.external_id,
            members: wire.members,
            last_modified: wire.meta.and_then(|meta| meta.last_modified),
            raw: Raw::default(),
        }
    }
}

model!(ScimGroup, id);

impl Client {
    /// The groups, or the one with this name: `GET /scim/directory/{directoryId}/Groups` (User provisioning).
    pub fn scim_groups(
        &self,
        directory: &ScimDirectoryId,
        name: Option<&str>,
    ) -> impl Stream<Item = Result<ScimGroup, Error>> + Send + use<> {
        let call = Call::get(
            "/scim/directory/{directoryId}/Groups",
            &[directory.as_str()],
        );
        let call = call.map(|call| {
            let call = call.of_directory(directory);
            match name {
                Some(name) => call.query("filter", format!("displayName eq {}", quoted(name))),
                None => call,
            }
        });
        entries(self.clone(), call, OffsetStyle::SCIM)
    }

    /// One group: `GET /scim/directory/{directoryId}/Groups/{id}` (User provisioning).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn scim_group(
        &self,
        directory: &ScimDirectoryId,
        group: &ScimGroupId,
    ) -> Result<ScimGroup, Error> {
        let call = Call::get(
            "/scim/directory/{directoryId}/Groups/{id}",
            &[directory.as_str(), group.as_str()],
        )?
        .of_directory(directory);
        self.one(&call, "the response has no group").await
    }
}
