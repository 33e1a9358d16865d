//! Groups of the directories.

use serde_json::{Value, json};

use super::page::{cursor, page, place, with};
use super::{Reply, Request, errors};
use crate::server::Sim;

/// `POST …/groups/search`.
pub(super) fn search(sim: &Sim, request: &Request) -> Reply {
    match request.json() {
        Some(body) => answer(sim, request, &body),
        None => errors::admin(400, "ADMIN-400-24", "Bad request", "The body is not JSON"),
    }
}

/// `GET …/groups`.
pub(super) fn get(sim: &Sim, request: &Request) -> Reply {
    answer(sim, request, &request.query_as_body())
}

/// `GET …/groups/count`.
pub(super) fn count(sim: &Sim) -> Reply {
    Reply::json(200, &json!({ "count": sim.facts.groups() }))
}

fn answer(sim: &Sim, request: &Request, body: &Value) -> Reply {
    let facts = &sim.facts;
    let texts = |name: &str| -> Vec<String> {
        match body.get(name) {
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(Value::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    };
    let limit = body.get("limit").and_then(Value::as_u64).unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return errors::admin(400, "ADMIN-400-24", "Bad request", "limit must be 1 to 100");
    }
    let start = match body.get("cursor").and_then(Value::as_str) {
        None => 0,
        Some(text) => match place("groups", text) {
            Some(start) => start,
            None => return errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor"),
        },
    };
    let (ids, names) = (texts("groupIds"), texts("groupNames"));
    let of: Vec<usize> = texts("accountIds")
        .iter()
        .filter_map(|account| facts.index_of_account(account))
        .flat_map(|index| facts.groups_of(&facts.person(index)))
        .collect();
    let by_account = body.get("accountIds").is_some();
    let term = body
        .get("searchTerm")
        .and_then(Value::as_str)
        .map(str::to_lowercase);
    let limit = usize::try_from(limit).unwrap_or(20);
    let found = page(start, limit, facts.groups(), request.page_fault, |group| {
        let name = facts.group_name(group);
        let wanted = (ids.is_empty() || ids.contains(&facts.group_id(group)))
            && (names.is_empty() || names.contains(&name))
            && (!by_account || of.contains(&group))
            && term
                .as_ref()
                .is_none_or(|term| name.starts_with(term.as_str()));
        wanted.then_some(group)
    });
    let expand = texts("expand");
    let data: Vec<Value> = found
        .numbers
        .iter()
        .map(|group| model(sim, *group, &expand))
        .collect();
    let links = match found.next {
        Some(next) => json!({ "next": cursor("groups", next) }),
        None => json!({}),
    };
    Reply::json(200, &json!({ "data": data, "links": links }))
}

fn model(sim: &Sim, group: usize, expand: &[String]) -> Value {
    let facts = &sim.facts;
    let synced = facts.group_is_synced(group);
    let model = json!({
        "id": facts.group_id(group),
        "name": facts.group_name(group),
        "description": format!("Simulated group {group}"),
        "directoryId": facts.directory_id,
        "externalSynced": synced,
        "managedBy": if synced { "external" } else { "admins" },
        "managementAccess": { "readable": true, "modifiable": !synced, "deletable": !synced && group > 1 },
    });
    let mut counts = serde_json::Map::new();
    if expand.iter().any(|word| word == "counts.users") {
        counts.insert(
            "users".to_owned(),
            Value::from(sim.group_members(group).len()),
        );
    }
    if expand.iter().any(|word| word == "counts.resources") {
        counts.insert(
            "resources".to_owned(),
            Value::from(usize::from((2..6).contains(&group))),
        );
    }
    if counts.is_empty() {
        model
    } else {
        with(model, "counts", counts)
    }
}
