//! What is repeated, how often, and what is not.

use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{ErrorKind, PolicyId, Processed};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

fn good() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"data": {"id": "o"}}))
}

fn accepted() -> ResponseTemplate {
    ResponseTemplate::new(202).set_body_json(json!({"taskId": "t", "taskLink": "x"}))
}

async fn change(uri: &str) -> Result<atlctl_api::Accepted, atlctl_api::Error> {
    with_key(uri)
        .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
        .await
}

#[tokio::test]
async fn reads_outlast_failures() {
    for status in [500, 502, 503, 504] {
        let server = in_turn(vec![
            ResponseTemplate::new(status),
            ResponseTemplate::new(status),
            ResponseTemplate::new(status),
            good(),
        ])
        .await;
        with_key(&server.uri()).org(&org()).await.unwrap();
        assert_eq!(hits(&server).await, 4);
    }
}

#[tokio::test]
async fn reads_give_up() {
    let server = answering(ResponseTemplate::new(503)).await;
    let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Server);
    assert_eq!(hits(&server).await, 6);
}

#[tokio::test]
async fn a_search_is_a_read() {
    let page = ResponseTemplate::new(200).set_body_json(json!({"data": []}));
    let server = in_turn(vec![ResponseTemplate::new(502), page]).await;
    let client = with_key(&server.uri());
    let groups: Vec<_> =
        futures_util::StreamExt::collect(client.groups_search(&org(), Default::default())).await;
    assert!(groups.is_empty());
    assert_eq!(hits(&server).await, 2);
}

#[tokio::test]
async fn a_change_is_sent_once_when_it_may_have_happened() {
    for status in [500, 502, 503, 504, 408] {
        let server = in_turn(vec![ResponseTemplate::new(status), accepted()]).await;
        let error = change(&server.uri()).await.unwrap_err();
        assert_eq!(error.processed, Processed::Unknown, "{status}");
        assert_eq!(hits(&server).await, 1, "{status}");
    }
}

#[tokio::test]
async fn a_throttled_change_is_sent_again() {
    let server = in_turn(vec![
        ResponseTemplate::new(429).insert_header("retry-after", "2"),
        accepted(),
    ])
    .await;
    assert_eq!(change(&server.uri()).await.unwrap().task.as_str(), "t");
    assert_eq!(hits(&server).await, 2);
}

#[tokio::test]
async fn a_change_does_not_wait_long_after_its_intent() {
    let server = answering(ResponseTemplate::new(429).insert_header("retry-after", "60")).await;
    let error = change(&server.uri()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited);
    assert_eq!(error.processed, Processed::No);
    assert_eq!(error.retry_after, Some(Duration::from_secs(60)));
    assert_eq!(hits(&server).await, 1);
}

#[tokio::test]
async fn retry_after_in_every_form_is_obeyed() {
    for value in ["3", "0.5", "-1", "Tue, 24 Nov 2037 10:00:00 GMT", "soon"] {
        let clock = Arc::new(SkipClock::default());
        let server = in_turn(vec![
            ResponseTemplate::new(429).insert_header("retry-after", value),
            good(),
        ])
        .await;
        let client = builder(&server.uri())
            .api_key(KEY.into())
            .clock(clock)
            .build()
            .unwrap();
        client.org(&org()).await.unwrap();
        assert_eq!(hits(&server).await, 2, "{value}");
    }
}

#[tokio::test]
async fn a_monstrous_wait_is_cut_and_then_given_up() {
    let server =
        answering(ResponseTemplate::new(429).insert_header("retry-after", "1000000000")).await;
    let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited);
    assert!(error.retry_after.unwrap() <= Duration::from_secs(900));
    assert_eq!(hits(&server).await, 2);
}

#[tokio::test]
async fn a_wait_is_announced() {
    let watch = Arc::new(RecordedCalls::default());
    let server = in_turn(vec![
        ResponseTemplate::new(429).insert_header("x-ratelimit-reset", "2037-11-24T10:05Z"),
        good(),
    ])
    .await;
    let client = builder(&server.uri())
        .api_key(KEY.into())
        .observer(watch.clone())
        .build()
        .unwrap();
    client.org(&org()).await.unwrap();
    let events = watch.events.lock().unwrap().clone();
    assert_eq!(
        events,
        [
            "GET /admin/v1/orgs/{orgId} Some(429)",
            "wait Throttled",
            "GET /admin/v1/orgs/{orgId} Some(200)",
        ]
    );
}

#[tokio::test]
async fn a_used_up_quota_is_waited_out_without_a_refusal() {
    let watch = Arc::new(RecordedCalls::default());
    let limited = |remaining: &str, reset: &str| {
        good()
            .insert_header("x-ratelimit-limit", "10")
            .insert_header("x-ratelimit-remaining", remaining)
            .insert_header("x-ratelimit-reset", reset)
    };
    let server = in_turn(vec![
        limited("2", "2037-11-24T10:05Z"),
        limited("9", "2037-11-24T10:06Z"),
    ])
    .await;
    let client = builder(&server.uri())
        .api_key(KEY.into())
        .observer(watch.clone())
        .build()
        .unwrap();
    client.org(&org()).await.unwrap();
    client.org(&org()).await.unwrap();
    let events = watch.events.lock().unwrap().clone();
    assert_eq!(events[1], "wait Quota { limit: Some(10) }");
}

#[tokio::test]
async fn a_definite_answer_is_not_asked_again() {
    for status in [400, 403, 404, 409] {
        let server = answering(ResponseTemplate::new(status)).await;
        with_key(&server.uri()).org(&org()).await.unwrap_err();
        assert_eq!(hits(&server).await, 1, "{status}");
    }
}
