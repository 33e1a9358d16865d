//! Creating and deleting groups. There is no call that renames one.

use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{DirectoryId, GroupId, OrgId};
use crate::transport::{Call, text_of};

impl Client {
    /// Creates a group: `POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups` (Organizations, sure; 201).
    ///
    /// The specification documents no body of the response, and none came (reported): the ID is usually `None`, and is
    /// found by name with [`Client::groups_search`].
    ///
    /// # Errors
    /// Any error of a request; 409 for a name that is taken.
    pub async fn create_group(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        name: &str,
        description: Option<&str>,
    ) -> Result<Option<GroupId>, Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            name: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            description: Option<&'a str>,
        }
        let call = Call::post(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups",
            &[org.as_str(), directory.as_str()],
            &Request { name, description },
        )?;
        if name.trim().is_empty() {
            return Err(call.error(ErrorKind::BadInput, "a group needs a name"));
        }
        let reply = self.change(&call).await?;
        Ok(text_of(&reply, "id").map(GroupId::from))
    }

    /// Deletes a group; its members lose what only it gave them:
    /// `DELETE /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}` (Organizations, sure; 204).
    /// `management_access` of [`Group`](crate::Group) says whether it may be deleted.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn delete_group(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        group: &GroupId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}",
            &[org.as_str(), directory.as_str(), group.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
