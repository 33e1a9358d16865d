//! Every changing call: what its answers mean, what it sends, and that a reader makes none.

use atlctl_api::*;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::all_changes::{self, Change, Needs, of_portal};
use crate::common::*;

/// Those that are published, and those of the portal alone.
fn all() -> Vec<Change> {
    all_changes::all().into_iter().chain(of_portal()).collect()
}

#[tokio::test]
async fn a_reader_makes_none() {
    let server = answering(ResponseTemplate::new(204)).await;
    let reader = with_everything(&server.uri()).read_only();
    for change in all() {
        let error = (change.make)(reader.clone()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{}", change.name);
        assert_eq!(error.processed, Processed::No, "{}", change.name);
        assert!(error.message.contains("read-only"), "{}", change.name);
    }
    assert_eq!(hits(&server).await, 0);
}

/// What a body of the kind that every call takes for its own looks like.
fn body() -> Value {
    json!({"data": {"id": "x", "type": "policy", "attributes": {}}, "id": "x", "clientId": "c",
        "taskId": "t", "messages": []})
}

#[tokio::test]
async fn answers_of_acceptance() {
    for status in [200, 201, 202, 204] {
        for change in all() {
            let mut answer = ResponseTemplate::new(status);
            if change.needs == Needs::Body {
                let invites = change.name == "invite_users";
                answer = match invites {
                    true => answer.set_body_json(json!({"data": []})),
                    false => answer.set_body_json(body()),
                };
                // What has a body cannot come as 204, and inviting is never promised.
                if status == 204 || invites && status != 200 {
                    continue;
                }
            }
            let server = answering(answer).await;
            let done = (change.make)(with_everything(&server.uri())).await;
            assert!(done.is_ok(), "{} {status}: {done:?}", change.name);
            assert_eq!(hits(&server).await, 1, "{}", change.name);
        }
    }
}

#[tokio::test]
async fn what_is_no_answer_of_acceptance_is_unknown() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>sign in</html>", "text/html");
    let text = ResponseTemplate::new(200).set_body_raw("OK", "text/plain");
    let cut = ResponseTemplate::new(200).set_body_raw("{\"data\":[", "application/json");
    let errors = ResponseTemplate::new(200)
        .set_body_json(json!({"errors": [{"code": "ADMIN-500-1", "title": "x"}]}));
    let partial = ResponseTemplate::new(207).set_body_json(json!({"x": 1}));
    let moved = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    for (what, answer) in [
        ("a page", html),
        ("a text", text),
        ("a cut body", cut),
        ("errors", errors),
        ("207", partial),
        ("a redirect", moved),
        ("500", ResponseTemplate::new(500)),
        ("502", ResponseTemplate::new(502)),
        (
            "503",
            ResponseTemplate::new(503).insert_header("retry-after", "1"),
        ),
        ("504", ResponseTemplate::new(504)),
        ("408", ResponseTemplate::new(408)),
        ("460", ResponseTemplate::new(460)),
        ("499", ResponseTemplate::new(499)),
    ] {
        let server = answering(answer).await;
        for (count, change) in all().into_iter().enumerate() {
            let error = (change.make)(with_everything(&server.uri()))
                .await
                .unwrap_err();
            let name = change.name;
            assert_eq!(
                error.processed,
                Processed::Unknown,
                "{name}, {what}: {error}"
            );
            // Never sent again.
            assert_eq!(hits(&server).await, count + 1, "{name}, {what}");
        }
    }
}

#[tokio::test]
async fn an_empty_answer_is_unknown_where_a_body_is_needed() {
    let server = answering(ResponseTemplate::new(200)).await;
    for change in all().iter().filter(|change| change.needs == Needs::Body) {
        let error = (change.make)(with_everything(&server.uri()))
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unreadable, "{}", change.name);
        assert_eq!(error.processed, Processed::Unknown, "{}", change.name);
    }
}

#[tokio::test]
async fn partial_success_is_no_success() {
    let server = answering(ResponseTemplate::new(206).set_body_json(json!({"data": []}))).await;
    for change in all() {
        let done = (change.make)(with_everything(&server.uri())).await;
        match change.name {
            "invite_users" => assert!(done.is_ok()),
            name => assert_eq!(done.unwrap_err().processed, Processed::Unknown, "{name}"),
        }
    }
}

#[tokio::test]
async fn refusals_keep_their_code() {
    let coded = |code: &str| json!({"errors": [{"id": "tr-1", "status": "409", "code": code, "title": "t", "detail": null}]});
    for (status, body, code, kind) in [
        (
            409,
            coded("ADMIN-UAM-409-2"),
            Some(ServiceCode::AlreadySo),
            ErrorKind::Conflict,
        ),
        (
            409,
            coded("ADMIN-UAM-409-3"),
            Some(ServiceCode::LicenseLimit),
            ErrorKind::Conflict,
        ),
        (
            409,
            coded("ADMIN-409-3"),
            Some(ServiceCode::OlderLicenseLimit),
            ErrorKind::Conflict,
        ),
        (
            404,
            coded("ADMIN-UAM-404-1"),
            Some(ServiceCode::UserNotFound),
            ErrorKind::NotFound,
        ),
        (
            402,
            coded("ADMIN-UAM-402-1"),
            Some(ServiceCode::NoPaidSubscription),
            ErrorKind::PaymentRequired,
        ),
        (
            400,
            coded("ADMIN-UAM-400-5"),
            Some(ServiceCode::ResourceMissing),
            ErrorKind::Invalid,
        ),
        (
            400,
            coded("NEW-1"),
            Some(ServiceCode::Other("NEW-1".into())),
            ErrorKind::Invalid,
        ),
        (
            403,
            json!({"key": "forbidden.action", "context": {"allowed": false,
            "reason": {"key": "externalDirectory.scim"}}}),
            Some(ServiceCode::ExternalScim),
            ErrorKind::Forbidden,
        ),
        (
            403,
            json!({"key": "forbidden.fieldMutation", "context": {"name": {"allowed": true},
            "nickname": {"allowed": false, "reason": {"key": "authPolicy.saml"}}}}),
            Some(ServiceCode::SetBySaml),
            ErrorKind::Forbidden,
        ),
        (
            409,
            json!({"key": "conflict.lifecycleErrors", "context": {"accountId": "a",
            "errorCodes": [{"code": "lifecycle.x", "message": "no"}]}}),
            Some(ServiceCode::LifecycleErrors),
            ErrorKind::Conflict,
        ),
        (
            404,
            json!({"timestamp": "x", "path": "/x", "status": 404, "error": "Not Found",
            "message": "TCS validation failed", "requestId": "r"}),
            None,
            ErrorKind::NotFound,
        ),
        (
            409,
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409",
            "scimType": "uniqueness", "detail": "d"}),
            Some(ServiceCode::Uniqueness),
            ErrorKind::Conflict,
        ),
        (415, Value::Null, None, ErrorKind::Invalid),
        (403, Value::Null, None, ErrorKind::Forbidden),
    ] {
        let server = answering(match &body {
            Value::Null => ResponseTemplate::new(status),
            body => ResponseTemplate::new(status).set_body_json(body),
        })
        .await;
        for change in all() {
            let error = (change.make)(with_everything(&server.uri()))
                .await
                .unwrap_err();
            let name = change.name;
            assert_eq!(error.processed, Processed::Refused, "{name} {body}");
            assert_eq!(error.kind, kind, "{name} {body}");
            assert_eq!(error.service_code(), code, "{name} {body}");
            assert!(!error.message.is_empty());
        }
    }
}

#[test]
fn what_codes_mean() {
    assert!(ServiceCode::LicenseLimit.is_license_limit());
    assert!(!ServiceCode::AlreadySo.is_license_limit());
    assert!(ServiceCode::ExternalGoogle.is_identity_provider());
    assert!(!ServiceCode::Administrative.is_identity_provider());
}

#[tokio::test]
async fn the_field_that_may_not_be_changed_is_named() {
    let server = answering(ResponseTemplate::new(403).set_body_json(
        json!({"key": "forbidden.fieldMutation", "context": {
            "extended_profile.department": {"allowed": false, "reason": {"key": "externalDirectory.scim"}}}}),
    ))
    .await;
    let change = ProfileChange {
        department: Some("x".into()),
        ..ProfileChange::default()
    };
    let error = with_key(&server.uri())
        .update_profile(&"a".into(), &change)
        .await
        .unwrap_err();
    assert_eq!(
        error.message,
        "forbidden.fieldMutation: externalDirectory.scim: extended_profile.department"
    );
}

#[tokio::test]
async fn throttled_and_unsent_changes_are_not_processed() {
    let server = answering(ResponseTemplate::new(429).insert_header("retry-after", "60")).await;
    for change in all() {
        let error = (change.make)(with_everything(&server.uri()))
            .await
            .unwrap_err();
        assert_eq!(error.processed, Processed::No, "{}: {error}", change.name);
    }
    // A port that nobody listens at.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    for change in all() {
        let error = (change.make)(with_everything(&nobody)).await.unwrap_err();
        assert_eq!(error.processed, Processed::No, "{}: {error}", change.name);
    }
}

#[tokio::test]
async fn a_lost_connection_is_unknown() {
    let cut = b"HTTP/1.1 204 No".to_vec();
    for act in [Act::Reset, Act::Close, Act::Write(cut)] {
        for change in all() {
            let server = FaultServer::start(vec![act.clone()]).await;
            let error = (change.make)(with_everything(&server.uri))
                .await
                .unwrap_err();
            assert_eq!(
                error.processed,
                Processed::Unknown,
                "{}: {error}",
                change.name
            );
            assert_eq!(server.hits(), 1, "{}", change.name);
        }
    }
}

#[tokio::test]
async fn every_body_is_json_and_says_so() {
    let server = answering(ResponseTemplate::new(200).set_body_json(body())).await;
    for change in all() {
        let _ = (change.make)(with_everything(&server.uri())).await;
    }
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), all().len());
    for request in requests {
        let what = format!("{} {}", request.method, request.url);
        if request.method.as_str() == "DELETE" {
            assert!(request.body.is_empty(), "{what}");
            continue;
        }
        assert_eq!(
            request.headers["content-type"], "application/json",
            "{what}"
        );
        let body: Value = request.body_json().unwrap();
        assert!(body.is_object() || body.is_array(), "{what}");
        let raw = RawRequest::new(request.method.as_str(), request.url.path()).unwrap();
        assert!(!raw.only_reads(), "{what}");
    }
}

#[tokio::test]
async fn a_session_makes_them_through_the_gateway() {
    let server = answering(ResponseTemplate::new(204)).await;
    let client = with_session(&server.uri());
    let (directory, account) = ("d".into(), "a".into());
    client
        .suspend_user(&org(), &directory, &account)
        .await
        .unwrap();
    client.set_email(&account, "b@example.com").await.unwrap();
    let sent = server.received_requests().await.unwrap();
    assert!(sent[0].url.path().starts_with("/gateway/api/admin/v2/"));
    assert_eq!(sent[1].url.path(), "/gateway/api/users/a/manage/email");
    assert!(sent.iter().all(|sent| sent.headers.contains_key("origin")));
}

#[tokio::test]
async fn what_a_credential_cannot_make_is_not_sent() {
    let server = answering(ResponseTemplate::new(204)).await;
    let with_key = with_key(&server.uri());
    let with_session = with_session(&server.uri());
    let records = with_key.delete_scim_user(&"sd-1".into(), &"u".into()).await;
    let of_session = with_session
        .delete_scim_user(&"sd-1".into(), &"u".into())
        .await;
    let oauth = with_key
        .create_oauth_client(&org(), "ci", &"s".into())
        .await;
    for error in [
        records.unwrap_err(),
        of_session.unwrap_err(),
        oauth.unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::NoCredential);
        assert_eq!(error.processed, Processed::No);
    }
    assert_eq!(hits(&server).await, 0);
}
