//! Every form in which an expired sign-in shows itself.

use atlctl_api::{ErrorKind, ExpiryForm, PolicyId, Processed};
use wiremock::ResponseTemplate;

use crate::common::*;

const PAGE: &str = "<!doctype html><html><title>Log in with Atlassian account</title></html>";

async fn kind(answer: ResponseTemplate) -> ErrorKind {
    let server = answering(answer).await;
    let error = with_session(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(
        hits(&server).await,
        1,
        "an expired session is not tried again"
    );
    error.kind
}

#[tokio::test]
async fn all_forms() {
    let json401 = ResponseTemplate::new(401)
        .set_body_json(serde_json::json!({"code": 401, "message": "Unauthorized"}));
    let html401 = ResponseTemplate::new(401).set_body_raw(PAGE, "text/html");
    let empty401 = ResponseTemplate::new(401);
    for answer in [json401, html401, empty401] {
        assert_eq!(
            kind(answer).await,
            ErrorKind::SignInNeeded(ExpiryForm::Unauthorized)
        );
    }
    for status in [301, 302, 303, 307, 308] {
        for to in [
            "https://id.atlassian.com/login?continue=x",
            "/login",
            "/o/login?next=1",
            "https://id.atlassian.com/",
        ] {
            let answer = ResponseTemplate::new(status).insert_header("location", to);
            assert_eq!(
                kind(answer).await,
                ErrorKind::SignInNeeded(ExpiryForm::LoginRedirect),
                "{status} {to}"
            );
        }
    }
    for answer in [
        ResponseTemplate::new(200).set_body_raw(PAGE, "text/html; charset=utf-8"),
        ResponseTemplate::new(200).set_body_raw(PAGE, "application/json"),
        ResponseTemplate::new(200).set_body_raw(format!("\n  {PAGE}"), "text/plain"),
    ] {
        assert_eq!(
            kind(answer).await,
            ErrorKind::SignInNeeded(ExpiryForm::HtmlPage)
        );
    }
    let forbidden = ResponseTemplate::new(403).set_body_raw(PAGE, "text/html");
    assert_eq!(
        kind(forbidden).await,
        ErrorKind::SignInNeeded(ExpiryForm::ForbiddenSignedOut)
    );
}

#[tokio::test]
async fn what_is_no_expiry() {
    let elsewhere = ResponseTemplate::new(302).insert_header("location", "https://example.com/x");
    assert_eq!(kind(elsewhere).await, ErrorKind::Redirect);
    let nowhere = ResponseTemplate::new(302);
    assert_eq!(kind(nowhere).await, ErrorKind::Redirect);
    let blocked =
        ResponseTemplate::new(403).set_body_raw("<html>Request blocked</html>", "text/html");
    assert_eq!(kind(blocked).await, ErrorKind::Forbidden);
    // An API key does not expire into a web page: something else stands in the way.
    let server = answering(ResponseTemplate::new(200).set_body_raw(PAGE, "text/html")).await;
    let error = with_key(&server.uri()).org(&org()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreadable);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let other = answering(ResponseTemplate::new(200)).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/admin/v1/orgs/x", other.uri());
        let server =
            answering(ResponseTemplate::new(status).insert_header("location", to.as_str())).await;
        for client in [with_key(&server.uri()), with_session(&server.uri())] {
            assert_eq!(
                client.org(&org()).await.unwrap_err().kind,
                ErrorKind::Redirect
            );
        }
    }
    assert_eq!(hits(&other).await, 0);
}

#[tokio::test]
async fn a_change_answered_by_a_page_or_a_redirect_is_unknown() {
    for answer in [
        ResponseTemplate::new(200).set_body_raw(PAGE, "text/html"),
        ResponseTemplate::new(302).insert_header("location", "https://id.atlassian.com/login"),
        ResponseTemplate::new(307).insert_header("location", "https://example.com"),
    ] {
        let server = answering(answer).await;
        let error = with_session(&server.uri())
            .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
            .await
            .unwrap_err();
        assert_eq!(error.processed, Processed::Unknown, "{error}");
        assert_eq!(hits(&server).await, 1);
    }
}

#[tokio::test]
async fn a_change_refused_for_the_credential_surely_did_not_happen() {
    let server = answering(ResponseTemplate::new(401)).await;
    let error = with_session(&server.uri())
        .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
        .await
        .unwrap_err();
    assert_eq!(error.processed, Processed::No);
}
