//! Organizations, domains, managed accounts: the first version of the API, with addresses in `next`.

use serde_json::{Value, json};

use super::page::{cursor, page, place, with};
use super::{Reply, Request, errors};
use crate::organization::{DOMAINS, managed_account};
use crate::rng::uuid;
use crate::server::Sim;

/// Managed accounts on a page; the service chooses.
const PAGE: usize = 100;

fn model(sim: &Sim) -> Value {
    let (id, base) = (&sim.facts.org_id, sim.api_base());
    json!({
        "id": id,
        "type": "orgs",
        "attributes": { "name": sim.facts.org_name },
        "relationships": {
            "domains": { "links": { "related": format!("{base}/admin/v1/orgs/{id}/domains") } },
            "users": { "links": { "related": format!("{base}/admin/v1/orgs/{id}/users") } },
        },
        "links": { "self": format!("{base}/admin/v1/orgs/{id}") },
    })
}

pub(super) fn list(sim: &Sim) -> Reply {
    let links = json!({ "self": format!("{}/admin/v1/orgs", sim.api_base()) });
    Reply::json(200, &json!({ "data": [model(sim)], "links": links }))
}

pub(super) fn one(sim: &Sim) -> Reply {
    Reply::json(200, &json!({ "data": model(sim) }))
}

fn domain_models(sim: &Sim) -> Vec<Value> {
    let base = format!(
        "{}/admin/v1/orgs/{}/domains",
        sim.api_base(),
        sim.facts.org_id
    );
    DOMAINS
        .iter()
        .enumerate()
        .map(|(n, (name, status))| {
            let id = uuid(sim.facts.seed ^ 0xD0, n as u64);
            json!({
                "id": id,
                "type": "domains",
                "attributes": { "name": name, "claim": { "type": "dns", "status": status } },
                "links": { "self": format!("{base}/{id}") },
            })
        })
        .collect()
}

pub(super) fn domains(sim: &Sim) -> Reply {
    let base = format!(
        "{}/admin/v1/orgs/{}/domains",
        sim.api_base(),
        sim.facts.org_id
    );
    let links = json!({ "self": base });
    Reply::json(200, &json!({ "data": domain_models(sim), "links": links }))
}

pub(super) fn domain(sim: &Sim, id: &str) -> Reply {
    let found = domain_models(sim)
        .into_iter()
        .find(|domain| domain["id"] == id);
    match found {
        Some(domain) => Reply::json(200, &json!({ "data": domain })),
        None => errors::admin(404, "ADMIN-404-3", "Not found", "The domain was not found"),
    }
}

pub(super) fn managed_accounts(sim: &Sim, request: &Request) -> Reply {
    let start = match request.parameter("cursor") {
        None => 0,
        Some(text) => match place("managed", text) {
            Some(start) => start,
            None => return errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor"),
        },
    };
    if sim.config.key_without_policy_scope && !request.portal {
        return errors::no_permission(&request.path);
    }
    let facts = &sim.facts;
    let state = sim.state();
    let view = sim.seen(&state);
    let page = page(start, PAGE, view.people(), request.page_fault, |index| {
        view.person(index)?.managed.then_some(index)
    });
    let mut body = b"{\"data\":[".to_vec();
    let people = page.numbers.iter().filter_map(|index| view.person(*index));
    for (n, person) in people.enumerate() {
        if n > 0 {
            body.push(b',');
        }
        managed_account(&mut body, facts, &person);
    }
    let base = format!("{}/admin/v1/orgs/{}/users", sim.api_base(), facts.org_id);
    let links = json!({ "self": base });
    let links = match page.next {
        Some(next) => with(
            links,
            "next",
            format!("{base}?cursor={}", cursor("managed", next)),
        ),
        None => links,
    };
    let meta = json!({ "total": view.count_managed() });
    body.extend_from_slice(format!("],\"links\":{links},\"meta\":{meta}}}").as_bytes());
    Reply::bytes(200, "application/json", body)
}
