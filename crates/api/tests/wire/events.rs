//! The audit log.

use atlctl_api::*;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::common::*;

#[tokio::test]
async fn events_with_odd_parts() {
    let (client, server) = served(json!({"data": [
        {"id": "e1", "attributes": {"action": "user_added_to_group", "time": "2026-01-01T00:00:00Z",
            "actor": {"id": "a", "auth": {"authType": "api-token", "tokenId": "t"}, "app": {"id": "app"}},
            "context": [{"id": "g", "type": "group", "attributes": {"name": "eng"}}, 7],
            "container": null, "location": {"ip": "192.0.2.1"}}, "message": {"content": "m"}},
        {"id": "e2", "attributes": null, "message": 7}, null]}))
    .await;
    let filter = EventFilter {
        actors: vec!["a".into(), "b".into()],
        ..EventFilter::default()
    };
    let all: Vec<Event> = client.events(&org(), &filter).try_collect().await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].actor.token_id, Some("t".into()));
    assert_eq!(all[0].actor.app.as_deref(), Some("app"));
    assert_eq!(all[0].context[0].attributes["name"], "eng");
    assert_eq!(all[0].context.len(), 1);
    assert_eq!(all[0].message.as_deref(), Some("m"));
    assert_eq!(all[1].actor, EventActor::default());
    let sent = server.received_requests().await.unwrap();
    assert!(sent[0].url.query().unwrap().contains("actor=a%2Cb"));
}

fn event_page(ids: &[&str], next: Value) -> ResponseTemplate {
    let events: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    ResponseTemplate::new(200)
        .set_body_json(json!({"data": events, "meta": {"next": next, "page_size": 200}}))
}

async fn polled(answers: Vec<ResponseTemplate>) -> (Result<Vec<EventPage>, Error>, usize) {
    let server = in_turn(answers).await;
    let poll = EventPoll {
        cursor: Some("c0".into()),
        ..EventPoll::default()
    };
    let pages = with_everything(&server.uri())
        .poll_events(&org(), &poll)
        .try_collect()
        .await;
    (pages, hits(&server).await)
}

#[tokio::test]
async fn following_the_audit_log_ends() {
    // At an empty page, whatever cursor it has.
    let (pages, asked) = polled(vec![
        event_page(&["e1"], json!("c1")),
        event_page(&["e2"], json!("c2")),
        event_page(&[], json!("c3")),
    ])
    .await;
    let pages = pages.unwrap();
    assert_eq!(pages.len(), 3);
    assert_eq!(pages[2].next, Some("c3".into()));
    assert_eq!(asked, 3);
    // At the same cursor again.
    let (pages, asked) = polled(vec![event_page(&["e1"], json!("c1"))]).await;
    let pages = pages.unwrap();
    assert_eq!((pages.len(), asked), (2, 2));
    // Without a cursor.
    let (pages, asked) = polled(vec![event_page(&["e1"], Value::Null)]).await;
    assert_eq!((pages.unwrap().len(), asked), (1, 1));
    // Cursors that go in a circle are an error, not an end.
    let (pages, _) = polled(vec![
        event_page(&["e1"], json!("c1")),
        event_page(&["e2"], json!("c0")),
    ])
    .await;
    assert_eq!(pages.unwrap_err().kind, ErrorKind::Paging);
}
