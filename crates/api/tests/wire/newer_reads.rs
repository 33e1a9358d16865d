//! The calls that read one thing, a list or a count: what is odd loses its own value, and what is no answer of the call is
//! an error and never an empty list.

use atlctl_api::*;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::all_reads;
use crate::common::*;

async fn failures(answer: ResponseTemplate) -> Vec<Error> {
    let server = answering(answer).await;
    all_reads::all(&with_everything(&server.uri())).await
}

#[tokio::test]
async fn no_call_takes_another_answer_for_its_own() {
    let calls = failures(ResponseTemplate::new(404)).await.len();
    assert!(calls >= 35, "{calls}");
    let html = ResponseTemplate::new(200).set_body_raw("<html>sign in</html>", "text/html");
    let cut = ResponseTemplate::new(200).set_body_raw("{\"data\":[{", "application/json");
    for (what, answer) in [("a page", html), ("cut", cut)] {
        let errors = failures(answer).await;
        // Two calls only ask that something is done.
        let validations = errors
            .iter()
            .filter(|e| e.path.ends_with("/validate"))
            .count();
        assert_eq!(errors.len() - validations, calls - 2, "{what}");
        for error in errors {
            assert_eq!(error.kind, ErrorKind::Unreadable, "{what}: {error}");
        }
    }
}

#[tokio::test]
async fn odd_answers_are_errors_or_empty_and_no_panic() {
    for body in [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!({}),
        json!({"data": null}),
        json!({"data": 7}),
        json!({"data": {}}),
        json!({"data": [null, 7, "x", [], {}]}),
        json!({"data": [{"id": null, "attributes": 7, "roles": {}, "scopes": "x"}]}),
        json!({"items": null, "total": "x"}),
        json!({"Resources": [null, 7, {"emails": 7, "members": [null, 7]}], "totalResults": 1}),
        json!({"account": null, "count": -1, "total": 1.5}),
        json!({"validServiceAccountIds": [null, {"credentialsCount": "x"}]}),
    ] {
        for error in failures(ResponseTemplate::new(200).set_body_json(&body)).await {
            let known = matches!(error.kind, ErrorKind::Unreadable | ErrorKind::Paging);
            assert!(known, "{body}: {error}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_its_list_is_no_empty_list() {
    let (client, _server) = served(json!({"links": {}})).await;
    let tokens: Result<Vec<ApiToken>, Error> = client
        .api_tokens(&org(), &ApiTokenFilter::default())
        .try_collect()
        .await;
    assert_eq!(tokens.unwrap_err().kind, ErrorKind::Unreadable);
    let stats = client.user_stats(&org(), &"d".into()).await;
    assert_eq!(stats.unwrap_err().kind, ErrorKind::Unreadable);
    let profile = client.account_profile(&"a".into()).await;
    assert_eq!(profile.unwrap_err().kind, ErrorKind::Unreadable);
    let links = client.scim_links_for_email(&org(), "a@example.com").await;
    assert_eq!(links.unwrap_err().kind, ErrorKind::Unreadable);
}

#[tokio::test]
async fn how_roles_came_about() {
    let (client, _server) = served(json!({"data": [
        {"resourceId": "ari:cloud:jira::site/1", "resourceOwner": "jira", "directoryId": "d",
         "userDirectoryStatus": "suspended", "roles": ["atlassian/user", "atlassian/admin"],
         "roleAssignments": [
            {"role": "atlassian/user", "roleAssignmentMethods": ["direct", "group_direct", "by_magic", 7]},
            {"role": null}, 7]},
        {"resourceId": "ari:cloud:platform::org/1", "directoryId": null, "roleAssignments": null,
         "roles": null, "userDirectoryStatus": null},
        null]}))
    .await;
    let all: Vec<UserRoleAssignment> = client
        .user_role_assignments(&org(), &"-".into(), &"a".into())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].membership_status, Some(MembershipStatus::Suspended));
    let user = &all[0].roles[0];
    assert_eq!(user.role.as_str(), "atlassian/user");
    assert_eq!(
        user.methods,
        [
            RoleMethod::Direct,
            RoleMethod::GroupDirect,
            RoleMethod::Other("by_magic".into())
        ]
    );
    // Named in the older field alone: how it came about is not known.
    assert_eq!(all[0].roles[1].role.as_str(), "atlassian/admin");
    assert!(all[0].roles[1].methods.is_empty());
    assert!(all[1].directory.is_none() && all[1].roles.is_empty());
}

#[tokio::test]
async fn one_person() {
    let (client, _server) = served(
        json!({"data": {"accountId": "a", "name": "Ann", "mfaEnabled": "odd",
        "status": "on_holiday", "deactivatedOn": "2026-01-01T00:00:00Z", "new": 1}}),
    )
    .await;
    let details = client.user(&org(), &"d".into(), &"a".into()).await.unwrap();
    let user = details.get();
    assert_eq!(user.account_id.as_deref(), Some("a"));
    assert_eq!(user.status, Some(UserStatus::Other("on_holiday".into())));
    assert_eq!(user.deactivated_on.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(user.mfa_enabled, None);
    assert!(user.raw.unwrap().contains("\"new\":1"));
    assert!(!format!("{details:?}").contains("Ann"));
}

#[tokio::test]
async fn what_an_administrator_may_do() {
    let (client, _server) = served(json!({
        "email.set": {"allowed": false, "reason": {"key": "externalDirectory.scim"}},
        "lifecycle.enablement": {"allowed": true},
        "lifecycle.delete": {"allowed": false, "reason": null},
        "apiToken.read": {"allowed": "yes"},
        "profile.write": {"name": {"allowed": true}, "nickname": 7,
            "extended_profile.department": {"allowed": false, "reason": {"key": "new"}}}}))
    .await;
    let may = client.account_permissions(&"a".into()).await.unwrap();
    assert_eq!(
        may.set_email,
        Some(Permission::Refused(Some(ServiceCode::ExternalScim)))
    );
    assert!(may.enablement.unwrap().is_allowed());
    assert_eq!(may.delete, Some(Permission::Refused(None)));
    assert_eq!(may.read_api_tokens, None);
    assert_eq!(may.read_profile, None);
    assert_eq!(may.profile_fields.len(), 2);
    assert!(may.profile_fields["name"].is_allowed());
}

#[tokio::test]
async fn tokens_keys_and_service_accounts() {
    let (client, server) = served(json!({"data": [
        {"id": "t1", "label": "ci", "status": "ALLOWED", "user": {"id": "a", "name": "Ann"}, "scopes": null},
        {"id": "t2", "status": "frozen", "user": 7, "lastActiveAt": null},
        "odd"], "links": {"next": null}}))
    .await;
    let tokens: Vec<ApiToken> = client
        .api_tokens(&org(), &ApiTokenFilter::default())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0].status, Some(TokenStatus::Allowed));
    assert_eq!(tokens[1].status, Some(TokenStatus::Other("frozen".into())));
    assert!(tokens[1].user.is_none() && tokens[1].last_active_at.is_none());
    // The filter has the state in small letters.
    let blocked = ApiTokenFilter {
        status: Some(TokenStatus::Blocked),
        ..ApiTokenFilter::default()
    };
    let _: Vec<ApiToken> = client
        .api_tokens(&org(), &blocked)
        .try_collect()
        .await
        .unwrap();
    let sent = server.received_requests().await.unwrap();
    assert!(sent[1].url.query().unwrap().contains("status=blocked"));

    let (client, _server) = served(
        json!({"items": [{"id": "s1", "atlassianId": "a", "displayName": "build",
        "updatedAt": "17e3", "createdById": null}, null], "links": {"next": null}, "total": 1}),
    )
    .await;
    let all: Vec<ServiceAccount> = client.service_accounts(&org()).try_collect().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].updated_at_ms, Some(17_000));

    let (client, _server) = served(json!(41)).await;
    let count = client
        .api_keys_count(&org(), &ApiKeyFilter::default())
        .await;
    assert_eq!(count.unwrap(), 41);
}

#[tokio::test]
async fn pages_of_tokens_repeat_every_filter() {
    let page = |id: &str, next: Value| {
        ResponseTemplate::new(200)
            .set_body_json(json!({"data": [{"id": id}], "links": {"next": next}}))
    };
    let server = in_turn(vec![page("t1", json!("c1")), page("t2", Value::Null)]).await;
    let filter = ApiTokenFilter {
        text: Some("x y".into()),
        ..ApiTokenFilter::default()
    };
    let tokens: Vec<ApiToken> = with_everything(&server.uri())
        .api_tokens(&org(), &filter)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(tokens.len(), 2);
    let second = &server.received_requests().await.unwrap()[1];
    assert_eq!(
        second.url.query(),
        Some("q=x+y&sort=createdAt&pageSize=1000&cursor=c1")
    );
}

#[tokio::test]
async fn invitations_in_part() {
    let invitation = Invitation {
        emails: vec![
            "a@example.com".into(),
            "b@example.com".into(),
            "c@example.com".into(),
        ],
        ..Invitation::default()
    };
    let body = json!({"data": [
        {"email": "a@example.com", "id": "a", "results": [
            {"groupAssignmentResult": [{"group": "g", "status": "INVITED", "statusReason": null}],
             "roleAssignmentResult": [{"resource": "ari:1", "role": "r", "status": "ERROR", "statusReason": "no license"}]}]},
        {"email": "b@example.com", "id": "", "results": [{"roleAssignmentResult": [{"status": "INVITED"}]}]},
        {"email": "c@example.com", "results": null},
        {"email": "d@example.com", "results": [{"roleAssignmentResult": [{"status": "PENDING"}, 7]}]},
        null, 7, "x"]});
    let server = answering(ResponseTemplate::new(206).set_body_json(body)).await;
    let client = with_everything(&server.uri());
    let invited = client.invite_users(&org(), &invitation).await.unwrap();
    assert!(invited.partial);
    let of: Vec<Option<InviteStatus>> = invited.people.iter().map(InvitedPerson::status).collect();
    assert_eq!(
        of,
        [
            Some(InviteStatus::Error),
            Some(InviteStatus::Invited),
            None,
            None
        ]
    );
    assert_eq!(
        invited.people[0].parts[1].reason.as_deref(),
        Some("no license")
    );
    assert_eq!(
        invited.people[0].parts[0].to,
        InvitedTo::Group(Some("g".into()))
    );
    assert_eq!(invited.people[1].account, None);
    for odd in [
        json!({}),
        json!({"data": null}),
        json!({"data": {}}),
        json!([]),
    ] {
        let server = answering(ResponseTemplate::new(206).set_body_json(odd)).await;
        let error = with_everything(&server.uri())
            .invite_users(&org(), &invitation)
            .await
            .unwrap_err();
        assert_eq!(error.processed, Processed::Unknown);
    }
}

#[tokio::test]
async fn what_no_service_would_take_is_not_sent() {
    let server = answering(ResponseTemplate::new(204)).await;
    let client = with_everything(&server.uri());
    let many = Invitation {
        emails: (0..26).map(|n| format!("{n}@example.com")).collect(),
        ..Invitation::default()
    };
    let none = ProfileChange::default();
    let short = NewServiceAccount {
        display_name: "short".into(),
        ..NewServiceAccount::default()
    };
    let errors = [
        client.invite_users(&org(), &many).await.map(drop),
        client
            .invite_users(&org(), &Invitation::default())
            .await
            .map(drop),
        client.set_email(&"a".into(), "no address").await,
        client.update_profile(&"a".into(), &none).await,
        client
            .create_group(&org(), &"d".into(), " ", None)
            .await
            .map(drop),
        client
            .assign_role(&org(), &"a".into(), &"r".into(), &"".into())
            .await,
        client.suspend_user(&org(), &"d".into(), &"".into()).await,
        client.remove_user(&org(), &"..".into(), &"a".into()).await,
        client
            .create_service_account(&org(), &short)
            .await
            .map(drop),
        client
            .patch_scim_user(&"sd-1".into(), &"u".into(), &[])
            .await,
        client
            .change_control_resources(&org(), &"p".into(), &[], &[])
            .await,
        client
            .publish_control_drafts(&org(), "r", &[])
            .await
            .map(drop),
    ];
    for (number, error) in errors.into_iter().enumerate() {
        let error = error.unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{number}");
        assert_eq!(error.processed, Processed::No, "{number}");
    }
    // What would leave the address of everyone's tokens, once a server drops what it does not like.
    for id in ["", ".", "..", " ", "%20", "/", "\u{200b}", ";", "-"] {
        let error = client
            .revoke_service_account_tokens(&org(), &id.into())
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{id:?}");
    }
    assert_eq!(hits(&server).await, 0);
}
