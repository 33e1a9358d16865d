//! A service or a gateway that repeats the credential: no part of it gets into an error, a header that is
//! shown, a body of an error, or a text that is kept.

use std::fmt::Write as _;

use atlctl_api::*;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::TryStreamExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

const RENEWED: &str = "cmVuZXdlZA.c2Vzc2lvbg.bm93LW5ldw";

fn assert_hidden(text: &str, what: &str) {
    for secret in [TOKEN, KEY, RENEWED] {
        let forms = [
            secret.to_owned(),
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        ];
        for form in forms {
            for part in form.as_bytes().windows(8) {
                let part = std::str::from_utf8(part).unwrap();
                assert!(!text.contains(part), "{what}: {part} is in {text}");
            }
        }
    }
}

/// The ways in which a credential comes back.
fn repeated(secret: &str) -> Vec<String> {
    vec![
        secret.to_owned(),
        format!("Bearer {secret}"),
        format!("cloud.session.token={secret}; Path=/"),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        secret.to_uppercase(),
        secret.get(..12).unwrap().to_owned(),
    ]
}

/// Every shape of error body with this text in it.
fn bodies(text: &str) -> Vec<String> {
    [
        json!({"errors": [{"code": text, "title": "Unauthorized", "detail": format!("not {text}"), "id": text}]}),
        json!({"code": 401, "message": format!("invalid token: {text}")}),
        json!({"status": 403, "error": "Forbidden", "message": text, "requestId": text}),
        json!({"key": text, "context": {"message": text, "reason": {"key": text}}}),
        json!({"errorMessages": [text]}),
        json!({"schemas": ["x"], "scimType": text, "detail": text}),
        json!(text),
    ]
    .iter()
    .map(ToString::to_string)
    .chain([format!("<html><pre>Cookie: {text}</pre> sign in"), text.to_owned()])
    .collect()
}

/// All that a call says of such an answer.
async fn said(client: &Client) -> String {
    let mut text = String::new();
    let mut add = |what: String| writeln!(text, "{what}").unwrap();
    let org_of = client.org(&org()).await.unwrap_err();
    add(format!("{org_of} {org_of:?}"));
    let orgs = client.orgs().try_collect::<Vec<_>>().await.unwrap_err();
    add(format!("{orgs} {orgs:?}"));
    let moved = client
        .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
        .await
        .unwrap_err();
    add(format!("{moved} {moved:?}"));
    let request = RawRequest::new("GET", "/admin/v1/orgs").unwrap();
    let raw = client.raw(request).await.unwrap();
    add(format!(
        "{:?} {:?} {:?}",
        raw.headers, raw.cookies, raw.error
    ));
    add(String::from_utf8_lossy(&raw.body).into_owned());
    text
}

#[tokio::test]
async fn in_an_error_of_any_shape() {
    for secret in [TOKEN, KEY] {
        for text in repeated(secret) {
            for (index, body) in bodies(&text).into_iter().enumerate() {
                let status = [400, 401, 403, 404, 409, 422][index % 6];
                let answer = ResponseTemplate::new(status)
                    .set_body_raw(body, "application/json")
                    .insert_header("x-request-id", text.as_str())
                    .insert_header("x-seen", format!("you sent {text}").as_str());
                let server = answering(answer).await;
                let client = builder(&server.uri())
                    .session(TOKEN.into())
                    .api_key(KEY.into())
                    .build()
                    .unwrap();
                let all = said(&client).await;
                assert_hidden(&all, &text);
                assert!(all.contains("[hidden]"), "{all}");
            }
        }
    }
}

#[tokio::test]
async fn a_renewed_session_and_any_cookie_that_is_set() {
    // A sign-in page sets a session that does not take the place of ours, and repeats it.
    let cookie = format!("cloud.session.token={RENEWED}; Path=/");
    let refused = ResponseTemplate::new(403)
        .insert_header("set-cookie", cookie.as_str())
        .set_body_json(json!({"message": format!("{RENEWED} is not enough")}));
    let server = answering(refused).await;
    assert_hidden(
        &said(&with_session(&server.uri())).await,
        "set and repeated",
    );
    // One that does is repeated by the next answer.
    let renewed = ResponseTemplate::new(200)
        .insert_header("set-cookie", cookie.as_str())
        .set_body_json(json!({"data": {"id": "o"}}));
    let repeats = ResponseTemplate::new(404).set_body_json(json!({"message": RENEWED}));
    let server = in_turn(vec![renewed, repeats]).await;
    let client = with_session(&server.uri());
    client.org(&org()).await.unwrap();
    assert_hidden(&said(&client).await, "renewed and repeated");
}

/// The reasons of a task are printed, and kept in the journal.
#[tokio::test]
async fn in_what_a_task_says() {
    let body = json!({"inProgressCount": 0, "successCount": 0, "failureCount": 1, "failureReasons":
        [{"emails": ["a@example.com"], "details": {"status": 401, "title": KEY, "detail": format!("for {KEY}")}}]});
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let task = with_key(&server.uri())
        .policy_task(&org(), &"t".into())
        .await
        .unwrap();
    assert_hidden(&format!("{task:?}"), "task");
    assert_eq!(task.failures[0].emails, ["a@example.com"]);
}

/// Data comes as it is, but for the credential that was sent.
#[tokio::test]
async fn in_data() {
    let body = format!("{{\"data\": \"{KEY}\",  \"odd\": 1e999, \"kept\": \"ATCTT-ca\"}}");
    let server = answering(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    let request = RawRequest::new("GET", "/admin/v1/orgs").unwrap();
    let raw = with_key(&server.uri()).raw(request).await.unwrap();
    assert_eq!(
        String::from_utf8_lossy(&raw.body),
        "{\"data\": \"[hidden]\",  \"odd\": 1e999, \"kept\": \"ATCTT-ca\"}"
    );
}
