//! Posts a message to a webhook of somebody else's: never with a credential, never through the client of Atlassian.

use serde_json::Value;
use url::Url;

use crate::base_urls::is_loopback;
use crate::client::ClientBuilder;
use crate::error::{Error, ErrorKind};

/// The address of a webhook: https, or this machine. Its path may be a secret, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook(Url);

impl Webhook {
    /// Reads an address.
    ///
    /// # Errors
    /// `BadInput` when it is none, contains a user name or a password, or would send the message unencrypted to another
    /// machine.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bad = |why: &str| Error::new(ErrorKind::BadInput, why.to_owned());
        let url = Url::parse(text.trim()).map_err(|_| bad("the address is not a URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("the address contains a user name or a password"));
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            _ => Err(bad("the address must start with https://")),
        }
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({})", self.host())
    }
}

impl ClientBuilder {
    /// Posts JSON to a webhook, with the proxy and certificates of this builder and without its credentials. Follows no
    /// redirect and tries once.
    ///
    /// # Errors
    /// When it cannot be sent, or the answer is not one of success. `Interrupted` and `Timeout` mean that it may have arrived.
    pub async fn post_webhook(&self, webhook: &Webhook, body: &Value) -> Result<(), Error> {
        let answer = self
            .http(&webhook.0)?
            .post(webhook.0.clone())
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .map_err(|error| {
                // The address may be a secret.
                let error = error.without_url();
                let kind = match () {
                    () if error.is_connect() || error.is_builder() => ErrorKind::Connect,
                    () if error.is_timeout() => ErrorKind::Timeout,
                    () => ErrorKind::Interrupted,
                };
                let mut cause: &dyn std::error::Error = &error;
                while let Some(source) = cause.source() {
                    cause = source;
                }
                Error::new(kind, cause.to_string())
            })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Invalid,
            format!("it answered with status {}", status.as_u16()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_or_to_this_machine_and_never_printed() {
        for good in [
            "https://hooks.slack.com/services/T0/B0/secret",
            "http://127.0.0.1:8080/hook",
            "http://localhost/hook",
        ] {
            let hook = Webhook::parse(good).unwrap();
            assert!(!format!("{hook:?}").contains("secret"), "{hook:?}");
        }
        for bad in [
            "http://hooks.slack.com/x",
            "https://ann:pw@example.com/",
            "ftp://localhost/",
            "hooks.slack.com",
            "",
        ] {
            let error = Webhook::parse(bad).unwrap_err();
            assert!(!error.to_string().contains("pw@"), "{error}");
        }
    }
}
