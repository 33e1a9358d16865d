//! Records of an identity provider's directory, and the key that their calls take.

use atlctl_api::*;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::common::*;

#[tokio::test]
async fn records_of_an_identity_provider() {
    // The list is left out when nothing is found.
    let (client, _server) = served(json!({"schemas": [], "totalResults": 0})).await;
    let directory: ScimDirectoryId = "sd-1".into();
    let none: Vec<ScimUser> = client
        .scim_users(&directory, None)
        .try_collect()
        .await
        .unwrap();
    assert!(none.is_empty());
    // But not for any other reason.
    let (client, _server) = served(json!({"schemas": [], "totalResults": 3})).await;
    let odd: Result<Vec<ScimUser>, Error> = client.scim_users(&directory, None).try_collect().await;
    assert_eq!(odd.unwrap_err().kind, ErrorKind::Unreadable);

    let page = |from: usize, to: usize| {
        let users: Vec<Value> = (from..to)
            .map(|n| json!({"id": n.to_string(), "userName": "x"}))
            .collect();
        ResponseTemplate::new(200).set_body_json(json!({"totalResults": 70, "startIndex": from + 1,
            "itemsPerPage": 50, "Resources": users}))
    };
    let server = in_turn(vec![page(0, 50), page(50, 70)]).await;
    let all: Vec<ScimUser> = with_everything(&server.uri())
        .scim_users(&directory, Some("a\"b\\c"))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 70);
    let sent = server.received_requests().await.unwrap();
    assert_eq!(sent.len(), 2);
    let query: Vec<(String, String)> = sent[1].url.query_pairs().into_owned().collect();
    assert_eq!(
        query[0],
        ("filter".into(), r#"userName eq "a\"b\\c""#.into())
    );
    assert_eq!(query[1], ("startIndex".into(), "51".into()));

    let (client, _server) = served(json!({"id": "u", "active": "yes", "emails": [
        {"value": "old@example.com"}, {"value": "a@example.com", "primary": true}, 7],
        "urn:scim:schemas:extension:atlassian-external:1.0": {"atlassianAccountId": "a:1"},
        "groups": [{"value": "g", "display": "eng"}], "meta": {"lastModified": "x"}}))
    .await;
    let user = client.scim_user(&directory, &"u".into()).await.unwrap();
    assert_eq!(user.email.as_deref(), Some("a@example.com"));
    assert_eq!(user.account, Some("a:1".into()));
    assert_eq!((user.active, user.groups.len()), (None, 1));
}

#[tokio::test]
async fn the_key_of_a_directory_goes_to_its_own_calls() {
    let (client, server) = served(json!({"id": "u", "data": {"id": "o"}, "scimLinks": []})).await;
    assert!(client.has_directory_key(&"sd-1".into()));
    let _ = client.scim_user(&"sd-1".into(), &"u".into()).await.unwrap();
    let _ = client.org(&org()).await.unwrap();
    let _ = client.scim_links(&org(), &"a".into()).await.unwrap();
    let sent = server.received_requests().await.unwrap();
    assert_eq!(sent[0].headers["authorization"], "Bearer scim-canary-key");
    assert_eq!(
        sent[1].headers["authorization"],
        format!("Bearer {KEY}").as_str()
    );
    assert_eq!(
        sent[2].headers["authorization"],
        format!("Bearer {KEY}").as_str()
    );
    // Another directory's calls are made with no key at all.
    let error = client
        .scim_user(&"sd-2".into(), &"u".into())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoCredential);
    assert_eq!(hits(&server).await, 3);
    assert!(!format!("{client:?}").contains("canary"));
}

#[tokio::test]
async fn links_of_an_account_in_both_forms() {
    let link =
        json!({"orgId": "o", "directoryId": "sd-1", "scimUserId": "u", "atlassianAccountId": null});
    for body in [json!({"scimLinks": [link, 7]}), json!([link, null])] {
        let (client, _server) = served(body).await;
        let links = client.scim_links(&org(), &"a".into()).await.unwrap();
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].user.as_str(), "u");
        assert_eq!(links[0].account, None);
    }
}
