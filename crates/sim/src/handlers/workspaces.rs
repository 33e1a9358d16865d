//! Workspaces: read with a POST, with `links` and `meta`.

use serde_json::{Value, json};

use super::page::{cursor, page, place, with};
use super::{Reply, Request, errors};
use crate::server::Sim;

pub(super) fn search(sim: &Sim, request: &Request) -> Reply {
    let Some(body) = request.json() else {
        return errors::admin(400, "ADMIN-400-24", "Bad request", "The body is not JSON");
    };
    let start = match body.get("cursor").and_then(Value::as_str) {
        None => 0,
        Some(text) => match place("workspaces", text) {
            Some(start) => start,
            None => return errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor"),
        },
    };
    // A cursor comes alone: the page size is part of it with the service, and the usual one here.
    let limit = body.get("limit").and_then(Value::as_u64).unwrap_or(20);
    let limit = usize::try_from(limit.clamp(1, 1000)).unwrap_or(20);
    let found = page(
        start,
        limit,
        sim.facts.products.len(),
        request.page_fault,
        Some,
    );
    let data: Vec<Value> = found
        .numbers
        .iter()
        .filter_map(|n| model(sim, *n))
        .collect();
    let links = json!({ "self": cursor("workspaces", start) });
    let links = match found.next {
        Some(next) => with(links, "next", cursor("workspaces", next)),
        None => links,
    };
    let meta = json!({
        "pageSize": limit,
        "startIndex": start,
        "endIndex": start + data.len(),
        "total": sim.facts.products.len(),
    });
    Reply::json(200, &json!({ "data": data, "links": links, "meta": meta }))
}

fn model(sim: &Sim, number: usize) -> Option<Value> {
    let state = sim.state();
    let view = sim.seen(&state);
    let product = sim.facts.products.get(number)?;
    let id = &product.id;
    let capacity = match state.licences.get(&number) {
        Some(limit) => Value::from(*limit),
        None if product.sandbox => Value::Null,
        None => Value::from(sim.facts.people.next_multiple_of(500)),
    };
    Some(json!({
        "id": id,
        "type": "workspaces",
        "attributes": {
            "name": product.site,
            "type": product.name,
            "typeKey": product.key,
            "owner": null,
            "status": "online",
            "statusDetails": [],
            "icons": {},
            "avatars": {},
            "labels": [],
            "sandbox": { "type": if product.sandbox { "CHILD" } else { "NONE" } },
            "usage": view.product_users(number),
            "capacity": capacity,
            "createdAt": "2021-03-01T09:00:00Z",
            "createdBy": null,
            "updatedAt": null,
            "hostUrl": format!("https://{}.atlassian.net", product.site),
            "realm": "EU",
            "regions": ["eu-central-1"],
        },
        "links": { "self": format!("{}/admin/v2/orgs/{}/workspaces/{id}", sim.api_base(), sim.facts.org_id) },
        "relationships": {},
    }))
}
