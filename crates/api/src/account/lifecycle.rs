//! Deactivating, activating and deleting a managed account.

use serde::Serialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::AccountId;
use crate::transport::Call;

impl Client {
    /// Deactivates a managed account, everywhere: `POST /users/{account_id}/manage/lifecycle/disable` (User management,
    /// sure; 204). `message` is shown to everyone who looks at the account.
    ///
    /// # Errors
    /// Any error of a request. 403 with a `service_code` such as `ExternalScim` when an identity provider decides; 409 is
    /// `LifecycleErrors`, with the reason in the message.
    pub async fn deactivate_account(
        &self,
        account: &AccountId,
        message: Option<&str>,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            message: Option<&'a str>,
        }
        let call = Call::post(
            "/users/{account_id}/manage/lifecycle/disable",
            &[account.as_str()],
            &Request { message },
        )?;
        self.change(&call).await.map(drop)
    }

    /// Activates a deactivated managed account: `POST /users/{account_id}/manage/lifecycle/enable` (User management, sure;
    /// 204).
    ///
    /// # Errors
    /// Any error of a request, as for deactivating.
    pub async fn activate_account(&self, account: &AccountId) -> Result<(), Error> {
        let call = Call::post_bare(
            "/users/{account_id}/manage/lifecycle/enable",
            &[account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }

    /// Deletes a managed account, after 14 days of grace: `POST /users/{account_id}/manage/lifecycle/delete` (User
    /// management, sure; the specification says 200, 204 was seen). Until then it is deactivated, and
    /// [`Client::cancel_delete_account`] takes it back.
    ///
    /// # Errors
    /// Any error of a request, as for deactivating.
    pub async fn delete_account(&self, account: &AccountId) -> Result<(), Error> {
        let call = Call::post_bare(
            "/users/{account_id}/manage/lifecycle/delete",
            &[account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }

    /// Takes the deletion of a managed account back: `POST /users/{account_id}/manage/lifecycle/cancel-delete` (User
    /// management, sure; the specification says 200, 204 was seen).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn cancel_delete_account(&self, account: &AccountId) -> Result<(), Error> {
        let call = Call::post_bare(
            "/users/{account_id}/manage/lifecycle/cancel-delete",
            &[account.as_str()],
        )?;
        self.change(&call).await.map(drop)
    }
}
