//! One person of a directory.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::DirectoryUser;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, DirectoryId, OrgId};
use crate::json;
use crate::transport::Call;

/// One person of a directory, as the service sent it.
#[derive(Clone)]
pub struct UserDetails {
    text: String,
}

impl UserDetails {
    /// The person, borrowing from the text. Groups and last activity are never among it.
    #[must_use]
    pub fn get(&self) -> DirectoryUser<'_> {
        let mut user: DirectoryUser<'_> = serde_json::from_str(&self.text).unwrap_or_default();
        user.raw = Some(&self.text);
        user
    }

    /// From its text; what is wrong in it loses its own value.
    fn read(text: &str) -> Option<Self> {
        let readable = |text: &str| {
            text.starts_with('{') && serde_json::from_str::<DirectoryUser<'_>>(text).is_ok()
        };
        if readable(text) {
            return Some(Self { text: text.into() });
        }
        let (fields, mended) = json::object(text)?;
        let text = [mended, fields.to_string()]
            .into_iter()
            .find(|text| readable(text))?;
        Some(Self { text })
    }
}

/// Personal data: the debug form names only the account.
impl std::fmt::Debug for UserDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

impl Client {
    /// One person of a directory:
    /// `GET /admin/v2/orgs/{orgId}/directories/{directoryId}/users/{userId}` (Organizations, sure; the parameter is the
    /// account's ID, whatever its name).
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn user(
        &self,
        org: &OrgId,
        directory: &DirectoryId,
        account: &AccountId,
    ) -> Result<UserDetails, Error> {
        #[derive(Deserialize)]
        struct One {
            data: Box<RawValue>,
        }
        let call = Call::get(
            "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{userId}",
            &[org.as_str(), directory.as_str(), account.as_str()],
        )?;
        let reply = self.send(&call).await?;
        let one: One = reply.json(&call)?;
        UserDetails::read(one.data.get())
            .ok_or_else(|| reply.error(&call, ErrorKind::Unreadable, "the response has no user"))
    }
}
