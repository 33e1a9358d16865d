//! What an administrator may do with a managed account.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::Client;
use crate::error::{Error, ErrorKind, ServiceCode};
use crate::ids::AccountId;
use crate::transport::Call;

/// What an administrator may do with a managed account. What the service does not mention is none: unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountPermissions {
    /// Setting the address.
    pub set_email: Option<Permission>,
    /// Deactivating and activating.
    pub enablement: Option<Permission>,
    /// Deleting.
    pub delete: Option<Permission>,
    /// Reading the profile.
    pub read_profile: Option<Permission>,
    /// Reading API tokens.
    pub read_api_tokens: Option<Permission>,
    /// Revoking API tokens.
    pub delete_api_tokens: Option<Permission>,
    /// Changing a field of the profile, by its path, such as `extended_profile.department`.
    pub profile_fields: BTreeMap<String, Permission>,
}

/// Whether something is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// The account may be changed so.
    Allowed,
    /// It is not, and why, where the service says so.
    Refused(Option<ServiceCode>),
}

impl Permission {
    /// Whether it is allowed.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }

    fn read(rule: &Value) -> Option<Self> {
        match rule.get("allowed")? {
            Value::Bool(true) => Some(Self::Allowed),
            Value::Bool(false) => {
                let reason = rule.get("reason").and_then(|reason| reason.get("key"));
                Some(Self::Refused(
                    reason.and_then(Value::as_str).map(ServiceCode::from),
                ))
            }
            _ => None,
        }
    }
}

impl Client {
    /// What the caller may do with a managed account: `GET /users/{account_id}/manage` (User management, sure).
    ///
    /// # Errors
    /// Any error of a request. A response that is no object is `Unreadable`.
    pub async fn account_permissions(
        &self,
        account: &AccountId,
    ) -> Result<AccountPermissions, Error> {
        let call = Call::get("/users/{account_id}/manage", &[account.as_str()])?;
        let reply = self.send(&call).await?;
        let rules: Value = reply.json(&call)?;
        if !rules.is_object() {
            return Err(reply.error(
                &call,
                ErrorKind::Unreadable,
                "the response has no permissions",
            ));
        }
        let one = |name: &str| rules.get(name).and_then(Permission::read);
        // `profile` is the older name of `profile.write`.
        let fields = ["profile.write", "profile"]
            .into_iter()
            .find_map(|name| rules.get(name)?.as_object());
        Ok(AccountPermissions {
            set_email: one("email.set"),
            enablement: one("lifecycle.enablement"),
            delete: one("lifecycle.delete"),
            read_profile: one("profile.read"),
            read_api_tokens: one("apiToken.read"),
            delete_api_tokens: one("apiToken.delete"),
            profile_fields: fields
                .into_iter()
                .flatten()
                .filter_map(|(path, rule)| Some((path.clone(), Permission::read(rule)?)))
                .collect(),
        })
    }
}
