//! Every field that the newer types have is read from the answer the specification documents: nothing is there for show, and no
//! name is wrong.

use atlctl_api::*;
use futures_util::TryStreamExt;
use serde_json::Value;

use crate::reads::documented;

fn org() -> OrgId {
    "o".into()
}

/// The fields of a debug form that are empty, but for these.
fn unread(thing: &impl std::fmt::Debug, but: &[&str]) -> Vec<String> {
    format!("{thing:#?}")
        .lines()
        .map(str::trim)
        .filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let empty =
                ["None,", "[],", "{},", "\"\","].contains(&value) || value.contains("(\"\")");
            // A value that no specification names would be one that is not read.
            let other = value.starts_with("Other(");
            ((empty || other) && !but.contains(&name)).then(|| line.to_owned())
        })
        .collect()
}

fn same(got: &str, answer: &Value) {
    assert_eq!(Some(got), answer.as_str());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn people_and_groups() {
    let base = "/admin/v2/orgs/o/directories/d";
    let (client, answer, _server) = documented("GET", &format!("{base}/users/a")).await;
    let user = client.user(&org(), &"d".into(), &"a".into()).await.unwrap();
    let user = user.get();
    same(
        user.account_id.as_deref().unwrap(),
        &answer["data"]["accountId"],
    );
    same(
        user.deactivated_on.as_deref().unwrap(),
        &answer["data"]["deactivatedOn"],
    );

    let path = format!("{base}/users/a/role-assignments");
    let (client, _, _server) = documented("GET", &path).await;
    let all: Vec<UserRoleAssignment> = client
        .user_role_assignments(&org(), &"d".into(), &"a".into())
        .try_collect()
        .await
        .unwrap();
    // The second role of the example is in the older field alone.
    assert_eq!(unread(&all[0], &["methods"]), [""; 0]);
    assert_eq!(all[0].roles[0].methods, [RoleMethod::GroupDirect]);

    let (client, _, _server) = documented("GET", &format!("{base}/users/stats")).await;
    let stats = client.user_stats(&org(), &"d".into()).await.unwrap();
    assert_eq!(unread(&stats, &[]), [""; 0]);
    let (client, _, _server) = documented("GET", &format!("{base}/groups/stats")).await;
    let stats = client.group_stats(&org(), &"d".into()).await.unwrap();
    assert_eq!(unread(&stats, &[]), [""; 0]);

    let (client, _, _server) = documented("GET", &format!("{base}/groups/g")).await;
    let group = client
        .group(&org(), &"d".into(), &"g".into())
        .await
        .unwrap();
    assert_eq!(unread(&group, &[]), [""; 0]);
    let path = format!("{base}/groups/g/role-assignments");
    let (client, _, _server) = documented("GET", &path).await;
    let all: Vec<GroupRoleAssignment> = client
        .group_role_assignments(&org(), &"d".into(), &"g".into())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&all[0], &[]), [""; 0]);
    let (client, answer, _server) =
        documented("GET", "/admin/v2/orgs/o/directories/-/groups/count").await;
    let count = client.groups_count(&org(), &GroupSearch::default()).await;
    assert_eq!(Some(count.unwrap()), answer["count"].as_u64());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn invitations() {
    let invitation = Invitation {
        emails: vec!["a@example.com".into()],
        ..Invitation::default()
    };
    let (client, answer, _server) = documented("POST", "/admin/v2/orgs/o/users/invite").await;
    let invited = client.invite_users(&org(), &invitation).await.unwrap();
    assert_eq!(unread(&invited, &[]), [""; 0]);
    let person = &invited.people[0];
    assert_eq!(person.parts.len(), 2);
    assert_eq!(person.status(), Some(InviteStatus::Invited));
    same(
        person.email.as_deref().unwrap(),
        &answer["data"][0]["email"],
    );
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn accounts() {
    let (client, answer, _server) = documented("GET", "/users/a/manage/profile").await;
    let profile = client.account_profile(&"a".into()).await.unwrap();
    assert_eq!(unread(&profile, &[]), [""; 0]);
    same(
        profile.email.as_deref().unwrap(),
        &answer["account"]["email"],
    );

    let (client, _, _server) = documented("GET", "/users/a/manage").await;
    let may = client.account_permissions(&"a".into()).await.unwrap();
    assert_eq!(unread(&may, &[]), [""; 0]);
    assert!(may.set_email.unwrap().is_allowed() && may.profile_fields["nickname"].is_allowed());

    let (client, _, _server) = documented("GET", "/users/a/manage/api-tokens").await;
    let tokens = client.account_api_tokens(&"a".into()).await.unwrap();
    assert_eq!(unread(&tokens[0], &[]), [""; 0]);
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn credentials() {
    let base = "/admin/api-access/v1/orgs/o";
    let (client, _, _server) = documented("GET", &format!("{base}/api-tokens")).await;
    let tokens: Vec<ApiToken> = client
        .api_tokens(&org(), &ApiTokenFilter::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&tokens[0], &[]), [""; 0]);
    let (client, _, _server) = documented("GET", &format!("{base}/api-keys")).await;
    let keys: Vec<ApiKey> = client
        .api_keys(&org(), &ApiKeyFilter::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&keys[0], &[]), [""; 0]);
    let (client, _, _server) = documented("GET", &format!("{base}/service-accounts")).await;
    let accounts: Vec<ServiceAccount> =
        client.service_accounts(&org()).try_collect().await.unwrap();
    assert_eq!(unread(&accounts[0], &[]), [""; 0]);
    let path = format!("{base}/service-accounts/api-tokens");
    let (client, _, _server) = documented("GET", &path).await;
    let tokens = client.service_account_tokens(&org(), None).await.unwrap();
    assert_eq!(unread(&tokens[0], &[]), [""; 0]);
    let path = format!("{base}/service-accounts/oauth-clients");
    let (client, _, _server) = documented("GET", &path).await;
    let clients = client
        .service_account_oauth_clients(&org(), None)
        .await
        .unwrap();
    assert_eq!(unread(&clients[0], &[]), [""; 0]);
    let path = format!("{base}/service-accounts/count");
    let (client, _, _server) = documented("POST", &path).await;
    let counts = client
        .service_account_token_counts(&org(), &["s".into()])
        .await;
    assert_eq!(unread(&counts.unwrap(), &[]), [""; 0]);
    let (client, _, _server) = documented("GET", &format!("{base}/oauth-clients")).await;
    let clients: Vec<OAuthClient> = client.oauth_clients(&org()).try_collect().await.unwrap();
    assert_eq!(unread(&clients[0], &[]), [""; 0]);
    let (client, answer, _server) =
        documented("POST", &format!("{base}/oauth-clients/count")).await;
    let count = client.oauth_clients_count(&org()).await.unwrap();
    assert_eq!(Some(count), answer["total"].as_u64());
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn the_audit_log() {
    let (client, _, _server) = documented("GET", "/admin/v1/orgs/o/events").await;
    let events: Vec<Event> = client
        .events(&org(), &EventFilter::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&events[0], &["processed_at", "attributes"]), [""; 0]);
    let (client, _, _server) = documented("GET", "/admin/v1/orgs/o/events-stream").await;
    let pages: Vec<EventPage> = client
        .poll_events(&org(), &EventPoll::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&pages[0].events[0], &["attributes"]), [""; 0]);
    let (client, _, _server) = documented("GET", "/admin/v1/orgs/o/event-actions").await;
    let actions = client.event_actions(&org()).await.unwrap();
    assert_eq!(unread(&actions[0], &[]), [""; 0]);
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn policies_and_records() {
    let (client, _, _server) = documented("GET", "/admin/v1/orgs/o/policies").await;
    let all: Vec<OrgPolicy> = client
        .org_policies(&org(), None)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&all[0], &[]), [""; 0]);
    let path = "/admin/control/v2/orgs/o/policies/p/resources";
    let (client, _, _server) = documented("GET", path).await;
    let all: Vec<ControlResource> = client
        .control_resources(&org(), &"p".into())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(unread(&all[0], &[]), [""; 0]);
    let path = "/admin/control/v2/orgs/o/policies/publishDraftPolicies";
    let (client, _, _server) = documented("POST", path).await;
    let draft = PolicyDraft {
        policy: "p".into(),
        action: DraftAction::Delete,
        coverage: PolicyCoverage::Org,
    };
    let tickets = client
        .publish_control_drafts(&org(), "appAccess", &[draft])
        .await;
    assert_eq!(unread(&tickets.unwrap()[0], &[]), [""; 0]);

    let directory: ScimDirectoryId = "sd".into();
    let (client, _, _server) = documented("GET", "/scim/directory/sd/Users/u").await;
    let user = client.scim_user(&directory, &"u".into()).await.unwrap();
    assert_eq!(unread(&user, &[]), [""; 0]);
    let (client, _, _server) = documented("GET", "/scim/directory/sd/Groups/g").await;
    let group = client.scim_group(&directory, &"g".into()).await.unwrap();
    assert_eq!(unread(&group, &[]), [""; 0]);
}
