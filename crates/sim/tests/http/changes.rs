//! Changes to people and groups: what each call does, refuses and shows when.

use std::time::Duration;

use atlctl_sim::{Facet, SimAccount, SimConfig};
use serde_json::{Value, json};

use crate::client::{Answer, Place};

pub const DIRECTORY: &str = "/admin/v2/orgs/{org}/directories/-";

pub fn place() -> Place {
    Place::new(SimConfig {
        people: 300,
        ..SimConfig::default()
    })
}

/// The first accounts that fit, without the administrators.
pub fn some(place: &Place, wanted: impl Fn(&SimAccount) -> bool) -> Vec<SimAccount> {
    let accounts = place.running.control().accounts();
    let wanted = accounts.into_iter().filter(|a| !a.org_admin && wanted(a));
    wanted.collect()
}

pub fn ordinary(place: &Place) -> Vec<SimAccount> {
    some(place, |a| a.managed && !a.synced && a.status == "active")
}

pub fn id(account: &SimAccount) -> String {
    account.account_id.replace(':', "%3A")
}

/// The row of an account in a search.
pub fn row(place: &Place, account: &SimAccount) -> Value {
    let body = json!({
        "accountIds": [account.account_id],
        "expand": ["platformRoles", "productAccess", "groups"],
    });
    let path = format!("{DIRECTORY}/users/search");
    place.key("POST", &path, &body.to_string()).json()["data"][0].clone()
}

pub fn group(place: &Place, name: &str) -> Value {
    let body = json!({ "groupNames": [name], "expand": ["counts.users"] });
    let path = format!("{DIRECTORY}/groups/search");
    place.key("POST", &path, &body.to_string()).json()["data"][0].clone()
}

pub fn code(answer: &Answer) -> Value {
    answer.json()["errors"][0]["code"].clone()
}

fn truth(place: &Place, account: &SimAccount) -> Value {
    let state = place.running.control().state(false);
    let mut people = state["people"].as_array().unwrap().iter();
    let person = people.find(|person| person["id"] == json!(account.account_id));
    person.cloned().unwrap_or_default()
}

#[test]
fn access_is_suspended_restored_and_removed() {
    let place = place();
    let person = &ordinary(&place)[0];
    let path = format!("{DIRECTORY}/users/{}", id(person));
    let post = |verb: &str| place.key("POST", &format!("{path}/{verb}"), "{}");
    assert_eq!(post("suspend").status, 204);
    let seen = row(&place, person);
    assert_eq!(seen["status"], "suspended");
    assert_eq!(seen["membershipStatus"], "suspended");
    assert_eq!(seen["accountStatus"], "active");
    assert!(!seen["groups"].as_array().unwrap().is_empty());
    assert_eq!(post("suspend").status, 204);
    assert_eq!(post("restore").status, 204);
    assert_eq!(row(&place, person)["status"], "active");
    let total = place
        .key("GET", &format!("{DIRECTORY}/users/count"), "")
        .json();
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    let seen = row(&place, person);
    assert_eq!(seen["membershipStatus"], "no_membership");
    assert_eq!(seen["groups"], json!([]));
    assert_eq!(seen["productAccess"], json!([]));
    // A managed account stays; an external one is gone from the lists.
    let count = || {
        place
            .key("GET", &format!("{DIRECTORY}/users/count"), "")
            .json()["count"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(json!(count()), total["count"]);
    let external = &some(&place, |a| !a.managed && a.status == "active")[0];
    let path = format!("{DIRECTORY}/users/{}", id(external));
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    assert_eq!(json!(count() + 1), total["count"]);
    assert!(row(&place, external).is_null());
    assert_eq!(place.key("DELETE", &path, "").status, 404);
    assert_eq!(post("restore").status, 404);
}

#[test]
fn some_people_are_refused() {
    let place = place();
    let accounts = place.running.control().accounts();
    let admin = accounts.iter().find(|a| a.org_admin).unwrap();
    let synced = &some(&place, |a| a.synced && a.status == "active")[0];
    let unknown = format!("{DIRECTORY}/users/nobody/suspend");
    assert_eq!(place.key("POST", &unknown, "{}").status, 404);
    let path = format!("{DIRECTORY}/users/{}/suspend", id(admin));
    assert_eq!(place.key("POST", &path, "{}").status, 403);
    let path = format!("{DIRECTORY}/users/{}", id(synced));
    assert_eq!(place.key("DELETE", &path, "").status, 403);
    // A POST without a body is refused, whatever it asks for.
    let path = format!("{DIRECTORY}/users/{}/suspend", id(synced));
    let answer = place.key("POST", &path, "");
    assert_eq!(
        (answer.status, code(&answer)),
        (415, json!("ADMIN-UAM-415-1"))
    );
    assert!(place.running.control().log().is_empty());
}

#[test]
fn accounts_are_deactivated_activated_and_deleted() {
    let place = place();
    let person = &ordinary(&place)[0];
    let base = format!("/users/{}/manage/lifecycle", id(person));
    let post = |verb: &str| place.key("POST", &format!("{base}/{verb}"), "{}");
    let status = || row(&place, person)["status"].clone();
    assert_eq!(post("disable").status, 204);
    assert_eq!(status(), "deactivated");
    assert_eq!(post("enable").status, 204);
    assert_eq!(status(), "active");
    assert_eq!(post("delete").json(), json!({ "message": "Success" }));
    assert_eq!(status(), "for_deletion");
    let again = post("delete");
    assert_eq!(again.status, 409);
    assert_eq!(again.json()["key"], "conflict.lifecycleErrors");
    assert_eq!(post("enable").status, 409);
    assert_eq!(post("cancel-delete").status, 200);
    assert_eq!(status(), "active");
    assert_eq!(post("cancel-delete").status, 404);
    // After 14 days nothing brings it back.
    post("delete");
    let control = place.running.control();
    control.advance(Duration::from_secs(13 * 86_400));
    assert_eq!(status(), "for_deletion");
    control.advance(Duration::from_secs(86_400));
    assert!(status().is_null());
    assert_eq!(post("cancel-delete").json()["key"], "accountNotFound");
}

#[test]
fn only_what_the_organization_manages_has_a_life() {
    let place = place();
    let external = &some(&place, |a| !a.managed)[0];
    let synced = &some(&place, |a| a.synced && a.status == "active")[0];
    let post = |account: &SimAccount| {
        let path = format!("/users/{}/manage/lifecycle/disable", id(account));
        place.key("POST", &path, "{}")
    };
    assert_eq!(post(external).json(), json!({ "key": "forbidden" }));
    let refused = post(synced);
    assert_eq!(refused.status, 403);
    assert_eq!(
        refused.json()["context"]["reason"]["key"],
        "externalDirectory.scim"
    );
    let own = place.running.control().accounts()[0].clone();
    assert_eq!(
        post(&own).json()["context"]["reason"]["key"],
        "administrative.notMyself"
    );
}

#[test]
fn addresses_are_set_and_swapped_through_a_third() {
    let place = place();
    let people = ordinary(&place);
    let (one, two) = (&people[0], &people[1]);
    let put = |account: &SimAccount, email: &str| {
        let path = format!("/users/{}/manage/email", id(account));
        place.key("PUT", &path, &json!({ "email": email }).to_string())
    };
    let taken = put(one, &two.email);
    assert_eq!(taken.status, 400);
    assert_eq!(taken.json()["key"], "fieldConstraintsViolated");
    assert_eq!(put(one, "between@acme.example").status, 204);
    assert_eq!(put(two, &one.email).status, 204);
    assert_eq!(put(one, &two.email).status, 204);
    assert_eq!(row(&place, one)["email"], json!(two.email));
    assert_eq!(row(&place, two)["email"], json!(one.email));
    let found = |email: &str| {
        let body = json!({ "emails": [email] }).to_string();
        let path = format!("{DIRECTORY}/users/search");
        let page = place.key("POST", &path, &body).json();
        let people = page["data"].as_array().unwrap().iter();
        people
            .map(|person| person["accountId"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&two.email), [json!(one.account_id)]);
    assert!(found("between@acme.example").is_empty());
    let foreign = put(one, "one@elsewhere.example");
    assert_eq!(foreign.json()["key"], "forbidden.unclaimedDomain");
    assert_eq!(foreign.json()["context"]["domain"], "elsewhere.example");
    // A domain that is claimed but not verified is as good as none.
    assert_eq!(put(one, "one@acme-shop.example").status, 403);
    for (body, key) in [
        ("{}", "fieldConstraintsViolated"),
        (r#"{"email":"x"}"#, "fieldConstraintsViolated"),
        (r#"{"mail":"a@acme.example"}"#, "bodyParseFailure"),
    ] {
        let path = format!("/users/{}/manage/email", id(one));
        let answer = place.key("PUT", &path, body);
        assert_eq!(
            (answer.status, answer.json()["key"].as_str()),
            (400, Some(key))
        );
    }
    let synced = &some(&place, |a| a.synced)[0];
    assert_eq!(
        put(synced, "new@acme.example").json()["key"],
        "forbidden.action"
    );
}

#[test]
fn profiles_are_written_field_by_field() {
    let place = place();
    let person = &ordinary(&place)[0];
    let path = format!("/users/{}/manage/profile", id(person));
    let body = json!({
        "name": "New Name",
        "extended_profile": { "job_title": "Boss", "location": "Here" },
    });
    let answer = place.key("PATCH", &path, &body.to_string());
    assert_eq!(
        answer.json()["account"]["extended_profile"]["job_title"],
        "Boss"
    );
    let read = place.key("GET", &path, "").json();
    assert_eq!(read, answer.json());
    let seen = row(&place, person);
    assert_eq!(
        (&seen["name"], &seen["jobTitle"], &seen["location"]),
        (&json!("New Name"), &json!("Boss"), &json!("Here"))
    );
    let refused = place.key("PATCH", &path, r#"{"email":"x@acme.example"}"#);
    assert_eq!(refused.json()["key"], "forbidden.fieldMutation");
    assert_eq!(place.key("PATCH", &path, r#"{"name":1}"#).status, 400);
    let privileges = place.key(
        "GET",
        &format!("/users/{}/manage?privileges=email.set", id(person)),
        "",
    );
    assert_eq!(
        privileges.json(),
        json!({ "email.set": { "allowed": true } })
    );
}

#[test]
fn tokens_of_a_person_are_listed_and_deleted_one_by_one() {
    let place = place();
    let tokens = |account: &SimAccount| {
        let path = format!("/users/{}/manage/api-tokens", id(account));
        place
            .key("GET", &path, "")
            .json()
            .as_array()
            .unwrap()
            .clone()
    };
    let people = some(&place, |a| a.managed);
    let person = people.iter().find(|a| tokens(a).len() > 1).unwrap();
    let before = tokens(person);
    let token = before[0]["id"].as_str().unwrap();
    let path = format!("/users/{}/manage/api-tokens/{token}", id(person));
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    assert_eq!(tokens(person), before[1..]);
    assert_eq!(place.key("DELETE", &path, "").status, 404);
    let calls = place.running.control().calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (calls[0].call, calls[0].processed, calls[0].succeeded),
        ("revoke-token", 2, 1)
    );
}

#[test]
fn readers_lag_behind_each_facet_by_itself() {
    let place = place();
    let control = place.running.control();
    let hour = Duration::from_secs(3600);
    control.set_lag(Facet::Access, hour);
    control.set_lag(Facet::Email, hour);
    control.set_lag(Facet::Memberships, hour);
    let people = ordinary(&place);
    let team = group(&place, "team-0002");
    let person = people
        .iter()
        .find(|a| {
            let groups = row(&place, a)["groups"].as_array().unwrap().clone();
            groups.iter().all(|g| g["id"] != team["id"])
        })
        .unwrap();
    let path = format!("{DIRECTORY}/users/{}/suspend", id(person));
    place.key("POST", &path, "{}");
    let path = format!("/users/{}/manage", id(person));
    place.key(
        "PUT",
        &format!("{path}/email"),
        r#"{"email":"n@acme.example"}"#,
    );
    place.key("PATCH", &format!("{path}/profile"), r#"{"name":"N"}"#);
    let path = format!(
        "{DIRECTORY}/groups/{}/memberships",
        team["id"].as_str().unwrap()
    );
    let body = json!({ "accountId": person.account_id }).to_string();
    assert_eq!(place.key("POST", &path, &body).status, 204);
    let seen = row(&place, person);
    assert_eq!(
        (&seen["status"], &seen["email"], &seen["name"]),
        (&json!("active"), &json!(person.email), &json!("N"))
    );
    assert_eq!(group(&place, "team-0002")["counts"], team["counts"]);
    let truth = truth(&place, person);
    assert_eq!(
        (&truth["status"], &truth["email"]),
        (&json!("suspended"), &json!("n@acme.example"))
    );
    control.settle();
    let seen = row(&place, person);
    assert_eq!(
        (&seen["status"], &seen["email"]),
        (&json!("suspended"), &json!("n@acme.example"))
    );
    assert_eq!(
        group(&place, "team-0002")["counts"]["users"],
        json!(team["counts"]["users"].as_u64().unwrap() + 1)
    );
}

#[test]
fn what_another_administrator_does_is_no_call_of_ours() {
    let place = place();
    let person = &ordinary(&place)[0];
    let control = place.running.control();
    control.fault("POST * 503").unwrap();
    let path = format!(
        "/admin/v2/orgs/{}/directories/-/users/{}/suspend",
        place.org,
        id(person)
    );
    assert_eq!(control.as_another("POST", &path, "{}").0, 204);
    assert!(control.calls().is_empty() && control.requests().is_empty());
    assert_eq!(control.account(&person.email).unwrap().status, "suspended");
    assert_eq!(control.log()[0]["another"], true);
}

#[test]
fn equal_states_have_equal_digests() {
    let place = place();
    let control = place.running.control();
    let person = &ordinary(&place)[0];
    let before = control.digest();
    let path = format!("{DIRECTORY}/users/{}", id(person));
    place.key("POST", &format!("{path}/suspend"), "{}");
    assert_ne!(control.digest(), before);
    place.key("POST", &format!("{path}/restore"), "{}");
    assert_eq!(control.digest(), before);
}

#[test]
fn a_large_organization_keeps_only_what_changed() {
    let place = Place::new(SimConfig {
        people: 500_000,
        ..SimConfig::default()
    });
    let answer = place.key(
        "POST",
        &format!("{DIRECTORY}/users/search"),
        r#"{"limit":50}"#,
    );
    let people = answer.json()["data"].as_array().unwrap().clone();
    for person in people.iter().filter(|p| p["status"] == "active").skip(10) {
        let account = person["accountId"].as_str().unwrap().replace(':', "%3A");
        let path = format!("{DIRECTORY}/users/{account}/suspend");
        assert_eq!(place.key("POST", &path, "{}").status, 204);
    }
    let touched = place.running.control().state(true);
    assert!(touched["people"].as_array().unwrap().len() < 50);
}

#[test]
fn one_lag_is_that_of_every_facet_without_its_own() {
    let place = Place::new(SimConfig {
        lag: Duration::from_secs(3600),
        lags: vec![(Facet::Email, Duration::ZERO)],
        ..SimConfig::default()
    });
    let person = &ordinary(&place)[0];
    let path = format!("{DIRECTORY}/users/{}/suspend", id(person));
    assert_eq!(place.key("POST", &path, "{}").status, 204);
    let path = format!("/users/{}/manage/email", id(person));
    place.key("PUT", &path, r#"{"email":"n@acme.example"}"#);
    let seen = row(&place, person);
    assert_eq!(
        (&seen["status"], &seen["email"]),
        (&json!("active"), &json!("n@acme.example"))
    );
}
