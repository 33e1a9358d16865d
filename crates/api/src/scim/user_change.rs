//! Creating, changing and deactivating user records.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{ScimPatch, ScimUser};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{ScimDirectoryId, ScimUserId};
use crate::single_object;
use crate::transport::Call;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A user record to create, or what one is to be. What is none is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScimUserSettings {
    /// The name by which the provider signs the person in.
    pub user_name: String,
    /// The address, of a verified domain.
    pub email: String,
    /// Full name.
    pub display_name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// The provider's own id.
    pub external_id: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Company.
    pub organization: Option<String>,
    /// Time zone.
    pub timezone: Option<String>,
    /// Language.
    pub preferred_language: Option<String>,
    /// Whether the provider lets the person in.
    pub active: Option<bool>,
}

impl Serialize for ScimUserSettings {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn given<const N: usize>(fields: [(&str, &Option<String>); N]) -> Map<String, Value> {
            fields
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?))))
                .collect()
        }
        let mut fields = given([
            ("displayName", &self.display_name),
            ("externalId", &self.external_id),
            ("title", &self.title),
            ("timezone", &self.timezone),
            ("preferredLanguage", &self.preferred_language),
        ]);
        let mut schemas = vec![USER];
        let name = given([
            ("givenName", &self.given_name),
            ("familyName", &self.family_name),
        ]);
        if !name.is_empty() {
            fields.insert("name".into(), Value::Object(name));
        }
        let company = given([
            ("department", &self.department),
            ("organization", &self.organization),
        ]);
        if !company.is_empty() {
            schemas.push(ENTERPRISE);
            fields.insert(ENTERPRISE.into(), Value::Object(company));
        }
        if let Some(active) = self.active {
            fields.insert("active".into(), json!(active));
        }
        fields.insert("schemas".into(), json!(schemas));
        fields.insert("userName".into(), json!(self.user_name));
        fields.insert(
            "emails".into(),
            json!([{ "value": self.email, "type": "work", "primary": true }]),
        );
        fields.serialize(serializer)
    }
}

impl ScimUserSettings {
    fn check(&self, call: &Call) -> Result<(), Error> {
        if self.user_name.is_empty() || self.email.is_empty() {
            let what = "a user record needs a user name and an email address";
            return Err(call.error(ErrorKind::BadInput, what));
        }
        Ok(())
    }
}

impl Client {
    /// Creates a user record, and an account where there is none: `POST /scim/directory/{directoryId}/Users` (User
    /// provisioning; 201).
    ///
    /// # Errors
    /// Any error of a request; 409 for a user name that is taken. A response that is no record is `Unreadable` and `Unknown`.
    pub async fn create_scim_user(
        &self,
        directory: &ScimDirectoryId,
        settings: &ScimUserSettings,
    ) -> Result<ScimUser, Error> {
        let call = Call::post(
            "/scim/directory/{directoryId}/Users",
            &[directory.as_str()],
            settings,
        )?
        .of_directory(directory);
        settings.check(&call)?;
        let reply = self.change(&call).await?;
        single_object::model(&call, &reply, "the response has no user")
    }

    /// Replaces a user record, attribute by attribute: `PUT /scim/directory/{directoryId}/Users/{userId}` (User
    /// provisioning; 200).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn replace_scim_user(
        &self,
        directory: &ScimDirectoryId,
        user: &ScimUserId,
        settings: &ScimUserSettings,
    ) -> Result<(), Error> {
        let call = Call::put(
            "/scim/directory/{directoryId}/Users/{userId}",
            &[directory.as_str(), user.as_str()],
            settings,
        )?
        .of_directory(directory);
        settings.check(&call)?;
        self.change(&call).await.map(drop)
    }

    /// Changes a user record in part: `PATCH /scim/directory/{directoryId}/Users/{userId}` (User provisioning; 200).
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a change of nothing.
    pub async fn patch_scim_user(
        &self,
        directory: &ScimDirectoryId,
        user: &ScimUserId,
        changes: &[ScimPatch],
    ) -> Result<(), Error> {
        let call = Call::patch(
            "/scim/directory/{directoryId}/Users/{userId}",
            &[directory.as_str(), user.as_str()],
            &ScimPatch::request(changes),
        )?
        .of_directory(directory);
        if changes.is_empty() {
            return Err(call.error(ErrorKind::BadInput, "nothing to change"));
        }
        self.change(&call).await.map(drop)
    }

    /// Deactivates a user record, which is then no longer found: `DELETE /scim/directory/{directoryId}/Users/{userId}` (User
    /// provisioning; 204). To be able to go back, set `active` to false instead.
    ///
    /// # Errors
    /// Any error of a request; 404 may mean that it is done already.
    pub async fn delete_scim_user(
        &self,
        directory: &ScimDirectoryId,
        user: &ScimUserId,
    ) -> Result<(), Error> {
        let call = Call::delete(
            "/scim/directory/{directoryId}/Users/{userId}",
            &[directory.as_str(), user.as_str()],
        )?
        .of_directory(directory);
        self.change(&call).await.map(drop)
    }
}
