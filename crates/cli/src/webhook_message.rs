//! Messages to webhooks, in the form that each takes.

use atlctl_api::{Client, ClientBuilder, Error, Webhook};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;

/// The message: a text for Slack and Teams, else the object.
pub fn message(webhook: &Webhook, text: &str, object: impl FnOnce() -> Value) -> Value {
    let host = webhook.host();
    let is = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    if is("hooks.slack.com") {
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        json!({ "text": text })
    } else if ["webhook.office.com", "logic.azure.com", "powerplatform.com"]
        .into_iter()
        .any(is)
    {
        json!({ "type": "message", "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": { "type": "AdaptiveCard", "version": "1.4",
                "body": [{ "type": "TextBlock", "text": text, "wrap": true }] },
        }]})
    } else {
        object()
    }
}

/// The error for an address of a webhook that cannot be used.
pub fn unusable(from: &str, error: &Error) -> CliError {
    CliError::usage(format!("cannot use {from}: {error}"))
        .hint("use an address such as https://hooks.slack.com/services/...")
}

/// What posts to webhooks, with the proxy and certificates of the command line and without a credential.
pub fn poster(context: &Context) -> ClientBuilder {
    let builder = Client::builder().no_proxy(context.global.no_proxy);
    let pem = context.global.cacert.as_ref();
    match pem.and_then(|path| std::fs::read(path).ok()) {
        Some(pem) => builder.ca_pem(pem),
        None => builder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(address: &str) -> Value {
        let webhook = Webhook::parse(address).unwrap();
        message(
            &webhook,
            "3 <b>done</b> & 1 failed",
            || json!({ "done": 3 }),
        )
    }

    #[test]
    fn each_service_gets_the_form_that_it_takes() {
        assert_eq!(
            sent("https://hooks.slack.com/services/T0/B0/x"),
            json!({ "text": "3 &lt;b&gt;done&lt;/b&gt; &amp; 1 failed" })
        );
        for teams in [
            "https://acme.webhook.office.com/webhookb2/x",
            "https://prod-1.westeurope.logic.azure.com/workflows/x",
            "https://default1.environment.api.powerplatform.com/x",
        ] {
            let card = sent(teams);
            assert_eq!(card["type"], "message");
            let card = &card["attachments"][0];
            assert_eq!(
                card["contentType"],
                "application/vnd.microsoft.card.adaptive"
            );
            let block = &card["content"]["body"][0];
            assert_eq!(block["text"], "3 <b>done</b> & 1 failed");
        }
        // A host that only looks like one gets the plain object.
        for plain in [
            "https://example.com/hook",
            "https://hooks.slack.com.example.com/x",
            "https://nothooks.slack.com/x",
        ] {
            assert_eq!(sent(plain), json!({ "done": 3 }));
        }
    }
}
