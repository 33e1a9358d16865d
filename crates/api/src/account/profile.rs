//! The profile of a managed account.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::enums::{AccountStatus, AccountType};
use crate::error::{Error, ErrorKind};
use crate::ids::AccountId;
use crate::lenient;
use crate::model::{Raw, model};
use crate::single_object;
use crate::transport::Call;

/// The profile of a managed account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct AccountProfile {
    /// The account.
    pub account_id: AccountId,
    /// What kind of account.
    pub account_type: Option<AccountType>,
    /// Its state.
    pub account_status: Option<AccountStatus>,
    /// Its address.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Public name.
    pub nickname: Option<String>,
    /// Time zone, such as `Europe/Vienna`.
    pub zoneinfo: Option<String>,
    /// Language, such as `en-US`.
    pub locale: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Company.
    pub organization: Option<String>,
    /// Place.
    pub location: Option<String>,
    /// As the service sent it.
    pub raw: Raw,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::id")]
    account_id: AccountId,
    #[serde(default, deserialize_with = "lenient::opt")]
    account_type: Option<AccountType>,
    #[serde(default, deserialize_with = "lenient::opt")]
    account_status: Option<AccountStatus>,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    nickname: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    zoneinfo: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    locale: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    extended_profile: Option<Extended>,
}

#[derive(Default, Deserialize)]
struct Extended {
    #[serde(default, deserialize_with = "lenient::text")]
    job_title: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    department: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    organization: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    location: Option<String>,
}

impl From<Wire> for AccountProfile {
    fn from(wire: Wire) -> Self {
        let extended = wire.extended_profile.unwrap_or_default();
        Self {
            account_id: wire.account_id,
            account_type: wire.account_type,
            account_status: wire.account_status,
            email: wire.email,
            name: wire.name,
            nickname: wire.nickname,
            zoneinfo: wire.zoneinfo,
            locale: wire.locale,
            job_title: extended.job_title,
            department: extended.department,
            organization: extended.organization,
            location: extended.location,
            raw: Raw::default(),
        }
    }
}

model!(AccountProfile, account_id);

/// What to change of a profile. What is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Full name.
    pub name: Option<String>,
    /// Public name.
    pub nickname: Option<String>,
    /// Time zone, such as `Europe/Vienna`.
    pub zoneinfo: Option<String>,
    /// Language, such as `en-US`.
    pub locale: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Company.
    pub organization: Option<String>,
    /// Place.
    pub location: Option<String>,
}

#[derive(Serialize)]
struct Request<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoneinfo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_profile: Option<ExtendedRequest<'a>>,
}

#[derive(PartialEq, Serialize)]
struct ExtendedRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
}

impl ProfileChange {
    fn request(&self) -> Request<'_> {
        let extended = ExtendedRequest {
            job_title: self.job_title.as_deref(),
            department: self.department.as_deref(),
            organization: self.organization.as_deref(),
            location: self.location.as_deref(),
        };
        let nothing = ExtendedRequest {
            job_title: None,
            department: None,
            organization: None,
            location: None,
        };
        Request {
            name: self.name.as_deref(),
            nickname: self.nickname.as_deref(),
            zoneinfo: self.zoneinfo.as_deref(),
            locale: self.locale.as_deref(),
            extended_profile: (extended != nothing).then_some(extended),
        }
    }
}

impl Client {
    /// The profile of a managed account: `GET /users/{account_id}/manage/profile` (User management, sure).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn account_profile(&self, account: &AccountId) -> Result<AccountProfile, Error> {
        let call = Call::get("/users/{account_id}/manage/profile", &[account.as_str()])?;
        let reply = self.send(&call).await?;
        single_object::model_in(&call, &reply, "account", "the response has no account")
    }

    /// Changes the profile of a managed account: `PATCH /users/{account_id}/manage/profile` (User management, sure; 200). The
    /// specification's schema requires fields of the whole account, its text a subset of those that may be changed:
    /// only what changes is sent (not confirmed).
    ///
    /// # Errors
    /// Any error of a request; 403 with a `service_code` for a field that may not be changed, which the message names;
    /// `BadInput` for a change of nothing.
    pub async fn update_profile(
        &self,
        account: &AccountId,
        change: &ProfileChange,
    ) -> Result<(), Error> {
        let call = Call::patch(
            "/users/{account_id}/manage/profile",
            &[account.as_str()],
            &change.request(),
        )?;
        if *change == ProfileChange::default() {
            return Err(call.error(ErrorKind::BadInput, "no field to change"));
        }
        self.change(&call).await.map(drop)
    }
}
