//! Policies of the organization, as the Organizations API has them. Changes are accepted and then applied.

use serde_json::{Map, Value, json};

use super::{Reply, Request, errors};
use crate::organization::{OrgPolicy, PolicyResource};
use crate::server::Sim;

/// The kinds that this API creates.
const KINDS: [&str; 2] = ["ip-allowlist", "data-residency"];

fn no_policy() -> Reply {
    errors::admin(404, "ADMIN-404-5", "Not found", "The policy was not found")
}

fn bad(detail: &str) -> Reply {
    errors::admin(400, "ADMIN-400-4", "Bad request", detail)
}

fn resource(resource: &PolicyResource) -> Value {
    json!({
        "id": resource.id,
        "meta": resource.meta,
        "links": resource.links,
        "applicationStatus": "applied",
    })
}

fn model(policy: &OrgPolicy) -> Value {
    // A rule of data security is none of this file's.
    let rule = if policy.kind == "data-security" {
        json!({})
    } else {
        policy.rule.clone()
    };
    json!({
        "id": policy.id,
        "type": "policy",
        "attributes": {
            "type": policy.kind,
            "name": policy.name,
            "status": if policy.enabled { "enabled" } else { "disabled" },
            "rule": rule,
            "resources": policy.resources.iter().map(resource).collect::<Vec<_>>(),
        },
    })
}

fn find(sim: &Sim, id: &str) -> Result<OrgPolicy, Reply> {
    let state = sim.state();
    sim.truth(&state).org_policy(id).ok_or_else(no_policy)
}

/// `GET …/policies`.
pub(super) fn list(sim: &Sim, request: &Request) -> Reply {
    let state = sim.state();
    let kind = request.parameter("type");
    let all: Vec<Value> = sim
        .seen(&state)
        .org_policies()
        .iter()
        .filter(|policy| kind.is_none_or(|kind| kind == policy.kind))
        .map(model)
        .collect();
    let meta = json!({ "next": null, "page_size": all.len() });
    Reply::json(200, &json!({ "data": all, "links": {}, "meta": meta }))
}

/// `GET …/policies/{policyId}`.
pub(super) fn one(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let policy = sim.seen(&state).org_policy(id).ok_or_else(no_policy)?;
    Ok(Reply::json(200, &json!({ "data": model(&policy) })))
}

/// What the body of a creation or an update says.
fn attributes(request: &Request, needed: &[&str]) -> Result<Map<String, Value>, Reply> {
    let body = request.json().unwrap_or_default();
    let data = body.get("data").and_then(Value::as_object);
    let data = data.ok_or_else(|| bad("data is missing"))?;
    if data.get("type") != Some(&json!("policy")) {
        return Err(bad("data.type must be policy"));
    }
    let attributes = data.get("attributes").and_then(Value::as_object);
    let attributes = attributes.ok_or_else(|| bad("data.attributes is missing"))?;
    let kind = attributes.get("type").and_then(Value::as_str);
    if !kind.is_some_and(|kind| KINDS.contains(&kind)) {
        return Err(bad("data.attributes.type is not known"));
    }
    // Measured by others: without one of these, the refusal does not say which.
    if needed.iter().any(|name| !attributes.contains_key(*name)) {
        return Err(bad("Bad request"));
    }
    Ok(attributes.clone())
}

/// Sets what the attributes say.
fn apply(policy: &mut OrgPolicy, attributes: &Map<String, Value>) -> Result<(), Reply> {
    if let Some(name) = attributes.get("name") {
        let name = name.as_str().ok_or_else(|| bad("name must be a text"))?;
        name.clone_into(&mut policy.name);
    }
    match attributes.get("status").map(Value::as_str) {
        None => {}
        Some(Some("enabled")) => policy.enabled = true,
        Some(Some("disabled")) => policy.enabled = false,
        Some(_) => return Err(bad("status must be enabled or disabled")),
    }
    if let Some(rule) = attributes.get("rule") {
        if !rule.get("in").is_some_and(Value::is_array) {
            return Err(bad("rule.in must be a list"));
        }
        policy.rule = json!({ "in": rule.get("in") });
    }
    if let Some(resources) = attributes.get("resources") {
        let resources = resources
            .as_array()
            .ok_or_else(|| bad("resources must be a list"))?;
        policy.resources = resources
            .iter()
            .map(|resource| {
                let id = resource.get("id").and_then(Value::as_str);
                id.map(|id| given(PolicyResource::new(id), resource))
            })
            .collect::<Option<_>>()
            .ok_or_else(|| bad("a resource has no id"))?;
    }
    Ok(())
}

/// A resource with what a body says of it.
pub(super) fn given(mut resource: PolicyResource, body: &Value) -> PolicyResource {
    let object = |name: &str| body.get(name).filter(|value| value.is_object()).cloned();
    if let Some(meta) = object("meta") {
        resource.meta = meta;
    }
    if let Some(links) = object("links") {
        resource.links = links;
    }
    resource
}

fn accepted(policy: &OrgPolicy) -> Reply {
    Reply::json(202, &json!({ "data": model(policy) }))
}

/// `POST …/policies`.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let needed = ["type", "name", "status", "rule", "resources"];
    let attributes = attributes(request, &needed)?;
    let mut state = sim.state();
    let kind = attributes.get("type").and_then(Value::as_str);
    let mut policy = OrgPolicy {
        id: state.next_org_policy(&sim.facts),
        kind: kind.unwrap_or_default().to_owned(),
        name: String::new(),
        enabled: false,
        rule: json!({}),
        resources: Vec::new(),
    };
    apply(&mut policy, &attributes)?;
    state.set_org_policy(None, Some(policy.clone()), sim.actor(request));
    Ok(accepted(&policy))
}

/// `PUT …/policies/{policyId}`.
pub(super) fn update(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = find(sim, id)?;
    let attributes = attributes(request, &["type"])?;
    let mut after = before.clone();
    apply(&mut after, &attributes)?;
    change(sim, request, before, after)
}

fn change(
    sim: &Sim,
    request: &Request,
    before: OrgPolicy,
    after: OrgPolicy,
) -> Result<Reply, Reply> {
    let reply = accepted(&after);
    sim.state()
        .set_org_policy(Some(before), Some(after), sim.actor(request));
    Ok(reply)
}

/// `DELETE …/policies/{policyId}`.
pub(super) fn delete(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = find(sim, id)?;
    sim.state()
        .set_org_policy(Some(before), None, sim.actor(request));
    Ok(Reply::empty(202))
}

/// `POST …/policies/{policyId}/resources`.
pub(super) fn add_resource(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = find(sim, id)?;
    let resource = request.field("id");
    if resource.is_empty() {
        return Err(bad("id is missing"));
    }
    let body = request.json().unwrap_or_default();
    let mut after = before.clone();
    after.resources.retain(|known| known.id != resource);
    after
        .resources
        .push(given(PolicyResource::new(&resource), &body));
    change(sim, request, before, after)
}

fn no_resource() -> Reply {
    errors::admin(
        404,
        "ADMIN-404-6",
        "Not found",
        "The policy has no such resource",
    )
}

/// `PUT …/policies/{policyId}/resources/{resourceId}`.
pub(super) fn update_resource(
    sim: &Sim,
    request: &Request,
    id: &str,
    resource: &str,
) -> Result<Reply, Reply> {
    let before = find(sim, id)?;
    let body = request.json().unwrap_or_default();
    let mut after = before.clone();
    let known = after
        .resources
        .iter_mut()
        .find(|known| known.id == resource)
        .ok_or_else(no_resource)?;
    *known = given(known.clone(), &body);
    change(sim, request, before, after)
}

/// `DELETE …/policies/{policyId}/resources/{resourceId}`: 204, though the file has a body for it.
pub(super) fn remove_resource(
    sim: &Sim,
    request: &Request,
    id: &str,
    resource: &str,
) -> Result<Reply, Reply> {
    let before = find(sim, id)?;
    let mut after = before.clone();
    after.resources.retain(|known| known.id != resource);
    if after.resources.len() == before.resources.len() {
        return Err(no_resource());
    }
    drop(change(sim, request, before, after)?);
    Ok(Reply::empty(204))
}

/// `GET …/policies/{policyId}/validate`.
pub(super) fn validate(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    // The file has no 404 for it, and this code with 400.
    find(sim, id).map_err(|_| {
        errors::admin(
            400,
            "ADMIN-500-2",
            "Validation failed",
            "The policy was not found",
        )
    })?;
    Ok(Reply::empty(202))
}
