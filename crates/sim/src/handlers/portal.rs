//! The portal's own user management: offset paging that counts from 1.

use serde_json::{Value, json};

use super::{PageFault, Reply, Request, errors};
use crate::organization::{Group, Person, Status, View, portal_user};
use crate::server::Sim;

/// What the portal's own lists have; `site` says which of the two forms.
pub(super) fn answer(sim: &Sim, request: &Request, site: bool, parts: &[&str]) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    match parts {
        ["users"] if site => {
            let all: Vec<usize> = (0..view.people())
                .filter(|at| view.is_in_site(*at))
                .collect();
            people(&view, request, all.len(), |at| all.get(at).copied())
        }
        ["users"] => {
            let active = request.parameter("status") == Some("active");
            let shown = |index: &usize| {
                let person = view.listed(*index);
                person.is_some_and(|p| !active || p.status() == Status::Active)
            };
            if !active && view.count() == view.people() {
                people(&view, request, view.people(), Some)
            } else {
                let all: Vec<usize> = (0..view.people()).filter(shown).collect();
                people(&view, request, all.len(), |at| all.get(at).copied())
            }
        }
        ["users", account] => match in_form(&view, site, account) {
            Some(person) => {
                let mut body = Vec::new();
                portal_user(&mut body, &person);
                Reply::bytes(200, "application/json", body)
            }
            None => errors::keyed(404, "accountNotFound"),
        },
        ["groups"] => {
            let all = (0..view.groups()).filter_map(|index| view.group(index));
            groups(&view, request, &all.collect::<Vec<_>>())
        }
        ["users", account, "groups"] => match view.by_account(account) {
            Some(person) => {
                let all = view.groups_of(&person).into_iter();
                let all = all.filter_map(|index| view.group(index));
                groups(&view, request, &all.collect::<Vec<_>>())
            }
            None => errors::keyed(404, "accountNotFound"),
        },
        ["groups", group, "members"] => match view.by_group_id(group) {
            Some(group) => {
                let members = view.members(group.index);
                people(&view, request, members.len(), |at| members.get(at).copied())
            }
            None => errors::keyed(404, "notFound"),
        },
        _ => errors::keyed(404, "notFound"),
    }
}

/// The person with this account, if they are in the site or the organization.
fn in_form(view: &View<'_>, site: bool, account: &str) -> Option<Person> {
    let person = view.by_account(account)?;
    let is_in = if site {
        view.is_in_site(person.index)
    } else {
        person.is_listed()
    };
    is_in.then_some(person)
}

/// The managed accounts.
pub(super) fn managed(sim: &Sim, request: &Request) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let managed = |person: Person| person.managed.then_some(person.index);
    let all: Vec<usize> = (0..view.people())
        .filter_map(|index| view.person(index).and_then(managed))
        .collect();
    people(&view, request, all.len(), |at| all.get(at).copied())
}

/// Who is signed in.
pub(super) fn me(sim: &Sim) -> Reply {
    let state = sim.state();
    let Some(admin) = sim.seen(&state).person(0) else {
        return errors::gateway(401, "Unauthorized");
    };
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
    view: &View<'_>,
    request: &Request,
    total: usize,
    number: impl Fn(usize) -> Option<usize>,
) -> Reply {
    let (first, end) = range(request, total);
    let mut body = format!("{{\"total\":{total},\"users\":[").into_bytes();
    let people = (first..end)
        .filter_map(number)
        .filter_map(|index| view.person(index));
    for (n, person) in people.enumerate() {
        if n > 0 {
            body.push(b',');
        }
        portal_user(&mut body, &person);
    }
    body.extend_from_slice(b"]}");
    Reply::bytes(200, "application/json", body)
}

fn groups(view: &View<'_>, request: &Request, all: &[Group]) -> Reply {
    let (first, end) = range(request, all.len());
    let groups: Vec<Value> = all
        .get(first..end)
        .unwrap_or_default()
        .iter()
        .map(|group| model(view, group))
        .collect();
    Reply::json(200, &json!({ "total": all.len(), "groups": groups }))
}

/// A group of the portal.
pub(super) fn model(view: &View<'_>, group: &Group) -> Value {
    let permissions: Vec<Value> = view
        .group_grants(group.index)
        .into_iter()
        .filter_map(|grant| view.facts.products.get(grant.opens()?))
        .map(|p| json!({ "productId": p.key, "productName": p.name, "permissions": ["WRITE"] }))
        .collect();
    json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "productPermissions": permissions,
        "defaultForProducts": [],
        "sitePrivilege": "NONE",
        "unmodifiable": group.synced,
        "userTotal": view.count_members(group.index),
        "managementAccess": if group.synced { "NONE" } else { "ALL" },
        "platformRole": null,
        "productRoles": [],
        "ownerType": null,
    })
}
