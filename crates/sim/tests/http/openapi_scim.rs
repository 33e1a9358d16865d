//! User provisioning: every operation checked against its specification, and what the calls do.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::{Value, json};

use crate::changes::row;
use crate::client::{Answer, Place};
use crate::openapi::Checked;

const NONE: &Value = &Value::Null;
const USERS: &str = "/scim/directory/{directoryId}/Users";
const GROUPS: &str = "/scim/directory/{directoryId}/Groups";

fn config() -> SimConfig {
    SimConfig {
        people: 300,
        ..SimConfig::default()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn operation(op: &str, path: &str, value: &Value) -> Value {
    json!({ "Operations": [{ "op": op, "path": path, "value": value }] })
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_whole_user_provisioning_api() {
    let checked = Checked::new("user-provisioning", "", config());
    let head = format!(
        "authorization: Bearer {}\r\n",
        checked.place.running.scim_directory_key()
    );
    let directory = checked.place.running.scim_directory_id();
    let call = |operation: &str, id: &str, body: &Value| {
        let of = [
            ("directoryId", directory.as_str()),
            ("id", id),
            ("userId", id),
        ];
        checked.call_with(&head, operation, &of, body)
    };
    // The organization's key opens nothing here.
    let of = [("directoryId", directory.as_str())];
    let refused = checked.call(&format!("GET {USERS}"), &of, NONE);
    assert_eq!(refused.status, 401);
    for path in [
        "Schemas",
        "ResourceTypes",
        "ResourceTypes/User",
        "ResourceTypes/Group",
        "Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
        "Schemas/urn:ietf:params:scim:schemas:core:2.0:Group",
        "Schemas/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "ServiceProviderConfig",
    ] {
        let answer = call(
            &format!("GET /scim/directory/{{directoryId}}/{path}"),
            "",
            NONE,
        );
        assert_eq!(answer.status, 200, "{path}");
    }
    let users = call(&format!("GET {USERS}?count=2&startIndex=2"), "", NONE).json();
    assert_eq!(users["itemsPerPage"], 2);
    call(
        &format!("GET {USERS}?filter=color%20eq%20%22x%22"),
        "",
        NONE,
    );
    let new = json!({ "userName": "scim.one@acme.example", "displayName": "Scim One" });
    let made = call(&format!("POST {USERS}"), "", &new);
    assert_eq!(made.status, 201);
    assert_eq!(call(&format!("POST {USERS}"), "", &new).status, 409);
    call(&format!("POST {USERS}"), "", &json!({ "displayName": "x" }));
    let user = text(&made.json()["id"]);
    let one = format!("{USERS}/{{userId}}");
    for id in [user.as_str(), "nothing"] {
        call(&format!("GET {one}"), id, NONE);
        call(&format!("PUT {one}"), id, &new);
        let inactive = operation("replace", "active", &json!(false));
        call(&format!("PATCH {one}"), id, &inactive);
        call(
            &format!("PATCH {one}"),
            id,
            &operation("replace", "color", &json!("x")),
        );
    }
    let groups = call(&format!("GET {GROUPS}"), "", NONE).json();
    assert_eq!(groups["totalResults"], 8);
    let member = json!([{ "value": user }]);
    let new = json!({ "displayName": "scim-group", "members": member });
    let made = call(&format!("POST {GROUPS}"), "", &new);
    assert_eq!(made.status, 201);
    call(&format!("POST {GROUPS}"), "", &new);
    call(&format!("POST {GROUPS}"), "", &json!({}));
    let group = text(&made.json()["id"]);
    let one = format!("{GROUPS}/{{id}}");
    for id in [group.as_str(), "nothing"] {
        call(&format!("GET {one}"), id, NONE);
        call(&format!("PUT {one}"), id, &new);
        call(&format!("PUT {one}"), id, &json!([]));
        call(
            &format!("PATCH {one}"),
            id,
            &operation("remove", "members", &member),
        );
        call(
            &format!("PATCH {one}"),
            id,
            &operation("replace", "displayName", &json!("x")),
        );
        call(&format!("DELETE {one}"), id, NONE);
    }
    for _ in 0..2 {
        call(&format!("DELETE {USERS}/{{userId}}"), &user, NONE);
    }
    checked.all_called_but(&[]);
}

/// Calls with the directory's key.
fn scim(place: &Place, method: &str, path: &str, body: &Value) -> Answer {
    let running = &place.running;
    let head = format!("authorization: Bearer {}\r\n", running.scim_directory_key());
    let path = format!("/scim/directory/{}{path}", running.scim_directory_id());
    place.ask(method, &path, &head, &body.to_string()).unwrap()
}

fn synced(place: &Place) -> SimAccount {
    let accounts = place.running.control().accounts().into_iter();
    let mut synced = accounts.filter(|a| a.synced && a.status == "active");
    synced.next().unwrap()
}

fn scim_id(place: &Place, account: &SimAccount) -> String {
    let path = format!("/Users?filter=userName%20eq%20%22{}%22", account.email);
    text(&scim(place, "GET", &path, NONE).json()["Resources"][0]["id"])
}

#[test]
fn an_identity_provider_changes_its_people_and_groups() {
    let place = Place::new(config());
    let person = synced(&place);
    let user = format!("/Users/{}", scim_id(&place, &person));
    for (value, status) in [(json!("False"), "deactivated"), (json!(true), "active")] {
        let body = operation("Replace", "active", &value);
        let answer = scim(&place, "PATCH", &user, &body);
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(row(&place, &person)["status"], status);
    }
    let body = operation("replace", "title", &json!("Chief"));
    scim(&place, "PATCH", &user, &body);
    assert_eq!(row(&place, &person)["jobTitle"], "Chief");
    let groups = scim(
        &place,
        "GET",
        "/Groups?filter=displayName%20eq%20%22dept-legal%22",
        NONE,
    );
    let group = text(&groups.json()["Resources"][0]["id"]);
    let member = json!([{ "value": scim_id(&place, &person) }]);
    for (op, there) in [("remove", false), ("add", true), ("remove", false)] {
        let path = format!("/Groups/{group}");
        scim(&place, "PATCH", &path, &operation(op, "members", &member));
        let groups = row(&place, &person)["groups"].to_string();
        assert_eq!(groups.contains(&group), there);
    }
    let log = place.running.control().log();
    assert!(log.iter().all(|entry| entry["another"] == true));
    // Deleted is deactivated and known no more, until it is created again.
    assert_eq!(scim(&place, "DELETE", &user, NONE).status, 204);
    assert_eq!(scim(&place, "GET", &user, NONE).status, 404);
    assert_eq!(row(&place, &person)["status"], "deactivated");
    let again = json!({ "userName": person.email });
    assert_eq!(scim(&place, "POST", "/Users", &again).status, 201);
    assert_eq!(row(&place, &person)["status"], "active");
    // A group named like one that gives access to a product seems to be made.
    let before = scim(&place, "GET", "/Groups", NONE).json()["totalResults"].clone();
    let named = json!({ "displayName": "jira-users" });
    assert_eq!(scim(&place, "POST", "/Groups", &named).status, 201);
    assert_eq!(
        scim(&place, "GET", "/Groups", NONE).json()["totalResults"],
        before
    );
}

#[test]
fn links_are_read_and_cut_with_the_organizations_key() {
    let place = Place::new(config());
    let person = synced(&place);
    let base = "/admin/user-provisioning/v1/org/{org}";
    let id = person.account_id.replace(':', "%3A");
    let body = json!({ "email": person.email }).to_string();
    let by_email = || {
        let path = format!("{base}/get-scim-links-for-email");
        place.key("POST", &path, &body).json()["scimLinks"].clone()
    };
    let links = by_email();
    let by_account = place.key("GET", &format!("{base}/user/{id}/get-scim-links"), "");
    assert_eq!(by_account.json(), links);
    let link = &links[0];
    let path = format!(
        "{base}/scimDirectoryId/{}/scimUserId/{}/unlink",
        text(&link["directoryId"]),
        text(&link["scimUserId"])
    );
    assert_eq!(place.key("PATCH", &path, "{}").status, 204);
    assert_eq!(by_email(), json!([]));
    // Now the organization may change the address itself.
    let path = format!("/users/{id}/manage/email");
    let email = r#"{"email":"free@acme.example"}"#;
    assert_eq!(place.key("PUT", &path, email).status, 204);
    let other = synced(&place).account_id.replace(':', "%3A");
    let path = format!("{base}/user/{other}/onlyDeleteUserInDB");
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    assert_eq!(place.key("DELETE", &path, "").status, 404);
}
