//! What the service does of SCIM.

use serde_json::Value;

use crate::client::Client;
use crate::error::Error;
use crate::ids::ScimDirectoryId;
use crate::transport::Call;

impl Client {
    /// What the service does of SCIM: `GET /scim/directory/{directoryId}/ServiceProviderConfig` (User provisioning; the
    /// specification documents a string, RFC 7643 an object: it is given as it came).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn scim_config(&self, directory: &ScimDirectoryId) -> Result<Value, Error> {
        let call = Call::get(
            "/scim/directory/{directoryId}/ServiceProviderConfig",
            &[directory.as_str()],
        )?
        .of_directory(directory);
        let reply = self.send(&call).await?;
        reply.json(&call)
    }
}
