//! Changes of one simulator that are made again in another: a simulated profile goes on where it was.

use atlctl_sim::SimConfig;
use serde_json::json;

use crate::changes::{DIRECTORY, group, id, ordinary};
use crate::client::Place;

fn place() -> Place {
    Place::new(SimConfig {
        people: 300,
        keep_changes: true,
        ..SimConfig::default()
    })
}

#[test]
fn every_change_comes_again_and_ids_are_the_same() {
    let first = place();
    let people = ordinary(&first);
    let ok = |method: &str, path: &str, body: &serde_json::Value| {
        let answer = first.key(method, path, &body.to_string());
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        answer
    };
    let account = |at: usize| format!("/users/{}", id(&people[at]));
    ok(
        "POST",
        &format!("{DIRECTORY}{}/suspend", account(0)),
        &json!({}),
    );
    ok("DELETE", &format!("{DIRECTORY}{}", account(1)), &json!({}));
    ok(
        "POST",
        &format!("{}/manage/lifecycle/disable", account(2)),
        &json!({}),
    );
    ok(
        "POST",
        &format!("{}/manage/lifecycle/delete", account(3)),
        &json!({}),
    );
    ok(
        "PUT",
        &format!("{}/manage/email", account(4)),
        &json!({ "email": "new.name@acme.example" }),
    );
    ok(
        "POST",
        &format!("{DIRECTORY}/groups"),
        &json!({ "name": "Made" }),
    );
    let group = group(&first, "Made");
    let members = format!(
        "{DIRECTORY}/groups/{}/memberships",
        group["id"].as_str().unwrap()
    );
    for one in &people[5..8] {
        ok("POST", &members, &json!({ "accountId": one.account_id }));
    }
    // What is refused, and what only reads, is not kept.
    let refused = first.key("POST", &format!("{DIRECTORY}/users/nobody/suspend"), "{}");
    assert_eq!(refused.status, 404);
    ok("POST", &format!("{DIRECTORY}/users/search"), &json!({}));

    let made = first.running.control().made();
    assert_eq!(made.len(), 9, "{made:?}");
    let again = place();
    assert_ne!(
        again.running.control().state(false),
        first.running.control().state(false)
    );
    again.running.control().make_again(&made);
    assert_eq!(
        again.running.control().state(false),
        first.running.control().state(false)
    );
    assert!(again.running.control().made().is_empty());
    assert!(again.running.control().calls().is_empty());
}
