//! Where credentials may go, and what is trusted.

use atlctl_api::{Bases, Client, ErrorKind};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

#[test]
fn no_credential_for_strangers() {
    for (api, portal) in [
        (
            "https://evil.example",
            "https://admin.atlassian.com/gateway/api",
        ),
        ("https://api.atlassian.com", "https://evil.example"),
        (
            "http://api.atlassian.com",
            "https://admin.atlassian.com/gateway/api",
        ),
    ] {
        let build = || {
            Client::builder()
                .bases(Bases::parse(api, portal).unwrap())
                .api_key(KEY.into())
        };
        assert_eq!(build().build().unwrap_err().kind, ErrorKind::BadInput);
        // The flag lets another host in, but never without encryption.
        let allowed = build().allow_non_atlassian(true).build();
        assert_eq!(allowed.is_ok(), api.starts_with("https"), "{api}");
    }
}

#[test]
fn certificates_to_trust_are_checked() {
    for pem in [
        "",
        "nothing",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let result = Client::builder()
            .api_key(KEY.into())
            .ca_pem(pem.as_bytes().to_vec())
            .build();
        assert_eq!(result.unwrap_err().kind, ErrorKind::BadInput, "{pem:?}");
    }
}

#[test]
fn nothing_shows_a_secret() {
    let builder = builder("http://127.0.0.1:1")
        .api_key(KEY.into())
        .session(TOKEN.into());
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let shown = format!("{shown} {client:?}");
    assert!(
        !shown.contains("canary") && !shown.contains("Y2FuYXJ5"),
        "{shown}"
    );
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server =
        answering(ResponseTemplate::new(200).set_body_json(json!({"data": {"id": "o"}}))).await;
    let uri = format!("http://localhost:{}", server.address().port());
    with_key(&uri).org(&org()).await.unwrap();
    assert_eq!(hits(&server).await, 1);
}

#[tokio::test]
async fn compressed_answers_are_asked_for() {
    let server =
        answering(ResponseTemplate::new(200).set_body_json(json!({"data": {"id": "o"}}))).await;
    with_key(&server.uri()).org(&org()).await.unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(request.headers["accept-encoding"], "gzip");
    assert!(
        request.headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("atlctl/")
    );
}
