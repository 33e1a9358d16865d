//! Every answer the specification documents, with every field filled, is read whole.

use atlctl_api::*;
use futures_util::TryStreamExt;
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::openapi;

/// A client whose server answers everything as this operation documents, and that answer.
pub async fn documented(method: &str, path: &str) -> (Client, Value, MockServer) {
    let specs = openapi::load();
    let (spec, operation) = specs
        .iter()
        .find_map(|spec| Some((spec, spec.operation(method, path)?)))
        .unwrap_or_else(|| panic!("{method} {path} is not documented"));
    let (status, answer) = spec.answer(operation);
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status).set_body_json(&answer))
        .mount(&server)
        .await;
    let client = Client::builder()
        .bases(Bases::parse(&server.uri(), &server.uri()).unwrap())
        .api_key("k".into())
        .directory_key("sd".into(), "dk".into())
        .build()
        .unwrap();
    (client, answer, server)
}

fn org() -> OrgId {
    "o".into()
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn organizations() {
    let (client, answer, _server) = documented("GET", "/admin/v1/orgs/o").await;
    let one = client.org(&org()).await.unwrap();
    assert_eq!(Some(one.id.as_str()), text(&answer["data"]["id"]));
    assert_eq!(
        one.name.as_deref(),
        text(&answer["data"]["attributes"]["name"])
    );
    assert!(one.name.is_some());
    let (client, answer, _server) = documented("GET", "/admin/v1/orgs").await;
    let all: Vec<Org> = client.orgs().try_collect().await.unwrap();
    assert_eq!(all.len(), answer["data"].as_array().unwrap().len());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn directories_domains_workspaces() {
    let (client, _, _server) = documented("GET", "/admin/v2/orgs/o/directories").await;
    let all: Vec<Directory> = client.directories(&org()).try_collect().await.unwrap();
    assert!(!all[0].id.as_str().is_empty() && all[0].name.is_some());

    let (client, _, _server) = documented("GET", "/admin/v1/orgs/o/domains").await;
    let all: Vec<Domain> = client.domains(&org()).try_collect().await.unwrap();
    assert!(all[0].name.is_some());
    let status = all[0].claim_status.as_ref().unwrap();
    assert!(!matches!(status, DomainClaimStatus::Other(_)), "{status}");

    let (client, _, _server) = documented("POST", "/admin/v2/orgs/o/workspaces").await;
    let all: Vec<Workspace> = client.workspaces(&org()).try_collect().await.unwrap();
    let one = &all[0];
    assert!(one.name.is_some() && one.product.is_some() && one.product_key.is_some());
    assert!(one.host_url.is_some() && one.created_at.is_some() && one.sandbox.is_some());
    assert!(one.usage.is_some() && one.capacity.is_some());
    let status = one.status.as_ref().unwrap();
    assert!(!matches!(status, WorkspaceStatus::Other(_)), "{status}");
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn managed_accounts() {
    let (client, answer, _server) = documented("GET", "/admin/v1/orgs/o/users").await;
    let all: Vec<ManagedAccount> = client.managed_accounts(&org()).try_collect().await.unwrap();
    let (one, wire) = (&all[0], &answer["data"][0]);
    assert_eq!(Some(one.account_id.as_str()), text(&wire["account_id"]));
    assert_eq!(one.email.as_deref(), text(&wire["email"]));
    assert!(one.account_status.is_some() && one.access_billable.is_some());
    assert!(one.product_access[0].name.is_some());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn groups() {
    let path = "/admin/v2/orgs/o/directories/-/groups/search";
    let (client, _, _server) = documented("POST", path).await;
    let all: Vec<Group> = client
        .groups_search(&org(), GroupSearch::default())
        .try_collect()
        .await
        .unwrap();
    let one = &all[0];
    assert!(!one.id.as_str().is_empty() && one.name.is_some() && one.directory_id.is_some());
    assert!(one.external_synced.is_some() && one.managed_by.is_some());
    assert!(one.counts.unwrap().users.is_some());
    assert!(one.management_access.unwrap().modifiable.is_some());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn people() {
    let path = "/admin/v2/orgs/o/directories/-/users/search";
    let (client, answer, _server) = documented("POST", path).await;
    let pages: Vec<RawPage> = client
        .users_search_pages(&org(), UserSearch::default())
        .try_collect()
        .await
        .unwrap();
    let users = pages[0].users().unwrap();
    let (one, wire) = (&users[0], &answer["data"][0]);
    for (name, got) in [
        ("accountId", &one.account_id),
        ("name", &one.name),
        ("nickname", &one.nickname),
        ("email", &one.email),
        ("addedToOrg", &one.added_to_org),
        ("jobTitle", &one.job_title),
        ("department", &one.department),
        ("organization", &one.organization),
        ("location", &one.location),
        ("timeZone", &one.time_zone),
    ] {
        assert!(got.is_some(), "{name} is not read");
        assert_eq!(got.as_deref(), text(&wire[name]), "{name}");
    }
    for (name, got) in [
        (
            "accountType",
            one.account_type.as_ref().map(AccountType::as_str),
        ),
        (
            "accountStatus",
            one.account_status.as_ref().map(AccountStatus::as_str),
        ),
        ("status", one.status.as_ref().map(UserStatus::as_str)),
        (
            "membershipStatus",
            one.membership_status.as_ref().map(MembershipStatus::as_str),
        ),
        (
            "claimStatus",
            one.claim_status.as_ref().map(ClaimStatus::as_str),
        ),
        (
            "managementSource",
            one.management_source.as_ref().map(ManagementSource::as_str),
        ),
    ] {
        assert!(got.is_some(), "{name} is not read");
        assert_eq!(got, text(&wire[name]), "{name}");
    }
    assert_eq!(one.mfa_enabled, wire["mfaEnabled"].as_bool());
    assert_eq!(one.email_verified, wire["emailVerified"].as_bool());
    assert_eq!(
        one.counts.unwrap().resources,
        wire["counts"]["resources"].as_u64()
    );
    assert!(!one.platform_roles.as_ref().unwrap().is_empty());
    let group = &one.groups.as_ref().unwrap()[0];
    assert!(group.id.is_some() && group.name.is_some() && group.description.is_some());
    let product = &one.product_access.as_ref().unwrap()[0];
    assert!(product.id.is_some() && product.key.is_some());
    assert!(product.last_active_timestamp.is_some());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn counts_and_activity() {
    let path = "/admin/v2/orgs/o/directories/-/users/count";
    let (client, answer, _server) = documented("GET", path).await;
    let count = client
        .users_count(&org(), &UserFilter::default())
        .await
        .unwrap();
    assert_eq!(Some(count), answer["count"].as_u64());
    let path = "/admin/v1/orgs/o/directory/users/a/last-active-dates";
    let (client, _, _server) = documented("GET", path).await;
    let active = client.last_active(&org(), &"a".into()).await.unwrap();
    assert!(active.products[0].id.is_some() && active.products[0].last_active.is_some());
    assert!(active.products[0].last_active_timestamp.is_some());
    assert!(active.added_to_org.is_some() && active.added_to_org_timestamp.is_some());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn policies() {
    let base = "/admin/control/v1/orgs/o";
    let path = format!("{base}/auth-policy/p/add-users");
    let (client, answer, _server) = documented("POST", &path).await;
    let accepted = client
        .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
        .await
        .unwrap();
    assert_eq!(Some(accepted.task.as_str()), text(&answer["taskId"]));

    let path = format!("{base}/auth-policy/task/t");
    let (client, answer, _server) = documented("GET", &path).await;
    let task = client.policy_task(&org(), &"t".into()).await.unwrap();
    assert_eq!(Some(task.in_progress), answer["inProgressCount"].as_u64());
    assert_eq!(Some(task.succeeded), answer["successCount"].as_u64());
    assert_eq!(Some(task.failed), answer["failureCount"].as_u64());
    assert!(!task.failures[0].emails.is_empty() && task.failures[0].title.is_some());

    let path = format!("{base}/users/auth-policies/bulk-fetch");
    let (client, answer, _server) = documented("POST", &path).await;
    let found = client.policies_of(&org(), &["a".into()]).await.unwrap();
    let wire = &answer[0];
    assert_eq!(found[0].email.as_deref(), text(&wire["email"]));
    let policy = found[0].policy_id.as_ref().map(PolicyId::as_str);
    assert_eq!(policy, text(&wire["authPolicyInfo"]["policyId"]));
    assert!(policy.is_some() && found[0].added_at_ms.is_some() && found[0].account_id.is_some());
}
