//! Credentials, sessions and their end, the sign-in page.

use atlctl_sim::{Expiry, SimConfig};

use crate::client::Place;

const USERS: &str = "/adminhub/um/org/{org}/users?count=1";

#[test]
fn each_base_wants_its_own_credential() {
    let place = Place::new(SimConfig::default());
    let token = place.running.session_token();
    assert_eq!(place.key("GET", "/admin/v1/orgs", "").status, 200);
    assert_eq!(place.session("GET", "/admin/v1/orgs", "").status, 200);
    for (path, head) in [
        ("/admin/v1/orgs", String::new()),
        (
            "/admin/v1/orgs",
            "authorization: Bearer wrong\r\n".to_owned(),
        ),
        (
            "/admin/v1/orgs",
            format!("cookie: cloud.session.token={token}\r\n"),
        ),
        (
            "/gateway/api/admin/v1/orgs",
            format!("authorization: Bearer {}\r\n", place.running.api_key()),
        ),
        (
            "/gateway/api/admin/v1/orgs",
            "cookie: cloud.session.token=a.b.c\r\n".to_owned(),
        ),
    ] {
        assert_eq!(
            place.ask("GET", path, &head, "").unwrap().status,
            401,
            "{path} {head}"
        );
    }
}

#[test]
fn an_expired_session_has_three_forms() {
    let place = Place::new(SimConfig::default());
    for (form, status) in [
        (Expiry::Unauthorized, 401),
        (Expiry::Redirect, 302),
        (Expiry::Html, 200),
    ] {
        let token = place.running.session_token();
        assert_eq!(place.with_token(&token, "GET", USERS, "").status, 200);
        place.running.control().expire(form);
        let answer = place.with_token(&token, "GET", USERS, "");
        assert_eq!(answer.status, status);
        assert_eq!(
            form == Expiry::Html,
            answer.body.contains("Log in"),
            "{answer:?}"
        );
        assert_eq!(
            form == Expiry::Redirect,
            answer.header("location").is_some()
        );
        assert_eq!(
            place.session("GET", USERS, "").status,
            200,
            "a new session works"
        );
    }
}

#[test]
fn a_reply_can_renew_the_session() {
    let place = Place::new(SimConfig {
        rotate_sessions: true,
        ..SimConfig::default()
    });
    let answer = place.session("GET", USERS, "");
    let cookie = answer.header("set-cookie").unwrap();
    let token = cookie
        .strip_prefix("cloud.session.token=")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("Max-Age"));
    assert_eq!(place.with_token(token, "GET", USERS, "").status, 200);
}

#[test]
fn the_sign_in_page_wants_three_things() {
    let place = Place::new(SimConfig::default());
    let ask = |method: &str, path: &str, body: &str| place.ask(method, path, "", body).unwrap();
    assert_eq!(ask("GET", "/", "").header("location"), Some("/login"));
    assert!(ask("GET", "/login", "").body.contains("name=email"));
    assert!(
        ask("POST", "/login/password", "email=ada%40acme.example")
            .body
            .contains("type=password")
    );
    assert_eq!(
        ask("POST", "/login/check", "password=x").header("location"),
        Some("/login/verify")
    );
    assert_eq!(
        ask("POST", "/login/done", "code=1").header("location"),
        Some("/login/verify")
    );
    let done = ask("POST", "/login/done", "code=123456");
    let cookie = done
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let home = place
        .ask("GET", "/", &format!("cookie: {cookie}\r\n"), "")
        .unwrap();
    assert!(home.body.contains("You are signed in"));
    assert!(ask("GET", "/login?auto=1", "").body.contains("submit()"));
}

#[test]
fn an_old_organization_is_read_through_the_portal() {
    let place = Place::new(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    let answer = place.key(
        "POST",
        "/admin/v2/orgs/{org}/directories/-/users/search",
        "{}",
    );
    assert_eq!(answer.json()["errors"][0]["code"], "ADMIN-400-4");
    assert_eq!(place.session("GET", USERS, "").json()["total"], 200);
}

#[test]
fn what_a_person_would_bring_is_there() {
    let place = Place::new(SimConfig::default());
    let control = place.running.control();
    let curl = control.capture_curl();
    let token = curl
        .split("cloud.session.token=")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert_eq!(place.with_token(token, "GET", USERS, "").status, 200);
    let csv = control.managed_accounts_csv();
    assert!(csv.starts_with("Name,Email,") && csv.contains("SSO with two-step verification"));
}
