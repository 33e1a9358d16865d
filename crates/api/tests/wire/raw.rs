//! Any call, as it is.

use atlctl_api::{ErrorKind, ExpiryForm, RawRequest};
use futures_util::TryStreamExt;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

fn get(path: &str) -> RawRequest {
    RawRequest::new("GET", path).unwrap()
}

#[tokio::test]
async fn an_answer_with_hidden_cookies() {
    let server = answering(
        ResponseTemplate::new(200)
            .insert_header(
                "set-cookie",
                "cloud.session.token=Y2FuYXJ5.a.b; Path=/; HttpOnly",
            )
            .set_body_json(json!({"data": []})),
    )
    .await;
    let response = with_session(&server.uri())
        .raw(get("/gateway/api/adminhub/um/site/s/users?count=2"))
        .await
        .unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.cookies, ["cloud.session.token"]);
    assert!(!format!("{response:?}").contains("Y2FuYXJ5"));
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(request.url.path(), "/gateway/api/adminhub/um/site/s/users");
    assert_eq!(request.url.query(), Some("count=2"));
}

#[tokio::test]
async fn a_failure_is_an_answer() {
    let server = answering(
        ResponseTemplate::new(404).set_body_json(json!({"code": 404, "message": "nothing"})),
    )
    .await;
    let response = with_key(&server.uri())
        .raw(get("/admin/v1/x"))
        .await
        .unwrap();
    assert_eq!(response.status, 404);
    assert_eq!(response.error.unwrap().kind, ErrorKind::NotFound);
    assert!(!response.body.is_empty());
}

#[tokio::test]
async fn an_expired_session_is_recognized() {
    let server = answering(ResponseTemplate::new(200).set_body_raw("<html>", "text/html")).await;
    let response = with_session(&server.uri())
        .raw(get("/admin/v1/orgs"))
        .await
        .unwrap();
    assert_eq!(
        response.error.unwrap().kind,
        ErrorKind::SignInNeeded(ExpiryForm::HtmlPage)
    );
}

#[tokio::test]
async fn a_change_is_not_repeated_a_search_is() {
    let server = answering(ResponseTemplate::new(503)).await;
    let client = with_key(&server.uri());
    let change = RawRequest::new("POST", "/admin/v2/orgs/o/users/invite").unwrap();
    assert_eq!(client.raw(change.body("{}")).await.unwrap().status, 503);
    assert_eq!(hits(&server).await, 1);
    let search = RawRequest::new("POST", "/admin/v2/orgs/o/directories/-/users/search").unwrap();
    assert_eq!(client.raw(search.body("{}")).await.unwrap().status, 503);
    assert_eq!(hits(&server).await, 7);
}

#[tokio::test]
async fn a_given_header_replaces_the_default() {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    let count =
        RawRequest::new("POST", "/admin/api-access/v1/orgs/o/service-accounts/count").unwrap();
    assert!(count.only_reads());
    let scim = "application/scim+json";
    let count = count.header("Content-Type", scim).unwrap().body("{}");
    let count = count.header("accept", scim).unwrap();
    with_key(&server.uri()).raw(count).await.unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    for name in ["content-type", "accept"] {
        let values: Vec<_> = request.headers.get_all(name).iter().collect();
        assert_eq!(values, [scim], "{name}");
    }
}

#[tokio::test]
async fn pages_by_cursor() {
    let uri_next = json!({"data": [1], "links": {"next": "/admin/v1/x?cursor=c1"}});
    let bare = json!({"data": [2], "meta": {"next": "c2"}});
    let last = json!({"data": [3]});
    let server = in_turn(
        [uri_next, bare, last]
            .map(|body| ResponseTemplate::new(200).set_body_json(body))
            .to_vec(),
    )
    .await;
    let pages: Vec<_> = with_key(&server.uri())
        .raw_pages(get("/admin/v1/x?limit=5"))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 3);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.query(), Some("limit=5&cursor=c1"));
    assert_eq!(requests[2].url.query(), Some("limit=5&cursor=c2"));
}

#[tokio::test]
async fn pages_of_a_search_and_of_the_portal() {
    let page = json!({"data": [1], "links": {"next": "c1"}});
    let server = in_turn(
        [page, json!({"data": []})]
            .map(|body| ResponseTemplate::new(200).set_body_json(body))
            .to_vec(),
    )
    .await;
    let search = RawRequest::new("POST", "/admin/v2/orgs/x/directories/-/users/search")
        .unwrap()
        .body(r#"{"limit":1}"#);
    let pages: Vec<_> = with_key(&server.uri())
        .raw_pages(search)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 2);
    let body: serde_json::Value = server.received_requests().await.unwrap()[1]
        .body_json()
        .unwrap();
    assert_eq!(body, json!({"limit": 1, "cursor": "c1"}));

    let page = json!({"users": [{}, {}], "total": 3});
    let last = json!({"users": [{}], "total": 3});
    let server = in_turn(
        [page, last]
            .map(|body| ResponseTemplate::new(200).set_body_json(body))
            .to_vec(),
    )
    .await;
    let pages: Vec<_> = with_session(&server.uri())
        .raw_pages(get("/gateway/api/adminhub/um/org/o/users"))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 2);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.query(), Some("start-index=3"));
}

#[tokio::test]
async fn pages_of_scim() {
    let page =
        json!({"totalResults": 3, "startIndex": 1, "itemsPerPage": 2, "Resources": [{}, {}]});
    let last = json!({"totalResults": 3, "startIndex": 3, "itemsPerPage": 1, "Resources": [{}]});
    let server = in_turn(
        [page, last]
            .map(|body| ResponseTemplate::new(200).set_body_json(body))
            .to_vec(),
    )
    .await;
    let pages: Vec<_> = with_key(&server.uri())
        .raw_pages(get("/scim/directory/d/Users?count=2"))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 2);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.query(), Some("count=2&startIndex=3"));
}

#[tokio::test]
async fn pages_in_a_circle_end() {
    let server = answering(
        ResponseTemplate::new(200).set_body_json(json!({"data": [1], "links": {"next": "c"}})),
    )
    .await;
    let result: Result<Vec<_>, _> = with_key(&server.uri())
        .raw_pages(get("/admin/v1/x"))
        .try_collect()
        .await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::Paging);
    assert_eq!(hits(&server).await, 2);
}
