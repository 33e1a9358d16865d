//! Every operation of Admin Control, checked against its specification.

use atlctl_sim::SimConfig;
use serde_json::{Value, json};

use crate::openapi::Checked;

const NONE: &Value = &Value::Null;

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn policy(kind: &str, rule: &Value) -> Value {
    let attributes = json!({ "type": kind, "name": "A policy", "rule": rule });
    json!({ "data": { "type": "policy", "attributes": attributes } })
}

fn first(checked: &Checked) {
    let all = "/admin/control/v1/orgs/{orgId}/policies";
    let kinds = checked.call(&format!("GET {all}"), &[], NONE).json();
    assert_eq!(kinds["data"].as_array().unwrap().len(), 3);
    checked.call(&format!("GET {all}?type=ip-allowlist"), &[], NONE);
    checked.call(&format!("GET {all}?type=x"), &[], NONE);
    let body = policy("ip-allowlist", &json!({ "in": ["192.0.2.1"] }));
    let made = checked.call(&format!("POST {all}"), &[], &body).json();
    checked.call(&format!("POST {all}"), &[], &json!({}));
    let one = format!("{all}/{{policyId}}");
    for id in [text(&made["data"]["id"]), "nothing".to_owned()] {
        let of = [("policyId", id.as_str()), ("resourceId", "ari:2")];
        checked.call(&format!("GET {one}"), &of, NONE);
        checked.call(&format!("PUT {one}"), &of, &body);
        checked.call(&format!("GET {one}/validate"), &of, NONE);
        let resources = format!("{one}/resources");
        checked.call(&format!("POST {resources}"), &of, &json!({ "id": "ari:2" }));
        checked.call(&format!("GET {resources}"), &of, NONE);
        for _ in 0..2 {
            checked.call(&format!("PUT {resources}/{{resourceId}}"), &of, &json!({}));
            checked.call(&format!("DELETE {resources}/{{resourceId}}"), &of, NONE);
        }
        checked.call(&format!("DELETE {resources}"), &of, NONE);
        checked.call(&format!("DELETE {one}"), &of, NONE);
    }
}

fn second(checked: &Checked) {
    let all = "/admin/control/v2/orgs/{orgId}/policies";
    let seen = checked.call(&format!("GET {all}"), &[], NONE).json();
    assert_eq!(seen["data"].as_array().unwrap().len(), 1);
    let body = policy("data-security", &json!({ "export": { "effect": "block" } }));
    let made = checked.call(&format!("POST {all}"), &[], &body).json();
    let wrong = policy("ip-allowlist", &json!({ "in": [] }));
    assert_eq!(
        checked.call(&format!("POST {all}"), &[], &wrong).status,
        400
    );
    let one = format!("{all}/{{policyId}}");
    for id in [text(&made["data"]["id"]), "nothing".to_owned()] {
        let of = [("policyId", id.as_str())];
        checked.call(&format!("GET {one}"), &of, NONE);
        checked.call(&format!("PUT {one}"), &of, &body);
        let resources = format!("{one}/resources");
        let add = json!([{ "operation": "ADD", "resourceAri": "ari:3" }]);
        checked.call(&format!("POST {resources}"), &of, &add);
        checked.call(&format!("POST {resources}"), &of, &json!({}));
        checked.call(&format!("GET {resources}"), &of, NONE);
        checked.call(&format!("DELETE {resources}"), &of, NONE);
        let operation = json!({ "policyId": id, "action": "UPDATE", "policyCoverageLevel": "ORG" });
        let body = json!({
            "type": "data-security", "ruleName": "export", "policyOperations": [operation],
        });
        checked.call(&format!("POST {all}/publishDraftPolicies"), &[], &body);
    }
}

fn auth_policies(checked: &Checked) {
    let control = checked.place.running.control();
    let base = "/admin/control/v1/orgs/{orgId}";
    let policy = control.policies()[1].id.clone();
    let accounts = control.accounts();
    let emails: Vec<&str> = accounts.iter().map(|a| a.email.as_str()).collect();
    let of = [("policyId", policy.as_str())];
    let add = format!("POST {base}/auth-policy/{{policyId}}/add-users");
    let task = checked.call(&add, &of, &json!({ "users": emails })).json();
    let status = format!("GET {base}/auth-policy/task/{{taskId}}");
    checked.call(&status, &[("taskId", &text(&task["taskId"]))], NONE);
    let ids: Vec<&str> = accounts.iter().map(|a| a.account_id.as_str()).collect();
    let fetch = format!("POST {base}/users/auth-policies/bulk-fetch");
    checked.call(&fetch, &[], &json!({ "accountIds": ids }));
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_whole_control_api() {
    let checked = Checked::new("control", "", SimConfig::default());
    first(&checked);
    second(&checked);
    auth_policies(&checked);
    checked.all_called_but(&[]);
}
