//! A service that gives pages forever: every reader stops, and says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlctl_api::*;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::*;

/// A server whose n-th answer (from 0) is this.
async fn nth(page: impl Fn(usize) -> Value + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let count = Arc::new(AtomicUsize::new(0));
    Mock::given(any())
        .respond_with(move |_: &wiremock::Request| {
            let n = count.fetch_add(1, Ordering::SeqCst);
            ResponseTemplate::new(200).set_body_json(page(n))
        })
        .mount(&server)
        .await;
    server
}

/// What a list that does not end says, however it is read; and how many requests that took.
async fn stopped(
    page: impl Fn(usize) -> Value + Clone + Send + Sync + 'static,
) -> Vec<(String, usize)> {
    let mut all = Vec::new();
    let mut add = |error: Option<Error>, hits: usize| {
        let error = error.unwrap();
        assert_eq!(error.kind, ErrorKind::Paging, "{error}");
        all.push((error.message.clone(), hits));
    };
    let server = nth(page.clone()).await;
    let orgs: Result<Vec<Org>, Error> = with_key(&server.uri()).orgs().try_collect().await;
    add(orgs.err(), hits(&server).await);
    let server = nth(page.clone()).await;
    let search = UserSearch::default();
    let pages: Result<Vec<RawPage>, Error> = with_key(&server.uri())
        .users_search_pages(&org(), search)
        .try_collect()
        .await;
    add(pages.err(), hits(&server).await);
    let server = nth(page).await;
    let request = RawRequest::new("GET", "/admin/v1/orgs").unwrap();
    let mut pages = with_key(&server.uri()).raw_pages(request);
    let mut error = None;
    while let Some(page) = pages.next().await {
        error = page.err();
    }
    add(error, hits(&server).await);
    all
}

fn page(ids: &[&str], n: usize) -> Value {
    let data: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id, "accountId": id}))
        .collect();
    json!({"data": data, "links": {"next": format!("cursor-{n}")}})
}

#[tokio::test]
async fn the_same_page_with_new_cursors() {
    for (message, hits) in stopped(|n| page(&["a", "b"], n)).await {
        assert!(message.contains("repeats earlier pages"), "{message}");
        assert_eq!(hits, 2);
    }
}

#[tokio::test]
async fn repeated_pages_with_new_cursors() {
    for (message, hits) in stopped(|n| page(&[["a"], ["b"], ["c"]][n % 3], n)).await {
        assert!(message.contains("repeats"), "{message}");
        assert_eq!(hits, 4);
    }
}

#[tokio::test]
async fn endless_empty_pages() {
    for (message, hits) in stopped(|n| page(&[], n)).await {
        assert!(message.contains("11 empty pages in a row"), "{message}");
        assert_eq!(hits, 11);
    }
}

/// Endless new items are limited by the server's own count.
#[tokio::test]
async fn far_more_than_is_counted() {
    let counted = |n: usize| {
        let data: Vec<Value> = (0..100)
            .map(|i| json!({"id": format!("{n}-{i}")}))
            .collect();
        json!({"data": data, "links": {"next": n.to_string()}, "meta": {"total": 50.0}})
    };
    let server = nth(counted).await;
    let workspaces: Result<Vec<Workspace>, Error> = with_key(&server.uri())
        .workspaces(&org())
        .try_collect()
        .await;
    let error = workspaces.unwrap_err();
    assert!(error.message.contains("counts 50"), "{error}");
    assert_eq!(hits(&server).await, 12);
    // Users have a separate count call.
    let server = nth(|n| page(&[&n.to_string()], n)).await;
    let search = UserSearch {
        expected: Some(300),
        ..UserSearch::default()
    };
    let pages: Result<Vec<RawPage>, Error> = with_key(&server.uri())
        .users_search_pages(&org(), search)
        .try_collect()
        .await;
    let error = pages.unwrap_err();
    assert!(error.message.contains("counts 300 users"), "{error}");
    assert_eq!(hits(&server).await, 131);
}

/// An offset that is not heeded, in a raw list: it would be printed until the total is reached.
#[tokio::test]
async fn an_offset_that_is_not_heeded() {
    let server = nth(|_| json!({"users": [{"id": "a"}, {"id": "b"}], "total": 1_000_000})).await;
    let request = RawRequest::new("GET", "/gateway/api/adminhub/um/org/o/users").unwrap();
    let mut pages = with_session(&server.uri()).raw_pages(request);
    let mut last = None;
    while let Some(page) = pages.next().await {
        last = Some(page);
    }
    assert_eq!(last.unwrap().unwrap_err().kind, ErrorKind::Paging);
    assert_eq!(hits(&server).await, 2);
}

#[tokio::test]
async fn an_empty_page_in_the_middle_is_passed_over() {
    let bodies = |n: usize| match n {
        0 => page(&["a"], 0),
        1..=5 => page(&[], n),
        _ => json!({"data": [{"id": "b", "accountId": "b"}], "links": {}}),
    };
    let server = nth(bodies).await;
    let orgs: Vec<Org> = with_key(&server.uri()).orgs().try_collect().await.unwrap();
    assert_eq!(orgs.len(), 2);
    let server = nth(bodies).await;
    let pages: Vec<RawPage> = with_key(&server.uri())
        .users_search_pages(&org(), UserSearch::default())
        .try_collect()
        .await
        .unwrap();
    let people: usize = pages.iter().map(|page| page.users().unwrap().len()).sum();
    assert_eq!(people, 2);
    let server = nth(bodies).await;
    let request = RawRequest::new("GET", "/admin/v1/orgs").unwrap();
    let pages: Vec<_> = with_key(&server.uri())
        .raw_pages(request)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 7);
}
