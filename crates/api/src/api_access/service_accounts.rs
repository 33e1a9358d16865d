//! Service accounts (a preview of Atlassian's).

use futures_util::Stream;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, DirectoryId, GroupId, OrgId, RoleId, ServiceAccountId, WorkspaceId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::single_object;
use crate::transport::Call;

/// A service account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAccount {
    /// Its id, by which its credentials are found.
    #[serde(default, deserialize_with = "lenient::id")]
    pub id: ServiceAccountId,
    /// Its Atlassian account, by which it is changed and by which products know it.
    #[serde(default, rename = "atlassianId", deserialize_with = "lenient::opt")]
    pub account_id: Option<AccountId>,
    /// Its address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// The service account's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub display_name: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Its state, in the service's words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub created_by_id: Option<AccountId>,
    /// When it was last changed, in milliseconds since 1970 (the unit is inferred).
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

model!(ServiceAccount, id);

/// A service account to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewServiceAccount {
    /// Its name, 6 to 30 characters.
    pub display_name: String,
    /// What it is for, at most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Roles it gets: the app, and the role.
    #[serde(rename = "permissionRules", serialize_with = "rules")]
    pub roles: Vec<(WorkspaceId, RoleId)>,
    /// Groups it comes into: the directory, and the group.
    #[serde(
        rename = "additionalGroups",
        serialize_with = "memberships",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub groups: Vec<(DirectoryId, GroupId)>,
}

fn rules<S: serde::Serializer>(
    roles: &[(WorkspaceId, RoleId)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Rule<'a> {
        resource: &'a WorkspaceId,
        role: &'a RoleId,
    }
    serializer.collect_seq(roles.iter().map(|(resource, role)| Rule { resource, role }))
}

fn memberships<S: serde::Serializer>(
    groups: &[(DirectoryId, GroupId)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Membership<'a> {
        directory_id: &'a DirectoryId,
        group_id: &'a GroupId,
    }
    serializer.collect_seq(groups.iter().map(|(directory_id, group_id)| Membership {
        directory_id,
        group_id,
    }))
}

/// What to change of a service account. What is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceAccountChange {
    /// The new name.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

impl Client {
    /// The service accounts: `GET /admin/api-access/v1/orgs/{orgId}/service-accounts` (API Access, sure, a preview). The
    /// response may name a next page although no parameter is documented: its cursor is followed (inferred).
    pub fn service_accounts(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<ServiceAccount, Error>> + Send + use<> {
        let call = Call::get(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts",
            &[org.as_str()],
        );
        walk(self.clone(), call, Style::QueryOf("items"))
    }

    /// Creates a service account: `POST /admin/api-access/v1/orgs/{orgId}/service-accounts` (API Access, sure, a preview;
    /// 201).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a name that is too short or too long, or a description that is too long. A
    /// response that is no service account is `Unreadable` and `Unknown`: find it by its name.
    pub async fn create_service_account(
        &self,
        org: &OrgId,
        new: &NewServiceAccount,
    ) -> Result<ServiceAccount, Error> {
        let call = Call::post(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts",
            &[org.as_str()],
            new,
        )?;
        if !(6..=30).contains(&new.display_name.chars().count()) {
            return Err(call.error(
                ErrorKind::BadInput,
                "the name of a service account has 6 to 30 characters",
            ));
        }
        if new
            .description
            .as_ref()
            .is_some_and(|text| text.chars().count() > 255)
        {
            return Err(call.error(
                ErrorKind::BadInput,
                "the description of a service account has at most 255 characters",
            ));
        }
        let reply = self.change(&call).await?;
        single_object::model(&call, &reply, "the response has no service account")
    }

    /// Changes the name or the description of a service account, named by its Atlassian account:
    /// `PATCH /admin/api-access/v1/orgs/{orgId}/service-accounts` (API Access, sure, a preview; 200).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a change of nothing.
    pub async fn update_service_account(
        &self,
        org: &OrgId,
        account: &AccountId,
        change: &ServiceAccountChange,
    ) -> Result<ServiceAccount, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            atlassian_id: &'a AccountId,
            #[serde(skip_serializing_if = "Option::is_none")]
            display_name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            description: Option<&'a str>,
        }
        let call = Call::patch(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts",
            &[org.as_str()],
            &Request {
                atlassian_id: account,
                display_name: change.display_name.as_deref(),
                description: change.description.as_deref(),
            },
        )?;
        if account.as_str().is_empty() || *change == ServiceAccountChange::default() {
            return Err(call.error(
                ErrorKind::BadInput,
                "no service account or nothing to change",
            ));
        }
        let reply = self.change(&call).await?;
        single_object::model(&call, &reply, "the response has no service account")
    }

    /// Deletes a service account, with its credentials; nothing brings it back:
    /// `DELETE /admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}` (API Access, sure, a preview; 204).
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is gone.
    pub async fn delete_service_account(
        &self,
        org: &OrgId,
        account: &ServiceAccountId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}",
            &[org.as_str(), account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
