//! The policies of accounts.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, OrgId, PolicyId};
use crate::lenient;
use crate::model::{Model, Raw};
use crate::transport::Call;

/// An account with its authentication policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct AccountPolicy {
    /// The account.
    pub account_id: Option<AccountId>,
    /// The account's email address.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The policy; none if the account has none.
    pub policy_id: Option<PolicyId>,
    /// Since when, in milliseconds since 1970.
    pub added_at_ms: Option<i64>,
    /// The original JSON.
    pub raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default, deserialize_with = "lenient::text")]
    account_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt")]
    auth_policy_info: Option<Info>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    #[serde(default, deserialize_with = "lenient::text")]
    policy_id: Option<String>,
    /// "number" in the specification: may come with a fraction.
    #[serde(default, deserialize_with = "lenient::opt")]
    date_added: Option<f64>,
}

impl From<Wire> for AccountPolicy {
    fn from(wire: Wire) -> Self {
        let info = wire.auth_policy_info.unwrap_or_default();
        Self {
            account_id: wire.account_id.map(AccountId::from),
            email: wire.email,
            name: wire.name,
            policy_id: info
                .policy_id
                .filter(|id| !id.is_empty())
                .map(PolicyId::from),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "`as` saturates; milliseconds of any real date fit"
            )]
            added_at_ms: info.date_added.map(|ms| ms as i64),
            raw: Raw::default(),
        }
    }
}

impl Model for AccountPolicy {
    fn set_raw(&mut self, raw: Raw) {
        self.raw = raw;
    }
    fn key(&self) -> &str {
        self.account_id.as_ref().map_or("", AccountId::as_str)
    }
}

impl Client {
    /// The policies of these accounts:
    /// `POST /admin/control/v1/orgs/{orgId}/users/auth-policies/bulk-fetch` (published;
    /// read-only; the maximum number of accounts is not documented). The response leaves out unknown
    /// accounts.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn policies_of(
        &self,
        org: &OrgId,
        accounts: &[AccountId],
    ) -> Result<Vec<AccountPolicy>, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Request<'a> {
            account_ids: &'a [AccountId],
        }
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let call = Call::search(
            "/admin/control/v1/orgs/{orgId}/users/auth-policies/bulk-fetch",
            &[org.as_str()],
            &Request {
                account_ids: accounts,
            },
        )?;
        let reply = self.send(&call).await?;
        let items: Vec<Box<RawValue>> = reply.json(&call)?;
        if items.len() > accounts.len().saturating_mul(2) {
            return Err(call.error(
                ErrorKind::Unreadable,
                "the response has far more accounts than requested",
            ));
        }
        Ok(items
            .into_iter()
            .filter_map(AccountPolicy::from_raw)
            .collect())
    }
}
