//! Which credential goes where, and how a session is renewed.

use std::sync::Arc;

use atlctl_api::PolicyId;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

const NEW: &str = "bmV3.bmV3.bmV3";

fn good() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"data": {"id": "o"}}))
}

#[tokio::test]
async fn a_key_goes_to_the_api() {
    let server = answering(good()).await;
    with_key(&server.uri()).org(&org()).await.unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(request.url.path(), format!("/admin/v1/orgs/{}", org()));
    assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
    assert!(!request.headers.contains_key("cookie"));
    assert!(!request.headers.contains_key("origin"));
}

#[tokio::test]
async fn a_session_goes_to_the_portal() {
    let server = answering(ResponseTemplate::new(202).set_body_json(json!({"taskId": "t"}))).await;
    with_session(&server.uri())
        .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
        .await
        .unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    assert!(
        request
            .url
            .path()
            .starts_with("/gateway/api/admin/control/v1/")
    );
    assert_eq!(
        request.headers["cookie"],
        format!("cloud.session.token={TOKEN}")
    );
    assert_eq!(request.headers["origin"], server.uri());
    assert_eq!(request.headers["referer"], format!("{}/", server.uri()));
    assert!(!request.headers.contains_key("authorization"));
}

#[tokio::test]
async fn each_call_uses_the_credential_that_can() {
    let users = ResponseTemplate::new(200)
        .set_body_json(json!({"data": {"id": "o"}, "users": [], "total": 0}));
    let server = answering(users).await;
    let client = builder(&server.uri())
        .session(TOKEN.into())
        .api_key(KEY.into())
        .build()
        .unwrap();
    client.org(&org()).await.unwrap();
    let users: Vec<_> = futures_util::StreamExt::collect(client.org_users(&org())).await;
    assert!(users.is_empty());
    let requests = server.received_requests().await.unwrap();
    assert!(requests[0].headers.contains_key("authorization"));
    assert!(!requests[0].headers.contains_key("cookie"));
    assert!(requests[1].headers.contains_key("cookie"));
    assert!(!requests[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_renewed_session_is_used_and_reported() {
    let watch = Arc::new(RecordedCalls::default());
    let renewing = good().insert_header(
        "set-cookie",
        format!("cloud.session.token={NEW}; Path=/; HttpOnly; Secure").as_str(),
    );
    let server = in_turn(vec![renewing, good()]).await;
    let client = builder(&server.uri())
        .session(TOKEN.into())
        .observer(watch.clone())
        .build()
        .unwrap();
    let clone = client.clone();
    client.org(&org()).await.unwrap();
    clone.org(&org()).await.unwrap();
    assert_eq!(*watch.renewed.lock().unwrap(), [NEW]);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        requests[1].headers["cookie"],
        format!("cloud.session.token={NEW}")
    );
}

#[tokio::test]
async fn what_renews_nothing() {
    let set = |cookie: &str| good().insert_header("set-cookie", cookie);
    let expired = ResponseTemplate::new(401)
        .insert_header("set-cookie", format!("cloud.session.token={NEW}").as_str());
    let same = format!("cloud.session.token={TOKEN}");
    let new = format!("cloud.session.token={NEW}; Path=/");
    for answer in [
        set("cloud.session.token=; Max-Age=0"),
        set("cloud.session.token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        set(&format!(
            "cloud.session.token={NEW}; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
        )),
        set("other=a.b.c"),
        set(&same),
        expired,
        // A sign-in page may come with a session that nobody has signed in to.
        set(&new).set_body_raw("<html>Log in", "text/html"),
        set(&new).set_body_raw("<html>Log in", "application/json"),
        ResponseTemplate::new(302)
            .insert_header("set-cookie", new.as_str())
            .insert_header("location", "/login"),
    ] {
        let watch = Arc::new(RecordedCalls::default());
        let server = answering(answer).await;
        let client = builder(&server.uri())
            .session(TOKEN.into())
            .observer(watch.clone())
            .build()
            .unwrap();
        let _ = client.org(&org()).await;
        assert!(watch.renewed.lock().unwrap().is_empty());
    }
    // A key's call sets no session.
    let watch = Arc::new(RecordedCalls::default());
    let server = answering(set(&format!("cloud.session.token={NEW}"))).await;
    let client = builder(&server.uri())
        .session(TOKEN.into())
        .api_key(KEY.into())
        .observer(watch.clone())
        .build()
        .unwrap();
    client.org(&org()).await.unwrap();
    assert!(watch.renewed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn ids_are_one_segment_on_the_wire() {
    let server = answering(good()).await;
    let client = with_key(&server.uri());
    for id in [
        "../x", "a/b", "?x=1", "#f", "%2e%2e", "a|b", "a:b", "a\\b", "é",
    ] {
        client.org(&id.into()).await.unwrap();
    }
    for request in server.received_requests().await.unwrap() {
        assert_eq!(
            request.url.path_segments().unwrap().count(),
            4,
            "{}",
            request.url
        );
        assert!(request.url.query().is_none());
    }
}
