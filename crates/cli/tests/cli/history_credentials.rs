//! `snapshot diff`: whose act in the audit log it was that tokens and service accounts ended.

use atlctl_sim::SimAct;
use serde_json::Value;

use crate::common::Place;
use crate::history::week_with;

/// A week in which somebody revokes a token and deletes a service account, each with an event.
fn week() -> (Place, String, String) {
    let ids = std::cell::RefCell::new((String::new(), String::new()));
    let (place, ..) = week_with(&|place| {
        let of = |list: &str, sql: &str| {
            let found = place.run(&["-q", "sql", sql, "-o", "json"]);
            let found: Vec<Value> = serde_json::from_str(&found.stdout).unwrap();
            let text = |field: &str| found[0][field].as_str().unwrap_or(list).to_owned();
            (text("id"), text("owner"))
        };
        let (token, owner) = of(
            "token",
            "SELECT id, account_id AS owner FROM token WHERE status = 'allowed' ORDER BY id LIMIT 1",
        );
        let (robot, _) = of(
            "service account",
            "SELECT id FROM service_account ORDER BY id LIMIT 1",
        );
        let at = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_second();
        let delete = |time: &str, path: String| SimAct {
            at: at(time),
            method: "DELETE".into(),
            path,
            body: String::new(),
        };
        place.control().make_again(&[
            delete(
                "2026-11-20T07:15:00Z",
                format!("/users/{owner}/manage/api-tokens/{token}"),
            ),
            delete(
                "2026-11-21T08:30:00Z",
                format!(
                    "/admin/api-access/v1/orgs/{}/service-accounts/{robot}",
                    place.sim.org_id()
                ),
            ),
        ]);
        *ids.borrow_mut() = (token, robot);
    });
    let (token, robot) = ids.into_inner();
    (place, token, robot)
}

#[test]
fn who_revoked_a_token_and_deleted_a_service_account() {
    let (place, token, robot) = week();
    let of = |of: &str, id: &str| {
        let diff = place.run(&[
            "-q", "snapshot", "diff", "--since", "1", "--of", of, "-o", "json",
        ]);
        let diff: Vec<Value> = serde_json::from_str(&diff.stdout).unwrap();
        let found = diff.into_iter().find(|change| change["id"] == *id);
        let found = found.unwrap();
        (
            found["by"].as_str().map(str::to_owned),
            found["event_at"].as_str().map(str::to_owned),
        )
    };
    // Without the audit log, it is unknown.
    assert_eq!(of("tokens", &token), (None, None));
    place
        .run(&["sync", "--only", "events", "--events-since", "2026-11-10"])
        .expect(0);
    let by = |time: &str| {
        (
            Some("ada.admin@acme.example".to_owned()),
            Some(time.to_owned()),
        )
    };
    assert_eq!(of("tokens", &token), by("2026-11-20T07:15:00Z"));
    assert_eq!(of("service-accounts", &robot), by("2026-11-21T08:30:00Z"));
}

/// Atlassian no longer sends when a credential expires once that time has passed: it has expired, and not "never expires".
#[test]
fn a_credential_that_has_expired_does_not_expire_never() {
    let mut place = Place::synced();
    let of = |place: &Place| {
        let sql = "SELECT id, expires, expires_known FROM service_account_credential \
                   WHERE kind = 'api_token' AND expires > '2026-11-24' ORDER BY expires, id LIMIT 1";
        let found = place.run(&["-q", "sql", sql, "-o", "json"]);
        let found: Vec<Value> = serde_json::from_str(&found.stdout).unwrap();
        found[0].clone()
    };
    let before = of(&place);
    let end: jiff::Timestamp = before["expires"].as_str().unwrap().parse().unwrap();
    let later = end + jiff::SignedDuration::from_hours(24);
    let now: jiff::Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let ahead = later.duration_since(now).unsigned_abs();
    place.control().advance(ahead);
    place.env.var("ATLCTL_NOW", &later.to_string());
    place.run(&["-q", "sync", "--full"]).expect(0);
    assert_eq!(of(&place), before);
    let diff = place.run(&[
        "-q",
        "snapshot",
        "diff",
        "1",
        "--of",
        "service-account-credentials",
        "-o",
        "csv",
    ]);
    assert!(!diff.stdout.contains("expires"), "{diff}");
}
