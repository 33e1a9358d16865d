//! Every operation of the Organizations API, checked against its specification.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::{Value, json};

use crate::openapi::Checked;

const NONE: &Value = &Value::Null;
const DIRECTORY: &str = "/v2/orgs/{orgId}/directories/{directoryId}";
const ALL: (&str, &str) = ("directoryId", "-");

fn checked() -> Checked {
    let config = SimConfig {
        people: 300,
        ..SimConfig::default()
    };
    Checked::new("organizations", "/admin", config)
}

fn people(checked: &Checked, wanted: impl Fn(&SimAccount) -> bool) -> Vec<SimAccount> {
    let accounts = checked.place.running.control().accounts();
    accounts.into_iter().filter(wanted).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn group(checked: &Checked, name: &str) -> String {
    let body = json!({ "groupNames": [name] });
    let search = format!("POST {DIRECTORY}/groups/search");
    let page = checked.call(&search, &[ALL], &body).json();
    text(&page["data"][0]["id"]).to_owned()
}

fn first_version(checked: &Checked) {
    let org = "/v1/orgs/{orgId}";
    let get = |path: &str| checked.call(&format!("GET {path}"), &[], NONE);
    get("/v1/orgs");
    get(org);
    let domains = get(&format!("{org}/domains")).json();
    for id in [text(&domains["data"][0]["id"]), "nothing"] {
        let of = [("domainId", id)];
        checked.call(&format!("GET {org}/domains/{{domainId}}"), &of, NONE);
    }
    get(&format!("{org}/users"));
    get(&format!("{org}/event-actions"));
    let events = get(&format!("{org}/events?limit=5")).json();
    get(&format!(
        "{org}/events?cursor={}",
        text(&events["meta"]["next"])
    ));
    get(&format!("{org}/events?cursor=x"));
    get(&format!("{org}/events?from=x"));
    get(&format!("{org}/events?q=a+b"));
    get(&format!("{org}/events-stream?limit=5&sortOrder=desc"));
    for id in [text(&events["data"][0]["id"]), "nothing"] {
        let of = [("eventId", id)];
        checked.call(&format!("GET {org}/events/{{eventId}}"), &of, NONE);
    }
    for account in [people(checked, |_| true)[1].account_id.as_str(), "nobody"] {
        let path = format!("GET {org}/directory/users/{{accountId}}/last-active-dates");
        checked.call(&path, &[("accountId", account)], NONE);
    }
}

fn policies(checked: &Checked) {
    let all = "/v1/orgs/{orgId}/policies";
    checked.call(&format!("GET {all}?type=ip-allowlist"), &[], NONE);
    let attributes = json!({
        "type": "ip-allowlist", "name": "VPN", "status": "enabled",
        "rule": { "in": ["198.51.100.0/24"] }, "resources": [{ "id": "ari:1" }],
    });
    let body = json!({ "data": { "type": "policy", "attributes": attributes } });
    let made = checked.call(&format!("POST {all}"), &[], &body).json();
    let bare = json!({ "data": { "type": "policy", "attributes": { "type": "ip-allowlist" } } });
    assert_eq!(checked.call(&format!("POST {all}"), &[], &bare).status, 400);
    let one = format!("{all}/{{policyId}}");
    for id in [text(&made["data"]["id"]), "nothing"] {
        let of = [("policyId", id), ("resourceId", "ari:2")];
        checked.call(&format!("GET {one}"), &of, NONE);
        checked.call(&format!("GET {one}/validate"), &of, NONE);
        checked.call(&format!("PUT {one}"), &of, &bare);
        let added = checked.call(
            &format!("POST {one}/resources"),
            &of,
            &json!({ "id": "ari:2" }),
        );
        if added.status == 202 {
            let resources = &added.json()["data"]["attributes"]["resources"];
            assert_eq!(resources.as_array().unwrap().len(), 2);
        }
        for _ in 0..2 {
            let meta = json!({ "meta": { "scheduledDate": "2026-12-01" } });
            let resource = format!("{one}/resources/{{resourceId}}");
            checked.call(&format!("PUT {resource}"), &of, &meta);
            checked.call(&format!("DELETE {resource}"), &of, NONE);
        }
        checked.call(&format!("DELETE {one}"), &of, NONE);
        checked.call(&format!("DELETE {one}"), &of, NONE);
    }
}

fn reads(checked: &Checked, person: &str) {
    let get = |path: &str| checked.call(&format!("GET {path}"), &[ALL], NONE);
    get("/v2/orgs/{orgId}/directories");
    get(&format!(
        "/v2/orgs/{{orgId}}/directories?accountId={person}"
    ));
    for list in ["users", "groups"] {
        get(&format!("{DIRECTORY}/{list}?limit=100"));
        get(&format!("{DIRECTORY}/{list}/count"));
        get(&format!("{DIRECTORY}/{list}/stats"));
        let expand = if list == "users" {
            json!([
                "platformRoles",
                "counts.resources",
                "productAccess",
                "groups"
            ])
        } else {
            json!(["counts.users", "counts.resources"])
        };
        let search = format!("POST {DIRECTORY}/{list}/search");
        let body = json!({ "limit": 100, "expand": expand });
        checked.call(&search, &[ALL], &body);
        checked.call(&search, &[ALL], &json!({ "cursor": "x" }));
    }
    for account in [person, "nobody"] {
        // The path of the file names its parameter otherwise than the file does.
        let of = [ALL, ("userId", account), ("accountId", account)];
        checked.call(&format!("GET {DIRECTORY}/users/{{userId}}"), &of, NONE);
        let path = format!("GET {DIRECTORY}/users/{{accountId}}/role-assignments?limit=2");
        checked.call(&path, &of, NONE);
    }
    let workspaces = "POST /v2/orgs/{orgId}/workspaces";
    checked.call(workspaces, &[], &json!({ "limit": 2 }));
}

fn people_change(checked: &Checked, person: &SimAccount) {
    let admin = people(checked, |a| a.org_admin)[0].account_id.clone();
    let user = format!("{DIRECTORY}/users/{{accountId}}");
    for account in [person.account_id.as_str(), &admin, "nobody"] {
        let of = [ALL, ("accountId", account)];
        checked.call(&format!("POST {user}/suspend"), &of, &json!({}));
        checked.call(&format!("POST {user}/restore"), &of, &json!({}));
    }
    let resource = format!(
        "ari:cloud:bitbucket::site/{}",
        checked.place.running.site_id()
    );
    for verb in ["assign", "revoke"] {
        for account in [person.account_id.as_str(), "nobody"] {
            let of = [("userId", account)];
            for body in [
                json!({ "role": "atlassian/admin", "resource": resource }),
                json!({ "role": "atlassian/user" }),
                json!({ "role": "atlassian/user", "resource": "ari:nothing" }),
            ] {
                let path = format!("POST /v1/orgs/{{orgId}}/users/{{userId}}/roles/{verb}");
                checked.call(&path, &of, &body);
            }
            let path = format!("POST /v1/orgs/{{orgId}}/users/{{userId}}/role-assignments/{verb}");
            for role in ["atlassian/org-admin", "atlassian/user"] {
                checked.call(&path, &of, &json!({ "role": role }));
            }
        }
    }
    let invite = "POST /v2/orgs/{orgId}/users/invite";
    for (body, status) in [
        (json!({ "emails": ["a@acme.example"] }), 200),
        (
            json!({
                "emails": ["b@acme.example", "no address"],
                "additionalGroups": [group(checked, "team-0001"), "nothing"],
                "permissionRules": [{ "resource": resource, "role": "atlassian/user" }],
            }),
            206,
        ),
        (json!({ "emails": [] }), 400),
    ] {
        assert_eq!(checked.call(invite, &[], &body).status, status);
    }
    let of = [ALL, ("accountId", person.account_id.as_str())];
    checked.call(&format!("DELETE {user}"), &of, NONE);
    checked.call(&format!("DELETE {user}"), &of, NONE);
}

fn groups_change(checked: &Checked, person: &SimAccount) {
    let groups = format!("{DIRECTORY}/groups");
    for (body, status) in [
        (json!({ "name": "New" }), 201),
        (json!({ "name": "New" }), 409),
        (json!({}), 400),
    ] {
        let made = checked.call(&format!("POST {groups}"), &[ALL], &body);
        assert_eq!(made.status, status);
    }
    let new = group(checked, "New");
    let synced = group(checked, "dept-legal");
    let resource = format!(
        "ari:cloud:bitbucket::site/{}",
        checked.place.running.site_id()
    );
    for group in [new.as_str(), &synced, "nothing"] {
        let of = [
            ALL,
            ("groupId", group),
            ("accountId", person.account_id.as_str()),
        ];
        let one = format!("{groups}/{{groupId}}");
        checked.call(&format!("GET {one}"), &of, NONE);
        for _ in 0..2 {
            let body = json!({ "accountId": person.account_id });
            checked.call(&format!("POST {one}/memberships"), &of, &body);
        }
        for _ in 0..2 {
            checked.call(
                &format!("DELETE {one}/memberships/{{accountId}}"),
                &of,
                NONE,
            );
        }
        let role = json!({ "roleId": "atlassian/user", "resourceId": resource });
        checked.call(&format!("POST {one}/role-assignments/assign"), &of, &role);
        checked.call(&format!("GET {one}/role-assignments"), &of, NONE);
        checked.call(&format!("POST {one}/role-assignments/revoke"), &of, &role);
        checked.call(&format!("DELETE {one}"), &of, NONE);
    }
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_whole_organizations_api() {
    let checked = checked();
    let person = people(&checked, |a| {
        a.managed && !a.synced && !a.org_admin && a.status == "active"
    })[0]
        .clone();
    first_version(&checked);
    policies(&checked);
    reads(&checked, &person.account_id);
    groups_change(&checked, &person);
    people_change(&checked, &person);
    // With the changes in the log and in the lists.
    first_version(&checked);
    reads(&checked, &person.account_id);
    checked.all_called_but(&[]);
}
