//! The portal's own user management: offset paging that counts from 1.

use serde_json::{Value, json};

use super::{PageFault, Reply, Request, errors};
use crate::organization::{PRODUCTS, portal_user};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, parts: &[&str]) -> Reply {
    let facts = &sim.facts;
    match parts {
        ["users"] => people(sim, request, facts.people, Some),
        ["groups"] => groups(sim, request, &(0..facts.groups()).collect::<Vec<_>>()),
        ["users", account, "groups"] => match facts.index_of_account(account) {
            Some(index) => groups(sim, request, &facts.groups_of(&facts.person(index))),
            None => errors::keyed(404, "accountNotFound"),
        },
        ["groups", group, "members"] => match facts.index_of_group(group) {
            Some(group) => {
                let members = sim.group_members(group);
                people(sim, request, members.len(), |at| {
                    members.get(at).map(|index| *index as usize)
                })
            }
            None => errors::keyed(404, "notFound"),
        },
        _ => errors::keyed(404, "notFound"),
    }
}

/// Who is signed in.
pub(super) fn me(sim: &Sim) -> Reply {
    let admin = sim.facts.person(0);
    Reply::json(
        200,
        &json!({ "account_id": admin.account_id, "name": admin.name, "email": admin.email }),
    )
}

/// Which entries a page has: first (from 0) and one behind the last.
fn range(request: &Request, total: usize) -> (usize, usize) {
    let number = |name: &str, usual: usize| {
        let text = request.parameter(name);
        text.and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let count = number("count", 100).clamp(1, 100);
    let mut first = number("start-index", 1).max(1) - 1;
    match request.page_fault {
        Some(PageFault::Duplicate) => first = first.saturating_sub(count / 2),
        Some(PageFault::Shift) if first > 0 => first += 1,
        Some(PageFault::Loop) => first = 0,
        _ => {}
    }
    let first = first.min(total);
    (first, first.saturating_add(count).min(total))
}

fn people(
    sim: &Sim,
    request: &Request,
    total: usize,
    number: impl Fn(usize) -> Option<usize>,
) -> Reply {
    let (first, end) = range(request, total);
    let mut body = format!("{{\"total\":{total},\"users\":[").into_bytes();
    for (n, index) in (first..end).filter_map(number).enumerate() {
        if n > 0 {
            body.push(b',');
        }
        portal_user(&mut body, &sim.facts.person(index));
    }
    body.extend_from_slice(b"]}");
    Reply::bytes(200, "application/json", body)
}

fn groups(sim: &Sim, request: &Request, all: &[usize]) -> Reply {
    let (first, end) = range(request, all.len());
    let groups: Vec<Value> = all
        .get(first..end)
        .unwrap_or_default()
        .iter()
        .map(|group| model(sim, *group))
        .collect();
    Reply::json(200, &json!({ "total": all.len(), "groups": groups }))
}

fn model(sim: &Sim, group: usize) -> Value {
    let facts = &sim.facts;
    let product = group.checked_sub(2).filter(|n| *n < PRODUCTS.len() - 1);
    let permissions: Vec<Value> = product
        .and_then(|n| PRODUCTS.get(n))
        .map(|p| json!({ "productId": p.key, "productName": p.name, "permissions": ["WRITE"] }))
        .into_iter()
        .collect();
    json!({
        "id": facts.group_id(group),
        "name": facts.group_name(group),
        "description": format!("Simulated group {group}"),
        "productPermissions": permissions,
        "defaultForProducts": [],
        "sitePrivilege": "NONE",
        "unmodifiable": facts.group_is_synced(group),
        "userTotal": sim.group_members(group).len(),
        "managementAccess": if facts.group_is_synced(group) { "NONE" } else { "ALL" },
        "platformRole": null,
        "productRoles": [],
        "ownerType": null,
    })
}
