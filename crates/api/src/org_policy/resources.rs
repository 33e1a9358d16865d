//! Where a policy of the organization applies.

use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{OrgId, PolicyId};
use crate::transport::Call;

/// When a policy comes to a resource (ISO 8601). What is none is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceSchedule {
    /// The day it is scheduled for.
    pub scheduled: Option<String>,
    /// When the data begins to move.
    pub migration_starts: Option<String>,
    /// When it has moved.
    pub migration_ends: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    migration_start_date_time: Option<&'a str>,
    // Written so in the specification.
    #[serde(
        rename = "migrationEndDataTime",
        skip_serializing_if = "Option::is_none"
    )]
    migration_end: Option<&'a str>,
}

#[derive(Serialize)]
struct Input<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    meta: Meta<'a>,
}

impl ResourceSchedule {
    fn input<'a>(&'a self, id: Option<&'a str>) -> Input<'a> {
        Input {
            id,
            meta: Meta {
                scheduled_date: self.scheduled.as_deref(),
                migration_start_date_time: self.migration_starts.as_deref(),
                migration_end: self.migration_ends.as_deref(),
            },
        }
    }
}

impl Client {
    /// Applies a policy to one more resource, an ARI: `POST /admin/v1/orgs/{orgId}/policies/{policyId}/resources`
    /// (Organizations, sure; 202).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn add_org_policy_resource(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        resource: &str,
        schedule: &ResourceSchedule,
    ) -> Result<(), Error> {
        let call = Call::post(
            "/admin/v1/orgs/{orgId}/policies/{policyId}/resources",
            &[org.as_str(), policy.as_str()],
            &schedule.input(Some(resource)),
        )?;
        if resource.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "no resource to add"));
        }
        self.change(&call).await.map(drop)
    }

    /// Changes when a policy comes to a resource:
    /// `PUT /admin/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}` (Organizations, sure; 202).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn update_org_policy_resource(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        resource: &str,
        schedule: &ResourceSchedule,
    ) -> Result<(), Error> {
        let call = Call::put(
            "/admin/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}",
            &[org.as_str(), policy.as_str(), resource],
            &schedule.input(None),
        )?;
        self.change(&call).await.map(drop)
    }

    /// Ends a policy on a resource: `DELETE /admin/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}`
    /// (Organizations, sure; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_org_policy_resource(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        resource: &str,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}",
            &[org.as_str(), policy.as_str(), resource],
        )?;
        self.change(&call).await.map(drop)
    }
}
