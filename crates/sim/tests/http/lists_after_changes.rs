//! Lists, counts and the audit log agree with each other after any changes.

use std::collections::BTreeSet;
use std::time::Duration;

use atlctl_sim::{Facet, SimConfig};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::changes::{DIRECTORY, group, id, ordinary, place, row};
use crate::client::Place;

/// All entries of a search.
fn search(place: &Place, list: &str, mut body: Value) -> Vec<Value> {
    body["limit"] = json!(100);
    let mut all = Vec::new();
    loop {
        let path = format!("{DIRECTORY}/{list}/search");
        let page = place.key("POST", &path, &body.to_string()).json();
        all.extend(page["data"].as_array().unwrap().clone());
        match page["links"]["next"].as_str() {
            Some(next) => body["cursor"] = json!(next),
            None => return all,
        }
    }
}

fn texts(entries: &[Value], field: &str) -> BTreeSet<String> {
    let texts = entries
        .iter()
        .map(|entry| entry[field].as_str().unwrap().to_owned());
    texts.collect()
}

/// What lists say of the same thing in different places.
fn agree(place: &Place) {
    let expand = json!({ "expand": ["groups", "productAccess", "platformRoles"] });
    let people = search(place, "users", expand);
    let ids = texts(&people, "accountId");
    assert_eq!(ids.len(), people.len());
    let count = |query: &str| {
        let path = format!("{DIRECTORY}/users/count?{query}");
        let count = place.key("GET", &path, "").json()["count"].as_u64();
        usize::try_from(count.unwrap()).unwrap()
    };
    assert_eq!(count(""), people.len());
    for status in [
        "active",
        "suspended",
        "not_invited",
        "deactivated",
        "for_deletion",
    ] {
        let with = people
            .iter()
            .filter(|p| p["status"] == json!(status))
            .count();
        assert_eq!(count(&format!("status={status}")), with, "{status}");
    }
    let domain = |person: &Value| {
        let email = person["email"].as_str().unwrap().to_lowercase();
        email.split_once('@').unwrap().1.to_owned()
    };
    for domain_asked in people.iter().map(domain).collect::<BTreeSet<_>>() {
        for managed in [true, false] {
            let claim = if managed { "managed" } else { "unmanaged" };
            let with = people.iter().filter(|person| {
                person["claimStatus"] == json!(claim)
                    && person["mfaEnabled"] == json!(true)
                    && person["membershipStatus"] == json!("active")
                    && person["accountStatus"] == json!("active")
                    && domain(person) == domain_asked
            });
            let query = format!(
                "claimStatus={claim}&mfaEnabled=true&membershipStatus=active&accountStatus=active&\
                 emailDomains={domain_asked}"
            );
            assert_eq!(count(&query), with.count(), "{query}");
        }
    }
    let sorted = json!({ "sortBy": [{ "field": "nick_name", "direction": "desc" }] });
    assert_eq!(texts(&search(place, "users", sorted), "accountId"), ids);
    for group in search(place, "groups", json!({ "expand": ["counts.users"] })) {
        let members = search(place, "users", json!({ "groupIds": [group["id"]] }));
        let in_group = |person: &&Value| {
            let mut groups = person["groups"].as_array().unwrap().iter();
            groups.any(|known| known["id"] == group["id"])
        };
        let known: Vec<Value> = people.iter().filter(in_group).cloned().collect();
        assert_eq!(
            texts(&members, "accountId"),
            texts(&known, "accountId"),
            "{group}"
        );
        assert_eq!(group["counts"]["users"], json!(known.len()), "{group}");
    }
    let workspaces = place
        .key("POST", "/admin/v2/orgs/{org}/workspaces", "{}")
        .json();
    for workspace in workspaces["data"].as_array().unwrap() {
        let uses = |person: &&Value| {
            let mut apps = person["productAccess"].as_array().unwrap().iter();
            person["status"] == json!("active") && apps.any(|app| app["id"] == workspace["id"])
        };
        let users = people.iter().filter(uses).count();
        assert_eq!(
            workspace["attributes"]["usage"],
            json!(users),
            "{workspace}"
        );
    }
}

/// A change, whether it is allowed or not.
fn change(place: &Place, (kind, who, what): (u8, usize, usize)) {
    let accounts = place.running.control().accounts();
    let person = &accounts[who % accounts.len()];
    let account = id(person);
    let groups = search(place, "groups", json!({}));
    let group = groups[what % groups.len()]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let user = format!("{DIRECTORY}/users/{account}");
    let manage = format!("/users/{account}/manage");
    let resources = ["jira-software", "confluence", "bitbucket"];
    let resource = resources[what % resources.len()];
    let resource = format!("ari:cloud:{resource}::site/{}", place.running.site_id());
    let member = json!({ "accountId": person.account_id });
    let role = json!({ "role": "atlassian/user", "resource": resource });
    let group_role = json!({ "roleId": "atlassian/user", "resourceId": resource });
    let email = json!({ "email": format!("changed.{what}@acme.example") });
    let invite =
        json!({ "emails": [format!("new.{what}@partner.example")], "additionalGroups": [group] });
    let name = json!({ "nickname": format!("Nick {what}") });
    let groups = format!("{DIRECTORY}/groups");
    let of = format!("{groups}/{group}");
    let org = "/admin/v1/orgs/{org}";
    let (method, path, body) = match kind % 16 {
        0 => ("POST", format!("{user}/suspend"), json!({})),
        1 => ("POST", format!("{user}/restore"), json!({})),
        2 => ("DELETE", user, Value::Null),
        3 => ("POST", format!("{manage}/lifecycle/disable"), json!({})),
        4 => ("POST", format!("{manage}/lifecycle/enable"), json!({})),
        5 => ("POST", format!("{manage}/lifecycle/delete"), json!({})),
        6 => ("PUT", format!("{manage}/email"), email),
        7 => ("PATCH", format!("{manage}/profile"), name),
        8 => ("POST", format!("{of}/memberships"), member),
        9 => ("DELETE", format!("{of}/memberships/{account}"), Value::Null),
        10 => ("POST", format!("{org}/users/{account}/roles/assign"), role),
        11 => ("POST", format!("{org}/users/{account}/roles/revoke"), role),
        12 => ("POST", format!("{of}/role-assignments/assign"), group_role),
        13 => ("POST", groups, json!({ "name": format!("Group {what}") })),
        14 => ("DELETE", of, Value::Null),
        _ => (
            "POST",
            "/admin/v2/orgs/{org}/users/invite".to_owned(),
            invite,
        ),
    };
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let answer = place.key(method, &path, &body);
    assert!(answer.status < 500, "{method} {path}: {answer:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn after_any_changes_lists_agree(
        changes in proptest::collection::vec((0_u8..16, 0_usize..80, 0_usize..40), 1..25),
        lag in any::<bool>(),
    ) {
        let place = Place::new(SimConfig { people: 80, ..SimConfig::default() });
        if lag {
            for facet in Facet::ALL {
                place.running.control().set_lag(facet, Duration::from_secs(3600));
            }
        }
        let before = search(&place, "users", json!({ "expand": ["groups", "productAccess"] }));
        for one in changes {
            change(&place, one);
        }
        if lag {
            // Readers see nothing of it yet.
            let seen = search(&place, "users", json!({ "expand": ["groups", "productAccess"] }));
            prop_assert_eq!(seen, before);
            place.running.control().settle();
        }
        agree(&place);
        // What readers see now is the truth.
        let truth = place.running.control().state(false);
        let mut listed = truth["people"].as_array().unwrap().clone();
        listed.retain(|person| person["listed"] == true);
        let seen = search(&place, "users", json!({}));
        prop_assert_eq!(texts(&listed, "id"), texts(&seen, "accountId"));
        prop_assert_eq!(texts(&listed, "email"), texts(&seen, "email"));
    }
}

#[test]
fn every_change_is_an_event() {
    let place = place();
    let stream = |cursor: &str| {
        let path = format!("/admin/v1/orgs/{{org}}/events-stream?limit=100{cursor}");
        place.key("GET", &path, "").json()
    };
    // To the end of what was before: the cursor of an empty page resumes there.
    let mut cursor = String::new();
    let mut before = BTreeSet::new();
    loop {
        let page = stream(&cursor);
        cursor = format!("&cursor={}", page["meta"]["next"].as_str().unwrap());
        let events = page["data"].as_array().unwrap().clone();
        if events.is_empty() {
            break;
        }
        let ids = texts(&events, "id");
        assert!(
            ids.iter().all(|id| before.insert(id.clone())),
            "an event came twice"
        );
    }
    assert_eq!(before.len(), 300);
    let person = &ordinary(&place)[0];
    let path = format!("{DIRECTORY}/users/{}/suspend", id(person));
    place.key("POST", &path, "{}");
    let path = format!(
        "/adminhub/um/org/{{org}}/users/{}/deactivate",
        id(&ordinary(&place)[0])
    );
    place.session("POST", &path, "");
    let page = stream(&cursor);
    let events = page["data"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    let first = &events[0]["attributes"];
    assert_eq!(first["action"], "user_suspended");
    assert_eq!(first["context"][0]["id"], json!(person.account_id));
    assert_eq!(first["actor"]["email"], "ada.admin@acme.example");
    assert_eq!(first["actor"]["auth"]["authType"], "api-token");
    assert!(events[1]["attributes"]["actor"].get("auth").is_none());
    let query = |query: &str| {
        let path = format!("/admin/v1/orgs/{{org}}/events?{query}");
        place.key("GET", &path, "")
    };
    let newest = query("limit=1").json();
    assert_eq!(newest["data"][0]["id"], events[1]["id"]);
    let next = newest["meta"]["next"].as_str().unwrap();
    let second = query(&format!("limit=1&cursor={next}")).json();
    assert_eq!(second["data"][0]["id"], events[0]["id"]);
    let none = query("product=jira").json();
    assert_eq!(none["data"], json!([]));
    assert_eq!(query("color=red").status, 400);
    let by_action = query("action=user_suspended&limit=500").json();
    let all = by_action["data"].as_array().unwrap().iter();
    let mut all = all.map(|event| event["attributes"]["action"].clone());
    assert!(all.all(|action| action == "user_suspended"));
}

#[test]
fn tokens_of_everyone_are_paged_sorted_and_filtered() {
    let place = place();
    let base = "/admin/api-access/v1/orgs/{org}/api-tokens";
    let all = |query: &str| {
        let mut all: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("{base}?pageSize=7{query}{cursor}");
            let page = place.key("GET", &path, "").json();
            all.extend(page["data"].as_array().unwrap().clone());
            match page["links"]["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    };
    let count = |query: &str| {
        let path = format!("{base}/count?{query}");
        usize::try_from(place.key("GET", &path, "").json().as_u64().unwrap()).unwrap()
    };
    let tokens = all("");
    assert_eq!(texts(&tokens, "id").len(), tokens.len());
    assert_eq!(count(""), tokens.len());
    for query in [
        "&status=blocked",
        "&q=laptop",
        "&createdAtSearchType=gt&createdAtUom=day&createdAtValue=400",
        "&lastActiveAtSearchType=lt&lastActiveAtUom=week&lastActiveAtValue=20",
        "&createdAtSearchType=range_time&createdAtRangeFrom=1w&createdAtRangeTo=52w",
    ] {
        let found = all(query);
        assert_eq!(count(&query[1..]), found.len(), "{query}");
        assert!(!found.is_empty() && found.len() < tokens.len(), "{query}");
    }
    let labels: Vec<String> = all("&sort=label")
        .iter()
        .map(|token| token["label"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(labels.is_sorted());
    let used: Vec<&str> = tokens
        .iter()
        .filter_map(|t| t["lastActiveAt"].as_str())
        .collect();
    assert!(used.iter().rev().is_sorted());
    assert_eq!(
        place.key("GET", &format!("{base}?nonsense=1"), "").status,
        500
    );
    // The same tokens as of each person, and gone when they are revoked there.
    let owner = tokens[0]["user"]["id"]
        .as_str()
        .unwrap()
        .replace(':', "%3A");
    let token = tokens[0]["id"].as_str().unwrap();
    let path = format!("/users/{owner}/manage/api-tokens/{token}");
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    assert_eq!(count(""), tokens.len() - 1);
}

#[test]
fn facets_lag_by_themselves_until_their_time() {
    let place = place();
    let control = place.running.control();
    control.set_lag(Facet::Roles, Duration::from_secs(3600));
    let person = ordinary(&place)
        .into_iter()
        .find(|a| {
            !row(&place, a)["productAccess"]
                .to_string()
                .contains("bitbucket")
        })
        .unwrap();
    let resource = format!("ari:cloud:bitbucket::site/{}", place.running.site_id());
    let body = json!({ "role": "atlassian/user", "resource": resource }).to_string();
    let path = format!("/admin/v1/orgs/{{org}}/users/{}/roles/assign", id(&person));
    assert_eq!(place.key("POST", &path, &body).status, 204);
    let users = group(&place, "jsm-agents")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({ "accountId": person.account_id }).to_string();
    place.key(
        "POST",
        &format!("{DIRECTORY}/groups/{users}/memberships"),
        &body,
    );
    let apps = || row(&place, &person)["productAccess"].to_string();
    assert!(apps().contains("servicedesk") && !apps().contains("bitbucket"));
    control.settle();
    assert!(apps().contains("bitbucket"));
}

#[test]
fn a_process_is_set_and_read_over_http() {
    let place = place();
    let own =
        |method: &str, path: &str, body: &str| place.key(method, &format!("/__sim/{path}"), body);
    assert_eq!(own("POST", "lag/access", "3600000").status, 204);
    assert_eq!(own("POST", "lag/color", "1").status, 400);
    assert_eq!(own("POST", "license/confluence", "10").status, 204);
    assert_eq!(own("POST", "license/nothing", "10").status, 400);
    assert_eq!(own("POST", "quiet-members/true", "").status, 204);
    assert_eq!(own("POST", "clock", "60").status, 204);
    let person = &ordinary(&place)[0];
    let path = format!(
        "/admin/v2/orgs/{}/directories/-/users/{}/suspend",
        place.org,
        id(person)
    );
    let another = json!({ "method": "POST", "path": path, "body": {} }).to_string();
    assert_eq!(own("POST", "as-another", &another).json()["status"], 204);
    assert_eq!(own("GET", "calls", "").json(), json!([]));
    assert_eq!(row(&place, person)["status"], "active");
    let state = own("GET", "state?touched", "").json();
    assert_eq!(state["people"][0]["status"], "suspended");
    assert_eq!(state["people"].as_array().unwrap().len(), 1);
    assert_eq!(own("GET", "log", "").json()[0]["to"], "suspended");
    place.key("POST", &path, "{}");
    assert_eq!(own("GET", "calls", "").json()[0]["call"], "suspend");
    assert_eq!(own("DELETE", "calls", "").status, 204);
    assert_eq!(own("GET", "calls", "").json(), json!([]));
}
