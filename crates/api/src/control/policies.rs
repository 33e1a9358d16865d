//! Deleting and validating a policy.

use crate::client::Client;
use crate::error::Error;
use crate::ids::{OrgId, PolicyId};
use crate::transport::Call;

impl Client {
    /// Deletes a policy: `DELETE /admin/control/v1/orgs/{orgId}/policies/{policyId}` (Control, sure; 202).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_control_policy(&self, org: &OrgId, policy: &PolicyId) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/control/v1/orgs/{orgId}/policies/{policyId}",
            &[org.as_str(), policy.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }

    /// Has a policy validated: `GET /admin/control/v1/orgs/{orgId}/policies/{policyId}/validate` (Control, sure; 202 without
    /// a body). What comes of it, no call tells.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn validate_control_policy(
        &self,
        org: &OrgId,
        policy: &PolicyId,
    ) -> Result<(), Error> {
        let call = Call::get(
            "/admin/control/v1/orgs/{orgId}/policies/{policyId}/validate",
            &[org.as_str(), policy.as_str()],
        )?;
        self.send(&call).await.map(drop)
    }
}
