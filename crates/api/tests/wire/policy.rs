//! The authentication policy calls.

use atlctl_api::*;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::*;

async fn client(status: u16, body: serde_json::Value) -> (Client, wiremock::MockServer) {
    let server = answering(ResponseTemplate::new(status).set_body_json(body)).await;
    (with_key(&server.uri()), server)
}

#[tokio::test]
async fn a_move_is_accepted() {
    let (client, server) = client(
        202,
        json!({"taskId": "t-1", "taskLink": "https://evil.example/"}),
    )
    .await;
    let emails = ["a@example.com".to_owned(), "b@example.com".to_owned()];
    let accepted = client
        .add_users_to_policy(&org(), &"p/1".into(), &emails)
        .await
        .unwrap();
    assert_eq!(accepted.task, TaskId::from("t-1"));
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(
        request.url.path(),
        format!(
            "/admin/control/v1/orgs/{}/auth-policy/p%2F1/add-users",
            org()
        )
    );
    let body: serde_json::Value = request.body_json().unwrap();
    assert_eq!(body, json!({"users": emails}));
}

#[tokio::test]
async fn an_acceptance_that_names_no_task_is_unknown() {
    for body in [
        json!({}),
        json!({"taskId": ""}),
        json!({"taskId": null}),
        json!([]),
    ] {
        let (client, server) = client(202, body.clone()).await;
        let error = client
            .add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()])
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable, "{body}");
        assert_eq!(error.processed, Processed::Unknown, "{body}");
        assert_eq!(hits(&server).await, 1);
    }
}

#[tokio::test]
async fn nobody_is_moved_without_a_name() {
    let (client, server) = client(202, json!({"taskId": "t"})).await;
    let error = client
        .add_users_to_policy(&org(), &"p".into(), &[])
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
    assert_eq!(hits(&server).await, 0);
}

#[tokio::test]
async fn a_task_with_failures() {
    let (client, _server) = client(
        200,
        json!({"inProgressCount": 0, "successCount": 8, "failureCount": 2, "failureReasons": [
            {"emails": ["x@example.com", "y@example.com"],
             "details": {"status": 404, "title": "Not found", "detail": "not managed"}},
            {"emails": null, "details": null}]}),
    )
    .await;
    let task = client.policy_task(&org(), &"t".into()).await.unwrap();
    assert!(task.is_done());
    assert_eq!((task.succeeded, task.failed), (8, 2));
    assert_eq!(task.failures[0].emails, ["x@example.com", "y@example.com"]);
    assert_eq!(task.failures[0].status, Some(404));
    assert_eq!(task.failures[1], PolicyTaskFailure::default());
}

#[tokio::test]
async fn a_task_without_counts_is_not_done() {
    for body in [
        json!({}),
        json!({"inProgressCount": null}),
        json!({"state": "DONE"}),
    ] {
        let (client, _server) = client(200, body).await;
        let error = client.policy_task(&org(), &"t".into()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable);
    }
}

#[tokio::test]
async fn policies_of_accounts() {
    let (client, server) = client(
        200,
        json!([
            {"email": "a@example.com", "name": "Ann", "accountId": "a:1",
             "authPolicyInfo": {"policyId": "p-1", "dateAdded": 1712345678901_i64}},
            {"accountId": "b", "authPolicyInfo": {"policyId": "", "dateAdded": 1.5e12}},
            {"email": "c@example.com", "authPolicyInfo": null},
        ]),
    )
    .await;
    let ids = ["a:1".into(), "b".into(), "c".into()];
    let found = client.policies_of(&org(), &ids).await.unwrap();
    assert_eq!(found[0].policy_id, Some(PolicyId::from("p-1")));
    assert_eq!(found[0].added_at_ms, Some(1_712_345_678_901));
    assert_eq!(found[1].policy_id, None);
    assert_eq!(found[1].added_at_ms, Some(1_500_000_000_000));
    assert_eq!(found[2].account_id, None);
    assert!(client.policies_of(&org(), &[]).await.unwrap().is_empty());
    assert_eq!(hits(&server).await, 1);
}

#[tokio::test]
async fn a_reader_changes_nothing() {
    let (client, server) = client(202, json!({"taskId": "t"})).await;
    let reader = client.read_only();
    let emails = ["a@example.com".to_owned()];
    let error = reader
        .add_users_to_policy(&org(), &"p".into(), &emails)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
    assert_eq!(error.processed, Processed::No);
    let request = RawRequest::new("DELETE", "/admin/v2/orgs/o/x").unwrap();
    assert!(reader.raw(request).await.is_err());
    assert_eq!(hits(&server).await, 0);
    // What only reads still works, and the client itself still writes.
    let _ = reader.policies_of(&org(), &["a".into()]).await;
    client
        .add_users_to_policy(&org(), &"p".into(), &emails)
        .await
        .unwrap();
    assert_eq!(hits(&server).await, 2);
}
