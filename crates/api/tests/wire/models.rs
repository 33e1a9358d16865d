//! What the service sends is read leniently, and kept as it came.

use atlctl_api::*;
use bytes::Bytes;
use futures_util::TryStreamExt;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

async fn served(body: serde_json::Value) -> (Client, wiremock::MockServer) {
    let server = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let client = builder(&server.uri())
        .session(TOKEN.into())
        .build()
        .unwrap();
    (client, server)
}

#[tokio::test]
async fn domains_and_workspaces() {
    let (client, _server) = served(json!({"data": [
        {"id": "d1", "type": "domains", "attributes": {"name": "example.com",
            "claim": {"type": "dns", "status": "verified"}}},
        {"id": "d2", "attributes": {"claim": {"status": "on_fire"}}, "new": 1},
        {"id": "d3"},
        {"id": "d4", "attributes": null},
        {"id": "d5", "attributes": "odd"},
    ]}))
    .await;
    let domains: Vec<Domain> = client.domains(&org()).try_collect().await.unwrap();
    assert_eq!(domains[0].claim_status, Some(DomainClaimStatus::Verified));
    assert_eq!(domains[0].claim_type.as_deref(), Some("dns"));
    assert_eq!(
        domains[1].claim_status,
        Some(DomainClaimStatus::Other("on_fire".into()))
    );
    assert!(domains[1].raw.contains("\"new\":1"));
    assert_eq!(domains[4].name, None);
    let workspaces: Vec<Workspace> = {
        let (client, _server) = served(json!({"data": [{"id": "ari:cloud:jira::site/1",
            "attributes": {"name": "acme", "type": "Jira", "typeKey": "jira-software",
            "hostUrl": "https://acme.atlassian.net", "status": "online", "capacity": null,
            "usage": 12, "sandbox": {"type": "CHILD"}}}], "links": {}, "meta": {"total": 1}}))
        .await;
        client.workspaces(&org()).try_collect().await.unwrap()
    };
    assert_eq!(workspaces[0].usage, Some(12));
    assert_eq!(workspaces[0].capacity, None);
    assert_eq!(workspaces[0].sandbox, Some(true));
    assert_eq!(workspaces[0].status, Some(WorkspaceStatus::Online));
}

#[tokio::test]
async fn managed_accounts_in_snake_case() {
    let (client, _server) = served(
        json!({"data": [{"account_id": "557056:a", "account_type": "atlassian",
        "account_status": "inactive", "name": "Ann", "email": "ann@example.com",
        "access_billable": true, "product_access": [{"key": "jira-software", "name": "Jira"}, 7]}],
        "meta": {"total": 1}}),
    )
    .await;
    let accounts: Vec<ManagedAccount> =
        client.managed_accounts(&org()).try_collect().await.unwrap();
    assert_eq!(accounts[0].account_status, Some(AccountStatus::Inactive));
    assert_eq!(accounts[0].product_access.len(), 1);
}

#[tokio::test]
async fn groups_with_counts_and_access() {
    let (client, _server) = served(
        json!({"data": [{"id": "g", "name": "eng", "description": null,
        "directoryId": "d", "managedBy": "external", "externalSynced": true,
        "managementAccess": {"modifiable": false}, "counts": {"users": 7}}]}),
    )
    .await;
    let groups: Vec<Group> = client
        .groups_search(&org(), GroupSearch::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(groups[0].counts.unwrap().users, Some(7));
    assert_eq!(groups[0].management_access.unwrap().modifiable, Some(false));
    assert_eq!(groups[0].directory_id, Some(DirectoryId::from("d")));
}

#[tokio::test]
async fn the_portals_people_and_groups() {
    let (client, server) = served(
        json!({"total": 1, "users": [{"id": "a", "displayName": "Ann",
        "activeStatus": "ENABLED", "system": false, "presence": null}],
        "groups": [{"id": "g", "name": "eng", "platformRole": null, "userTotal": 3,
        "productPermissions": [{"productId": "jira", "permissions": ["WRITE"]}]}]}),
    )
    .await;
    let users: Vec<PortalUser> = client.org_users(&org()).try_collect().await.unwrap();
    assert_eq!(users[0].display_name.as_deref(), Some("Ann"));
    assert_eq!(users[0].presence, None);
    let groups: Vec<PortalGroup> = client.org_groups(&org()).try_collect().await.unwrap();
    assert_eq!(groups[0].product_permissions[0].permissions, ["WRITE"]);
    let _: Vec<PortalUser> = client.site_users(&"s1".into()).try_collect().await.unwrap();
    let _: Vec<PortalUser> = client
        .org_group_members(&org(), &"g".into())
        .try_collect()
        .await
        .unwrap();
    let _: Vec<PortalGroup> = client
        .org_user_groups(&org(), &"a:1".into())
        .try_collect()
        .await
        .unwrap();
    let requests = server.received_requests().await.unwrap();
    let first = &requests[0].url;
    assert_eq!(
        first.path(),
        format!("/gateway/api/adminhub/um/org/{}/users", org())
    );
    assert_eq!(first.query(), Some("start-index=1&count=100"));
    assert!(requests[2].url.path().ends_with("/um/site/s1/users"));
    assert!(requests[3].url.path().ends_with("/groups/g/members"));
    assert!(requests[4].url.path().ends_with("/users/a%3A1/groups"));
}

#[tokio::test]
async fn last_activity() {
    let (client, _server) = served(json!({"data": {"product_access": [
        {"id": "ari", "key": "jira-software", "last_active": "2026-01-02"}],
        "added_to_org": "2024-01-01"}, "links": {"next": null}}))
    .await;
    let active = client.last_active(&org(), &"a".into()).await.unwrap();
    assert_eq!(
        active.products[0].last_active.as_deref(),
        Some("2026-01-02")
    );
    assert_eq!(active.added_to_org.as_deref(), Some("2024-01-01"));
    // Without the list, "never" is not known.
    let (client, _server) = served(json!({"data": {}})).await;
    let error = client.last_active(&org(), &"a".into()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreadable);
}

#[tokio::test]
async fn counts_take_the_filter() {
    let (client, server) = served(json!({"count": 42})).await;
    let filter = UserFilter {
        status: vec![UserStatus::Active, UserStatus::Suspended],
        claim_status: Some(ClaimStatus::Managed),
        mfa_enabled: Some(false),
        email_domains: vec!["a&b.example".into()],
        ..UserFilter::default()
    };
    assert_eq!(client.users_count(&org(), &filter).await.unwrap(), 42);
    let request = server.received_requests().await.unwrap().remove(0);
    assert!(request.url.path().ends_with("/directories/-/users/count"));
    assert_eq!(
        request.url.query(),
        Some(
            "emailDomains=a%26b.example&status=active&status=suspended&claimStatus=managed&mfaEnabled=false"
        )
    );
    let too_many = UserFilter {
        account_ids: vec!["a".into(); 11],
        ..UserFilter::default()
    };
    let error = client.users_count(&org(), &too_many).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
}

#[test]
fn people_borrow_and_forgive() {
    let text = json!({"data": [
        {"accountId": "557056:a", "accountStatus": "active", "status": "on_holiday",
         "membershipStatus": null, "claimStatus": "managed", "managementSource": "synced",
         "name": "Ann", "nickname": "quote \" and é", "email": "ann@example.com",
         "mfaEnabled": true, "emailVerified": "yes", "jobTitle": 7, "location": {"x": [1]},
         "platformRoles": ["atlassian/org-admin", "new/role"],
         "groups": [{"id": "g", "name": null}, null],
         "productAccess": [{"id": "ari", "key": "confluence", "lastActiveTimestamp": "2025-11-06T23:07:29.936941226Z"}],
         "counts": {"resources": 3}, "unknown": {"deep": [1, 2]}},
        {},
        {"accountId": "odd", "platformRoles": [["atlassian/org-admin"], 7, "x"], "groups": "none",
         "productAccess": [7, "x", {"key": "jira"}], "counts": [1], "mfaEnabled": "yes", "name": []},
    ], "links": {}})
    .to_string();
    let page = RawPage::new(Bytes::from(text), None, 0);
    let users = page.users().unwrap();
    let ann = &users[0];
    assert!(matches!(ann.email, Some(std::borrow::Cow::Borrowed(_))));
    assert_eq!(ann.nickname.as_deref(), Some("quote \" and é"));
    assert_eq!(ann.status, Some(UserStatus::Other("on_holiday".into())));
    assert_eq!(ann.membership_status, None);
    assert_eq!(ann.management_source, Some(ManagementSource::Synced));
    assert_eq!(ann.email_verified, None);
    assert_eq!(ann.job_title.as_deref(), Some("7"));
    assert_eq!(ann.location, None);
    assert_eq!(
        ann.platform_roles.as_ref().unwrap()[0],
        PlatformRole::OrgAdmin
    );
    // A list with an entry that is not understood is unknown, and not the rest of it.
    assert!(ann.groups.is_none());
    assert_eq!(ann.counts.unwrap().resources, Some(3));
    assert!(ann.raw.unwrap().contains("\"deep\""));
    assert!(!format!("{ann:?}").contains("ann@"));
    // Nothing asked for is not the same as nothing there.
    assert!(users[1].platform_roles.is_none());
    let odd = &users[2];
    assert!(odd.platform_roles.is_none());
    assert!(odd.groups.is_none() && odd.counts.is_none() && odd.mfa_enabled.is_none());
    assert!(odd.product_access.is_none());
}
