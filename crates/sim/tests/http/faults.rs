//! Faults on the wire and in lists, and limits.

use std::time::Duration;

use atlctl_sim::{RateLimit, SimConfig};
use serde_json::json;

use crate::client::Place;

const ORGS: &str = "/admin/v1/orgs";

fn place(fault: &str) -> Place {
    let place = Place::new(SimConfig::default());
    place.running.control().fault(fault).unwrap();
    place
}

#[test]
fn a_status_with_the_texts_of_a_limit() {
    let place = place("GET */orgs 1x 429 retry-after=7 reset=2026-11-24T09:00Z");
    let answer = place.key("GET", ORGS, "");
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(
        answer.header("x-ratelimit-reset"),
        Some("2026-11-24T09:00Z")
    );
    assert_eq!(answer.json()["code"], 429);
    assert_eq!(place.key("GET", ORGS, "").status, 200);
}

#[test]
fn a_connection_is_reset_before_and_after_the_work() {
    for (fault, done) in [("POST * 1x reset", 0), ("POST * 1x reset after", 1)] {
        let place = place(fault);
        let control = place.running.control();
        let policies = control.policies();
        let person = control
            .accounts()
            .into_iter()
            .find(|a| a.policy.as_ref() == Some(&policies[2].id) && a.status == "active");
        let body = json!({ "users": [person.unwrap().email] }).to_string();
        let path = format!(
            "/admin/control/v1/orgs/{{org}}/auth-policy/{}/add-users",
            policies[1].id
        );
        let auth = format!("authorization: Bearer {}\r\n", place.running.api_key());
        let error = place.ask("POST", &path, &auth, &body).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{fault}");
        assert_eq!(control.changes().len(), done, "{fault}");
        assert_eq!(control.requests().last().unwrap().status, 0);
    }
}

#[test]
fn a_body_is_cut_or_comes_slowly_or_never() {
    let cut = place("GET * cut").key("GET", ORGS, "");
    let promised: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(cut.body.len() < promised && !cut.body.is_empty());
    let empty = place("GET * empty").key("GET", ORGS, "");
    assert_eq!((empty.status, empty.body.as_str()), (200, ""));
    let garbage = place("GET * garbage").key("GET", ORGS, "");
    assert!(serde_json::from_str::<serde_json::Value>(&garbage.body).is_err());
    let html = place("GET * html").key("GET", ORGS, "");
    assert!(
        html.header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    assert_eq!(place("GET * redirect").key("GET", ORGS, "").status, 302);
    assert_eq!(place("GET * unauthorized").key("GET", ORGS, "").status, 401);
}

#[test]
fn lists_go_wrong() {
    let ids = |place: &Place, cursor: Option<&str>| {
        let body = json!({ "limit": 10, "cursor": cursor }).to_string();
        let path = "/admin/v2/orgs/{org}/directories/-/users/search";
        let page = place.key("POST", path, &body).json();
        let data = page["data"].as_array().unwrap().iter();
        let ids: Vec<String> = data
            .map(|p| p["accountId"].as_str().unwrap().to_owned())
            .collect();
        (ids, page["links"]["next"].as_str().unwrap().to_owned())
    };
    let good = Place::new(SimConfig::default());
    let (first, next) = ids(&good, None);
    let (second, _) = ids(&good, Some(&next));
    assert!(first.iter().all(|id| !second.contains(id)));
    let (twice, _) = ids(&place("POST * duplicate-page"), Some(&next));
    assert_eq!(twice[..5], first[5..]);
    let (shifted, _) = ids(&place("POST * shift-page"), Some(&next));
    assert_eq!(shifted[0], second[1]);
    let (_, same) = ids(&place("POST * cursor-loop"), Some(&next));
    assert_eq!(same, next);
}

#[test]
fn roles_are_missing_or_partly_missing() {
    let roles = |fault: Option<&str>| -> Vec<Option<bool>> {
        let place = Place::new(SimConfig::default());
        if let Some(fault) = fault {
            place.running.control().fault(fault).unwrap();
        }
        let body = json!({ "limit": 4, "expand": ["platformRoles"] });
        let path = "/admin/v2/orgs/{org}/directories/-/users/search";
        let page = place.key("POST", path, &body.to_string()).json();
        let people = page["data"].as_array().unwrap().iter();
        // None: no such field. Some(false): null.
        people
            .map(|one| one.get("platformRoles").map(serde_json::Value::is_array))
            .collect()
    };
    assert_eq!(roles(None), [Some(true); 4]);
    assert_eq!(roles(Some("POST */search roles-absent")), [None; 4]);
    assert_eq!(roles(Some("POST */search roles-null")), [Some(false); 4]);
    let part = [None, Some(true), None, Some(true)];
    assert_eq!(roles(Some("POST */search roles-part")), part);
}

#[test]
fn a_share_of_a_task_fails() {
    let place = place("POST */add-users task-fails percent=100");
    let policy = place.running.control().policies()[1].id.clone();
    let email = place.running.control().accounts()[0].email.clone();
    let path = format!("/admin/control/v1/orgs/{{org}}/auth-policy/{policy}/add-users");
    let answer = place.key("POST", &path, &json!({ "users": [email] }).to_string());
    let task = answer.json()["taskId"].as_str().unwrap().to_owned();
    let state = place.key(
        "GET",
        &format!("/admin/control/v1/orgs/{{org}}/auth-policy/task/{task}"),
        "",
    );
    assert_eq!(state.json()["failureCount"], 1);
}

#[test]
fn limits_are_enforced_and_reported() {
    let limit = RateLimit {
        requests: 2,
        per: Duration::from_secs(3600),
        headers: true,
    };
    let place = Place::new(SimConfig {
        rate_limit: Some(limit),
        ..SimConfig::default()
    });
    let first = place.key("GET", ORGS, "");
    assert_eq!(first.header("x-ratelimit-remaining"), Some("1"));
    place.key("GET", ORGS, "");
    let third = place.key("GET", ORGS, "");
    assert_eq!(
        (third.status, third.header("x-ratelimit-remaining")),
        (429, Some("0"))
    );
    assert_eq!(
        place.key("GET", "/admin/v1/orgs/{org}/domains", "").status,
        200
    );
}

#[test]
fn a_process_is_controlled_over_http() {
    let place = Place::new(SimConfig::default());
    assert_eq!(
        place.ask("GET", "/__sim/digest", "", "").unwrap().status,
        401
    );
    assert_eq!(place.key("POST", "/__sim/faults", "GET * 503").status, 204);
    assert_eq!(place.key("GET", ORGS, "").status, 503);
    assert_eq!(place.key("POST", "/__sim/faults", "nonsense").status, 400);
    assert_eq!(place.key("DELETE", "/__sim/faults", "").status, 204);
    assert_eq!(place.key("GET", ORGS, "").status, 200);
    let digest = place.key("GET", "/__sim/digest", "").json();
    assert_eq!(digest["digest"], place.running.control().digest());
    assert!(
        place
            .key("GET", "/__sim/capture", "")
            .body
            .starts_with("curl ")
    );
}
