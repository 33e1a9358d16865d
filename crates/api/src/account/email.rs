//! The address of a managed account.

use serde::Serialize;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::AccountId;
use crate::transport::Call;

impl Client {
    /// Sets the address of a managed account; it ends all its sessions: `PUT /users/{account_id}/manage/email` (User
    /// management, sure; 204). Both domains must be verified, and no other account may have the address: two accounts
    /// trade theirs by way of a third address.
    ///
    /// # Errors
    /// Any error of a request; 403 with `ExternalScim` for accounts of an identity provider; `BadInput` for what is no
    /// address.
    pub async fn set_email(&self, account: &AccountId, email: &str) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Request<'a> {
            email: &'a str,
        }
        let call = Call::put(
            "/users/{account_id}/manage/email",
            &[account.as_str()],
            &Request { email },
        )?;
        if !email.contains('@') || email.contains(char::is_whitespace) {
            return Err(call.error(ErrorKind::BadInput, "not an email address"));
        }
        self.change(&call).await.map(drop)
    }
}
