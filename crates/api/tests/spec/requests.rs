//! Every request the typed calls make is one that the specification allows.

use atlctl_api::*;
use futures_util::StreamExt;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::openapi;

fn org() -> OrgId {
    "o-1".into()
}

/// Makes every typed call of the official APIs, with all that can be set, each list two pages long.
pub async fn all_calls() -> Vec<Request> {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            let second = request
                .url
                .query()
                .is_some_and(|query| query.contains("cursor="))
                || String::from_utf8_lossy(&request.body).contains("\"cursor\"");
            let next = (!second).then_some("c1");
            ResponseTemplate::new(200).set_body_json(json!({
                "data": [{"id": "1"}], "links": {"next": next},
                "count": 1, "taskId": "t", "inProgressCount": 0}))
        })
        .mount(&server)
        .await;
    let client = Client::builder()
        .bases(Bases::parse(&server.uri(), &format!("{}/gateway/api", server.uri())).unwrap())
        .api_key("k".into())
        .build()
        .unwrap();
    let filter = UserFilter {
        account_ids: vec!["a:1".into()],
        directory_ids: vec!["d".into()],
        resource_ids: vec!["ari:cloud:jira::site/1".into()],
        group_ids: vec!["g".into()],
        role_ids: vec!["atlassian/org-admin".into()],
        email_domains: vec!["example.com".into()],
        status: UserStatus::KNOWN
            .iter()
            .take(4)
            .map(|s| (*s).into())
            .collect(),
        account_status: AccountStatus::KNOWN.iter().map(|s| (*s).into()).collect(),
        membership_status: MembershipStatus::KNOWN
            .iter()
            .map(|s| (*s).into())
            .collect(),
        claim_status: Some(ClaimStatus::Managed),
        mfa_enabled: Some(true),
        search_term: Some("ann".into()),
        ..UserFilter::default()
    };
    let _ = client.org(&org()).await;
    client.orgs().collect::<Vec<_>>().await;
    client.directories(&org()).collect::<Vec<_>>().await;
    client.domains(&org()).collect::<Vec<_>>().await;
    client.workspaces(&org()).collect::<Vec<_>>().await;
    client.managed_accounts(&org()).collect::<Vec<_>>().await;
    let groups = GroupSearch {
        account_ids: vec!["a".into()],
        directory_ids: vec!["d".into()],
        group_ids: vec!["g".into()],
        group_names: vec!["eng".into()],
        search_term: Some("e".into()),
        ..GroupSearch::default()
    };
    client
        .groups_search(&org(), groups)
        .collect::<Vec<_>>()
        .await;
    client.users_count(&org(), &filter).await.unwrap();
    let _ = client.last_active(&org(), &"a:1".into()).await;
    for sort in [None, Some(Sort::Ascending), Some(Sort::Descending)] {
        let search = UserSearch {
            filter: filter.clone(),
            sort,
            ..UserSearch::default()
        };
        client
            .users_search_pages(&org(), search)
            .collect::<Vec<_>>()
            .await;
    }
    let by_address = UserSearch {
        filter: UserFilter {
            emails: vec!["a@example.com".into()],
            ..UserFilter::default()
        },
        ..UserSearch::default()
    };
    client
        .users_search_pages(&org(), by_address)
        .collect::<Vec<_>>()
        .await;
    let _ = client.policies_of(&org(), &["a:1".into()]).await;
    let _ = client
        .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
        .await;
    let _ = client.policy_task(&org(), &"t".into()).await;
    server.received_requests().await.unwrap()
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn the_specification_allows_every_request() {
    let specs = openapi::load();
    let requests = all_calls().await;
    assert!(requests.len() >= 24, "only {} requests", requests.len());
    let wrong = wrong_with(&specs, &requests);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the specifications do not allow.
pub fn wrong_with(specs: &[openapi::Spec], requests: &[Request]) -> Vec<String> {
    let mut wrong = Vec::new();
    for request in requests {
        let name = format!("{} {}", request.method, request.url.path());
        let found = specs.iter().find_map(|spec| {
            let operation = spec.operation(request.method.as_str(), request.url.path())?;
            Some((spec, operation))
        });
        let Some((spec, operation)) = found else {
            wrong.push(format!("{name}: no such operation"));
            continue;
        };
        if operation["deprecated"] == true {
            wrong.push(format!("{name}: deprecated"));
        }
        let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        let body: Option<Value> = serde_json::from_slice(&request.body).ok();
        for what in spec
            .check_query(operation, &query)
            .into_iter()
            .chain(spec.check_body(operation, body.as_ref()))
        {
            wrong.push(format!("{name}: {what}"));
        }
    }
    wrong
}
