//! Every shape of error body becomes the one error.

use atlctl_api::{ErrorKind, ExpiryForm, Processed};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::common::*;

async fn error(status: u16, body: Value) -> atlctl_api::Error {
    let server = answering(ResponseTemplate::new(status).set_body_json(body)).await;
    with_key(&server.uri()).org(&org()).await.unwrap_err()
}

#[tokio::test]
async fn application_errors() {
    let error = error(
        403,
        json!({"errors": [{"id": "trace-1", "status": "403", "code": "ADMIN-403-3",
            "title": "Forbidden", "detail": "may not manage this organization"}]}),
    )
    .await;
    assert_eq!(error.kind, ErrorKind::Forbidden);
    assert_eq!(error.status, Some(403));
    assert_eq!(error.code.as_deref(), Some("ADMIN-403-3"));
    assert_eq!(error.message, "Forbidden: may not manage this organization");
    assert_eq!(error.trace_id.as_deref(), Some("trace-1"));
    assert_eq!(error.processed, Processed::Refused);
    assert_eq!(error.path, "/admin/v1/orgs/{orgId}");
    assert_eq!(
        error.to_string(),
        "Forbidden: may not manage this organization \
         (HTTP 403, ADMIN-403-3; GET /admin/v1/orgs/{orgId}; trace trace-1)"
    );
}

#[tokio::test]
async fn a_key_without_the_scope_is_not_asked_to_sign_in() {
    let lacking = json!({"errors": [{"code": "ADMIN-401-2", "title": "Unauthorized",
        "detail": "INSUFFICIENT_SCOPE"}]});
    let error_of_key = error(401, lacking.clone()).await;
    assert_eq!(error_of_key.kind, ErrorKind::Forbidden);
    assert_eq!(error_of_key.processed, Processed::Refused);
    // The same code without a word of scopes is said of a key that is not known.
    let unknown = json!({"errors": [{"code": "ADMIN-401-2", "title": "Unauthorized"}]});
    let signed_out = ErrorKind::SignInNeeded(ExpiryForm::Unauthorized);
    assert_eq!(error(401, unknown).await.kind, signed_out);
    // A session has no scopes.
    let server = answering(ResponseTemplate::new(401).set_body_json(lacking)).await;
    let error = with_session(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, signed_out);
}

#[tokio::test]
async fn null_detail_and_several_errors() {
    let error = error(
        400,
        json!({"errors": [{"code": "ADMIN-400-24", "title": "Bad body", "detail": null}, {}]}),
    )
    .await;
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert_eq!(error.message, "Bad body (and 1 more)");
}

#[tokio::test]
async fn the_gateways_errors() {
    let error = error(404, json!({"code": 404, "message": "no such route"})).await;
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(error.code.as_deref(), Some("404"));
    assert_eq!(error.message, "no such route");
}

#[tokio::test]
async fn no_permission() {
    let error = error(
        403,
        json!({"timestamp": "x", "path": "/x", "status": 403, "error": "Forbidden",
            "message": "User has no permission to access resource.", "requestId": "r-9"}),
    )
    .await;
    assert_eq!(error.kind, ErrorKind::Forbidden);
    assert_eq!(error.message, "User has no permission to access resource.");
    assert_eq!(error.trace_id.as_deref(), Some("r-9"));
}

#[tokio::test]
async fn user_management_errors() {
    let managed = error(
        403,
        json!({"key": "forbidden.action",
            "context": {"allowed": false, "reason": {"key": "externalDirectory.scim"}}}),
    )
    .await;
    assert_eq!(managed.code.as_deref(), Some("externalDirectory.scim"));
    assert_eq!(managed.message, "forbidden.action: externalDirectory.scim");
    let field = error(
        400,
        json!({"key": "invalid", "context": {"fieldViolations":
            [{"field": "email", "violations": [{"key": "format"}]}]}}),
    )
    .await;
    assert_eq!(field.message, "invalid: email: format");
    let signed_out = error(403, json!({"key": "unauthorized"})).await;
    assert_eq!(
        signed_out.kind,
        ErrorKind::SignInNeeded(ExpiryForm::ForbiddenSignedOut)
    );
}

#[tokio::test]
async fn scim_errors() {
    let conflict = error(
        409,
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409",
            "scimType": "uniqueness", "detail": "already there"}),
    )
    .await;
    assert_eq!(conflict.kind, ErrorKind::Conflict);
    assert_eq!(conflict.code.as_deref(), Some("uniqueness"));
    assert_eq!(conflict.message, "already there");
    let other = error(403, json!({"error": "nope", "traceId": "t"})).await;
    assert_eq!(other.message, "nope");
    assert_eq!(other.trace_id.as_deref(), Some("t"));
}

#[tokio::test]
async fn the_portals_errors() {
    for body in [
        json!({"context": {"message": "not allowed"}}),
        json!({"context": "not allowed"}),
        json!({"status": {"message": "not allowed"}}),
        json!({"errorMessages": ["not allowed"]}),
        json!({"detail": "not allowed"}),
    ] {
        assert_eq!(error(403, body).await.message, "not allowed");
    }
}

#[tokio::test]
async fn an_error_without_a_body() {
    for (status, kind) in [
        (402, ErrorKind::PaymentRequired),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::Invalid),
    ] {
        let server =
            answering(ResponseTemplate::new(status).insert_header("atl-traceid", "t7")).await;
        let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(!error.message.is_empty());
        assert_eq!(error.trace_id.as_deref(), Some("t7"));
    }
}

#[tokio::test]
async fn old_user_management() {
    let error = error(
        400,
        json!({"errors": [{"code": "ADMIN-400-4", "title": "not with the new experience"}]}),
    )
    .await;
    assert_eq!(error.kind, ErrorKind::OldUserManagement);
}

#[tokio::test]
async fn an_endless_message_is_cut() {
    let error = error(400, json!({"message": "x".repeat(100_000)})).await;
    assert!(error.message.len() < 3_000);
}

#[tokio::test]
async fn unreadable_answers() {
    for body in ["", "{", "[]", "\u{0}", "{\"data\":7}", "null", "nul"] {
        let server =
            answering(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable, "{body:?}");
    }
    let deep = "[".repeat(200_000);
    let server = answering(ResponseTemplate::new(200).set_body_raw(deep, "application/json")).await;
    let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreadable);
}

#[tokio::test]
async fn no_credential_no_request() {
    let server = answering(ResponseTemplate::new(200)).await;
    let none = builder(&server.uri()).build().unwrap();
    let error = none.org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoCredential);
    // The portal's own calls need the session; a key alone cannot make them.
    let key = with_key(&server.uri());
    let mut users = Box::pin(key.org_users(&org()));
    let error = futures_util::StreamExt::next(&mut users)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoCredential);
    assert_eq!(hits(&server).await, 0);
}

#[tokio::test]
async fn a_mangled_credential_is_named_not_shown() {
    let server = answering(ResponseTemplate::new(200)).await;
    let client = builder(&server.uri())
        .session("canary\nvalue".into())
        .build()
        .unwrap();
    let error = client.org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
    assert!(!format!("{error} {error:?} {client:?}").contains("canary"));
    assert_eq!(hits(&server).await, 0);
}
