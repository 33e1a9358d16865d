//! A response, without its secrets.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{LOCATION, SET_COOKIE};

use crate::error::Error;
use crate::transport::{HIDDEN, Reply};

/// A response as received.
#[derive(Debug, Clone)]
pub struct RawResponse {
    /// The status.
    pub status: u16,
    /// The status's usual words.
    pub reason: &'static str,
    /// The headers in order, ready to be shown: values of cookies and other secrets are hidden, and so
    /// is the query of a redirect.
    pub headers: Vec<(String, String)>,
    /// The names of the cookies it sets.
    pub cookies: Vec<String>,
    /// The body, decoded, without the secrets of this client.
    pub body: Bytes,
    /// The error, if the response is one.
    pub error: Option<Error>,
}

impl RawResponse {
    pub(super) fn new(reply: Reply, error: Option<Error>) -> Self {
        Self {
            status: reply.status.as_u16(),
            reason: reply.status.canonical_reason().unwrap_or_default(),
            headers: shown(&reply.headers)
                .into_iter()
                .map(|(name, value)| (name, reply.redact(value)))
                .collect(),
            cookies: cookie_names(&reply.headers)
                .into_iter()
                .map(|name| reply.redact(name))
                .collect(),
            body: body(&reply, error.is_some()),
            error,
        }
    }
}

/// The body as received, without the credential, because the output of scripts is often logged.
fn body(reply: &Reply, failed: bool) -> Bytes {
    let text = String::from_utf8_lossy(&reply.body);
    let shown = if failed {
        // The text of an error, of which no part of a secret is shown.
        Cow::Owned(reply.redact(&text))
    } else {
        reply.redact_data(&text)
    };
    if shown == text {
        reply.body.clone()
    } else {
        Bytes::from(shown.into_owned())
    }
}

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = if name == SET_COOKIE {
                hide_cookie(&text)
            } else if name == LOCATION {
                match text.find(['?', '#']) {
                    // Sign-in pages get their secrets in either.
                    Some(at) => format!("{}{HIDDEN}", text.get(..=at).unwrap_or_default()),
                    None => text.into_owned(),
                }
            } else if is_secret(name.as_str()) {
                HIDDEN.to_owned()
            } else {
                text.into_owned()
            };
            (name.as_str().to_owned(), shown)
        })
        .collect()
}

/// Name and attributes stay, the value goes.
fn hide_cookie(cookie: &str) -> String {
    let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
    // Without a name, all of it may be the value.
    let name = pair.split_once('=').map_or("", |(name, _)| name.trim());
    if attributes.is_empty() {
        format!("{name}={HIDDEN}")
    } else {
        format!("{name}={HIDDEN};{attributes}")
    }
}

fn is_secret(name: &str) -> bool {
    [
        "authorization",
        "cookie",
        "token",
        "secret",
        "api-key",
        "authenticate",
    ]
    .iter()
    .any(|part| name.contains(part))
}

fn cookie_names(headers: &HeaderMap) -> Vec<String> {
    let mut names: Vec<String> = headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|cookie| cookie.split(';').next()?.split_once('='))
        .map(|(name, _)| name.trim().to_owned())
        .collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &'static str, value: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(name, http::HeaderValue::from_str(value).unwrap());
        shown(&headers).remove(0).1
    }

    #[test]
    fn secrets_are_hidden() {
        assert_eq!(
            of("set-cookie", "cloud.session.token=canary; Path=/; HttpOnly"),
            "cloud.session.token=[hidden]; Path=/; HttpOnly"
        );
        assert_eq!(of("set-cookie", "canary"), "=[hidden]");
        assert_eq!(of("location", "/login#token=canary"), "/login#[hidden]");
        assert_eq!(
            of("location", "https://id.atlassian.com/login?token=canary"),
            "https://id.atlassian.com/login?[hidden]"
        );
        assert_eq!(of("x-csrf-token", "canary"), "[hidden]");
        assert_eq!(of("x-ratelimit-limit", "100"), "100");
    }

    proptest! {
        #[test]
        fn no_cookie_value_gets_through(before in "[a-z.]{1,9}=", after in "[ -~]{0,20}") {
            let shown = of("set-cookie", &format!("{before}CANARY{}", after.replace(';', "")));
            prop_assert!(!shown.contains("CANARY"), "{}", shown);
        }
    }
}
