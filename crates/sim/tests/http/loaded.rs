//! An organization that is loaded with its groups, roles and tokens, and changed like any other.

use atlctl_sim::{
    SimAccount, SimConfig, SimContents, SimGroup, SimOrganization, SimRole, SimToken,
};
use serde_json::{Value, json};

use crate::changes::DIRECTORY;
use crate::client::Place;

const JIRA: &str = "ari:cloud:jira-software::site/s-1";

fn account(id: &str, org_admin: bool) -> SimAccount {
    SimAccount {
        account_id: id.to_owned(),
        email: format!("{id}@example.com"),
        name: format!("Person {id}"),
        managed: true,
        status: "active".to_owned(),
        org_admin,
        synced: false,
        policy: None,
    }
}

fn place() -> Place {
    let group = |id: &str, synced, members: &[&str]| SimGroup {
        id: id.to_owned(),
        name: format!("Group {id}"),
        synced,
        deletable: !synced,
        members: members.iter().map(|id| (*id).to_owned()).collect(),
    };
    let role = |holder: &str| SimRole {
        holder: holder.to_owned(),
        resource: JIRA.to_owned(),
        role: "atlassian/user".to_owned(),
    };
    let token = |id: &str, account: &str| SimToken {
        id: id.to_owned(),
        account: account.to_owned(),
        label: format!("Token {id}"),
    };
    Place::new(SimConfig {
        organization: Some(SimOrganization {
            id: "o-1".to_owned(),
            name: "Loaded".to_owned(),
            policies: Vec::new(),
            accounts: vec![account("a", true), account("b", false), account("c", false)],
        }),
        contents: SimContents {
            site: None,
            directory: None,
            groups: vec![group("g", false, &["b"]), group("h", true, &["c"])],
            roles: vec![role("g"), role("c")],
            tokens: vec![token("t", "b"), token("u", "b")],
            domains: vec!["example.org".to_owned()],
        },
        ..SimConfig::default()
    })
}

fn person(place: &Place, id: &str) -> Value {
    let state = place.running.control().state(false);
    let mut people = state["people"].as_array().unwrap().iter();
    people.find(|p| p["id"] == json!(id)).cloned().unwrap()
}

#[test]
fn what_was_loaded_is_there() {
    let place = place();
    assert_eq!(person(&place, "b")["groups"], json!(["g"]));
    assert_eq!(
        person(&place, "c")["roles"],
        json!([[JIRA, "atlassian/user"]])
    );
    assert_eq!(person(&place, "b")["tokens"], json!(["t", "u"]));
    let body = json!({ "resourceIds": [JIRA], "expand": ["productAccess"] }).to_string();
    let path = format!("{DIRECTORY}/users/search");
    let page = place.key("POST", &path, &body).json();
    let found = page["data"].as_array().unwrap().iter();
    let ids: Vec<&str> = found.map(|p| p["accountId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b", "c"]);
    assert_eq!(page["data"][0]["productAccess"][0]["id"], json!(JIRA));
}

#[test]
fn every_facet_of_it_changes() {
    let place = place();
    let base = format!("{DIRECTORY}/groups");
    let body = json!({ "accountId": "c" }).to_string();
    assert_eq!(
        place
            .key("POST", &format!("{base}/g/memberships"), &body)
            .status,
        204
    );
    assert_eq!(
        place
            .key("DELETE", &format!("{base}/g/memberships/b"), "")
            .status,
        204
    );
    assert_eq!(
        place
            .key("POST", &format!("{base}/h/memberships"), &body)
            .status,
        403
    );
    assert_eq!(place.key("POST", &base, r#"{"name":"New"}"#).status, 201);
    assert_eq!(place.key("DELETE", &format!("{base}/g"), "").status, 204);
    let role = json!({ "role": "atlassian/user", "resource": JIRA }).to_string();
    let path = "/admin/v1/orgs/{org}/users/c/roles/revoke";
    assert_eq!(place.key("POST", path, &role).status, 204);
    let path = "/admin/v1/orgs/{org}/users/b/role-assignments/assign";
    assert_eq!(
        place
            .key("POST", path, r#"{"role":"atlassian/org-admin"}"#)
            .status,
        204
    );
    let manage = |path: &str| format!("/users/c/manage/{path}");
    let email = r#"{"email":"c@example.org"}"#;
    assert_eq!(place.key("PUT", &manage("email"), email).status, 204);
    let elsewhere = r#"{"email":"c@elsewhere.example"}"#;
    assert_eq!(place.key("PUT", &manage("email"), elsewhere).status, 403);
    assert_eq!(
        place.key("POST", &manage("lifecycle/disable"), "{}").status,
        204
    );
    assert_eq!(
        place
            .key("DELETE", "/users/b/manage/api-tokens/t", "")
            .status,
        204
    );
    let (b, c) = (person(&place, "b"), person(&place, "c"));
    assert_eq!((&b["groups"], &b["tokens"]), (&json!([]), &json!(["u"])));
    assert_eq!(b["org_admin"], true);
    assert_eq!(c["groups"], json!(["h"]));
    assert_eq!(
        (&c["roles"], &c["status"]),
        (&json!([]), &json!("deactivated"))
    );
    assert_eq!(c["email"], "c@example.org");
}
