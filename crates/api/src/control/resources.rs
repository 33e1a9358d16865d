//! Where data security policies apply.

use futures_util::Stream;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::enums::ApplicationStatus;
use crate::error::{Error, ErrorKind};
use crate::ids::{OrgId, PolicyId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::org_policy::ResourceSchedule;
use crate::page::{Style, walk};
use crate::transport::Call;

/// Where a policy applies.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlResource {
    /// The resource, an ARI.
    #[serde(default, rename = "resourceId", deserialize_with = "lenient::id")]
    pub id: String,
    /// What it is in.
    #[serde(
        default,
        rename = "parentResourceId",
        deserialize_with = "lenient::text"
    )]
    pub parent: Option<String>,
    /// The resource's name.
    #[serde(default, rename = "resourceName", deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Its type.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// How far the policy has come there.
    #[serde(
        default,
        rename = "applicationStatus",
        deserialize_with = "lenient::opt"
    )]
    pub status: Option<ApplicationStatus>,
    /// Since when the policy applies (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_at: Option<String>,
    /// As the service sent it.
    #[serde(skip)]
    pub raw: Raw,
}

model!(ControlResource, id);

impl Client {
    /// Where a policy applies: `GET /admin/control/v2/orgs/{orgId}/policies/{policyId}/resources` (Control, sure). The
    /// response may name a next page although no parameter is documented: its cursor is followed (inferred).
    pub fn control_resources(
        &self,
        org: &OrgId,
        policy: &PolicyId,
    ) -> impl Stream<Item = Result<ControlResource, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/control/v2/orgs/{orgId}/policies/{policyId}/resources",
            &[org.as_str(), policy.as_str()],
        );
        walk(self.clone(), call, Style::Query)
    }

    /// Applies a policy to these resources and ends it on those, all ARIs:
    /// `POST /admin/control/v2/orgs/{orgId}/policies/{policyId}/resources` (Control, sure; 202). The specification requires
    /// `id` and describes `resourceAri`, so both are sent (not confirmed).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for nothing to do.
    pub async fn change_control_resources(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        add: &[String],
        remove: &[String],
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Operation<'a> {
            operation: &'static str,
            id: &'a str,
            resource_ari: &'a str,
        }
        let all: Vec<Operation<'_>> = [("ADD", add), ("REMOVE", remove)]
            .into_iter()
            .flat_map(|(operation, resources)| {
                resources.iter().map(move |ari| Operation {
                    operation,
                    id: ari,
                    resource_ari: ari,
                })
            })
            .collect();
        let call = Call::post(
            "/admin/control/v2/orgs/{orgId}/policies/{policyId}/resources",
            &[org.as_str(), policy.as_str()],
            &all,
        )?;
        if all.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "no resource to add or remove"));
        }
        self.change(&call).await.map(drop)
    }

    /// Ends a policy on all its resources: `DELETE /admin/control/v2/orgs/{orgId}/policies/{policyId}/resources` (Control,
    /// sure; 204).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn delete_control_resources(
        &self,
        org: &OrgId,
        policy: &PolicyId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/control/v2/orgs/{orgId}/policies/{policyId}/resources",
            &[org.as_str(), policy.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }

    /// Changes when a policy comes to a resource:
    /// `PUT /admin/control/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}` (Control, sure; 202).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn update_control_resource(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        resource: &str,
        schedule: &ResourceSchedule,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            meta: Meta<'a>,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Meta<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            scheduled_date: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            migration_start_date_time: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            migration_end_date_time: Option<&'a str>,
        }
        let call = Call::put(
            "/admin/control/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}",
            &[org.as_str(), policy.as_str(), resource],
            &Request {
                meta: Meta {
                    scheduled_date: schedule.scheduled.as_deref(),
                    migration_start_date_time: schedule.migration_starts.as_deref(),
                    migration_end_date_time: schedule.migration_ends.as_deref(),
                },
            },
        )?;
        self.change(&call).await.map(drop)
    }

    /// Ends a policy on one resource:
    /// `DELETE /admin/control/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}` (Control, sure; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_control_resource(
        &self,
        org: &OrgId,
        policy: &PolicyId,
        resource: &str,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/control/v1/orgs/{orgId}/policies/{policyId}/resources/{resourceId}",
            &[org.as_str(), policy.as_str(), resource],
        )?;
        self.change(&call).await.map(drop)
    }
}
