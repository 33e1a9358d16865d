//! Creating, filling and deleting groups of an identity provider's directory. Their names do not change.

use serde_json::{Value, json};

use super::{ScimGroup, ScimPatch};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{ScimDirectoryId, ScimGroupId, ScimUserId};
use crate::single_object;
use crate::transport::Call;

fn body(name: &str, members: &[ScimUserId]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": name,
        "members": members,
    })
}

impl Client {
    /// Creates a group: `POST /scim/directory/{directoryId}/Groups` (User provisioning; 201). A group that is named like a
    /// default group is answered with success and not synchronized.
    ///
    /// # Errors
    /// Any error of a request; 409 for a name that is taken. A response that is no group is `Unreadable` and `Unknown`.
    pub async fn create_scim_group(
        &self,
        directory: &ScimDirectoryId,
        name: &str,
        members: &[ScimUserId],
    ) -> Result<ScimGroup, Error> {
        let call = Call::post(
            "/scim/directory/{directoryId}/Groups",
            &[directory.as_str()],
            &body(name, members),
        )?
        .of_directory(directory);
        if name.trim().is_empty() {
            return Err(call.error(ErrorKind::BadInput, "a group needs a name"));
        }
        let reply = self.change(&call).await?;
        single_object::model(&call, &reply, "the response has no group")
    }

    /// Replaces a group's members: `PUT /scim/directory/{directoryId}/Groups/{id}` (User provisioning; 200).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn replace_scim_group(
        &self,
        directory: &ScimDirectoryId,
        group: &ScimGroupId,
        name: &str,
        members: &[ScimUserId],
    ) -> Result<(), Error> {
        let call = Call::put(
            "/scim/directory/{directoryId}/Groups/{id}",
            &[directory.as_str(), group.as_str()],
            &body(name, members),
        )?
        .of_directory(directory);
        self.change(&call).await.map(drop)
    }

    /// Changes a group in part, its members above all: `PATCH /scim/directory/{directoryId}/Groups/{id}` (User
    /// provisioning; 200).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a change of nothing.
    pub async fn patch_scim_group(
        &self,
        directory: &ScimDirectoryId,
        group: &ScimGroupId,
        changes: &[ScimPatch],
    ) -> Result<(), Error> {
        let call = Call::patch(
            "/scim/directory/{directoryId}/Groups/{id}",
            &[directory.as_str(), group.as_str()],
            &ScimPatch::request(changes),
        )?
        .of_directory(directory);
        if changes.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "nothing to change"));
        }
        self.change(&call).await.map(drop)
    }

    /// Deletes a group: `DELETE /scim/directory/{directoryId}/Groups/{id}` (User provisioning; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_scim_group(
        &self,
        directory: &ScimDirectoryId,
        group: &ScimGroupId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/scim/directory/{directoryId}/Groups/{id}",
            &[directory.as_str(), group.as_str()],
        )?
        .of_directory(directory);
        self.change(&call).await.map(drop)
    }
}
