//! Every list, in its paging style, is whole.

use std::collections::BTreeSet;

use atlctl_sim::SimConfig;
use serde_json::{Value, json};

use crate::client::Place;

/// The user management of the portal is under three forms of a path.
#[test]
fn the_portal_lists_under_an_organization_and_under_a_site() {
    let place = place();
    let (org, site) = (place.running.org_id(), place.running.site_id());
    let ask =
        |path: String| place.session("GET", &format!("/adminhub/um/{path}/users?count=5"), "");
    let first = ask(format!("org/{org}"));
    assert_eq!(first.json()["total"], 230);
    for path in [format!("site/{org}"), format!("site/{site}")] {
        assert_eq!(ask(path).body, first.body);
    }
    for path in [format!("org/{site}"), "site/x".to_owned()] {
        let answer = ask(path);
        assert_eq!(
            (answer.status, &answer.json()["key"]),
            (404, &json!("notFound"))
        );
    }
}

fn ids(page: &Value, list: &str, id: &str) -> Vec<String> {
    let entries = page[list].as_array().unwrap().iter();
    entries
        .map(|entry| entry[id].as_str().unwrap().to_owned())
        .collect()
}

fn place() -> Place {
    Place::new(SimConfig {
        people: 230,
        ..SimConfig::default()
    })
}

const PEOPLE: &str = "/admin/v2/orgs/{org}/directories/-/users";

/// All people of a search, with the cursor in the body.
fn search(place: &Place, mut body: Value) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let answer = place.key("POST", &format!("{PEOPLE}/search"), &body.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = answer.json();
        all.extend(ids(&page, "data", "accountId"));
        match page["links"]["next"].as_str() {
            Some(next) => body["cursor"] = json!(next),
            None => return all,
        }
    }
}

#[test]
fn a_search_meets_everyone_once() {
    let place = place();
    let all = search(&place, json!({ "limit": 100 }));
    assert_eq!(all.len(), 230);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 230);
    let up = search(
        &place,
        json!({ "sortBy": [{ "direction": "asc", "field": "nick_name" }] }),
    );
    let mut down = search(
        &place,
        json!({ "sortBy": [{ "direction": "desc", "field": "nick_name" }] }),
    );
    down.reverse();
    assert_eq!(up, down);
    assert_ne!(up, all);
}

#[test]
fn filters_find_what_the_count_says() {
    let place = place();
    for (filter, query) in [
        (json!({ "status": ["suspended"] }), "status=suspended"),
        (
            json!({ "claimStatus": "unmanaged" }),
            "claimStatus=unmanaged",
        ),
        (json!({ "mfaEnabled": false }), "mfaEnabled=false"),
        (
            json!({ "emailDomains": ["acme-labs.example", "mail.example"] }),
            "emailDomains=acme-labs.example&emailDomains=mail.example",
        ),
        (json!({ "searchTerm": "an" }), "searchTerm=an"),
    ] {
        let found = search(&place, filter);
        let count = place
            .key("GET", &format!("{PEOPLE}/count?{query}"), "")
            .json();
        assert_eq!(count["count"], found.len(), "{query}");
        assert!(!found.is_empty() && found.len() < 230, "{query}");
    }
}

#[test]
fn the_other_styles_are_whole_too() {
    let place = place();
    // Addresses in `next`.
    let mut path = "/admin/v1/orgs/{org}/users".to_owned();
    let mut managed = BTreeSet::new();
    loop {
        let page = place.key("GET", &path, "").json();
        managed.extend(ids(&page, "data", "account_id"));
        match page["links"]["next"].as_str() {
            Some(next) => path = next.replace(&place.running.api_base(), ""),
            None => {
                assert_eq!(page["meta"]["total"], managed.len());
                break;
            }
        }
    }
    // Bare cursors in the query.
    let mut path = format!("{PEOPLE}?limit=50");
    let mut people = Vec::new();
    loop {
        let page = place.key("GET", &path, "").json();
        people.extend(ids(&page, "data", "accountId"));
        match page["links"]["next"].as_str() {
            Some(next) => path = format!("{PEOPLE}?limit=50&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(people.len(), 230);
    // Offsets that count from 1.
    let mut portal = Vec::new();
    loop {
        let start = portal.len() + 1;
        let path = format!("/adminhub/um/org/{{org}}/users?count=60&start-index={start}");
        let page = place.session("GET", &path, "").json();
        assert_eq!(page["total"], 230);
        let part = ids(&page, "users", "id");
        if part.is_empty() {
            break;
        }
        portal.extend(part);
    }
    assert_eq!(portal, people);
    // The site's own address, as the first scripts used it.
    let site = format!(
        "/adminhub/um/site/{}/users?count=3",
        place.running.site_id()
    );
    assert_eq!(
        place.session("GET", &site, "").json()["users"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn groups_count_whom_they_list() {
    let place = place();
    let body = json!({ "limit": 100, "expand": ["counts.users"] }).to_string();
    let path = "/admin/v2/orgs/{org}/directories/-/groups/search";
    let groups = place.key("POST", path, &body).json();
    for group in groups["data"].as_array().unwrap() {
        let members = search(&place, json!({ "groupIds": [group["id"]], "limit": 100 }));
        assert_eq!(group["counts"]["users"], members.len(), "{group}");
    }
}

#[test]
fn a_bad_cursor_and_a_bad_limit_are_refused() {
    let place = place();
    let path = format!("{PEOPLE}/search");
    let answer = place.key("POST", &path, r#"{"cursor":"nonsense"}"#);
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["code"]),
        (400, &json!("ADMIN-400-1"))
    );
    assert_eq!(place.key("POST", &path, r#"{"limit":101}"#).status, 400);
    assert_eq!(place.key("POST", &path, "{").status, 400);
    for filter in [
        json!({ "status": ["asleep"] }),
        json!({ "claimStatus": "mine" }),
        json!({ "mfaEnabled": "perhaps" }),
        json!({ "roleIds": ["boss"] }),
        json!({ "membershipStatus": ["inactive"] }),
    ] {
        assert_eq!(
            place.key("POST", &path, &filter.to_string()).status,
            400,
            "{filter}"
        );
    }
    assert_eq!(
        place.key("GET", "/admin/v1/orgs/other/users", "").status,
        404
    );
}

#[test]
fn the_same_seed_is_the_same_organization() {
    let (one, two) = (place(), place());
    let strip = |place: &Place| {
        let accounts = place.running.control().accounts();
        accounts
            .into_iter()
            .map(|a| (a.account_id, a.email, a.policy))
            .collect::<Vec<_>>()
    };
    assert_eq!(strip(&one), strip(&two));
    assert_eq!(
        one.running.control().digest(),
        two.running.control().digest()
    );
}

#[test]
fn workspaces_are_searched_and_a_cursor_holds_the_search() {
    let place = place();
    let path = "/admin/v2/orgs/{org}/workspaces";
    let ask = |body: &Value| place.key("POST", path, &body.to_string());
    let jira = json!({ "field": { "name": "typeKey", "values": ["jira-software"] } });
    let sort = json!([{ "field": "name", "order": "desc" }]);
    let first = ask(&json!({ "query": jira, "sort": sort, "limit": 1 })).json();
    assert_eq!(first["meta"]["total"], 2);
    assert_eq!(first["data"][0]["attributes"]["name"], "acme-sandbox-110");
    let second = ask(&json!({ "cursor": first["links"]["next"] })).json();
    assert_eq!(second["data"][0]["attributes"]["name"], "acme");
    assert_eq!(second["links"].get("next"), None);
    let others = ask(&json!({ "query": { "nor": [jira] } })).json();
    assert_eq!(others["meta"]["total"], 3);
    for nonsense in [
        json!({ "query": { "xor": [] } }),
        json!({ "query": { "field": { "name": "color", "values": [] } } }),
        json!({ "sort": [{ "field": "color" }] }),
        json!({ "limit": 0 }),
        json!({ "filter": {} }),
        json!({ "cursor": "x" }),
    ] {
        assert_eq!(ask(&nonsense).status, 400, "{nonsense}");
    }
}

#[test]
fn groups_are_sorted_by_name_in_both_directions() {
    let place = place();
    let path = "/admin/v2/orgs/{org}/directories/-/groups/search";
    let names = |direction: &str| {
        let body = json!({ "limit": 100, "sortBy": [{ "field": "name", "direction": direction }] });
        let page = place.key("POST", path, &body.to_string()).json();
        ids(&page, "data", "name")
    };
    let up = names("asc");
    assert!(up.is_sorted() && up.len() > 10);
    let mut down = names("desc");
    down.reverse();
    assert_eq!(up, down);
    for nonsense in [
        json!({ "sortBy": [{ "field": "size", "direction": "asc" }] }),
        json!({ "sortBy": [{ "field": "name", "direction": "up" }] }),
        json!({ "expand": ["members"] }),
    ] {
        assert_eq!(
            place.key("POST", path, &nonsense.to_string()).status,
            400,
            "{nonsense}"
        );
    }
}
