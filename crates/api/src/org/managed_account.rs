//! Managed accounts. Source: Organizations API v1 (sure). Without a claimed domain the list is empty,
//! silently.

use futures_util::Stream;
use serde::Deserialize;

use crate::client::Client;
use crate::enums::{AccountStatus, AccountType};
use crate::error::Error;
use crate::ids::{AccountId, OrgId};
use crate::lenient;
use crate::model::{Raw, model};
use crate::page::{Style, walk};
use crate::transport::Call;

/// An account of a claimed domain.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ManagedAccount {
    /// The managed account's ID.
    #[serde(default, deserialize_with = "lenient::id")]
    pub account_id: AccountId,
    /// The type of the account.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub account_type: Option<AccountType>,
    /// The managed account's state.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub account_status: Option<AccountStatus>,
    /// The person's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: Option<String>,
    /// Whether the account takes a billed seat.
    #[serde(default, deserialize_with = "lenient::opt")]
    pub access_billable: Option<bool>,
    /// Last activity (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active: Option<String>,
    /// The apps that the account has access to.
    #[serde(default, deserialize_with = "lenient::list")]
    pub product_access: Vec<ManagedProduct>,
    /// The original JSON.
    #[serde(skip)]
    pub raw: Raw,
}

/// A product a managed account may use.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ManagedProduct {
    /// The product's key.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// The product's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The site's address.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// Last activity in the app (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active: Option<String>,
}

model!(ManagedAccount, account_id);

impl Client {
    /// The managed accounts: `GET /admin/v1/orgs/{orgId}/users` (sure; snake case, addresses in
    /// `next`, the server chooses the page size).
    pub fn managed_accounts(
        &self,
        org: &OrgId,
    ) -> impl Stream<Item = Result<ManagedAccount, Error>> + Send + use<> {
        let call = Call::get("/admin/v1/orgs/{orgId}/users", &[org.as_str()]);
        walk(self.clone(), call, Style::Query)
    }
}
