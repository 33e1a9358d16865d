//! The portal's own changes to people, groups and access to products. No specification has them: paths and bodies
//! are those that scripts in use send, answers are as plain as these scripts expect.

use serde_json::{Value, json};

use super::change_counts::counted;
use super::{Reply, Request, errors, group_changes, invites, memberships, user_access};
use crate::organization::{Grant, Person, Resource, State};
use crate::server::Sim;

/// The role of people who may use a product.
const USER: u8 = 0;

/// Routes under `/adminhub/um/{site|org}/{id}`; `site` says which of the two forms.
pub(super) fn answer(sim: &Sim, request: &Request, site: bool, rest: &[&str]) -> Reply {
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(
            sim,
            request,
            call,
            target,
            reply.map_err(|reply| keyed(&reply)),
        )
    };
    match (request.method.as_str(), rest) {
        ("DELETE", ["users", account]) if site => {
            let reply = user_access::remove(sim, request, account);
            count("portal-remove", account, reply)
        }
        ("POST", ["users", account, "deactivate"]) => {
            let reply = user_access::suspend(sim, request, account);
            count("portal-deactivate", account, reply)
        }
        ("POST", ["users", "revoke-access"]) if site => {
            let reply = revoke_access(sim, request);
            let users = texts(request, "users").unwrap_or_default();
            count("portal-revoke-access", &users.join(" "), reply)
        }
        ("POST", ["users", "invite"]) if !site => {
            let reply = invites::invite(sim, request).map(|reply| match reply.status {
                206 => errors::keyed(400, "invite.failed"),
                _ => Reply::json(200, &json!({})),
            });
            let emails = invites::addresses(request);
            count("portal-invite", &emails.join(" "), reply)
        }
        ("POST", ["groups"]) if !site => {
            let name = request.field("name");
            count("portal-create-group", &name, create_group(sim, request))
        }
        ("POST", ["groups", group, "members"]) if !site => {
            let accounts = texts(request, "accountIds").unwrap_or_default();
            let target = format!("{} {group}", accounts.join(" "));
            let reply = add_members(sim, request, group);
            count("portal-add-members", &target, reply)
        }
        ("POST", ["product", product, "access-config", "use"]) if site => {
            let reply = use_product(sim, request, product);
            count("portal-use-product", product, reply)
        }
        _ => errors::keyed(404, "notFound"),
    }
}

/// A refusal in the portal's shape.
fn keyed(reply: &Reply) -> Reply {
    let key = match reply.status {
        404 => "notFound",
        403 => "forbidden",
        409 => "conflict",
        _ => "badRequest",
    };
    errors::keyed(reply.status, key)
}

fn texts(request: &Request, name: &str) -> Option<Vec<String>> {
    let body = request.json()?;
    let list = body.get(name)?.as_array()?.iter();
    list.map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn needed(request: &Request, name: &str) -> Result<Vec<String>, Reply> {
    texts(request, name)
        .filter(|texts| !texts.is_empty())
        .ok_or_else(|| errors::bad_body(&format!("{name} must be a list of texts")))
}

fn product(sim: &Sim, id: &str) -> Result<u16, Reply> {
    sim.facts
        .product(id)
        .and_then(|number| u16::try_from(number).ok())
        .ok_or_else(|| errors::bad_body("The product is not known"))
}

/// Takes everything that lets people use these products.
fn revoke_access(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let ids = needed(request, "productIds")?;
    let products: Vec<u16> = ids
        .iter()
        .map(|id| product(sim, id))
        .collect::<Result<_, _>>()?;
    let users = needed(request, "users")?;
    let mut state = sim.state();
    let people: Vec<Person> = users
        .iter()
        .map(|account| sim.truth(&state).by_account(account))
        .collect::<Option<_>>()
        .ok_or_else(errors::no_user)?;
    for person in &people {
        take(sim, &mut state, request, person, &products);
    }
    Ok(Reply::empty(204))
}

fn take(sim: &Sim, state: &mut State, request: &Request, person: &Person, products: &[u16]) {
    let opens = |grant: &Grant| {
        let product = grant
            .opens()
            .and_then(|product| u16::try_from(product).ok());
        product.is_some_and(|product| products.contains(&product))
    };
    let actor = sim.actor(request);
    let view = sim.truth(state);
    let groups: Vec<_> = view
        .groups_of(person)
        .into_iter()
        .filter(|group| view.group_grants(*group).iter().any(opens))
        .filter_map(|group| view.group(group))
        .collect();
    let grants = view.own_grants(person);
    for group in groups {
        state.set_member(&sim.facts, person, &group, false, actor);
    }
    for grant in grants.into_iter().filter(opens) {
        state.set_grant(&sim.facts, person, grant, false, actor);
    }
}

fn create_group(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let name = request.field("name");
    if name.is_empty() {
        return Err(errors::bad_body("name is missing"));
    }
    let index = group_changes::add(sim, request, &name, &request.field("description"))?;
    let state = sim.state();
    let view = sim.truth(&state);
    let group = view.group(index).ok_or_else(errors::no_group)?;
    Ok(Reply::json(200, &super::portal::model(&view, &group)))
}

fn add_members(sim: &Sim, request: &Request, group: &str) -> Result<Reply, Reply> {
    let accounts = needed(request, "accountIds")?;
    let mut state = sim.state();
    for account in accounts {
        let view = sim.truth(&state);
        let group = memberships::modifiable(&view, group)?;
        let person = view.by_account(&account).ok_or_else(errors::no_user)?;
        if !view.groups_of(&person).contains(&group.index) {
            memberships::join(sim, &mut state, request, &person, &group)?;
        }
    }
    Ok(Reply::empty(204))
}

/// Lets these groups use a product.
fn use_product(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let grant = Grant {
        resource: Resource::Product(product(sim, id)?),
        role: USER,
    };
    let ids = needed(request, "groups")?;
    let mut state = sim.state();
    for id in ids {
        let view = sim.truth(&state);
        let group = view.by_group_id(&id).ok_or_else(errors::no_group)?;
        if !view.group_grants(group.index).contains(&grant) {
            let actor = sim.actor(request);
            state.set_group_grant(&sim.facts, &group, grant, true, actor);
        }
    }
    Ok(Reply::empty(204))
}

/// `POST /admin/v1/orgs/{orgId}/users/last-active-date-bulk`: reads, 50 people a call.
pub(super) fn last_active(sim: &Sim, request: &Request) -> Reply {
    let body = request.json();
    let list = body.as_ref().and_then(Value::as_array);
    let Some(list) = list.filter(|list| list.len() <= 50) else {
        return errors::keyed(400, "badRequest");
    };
    let state = sim.state();
    let view = sim.seen(&state);
    let data: Vec<Value> = list
        .iter()
        .filter_map(|entry| view.by_account(entry.get("accountId")?.as_str()?))
        .map(|person| {
            json!({
                "accountId": person.account_id,
                "lastActiveTimestamp": person.last_active().map(crate::organization::iso),
            })
        })
        .collect();
    Reply::json(200, &json!({ "data": data }))
}
