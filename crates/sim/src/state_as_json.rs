//! The true state of everything as JSON, for tests: without the lag of readers.

use serde_json::{Map, Value, json};

use crate::organization::{Group, Person, View};
use crate::server::Sim;

/// The state of everyone and of every group, or of those alone that changes touched.
pub(crate) fn state(sim: &Sim, touched: bool) -> Value {
    let state = sim.state();
    let view = sim.truth(&state);
    let people: Vec<usize> = if touched {
        state.touched(&sim.facts).into_iter().collect()
    } else {
        (0..view.people()).collect()
    };
    let groups: Vec<usize> = if touched {
        state.touched_groups().into_iter().collect()
    } else {
        (0..view.groups()).collect()
    };
    let people = people.into_iter().filter_map(|index| view.person(index));
    let groups = groups.into_iter().filter_map(|index| view.group(index));
    json!({
        "people": people.map(|p| person(&view, &p)).collect::<Vec<_>>(),
        "groups": groups.map(|g| group(&view, &g)).collect::<Vec<_>>(),
        "revoked": state.revoked(),
        "api_keys": keys(sim, &view),
        "service_accounts": service_accounts(&view),
        "oauth_clients": clients(&view),
    })
}

/// The valid API keys, by ID.
fn keys(sim: &Sim, view: &View<'_>) -> Vec<String> {
    let ids = sim.facts.api_keys().into_iter().map(|key| key.id);
    ids.filter(|id| !view.is_revoked(id)).collect()
}

/// The service accounts with the IDs of their valid tokens.
fn service_accounts(view: &View<'_>) -> Vec<Value> {
    let accounts = view.service_accounts().into_iter();
    let of = accounts.map(|account| {
        let tokens = view.service_tokens(&account).into_iter();
        let tokens: Vec<String> = tokens.map(|token| token.id).collect();
        json!({ "id": account.id, "name": account.name, "tokens": tokens })
    });
    of.collect()
}

/// The OAuth clients that are not revoked, by ID.
fn clients(view: &View<'_>) -> Vec<String> {
    let ids = view.oauth_clients().into_iter().map(|client| client.id);
    ids.filter(|id| !view.is_revoked(id)).collect()
}

fn person(view: &View<'_>, person: &Person) -> Value {
    let mut groups: Vec<String> = view
        .groups_of(person)
        .into_iter()
        .filter_map(|group| view.group_name(group))
        .map(|(id, _)| id)
        .collect();
    groups.sort_unstable();
    let policy = view.policy(person);
    let policy = policy.and_then(|moved| view.facts.policy_ids.get(moved.policy));
    let tokens: Vec<String> = view
        .tokens(person)
        .iter()
        .map(|t| view.facts.token_id(t))
        .collect();
    json!({
        "id": person.account_id,
        "email": person.email,
        "managed": person.managed,
        "synced": person.synced,
        "listed": person.is_listed(),
        "status": person.status().as_str(),
        "access": person.access.as_str(),
        "lifecycle": person.lifecycle.as_str(),
        "org_admin": person.org_admin,
        "policy": policy,
        "groups": groups,
        "roles": roles(view, view.own_grants(person)),
        "tokens": tokens,
        "profile": {
            "name": person.name,
            "nickname": person.nickname,
            "job_title": person.job(),
            "department": person.department_name(),
            "organization": person.organization(),
            "location": person.location(),
            "zoneinfo": person.zone(),
            "locale": person.locale(),
        },
    })
}

fn group(view: &View<'_>, group: &Group) -> Value {
    json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "synced": group.synced,
        "members": view.count_members(group.index),
        "roles": roles(view, view.group_grants(group.index)),
    })
}

/// Roles as `[resource, role]`, in order.
fn roles(view: &View<'_>, mut grants: Vec<crate::organization::Grant>) -> Vec<[String; 2]> {
    grants.sort_unstable();
    grants
        .into_iter()
        .map(|grant| {
            let resource = view.facts.resource_id(grant.resource);
            [resource, grant.role_id().to_owned()]
        })
        .collect()
}

/// Every change, in order.
pub(crate) fn log(sim: &Sim) -> Vec<Value> {
    let state = sim.state();
    let entries = state.log.iter().map(|entry| {
        let mut fields = Map::new();
        let mut field = |name: &str, value: Option<&str>| {
            fields.insert(name.to_owned(), value.into());
        };
        field("facet", Some(entry.facet.as_str()));
        field("target", Some(&entry.target));
        field("of", entry.of.as_deref());
        field("from", entry.from.as_deref());
        field("to", entry.to.as_deref());
        fields.insert("another".to_owned(), Value::from(entry.actor != 0));
        Value::Object(fields)
    });
    entries.collect()
}
