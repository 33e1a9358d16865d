//! Six styles of paging, and pages that contradict each other.

use atlctl_api::*;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::common::*;

fn pages(bodies: &[Value]) -> Vec<ResponseTemplate> {
    bodies
        .iter()
        .map(|body| ResponseTemplate::new(200).set_body_json(body))
        .collect()
}

fn item(id: &str) -> Value {
    json!({"id": id, "directoryId": id, "accountId": id})
}

#[tokio::test]
async fn style_a_addresses_give_their_cursor() {
    let server = MockServer::start().await;
    let next = format!("{}/admin/v1/orgs?cursor=a%3D%3D", server.uri());
    for (index, body) in [
        json!({"data": [item("1")], "links": {"next": next}}),
        json!({"data": [item("2")], "links": {"next": null}}),
    ]
    .iter()
    .enumerate()
    {
        let mock = Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(body));
        let mock = if index == 0 {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    let orgs: Vec<Org> = with_key(&server.uri()).orgs().try_collect().await.unwrap();
    assert_eq!(orgs.len(), 2);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.query(), Some("cursor=a%3D%3D"));
}

#[tokio::test]
async fn style_b_sends_the_cursor_alone() {
    let server = in_turn(pages(&[
        json!({"data": [item("1")], "links": {"next": "c/1+="}}),
        json!({"data": [item("2")], "links": {}}),
    ]))
    .await;
    let all: Vec<Directory> = with_key(&server.uri())
        .directories(&org())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all[1].id.as_str(), "2");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].url.query(), Some("limit=100"));
    assert_eq!(requests[1].url.query(), Some("cursor=c%2F1%2B%3D"));
}

#[tokio::test]
async fn style_c_keeps_the_filters() {
    let server = in_turn(pages(&[
        json!({"data": [item("1")], "links": {"next": "c1"}}),
        json!({"data": [item("2")]}),
    ]))
    .await;
    let search = GroupSearch {
        search_term: Some("eng".into()),
        ..GroupSearch::default()
    };
    let all: Vec<Group> = with_key(&server.uri())
        .groups_search(&org(), search)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    let body: Value = server.received_requests().await.unwrap()[1]
        .body_json()
        .unwrap();
    assert_eq!(
        body,
        json!({"searchTerm": "eng", "expand": ["counts.users", "counts.resources"], "limit": 100, "cursor": "c1"})
    );
}

#[tokio::test]
async fn style_d_sends_the_cursor_alone_in_the_body() {
    let server = in_turn(pages(&[
        json!({"data": [item("1")], "links": {"next": "c1"}, "meta": {"total": 2}}),
        json!({"data": [item("2")], "links": {"next": ""}, "meta": {"total": 2}}),
    ]))
    .await;
    let all: Vec<Workspace> = with_key(&server.uri())
        .workspaces(&org())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    let body: Value = server.received_requests().await.unwrap()[1]
        .body_json()
        .unwrap();
    assert_eq!(body, json!({"cursor": "c1"}));
}

/// A portal list of so many, that forgets `shift` entries of the beginning after each page.
async fn portal(total: usize, shift: usize) -> MockServer {
    let server = MockServer::start().await;
    let turn = std::sync::atomic::AtomicUsize::new(0);
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let number = |name: &str| {
                request
                    .url
                    .query_pairs()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.parse::<usize>().unwrap())
                    .unwrap()
            };
            let turn = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let start = (number("start-index") - 1).saturating_sub(turn * shift);
            let users: Vec<Value> = (start..total)
                .take(number("count"))
                .map(|n| item(&n.to_string()))
                .collect();
            ResponseTemplate::new(200).set_body_json(json!({"users": users, "total": total}))
        })
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn offsets_count_from_one() {
    for total in [0, 1, 99, 100, 101, 250] {
        let server = portal(total, 0).await;
        let all: Vec<PortalUser> = with_session(&server.uri())
            .org_users(&org())
            .try_collect()
            .await
            .unwrap();
        assert_eq!(all.len(), total);
        assert_eq!(hits(&server).await, total.div_ceil(100).max(1), "{total}");
    }
}

#[tokio::test]
async fn a_list_that_shifts_shows_nobody_twice() {
    let server = portal(250, 7).await;
    let all: Vec<PortalUser> = with_session(&server.uri())
        .org_users(&org())
        .try_collect()
        .await
        .unwrap();
    let mut ids: Vec<_> = all.iter().map(|user| user.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all.len());
}

#[tokio::test]
async fn offsets_without_a_total_end_at_an_empty_page() {
    let server = in_turn(pages(&[
        json!({"users": [item("1")]}),
        json!({"users": [item("2")]}),
        json!({"users": []}),
    ]))
    .await;
    let all: Vec<PortalUser> = with_session(&server.uri())
        .org_users(&org())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn offsets_that_are_ignored_are_noticed() {
    let server = answering(
        ResponseTemplate::new(200).set_body_json(json!({"users": [item("1")], "total": 9})),
    )
    .await;
    let result: Result<Vec<PortalUser>, _> = with_session(&server.uri())
        .org_users(&org())
        .try_collect()
        .await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::Paging);
    assert_eq!(hits(&server).await, 2);
}

/// Without IDs nothing tells the entries apart but their text; it must still end.
#[tokio::test]
async fn offsets_that_are_ignored_are_noticed_without_ids_and_total() {
    let body = json!({"users": [{"displayName": "Ann"}, {"displayName": "Bob"}]});
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let result: Result<Vec<PortalUser>, _> = with_session(&server.uri())
        .org_users(&org())
        .try_collect()
        .await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::Paging);
    assert_eq!(hits(&server).await, 2);
}

#[tokio::test]
async fn a_last_page_may_be_empty_behind_a_cursor() {
    let bodies = [
        json!({"data": [item("1")], "links": {"next": "c1"}}),
        json!({"data": [], "links": {"next": null}}),
    ];
    let server = in_turn(pages(&bodies)).await;
    let all: Vec<Org> = with_key(&server.uri()).orgs().try_collect().await.unwrap();
    assert_eq!(all.len(), 1);
    let server = in_turn(pages(&bodies)).await;
    let all: Vec<RawPage> = with_key(&server.uri())
        .users_search_pages(&org(), UserSearch::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
}

/// Pages that contradict each other, with how many requests it takes to see it.
fn pathologies() -> Vec<(Vec<Value>, usize)> {
    let page = |id: &str, next: Value| json!({"data": [item(id)], "links": {"next": next}});
    vec![
        (vec![page("1", json!("c"))], 2),
        (
            vec![
                page("1", json!("a")),
                page("2", json!("b")),
                page("3", json!("a")),
            ],
            3,
        ),
        // The same page under another cursor.
        (vec![page("1", json!("a")), page("1", json!("b"))], 2),
        (
            vec![
                page("1", json!("a")),
                page("2", json!("b")),
                page("1", json!("c")),
            ],
            3,
        ),
        (vec![json!({"data": [], "links": {"next": "c"}})], 2),
        (vec![json!({"data": [], "links": {"next": 7}})], 1),
        (vec![page("1", json!("https://evil.example/?cursor=c"))], 1),
        (vec![page("1", json!("//evil.example/?cursor=c"))], 1),
        (
            vec![page("1", json!("https://user@127.0.0.1/?cursor=c"))],
            1,
        ),
    ]
}

#[tokio::test]
async fn contradictions_end_every_walk() {
    for (bodies, requests) in pathologies() {
        let server = in_turn(pages(&bodies)).await;
        let client = with_key(&server.uri());
        let result: Result<Vec<Org>, _> = client.orgs().try_collect().await;
        assert_eq!(result.unwrap_err().kind, ErrorKind::Paging, "{bodies:?}");
        assert_eq!(hits(&server).await, requests, "{bodies:?}");

        let server = in_turn(pages(&bodies)).await;
        let client = with_key(&server.uri());
        let result: Result<Vec<RawPage>, _> = client
            .users_search_pages(&org(), UserSearch::default())
            .try_collect()
            .await;
        assert_eq!(result.unwrap_err().kind, ErrorKind::Paging, "{bodies:?}");
        assert_eq!(hits(&server).await, requests, "{bodies:?}");
    }
}

#[tokio::test]
async fn a_page_without_its_list_is_not_an_empty_one() {
    for body in [
        json!({}),
        json!({"links": {}}),
        json!({"items": []}),
        json!([]),
    ] {
        let server = answering(ResponseTemplate::new(200).set_body_json(&body)).await;
        let client = with_key(&server.uri());
        let result: Result<Vec<Org>, _> = client.orgs().try_collect().await;
        assert_eq!(result.unwrap_err().kind, ErrorKind::Unreadable, "{body}");
        let pages: Vec<_> = client
            .users_search_pages(&org(), UserSearch::default())
            .collect()
            .await;
        let bad = match &pages[0] {
            Ok(page) => page.users().err().map(|error| error.kind),
            Err(error) => Some(error.kind),
        };
        assert_eq!(bad, Some(ErrorKind::Unreadable), "{body}");
    }
}

/// A user search over so many people, 100 a page.
async fn people(total: usize) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let body: Value = request.body_json().unwrap();
            let start: usize = body["cursor"].as_str().map_or(0, |c| c.parse().unwrap());
            let end = (start + 100).min(total);
            let data: Vec<Value> = (start..end).map(|n| item(&n.to_string())).collect();
            let next = (end < total).then(|| end.to_string());
            ResponseTemplate::new(200)
                .set_body_json(json!({"data": data, "links": {"self": "x", "next": next}}))
        })
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn people_page_by_page() {
    let server = people(1_234).await;
    let client = with_key(&server.uri());
    let pages: Vec<RawPage> = client
        .users_search_pages(&org(), UserSearch::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 13);
    let mut seen = 0;
    for (index, page) in pages.iter().enumerate() {
        assert_eq!(page.index, index as u64);
        for user in page.users().unwrap() {
            assert_eq!(user.account_id.unwrap(), seen.to_string());
            seen += 1;
        }
    }
    assert_eq!(seen, 1_234);
    let first: Value = server.received_requests().await.unwrap()[0]
        .body_json()
        .unwrap();
    assert_eq!(
        first,
        json!({"limit": 100, "expand": ["platformRoles", "counts.resources", "productAccess", "groups"]})
    );
}

#[tokio::test]
async fn people_from_a_checkpoint_on() {
    let server = people(500).await;
    let search = UserSearch {
        cursor: Some("300".into()),
        sort: Some(Sort::Descending),
        ..UserSearch::default()
    };
    let pages: Vec<RawPage> = with_key(&server.uri())
        .users_search_pages(&org(), search)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages.len(), 2);
    let body: Value = server.received_requests().await.unwrap()[0]
        .body_json()
        .unwrap();
    assert_eq!(
        body["sortBy"],
        json!([{"direction": "desc", "field": "nick_name"}])
    );
}

#[tokio::test]
async fn fetching_ahead_is_bounded_and_ends_with_the_stream() {
    let server = people(10_000).await;
    let client = with_key(&server.uri());
    let mut pages = client.users_search_pages(&org(), UserSearch::default());
    pages.next().await.unwrap().unwrap();
    // Let it fetch as far as it will go.
    let mut before = 0;
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
        before = hits(&server).await;
    }
    assert!(
        before <= 5,
        "{before} pages were fetched though one was taken"
    );
    drop(pages);
}
