//! Every operation of the published specifications that the simulator answers, each checked against its file.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::{Value, json};

use crate::openapi::Checked;

fn config() -> SimConfig {
    SimConfig {
        people: 300,
        ..SimConfig::default()
    }
}

fn people(checked: &Checked, wanted: impl Fn(&SimAccount) -> bool) -> Vec<SimAccount> {
    let accounts = checked.place.running.control().accounts();
    accounts.into_iter().filter(wanted).collect()
}

fn ordinary(checked: &Checked) -> Vec<SimAccount> {
    people(checked, |a| {
        a.managed && !a.synced && !a.org_admin && a.status == "active"
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

const NONE: &Value = &Value::Null;

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_user_management_api() {
    let checked = Checked::new("user-management", "", config());
    let person = ordinary(&checked)[0].account_id.clone();
    let external = people(&checked, |a| !a.managed)[0].account_id.clone();
    let synced = people(&checked, |a| a.synced)[0].account_id.clone();
    let base = "/users/{account_id}/manage";
    let all = [person.as_str(), &external, &synced, "nobody"];
    for account in all {
        let of = [("account_id", account)];
        for read in ["", "/profile", "/api-tokens"] {
            checked.call(&format!("GET {base}{read}"), &of, NONE);
        }
        for verb in [
            "disable",
            "enable",
            "delete",
            "enable",
            "delete",
            "cancel-delete",
        ] {
            checked.call(&format!("POST {base}/lifecycle/{verb}"), &of, &json!({}));
        }
        for email in ["new@acme.example", "new@elsewhere.example", "no address"] {
            let body = json!({ "email": email });
            checked.call(&format!("PUT {base}/email"), &of, &body);
        }
        checked.call(&format!("PUT {base}/email"), &of, &json!({ "mail": 1 }));
        for body in [
            json!({ "name": "New" }),
            json!({ "name": 1 }),
            json!({ "email": "x" }),
        ] {
            checked.call(&format!("PATCH {base}/profile"), &of, &body);
        }
    }
    let tokens = people(&checked, |a| a.managed).into_iter().find_map(|a| {
        let of = [("account_id", a.account_id.as_str())];
        let tokens = checked
            .call(&format!("GET {base}/api-tokens"), &of, NONE)
            .json();
        let token = tokens.as_array().unwrap().first()?;
        Some((a.account_id.clone(), text(&token["id"]).to_owned()))
    });
    let (owner, token) = tokens.unwrap();
    for _ in 0..2 {
        let of = [("account_id", owner.as_str()), ("tokenId", &token)];
        checked.call(&format!("DELETE {base}/api-tokens/{{tokenId}}"), &of, NONE);
    }
    checked.all_called_but(&[]);
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_api_access_api() {
    let checked = Checked::new("api-access", "/admin/api-access/v1", config());
    let base = "/orgs/{orgId}";
    let get = |path: &str| checked.call(&format!("GET {base}{path}"), &[], NONE);
    for query in [
        "",
        "?pageSize=3&sort=label",
        "?pageSize=0",
        "?sort=color",
        "?nonsense=1",
    ] {
        get(&format!("/api-tokens{query}"));
    }
    get("/api-tokens/count?status=allowed");
    get("/api-tokens/count?createdAtSearchType=gt&createdAtUom=day&createdAtValue=x");
    let keys = get("/api-keys?pageSize=5&sort=-createdBy.name").json();
    get("/api-keys?pageSize=7");
    get("/api-keys/count?keyType=CLOUD_ADMIN");
    let key = text(&keys["data"][0]["id"]).to_owned();
    for _ in 0..2 {
        checked.call(
            &format!("PATCH {base}/api-keys/revoke/{{apiKeyId}}"),
            &[("apiKeyId", &key)],
            NONE,
        );
    }
    let accounts = get("/service-accounts").json();
    let account = text(&accounts["items"][0]["id"]).to_owned();
    get("/service-accounts/api-tokens?tokenLabel=robot");
    get("/service-accounts/oauth-clients?clientName=Client");
    let one = format!("{base}/service-accounts/{{serviceAccountId}}");
    for id in [account.as_str(), "nothing"] {
        let of = [("serviceAccountId", id)];
        for list in ["api-tokens", "oauth-clients"] {
            checked.call(&format!("GET {one}/{list}"), &of, NONE);
        }
        let body = json!({ "atlassianId": id, "displayName": "Another name" });
        checked.call(&format!("PATCH {base}/service-accounts"), &[], &body);
        checked.call(&format!("DELETE {one}/api-tokens"), &of, NONE);
    }
    let resource = format!(
        "ari:cloud:confluence::site/{}",
        checked.place.running.site_id()
    );
    let rules = json!([{ "resource": resource, "role": "atlassian/user" }]);
    for name in ["New robot", "x"] {
        let body = json!({ "displayName": name, "permissionRules": rules });
        checked.call(&format!("POST {base}/service-accounts"), &[], &body);
    }
    let count = json!([account, "nothing"]);
    checked.call(&format!("POST {base}/service-accounts/count"), &[], &count);
    checked.call(
        &format!("POST {base}/service-accounts/count"),
        &[],
        &json!({}),
    );
    for _ in 0..2 {
        let of = [("serviceAccountId", account.as_str())];
        checked.call(&format!("DELETE {one}"), &of, NONE);
    }
    let clients = get("/oauth-clients?pageSize=2").json();
    let client = text(&clients["data"][0]["clientId"]).to_owned();
    checked.call(&format!("POST {base}/oauth-clients/count"), &[], NONE);
    let token = checked.place.running.session_token();
    let cookie = format!("cookie: cloud.session.token={token}\r\n");
    let other = text(&accounts["items"][1]["id"]);
    let body = json!({ "name": "New client", "serviceAccountId": other });
    let create = format!("POST {base}/oauth-clients");
    assert_eq!(checked.call(&create, &[], &body).status, 403);
    assert_eq!(checked.call_with(&cookie, &create, &[], &body).status, 201);
    let of = [("clientId", client.as_str())];
    for method in ["GET", "DELETE", "DELETE"] {
        checked.call(
            &format!("{method} {base}/oauth-clients/{{clientId}}"),
            &of,
            NONE,
        );
    }
    // The file has no refusal for it: it is the one call that nobody is to make.
    let path = "/admin/api-access/v1/orgs/{org}/api-tokens";
    assert_eq!(checked.place.key("DELETE", path, "").status, 403);
    let calls = checked.place.running.control().calls();
    assert!(calls.iter().any(|call| call.call == "revoke-all-tokens"));
    checked.all_called_but(&["DELETE /orgs/{orgId}/api-tokens"]);
}
