//! The portal's own changes, and its lists after them.

use serde_json::{Value, json};

use crate::changes::{DIRECTORY, group, id, ordinary, place, row, some};
use crate::client::{Answer, Place};

fn post(place: &Place, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    place.session("POST", &format!("/adminhub/um{path}"), &body)
}

#[test]
fn people_are_deactivated_removed_and_lose_products() {
    let place = place();
    let people = ordinary(&place);
    let site = place.running.site_id();
    for (number, form) in [format!("/site/{site}"), "/org/{org}".to_owned()]
        .iter()
        .enumerate()
    {
        let path = format!("{form}/users/{}/deactivate", id(&people[number]));
        assert_eq!(post(&place, &path, &Value::Null).status, 204);
        assert_eq!(row(&place, &people[number])["status"], "suspended");
    }
    let path = format!("/adminhub/um/site/{{org}}/users/{}", id(&people[2]));
    assert_eq!(
        place.session("GET", &path, "").json()["activeStatus"],
        "ENABLED"
    );
    assert_eq!(place.session("DELETE", &path, "").status, 204);
    assert_eq!(row(&place, &people[2])["membershipStatus"], "no_membership");
    assert_eq!(place.session("GET", &path, "").status, 404);
    let again = place.session("DELETE", &path, "");
    assert_eq!(
        (again.status, again.json()["key"].clone()),
        (404, json!("notFound"))
    );
    let admin = place.running.control().accounts()[1].clone();
    let path = format!("/site/{site}/users/{}/deactivate", id(&admin));
    assert_eq!(post(&place, &path, &Value::Null).status, 403);
    let apps = |place: &Place| row(place, &people[3])["productAccess"].to_string();
    let all = json!([
        "jira-software",
        "confluence",
        "jira-service-desk",
        "bitbucket"
    ]);
    let body = json!({ "users": [people[3].account_id], "productIds": all });
    let path = format!("/site/{site}/users/revoke-access");
    assert_ne!(apps(&place), "[]");
    assert_eq!(post(&place, &path, &body).status, 204);
    assert_eq!(apps(&place), "[]");
    let active = place.session("GET", "/adminhub/um/org/{org}/users?status=active", "");
    let expected = some(&place, |a| a.status == "active").len()
        + place
            .running
            .control()
            .accounts()
            .iter()
            .filter(|a| a.org_admin)
            .count();
    assert_eq!(active.json()["total"], json!(expected));
}

#[test]
fn groups_are_made_filled_and_given_products() {
    let place = place();
    let person = &ordinary(&place)[0];
    let made = post(
        &place,
        "/org/{org}/groups",
        &json!({ "name": "Portal", "description": "x" }),
    );
    let new = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(group(&place, "Portal")["id"], json!(new));
    assert_eq!(
        post(&place, "/org/{org}/groups", &json!({ "name": "Portal" })).status,
        409
    );
    let body = json!({ "accountIds": [person.account_id] });
    let members = format!("/org/{{org}}/groups/{new}/members");
    assert_eq!(post(&place, &members, &body).status, 204);
    let path = format!("/adminhub/um/org/{{org}}/groups/{new}/members");
    let listed = place.session("GET", &path, "").json();
    assert_eq!(listed["users"][0]["id"], json!(person.account_id));
    let site = place.running.site_id();
    let path = format!("/site/{site}/product/bitbucket/access-config/use");
    assert_eq!(post(&place, &path, &json!({ "groups": [new] })).status, 204);
    assert!(
        row(&place, person)["productAccess"]
            .to_string()
            .contains("bitbucket")
    );
    let config = place.session(
        "GET",
        &format!("/adminhub/um/site/{site}/product/access-config/use"),
        "",
    );
    assert!(config.json()["useAccessConfig"].to_string().contains(&new));
    let synced = group(&place, "dept-legal")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let members = format!("/org/{{org}}/groups/{synced}/members");
    assert_eq!(post(&place, &members, &body).status, 403);
    let invite = json!({ "emails": ["portal@acme.example"] });
    assert_eq!(post(&place, "/org/{org}/users/invite", &invite).status, 200);
    assert!(
        place
            .running
            .control()
            .account("portal@acme.example")
            .is_some()
    );
}

#[test]
fn two_calls_do_nothing_but_count() {
    let place = place();
    let body = json!({ "primaryOrgId": place.org, "secondaryOrgId": "other" }).to_string();
    let path = "/adminhub/organization/reparent";
    assert_eq!(place.session("POST", path, &body).status, 403);
    let calls = place.running.control().calls();
    assert_eq!(
        (calls[0].call, calls[0].succeeded),
        ("merge-organizations", 0)
    );
    assert!(place.running.control().log().is_empty());
}

#[test]
fn the_portal_knows_where_it_is() {
    let place = place();
    let site = place.running.site_id();
    let get = |path: &str| place.session("GET", path, "");
    let mine = get("/adminhub/organization/my2").json();
    assert_eq!(mine[0]["sites"][0]["id"], json!(site));
    let linked = get(&format!("/adminhub/sites/{site}/linked-org")).json();
    assert_eq!(linked["id"], json!(place.org));
    let members = get("/adminhub/organization/{org}/members?count=5").json();
    assert_eq!(members["users"].as_array().unwrap().len(), 5);
    let directories = get("/adminhub/external-directory/manage-directory?orgId={org}").json();
    assert_eq!(
        directories[0]["id"],
        json!(place.running.scim_directory_id())
    );
    assert_eq!(place.session("POST", "/session/heartbeat", "").status, 204);
    let person = place.running.control().accounts()[1].account_id.clone();
    let body = json!([{ "accountId": person }]).to_string();
    let bulk = "/admin/v1/orgs/{org}/users/last-active-date-bulk";
    assert!(
        place.session("POST", bulk, &body).json()["data"][0]["lastActiveTimestamp"].is_string()
    );
    assert_eq!(place.key("POST", bulk, &body).status, 404);
}

#[test]
fn a_fault_of_a_named_call_strikes_before_or_after_the_work() {
    for (fault, calls) in [("* @suspend 1x 503", 0), ("* @suspend 1x 503 after", 1)] {
        let place = place();
        let control = place.running.control();
        control.fault(fault).unwrap();
        let person = &ordinary(&place)[0];
        let path = format!("{DIRECTORY}/users/{}/suspend", id(person));
        assert_eq!(place.key("POST", &path, "{}").status, 503);
        assert_eq!(control.calls().len(), calls, "{fault}");
        assert_eq!(control.log().len(), calls, "{fault}");
        assert_eq!(place.key("POST", &path, "{}").status, 204);
        assert_eq!(control.log().len(), 1, "{fault}");
        assert_eq!(
            control.calls()[0].processed,
            u32::try_from(calls).unwrap() + 1
        );
    }
}
