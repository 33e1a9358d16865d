//! The portal's own changes, and its lists that must be whole: paths, bodies and headers, and what makes a list one that
//! says who is not in it.

use atlctl_api::*;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::all_changes::of_portal;
use crate::common::*;

#[tokio::test]
async fn what_they_send() {
    let server = answering(ResponseTemplate::new(204)).await;
    for change in of_portal() {
        (change.make)(with_everything(&server.uri())).await.unwrap();
    }
    let um = "/gateway/api/adminhub/um";
    let person = format!("{um}/site/s-1/users/557058%3Aa%7Cb");
    let expected = [
        ("DELETE", person.clone(), None),
        ("POST", format!("{person}/deactivate"), Some(json!({}))),
        (
            "POST",
            format!("{um}/org/o-1/groups/g-1/members"),
            Some(json!({"accountIds": ["557058:a|b"]})),
        ),
        (
            "POST",
            format!("{um}/org/o-1/groups"),
            Some(json!({"name": "eng", "description": "engineers"})),
        ),
    ];
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), expected.len());
    for (request, (method, path, body)) in requests.iter().zip(expected) {
        assert_eq!(
            (request.method.as_str(), request.url.path()),
            (method, path.as_str())
        );
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        // The session alone, also where a key is at hand, and as the portal's own pages send it.
        assert!(header("cookie").unwrap().contains(TOKEN), "{path}");
        assert_eq!(header("authorization"), None, "{path}");
        assert_eq!(header("origin"), Some(server.uri().as_str()), "{path}");
        assert!(
            header("referer").unwrap().starts_with(&server.uri()),
            "{path}"
        );
        assert_eq!(header("accept"), Some("application/json"), "{path}");
        match body {
            Some(body) => {
                assert_eq!(request.body_json::<Value>().unwrap(), body, "{path}");
                assert_eq!(header("content-type"), Some("application/json"), "{path}");
            }
            None => assert!(request.body.is_empty(), "{path}"),
        }
    }
}

#[tokio::test]
async fn a_key_alone_sends_none() {
    let server = answering(ResponseTemplate::new(204)).await;
    for change in of_portal() {
        let error = (change.make)(with_key(&server.uri())).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NoCredential, "{}", change.name);
        assert_eq!(error.processed, Processed::No, "{}", change.name);
    }
    assert_eq!(hits(&server).await, 0);
}

#[tokio::test]
async fn a_group_without_a_name_is_not_created() {
    let server = answering(ResponseTemplate::new(204)).await;
    let client = with_session(&server.uri());
    let error = client
        .create_org_group(&org(), " ", None)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
    assert_eq!(hits(&server).await, 0);
}

/// The people that came of these pages, and whether the list is whole. The first page is asked for its total, before and
/// after.
async fn listed(pages: [Value; 3]) -> (Vec<String>, bool) {
    let pages = pages.map(|page| ResponseTemplate::new(200).set_body_json(page));
    let server = in_turn(pages.into()).await;
    let client = with_session(&server.uri());
    let mut has = Vec::new();
    let whole = client
        .complete_site_users(&"s-1".into(), &mut |user| has.push(user.id.into_string()))
        .await
        .unwrap();
    (has, whole.unwrap())
}

#[tokio::test]
async fn a_list_is_whole_when_its_total_is_what_came() {
    let page = |total: Value, ids: &[&str]| {
        let users: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        json!({"total": total, "users": users})
    };
    let two = || page(json!(2), &["a", "b"]);
    let both = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(listed([two(), two(), two()]).await, (both.clone(), true));
    // Who came meanwhile was not there when the reading began.
    let three = page(json!(3), &["a", "b", "c"]);
    assert_eq!(listed([two(), two(), three]).await, (both, true));
    for (what, pages) in [
        (
            "one is missing",
            [page(json!(3), &["a"]), page(json!(2), &["a", "b"]), two()],
        ),
        ("one went meanwhile", [two(), two(), page(json!(1), &["a"])]),
        (
            "one has no ID",
            [
                two(),
                json!({"total": 2, "users": [{"id": "a"}, {"name": "x"}]}),
                two(),
            ],
        ),
        (
            "one is none",
            [two(), json!({"total": 2, "users": [{"id": "a"}, 7]}), two()],
        ),
        (
            "one came twice",
            [two(), page(json!(2), &["a", "a"]), two()],
        ),
    ] {
        let (has, whole) = listed(pages).await;
        assert!(!whole && has.contains(&"a".to_owned()), "{what}: {has:?}");
    }
}

#[tokio::test]
async fn a_list_without_a_total_is_never_whole() {
    let server = in_turn(
        [
            json!({"users": [{"id": "a"}]}),
            json!({"users": [{"id": "a"}]}),
            json!({"users": []}),
            json!({"users": [{"id": "a"}]}),
        ]
        .map(|page| ResponseTemplate::new(200).set_body_json(page))
        .into(),
    )
    .await;
    let client = with_session(&server.uri());
    let mut count = 0;
    let whole = client
        .complete_org_group_members(&org(), &"g-1".into(), &mut |_| count += 1)
        .await
        .unwrap();
    assert_eq!((whole, count), (None, 1));
}
