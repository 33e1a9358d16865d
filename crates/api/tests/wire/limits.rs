//! Where credentials may go, and what is trusted.

use atlctl_api::{Bases, Client, ErrorKind, ManagedAccount, Org, UserSearch};
use futures_util::TryStreamExt as _;
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

fn people(count: usize, more: &str) -> String {
    let people = vec![format!(r#"{{"accountId":"a","id":"1"{more}}}"#); count];
    format!(r#"{{"data":[{}],"links":{{}}}}"#, people.join(","))
}

async fn pages(body: String) -> (Client, wiremock::MockServer) {
    let server = answering(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    (with_key(&server.uri()), server)
}

#[tokio::test]
async fn a_page_holds_no_more_than_a_page() {
    for (count, ok) in [(10_000, true), (10_001, false)] {
        let (client, _server) = pages(people(count, "")).await;
        let all: Result<Vec<Org>, _> = client.orgs().try_collect().await;
        let mut pages = client.users_search_pages(&org(), UserSearch::default());
        let page = pages.try_next().await.unwrap().unwrap();
        assert_eq!((all.is_ok(), page.users().is_ok()), (ok, ok), "{count}");
        if let (Err(all), Err(page)) = (all, page.users()) {
            assert_eq!(
                (all.kind, page.kind),
                (ErrorKind::TooLarge, ErrorKind::TooLarge)
            );
        }
    }
}

#[tokio::test]
async fn a_text_that_is_too_long_is_not_said() {
    let long = "x".repeat((64 << 10) + 1);
    let (client, _server) = pages(people(1, &format!(r#","email":"{long}","name":"Ann""#))).await;
    let mut pages = client.users_search_pages(&org(), UserSearch::default());
    let page = pages.try_next().await.unwrap().unwrap();
    let user = &page.users().unwrap()[0];
    assert_eq!(
        (user.email.as_deref(), user.name.as_deref()),
        (None, Some("Ann"))
    );
    let accounts: Vec<ManagedAccount> =
        client.managed_accounts(&org()).try_collect().await.unwrap();
    assert_eq!(accounts[0].email, None);
}

/// A name is for people: its beginning is better than nothing.
#[tokio::test]
async fn a_name_that_is_too_long_is_cut() {
    let long = "ä".repeat(1 << 20);
    let group = format!(r#","name":"{long}","groups":[{{"id":"g","name":"{long}"}}]"#);
    let (client, _server) = pages(people(1, &group)).await;
    let mut pages = client.users_search_pages(&org(), UserSearch::default());
    let page = pages.try_next().await.unwrap().unwrap();
    let user = &page.users().unwrap()[0];
    let cut = format!("{}…", "ä".repeat(1_000));
    assert_eq!(user.name.as_deref(), Some(cut.as_str()));
}

#[tokio::test]
async fn a_cursor_that_is_too_long_is_none() {
    let next = "c".repeat((64 << 10) + 1);
    let (client, server) = pages(format!(
        r#"{{"data":[{{"id":"1"}}],"links":{{"next":"{next}"}}}}"#
    ))
    .await;
    let all: Result<Vec<Org>, _> = client.orgs().try_collect().await;
    assert_eq!(all.unwrap_err().kind, ErrorKind::Paging);
    assert_eq!(hits(&server).await, 1);
}

/// Where a value is built the parser stops at 128, and the value is lost; what is only passed over is not
/// built at all.
#[tokio::test]
async fn deep_json_is_harmless_wherever_it_is() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for name in ["unknown", "attributes"] {
        let (client, _server) = pages(people(1, &format!(r#","{name}":{deep}"#))).await;
        let all: Vec<Org> = client.orgs().try_collect().await.unwrap();
        assert_eq!((all.len(), &all[0].name), (1, &None), "{name}");
    }
    let (client, _server) = pages(people(
        1,
        &format!(r#","counts":{deep},"platformRoles":{deep}"#),
    ))
    .await;
    let mut pages = client.users_search_pages(&org(), UserSearch::default());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.users().unwrap().len(), 1);
}

#[tokio::test]
async fn odd_json_of_a_thing_has_an_outcome() {
    for more in [
        r#","id":"2""#,
        r#","attributes":{"name":"a","name":"b"}"#,
        r#","attributes":{"name":1e400}"#,
        r#","attributes":{"name":"\ud800"}"#,
        r#","n":1e400"#,
    ] {
        let (client, _server) = pages(people(1, more)).await;
        let all: Vec<Org> = client.orgs().try_collect().await.unwrap();
        assert_eq!(all.len(), 1, "{more}");
    }
}
