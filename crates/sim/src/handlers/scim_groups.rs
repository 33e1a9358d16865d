//! Groups that an identity provider fills: list, read, create, replace, patch, delete.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scim_errors::{exception, refusal, scim};
use super::scim_query::{filter, list as page, operations};
use super::scim_users::not_found;
use super::{Reply, Request};
use crate::organization::{Group, State, View};
use crate::server::Sim;

fn find(view: &View<'_>, id: &str) -> Result<Group, Reply> {
    let group = view.by_group_id(id).filter(|group| group.synced);
    group.ok_or_else(not_found)
}

fn model(sim: &Sim, view: &View<'_>, group: &Group) -> Value {
    let members: Vec<Value> = view
        .members(group.index)
        .into_iter()
        .filter_map(|index| {
            let id = sim.facts.scim_user_id(index);
            let person = view.by_scim_id(&id)?;
            Some(json!({ "type": "User", "value": id, "display": person.name }))
        })
        .collect();
    let location = format!(
        "{}/scim/directory/{}/Groups/{}",
        sim.api_base(),
        sim.facts.scim_id,
        group.id
    );
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": group.id,
        "displayName": group.name,
        "members": members,
        "meta": { "resourceType": "GROUP", "location": location },
    })
}

/// `GET …/Groups`.
pub(super) fn list(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let name = filter(request, &["displayName"])?;
    let state = sim.state();
    let view = sim.seen(&state);
    let all: Vec<Group> = (0..view.groups())
        .filter_map(|index| view.group(index))
        .filter(|group| group.synced)
        .filter(|group| name.as_ref().is_none_or(|(_, name)| *name == group.name))
        .collect();
    page(request, &all, |group| Some(model(sim, &view, group)))
}

/// `GET …/Groups/{id}`.
pub(super) fn one(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let group = find(&view, id)?;
    Ok(scim(200, &model(sim, &view, &group)))
}

/// The numbers of the members that a value names.
fn members(view: &View<'_>, value: &Value) -> Result<BTreeSet<usize>, Reply> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    };
    let mut found = BTreeSet::new();
    for member in list {
        let id = member.get("value").unwrap_or(member).as_str();
        let person = id.and_then(|id| view.by_scim_id(id));
        let person =
            person.ok_or_else(|| refusal(400, Some("invalidValue"), "A member is not known"))?;
        found.insert(person.index);
    }
    Ok(found)
}

/// Makes the members of a group these.
fn set_members(sim: &Sim, state: &mut State, group: &Group, wanted: &BTreeSet<usize>) {
    let view = sim.truth(state);
    let before: BTreeSet<usize> = view.members(group.index).into_iter().collect();
    let changed: Vec<usize> = before.symmetric_difference(wanted).copied().collect();
    for index in changed {
        let person = sim.truth(state).person(index);
        if let Some(person) = person {
            let joined = wanted.contains(&index);
            state.set_member(&sim.facts, &person, group, joined, sim.provider());
        }
    }
}

fn answer(sim: &Sim, state: &State, status: u16, group: &Group) -> Reply {
    let view = sim.truth(state);
    scim(status, &model(sim, &view, group))
}

/// `POST …/Groups`.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let body = request.json().unwrap_or_default();
    let name = request.field("displayName");
    if name.is_empty() {
        return Err(refusal(400, Some("invalidValue"), "displayName is missing"));
    }
    let mut state = sim.state();
    let view = sim.truth(&state);
    let wanted = members(&view, body.get("members").unwrap_or(&Value::Null))?;
    let known = (0..view.groups())
        .filter_map(|index| view.group(index))
        .find(|group| group.name == name);
    match known {
        // A name of a group that gives access to a product by default: it looks like success, and is none.
        Some(group) if !sim.facts.first_group_grants(group.index).is_empty() => {
            return Ok(scim(
                201,
                &json!({
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
                    "id": sim.facts.scim_user_id(usize::from(u16::MAX) + group.index),
                    "displayName": group.name,
                    "members": [],
                }),
            ));
        }
        Some(_) => return Err(refusal(409, Some("uniqueness"), "The group exists")),
        None => {}
    }
    let index = state.create_group(&sim.facts, (&name, ""), true, sim.provider());
    let group = sim.truth(&state).group(index).ok_or_else(not_found)?;
    set_members(sim, &mut state, &group, &wanted);
    Ok(answer(sim, &state, 201, &group))
}

/// `PUT …/Groups/{id}`: all members at once.
pub(super) fn replace(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let body = request.json().filter(Value::is_object);
    let body = body.ok_or_else(|| exception("The body is not a group"))?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = find(&view, id)?;
    if request.field("displayName") != group.name {
        return Err(exception("A group cannot be renamed"));
    }
    let wanted = members(&view, body.get("members").unwrap_or(&Value::Null))
        .map_err(|_| exception("A member is not known"))?;
    set_members(sim, &mut state, &group, &wanted);
    Ok(answer(sim, &state, 200, &group))
}

/// `PATCH …/Groups/{id}`: members come and go.
pub(super) fn patch(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let operations = operations(request)?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = find(&view, id)?;
    let mut wanted: BTreeSet<usize> = view.members(group.index).into_iter().collect();
    for (verb, path, value) in operations {
        // The members of a value without a path, or one member named in the path.
        let inner = value.get("members").cloned();
        let named = path
            .strip_prefix("members[value eq \"")
            .and_then(|rest| rest.strip_suffix("\"]"));
        let (path, value) = match (path.as_str(), inner, named) {
            ("", Some(inner), _) => ("members", inner),
            (_, _, Some(id)) => ("members", json!([{ "value": id }])),
            (path, _, _) => (path, value),
        };
        if path != "members" {
            let detail = "Only members of a group can be changed";
            return Err(refusal(400, Some("mutability"), detail));
        }
        let said = members(&view, &value)?;
        match verb.as_str() {
            "add" => wanted.extend(said),
            "remove" if value.is_null() => wanted.clear(),
            "remove" => wanted.retain(|member| !said.contains(member)),
            _ => wanted = said,
        }
    }
    set_members(sim, &mut state, &group, &wanted);
    Ok(answer(sim, &state, 200, &group))
}

/// `DELETE …/Groups/{id}`.
pub(super) fn delete(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let group = find(&sim.truth(&state), id)?;
    state.delete_group(&group, sim.provider());
    Ok(Reply::empty(204))
}
