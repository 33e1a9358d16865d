//! Policies of the organization, as Admin Control has them in its two versions. Both show the same policies; the
//! second one only those of data security.

use serde_json::{Value, json};

use super::org_policies::given;
use super::{Reply, Request, errors};
use crate::organization::{OrgPolicy, PolicyResource, iso};
use crate::rng::uuid;
use crate::server::Sim;

/// The kinds of policies.
const KINDS: [&str; 3] = ["ip-allowlist", "data-residency", "data-security"];
const SECURITY: &str = "data-security";

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    First,
    Second,
}

fn bad(detail: &str) -> Reply {
    errors::admin(400, "BAD_REQUEST", "Bad request", detail)
}

impl Version {
    fn shows(self, policy: &OrgPolicy) -> bool {
        self == Self::First || policy.kind == SECURITY
    }

    fn find(self, sim: &Sim, id: &str) -> Result<OrgPolicy, Reply> {
        let state = sim.state();
        let policy = sim.truth(&state).org_policy(id);
        policy
            .filter(|policy| self.shows(policy))
            .ok_or_else(|| errors::gateway(404, "Policy not found"))
    }
}

fn model(policy: &OrgPolicy) -> Value {
    // The file names other states for data security than for the other kinds.
    let status = match (policy.kind == SECURITY, policy.enabled) {
        (true, true) => "active",
        (true, false) => "draft",
        (false, true) => "enabled",
        (false, false) => "disabled",
    };
    json!({
        "id": policy.id,
        "type": "policy",
        "attributes": {
            "type": policy.kind,
            "name": policy.name,
            "status": status,
            "rule": policy.rule,
        },
    })
}

fn page(data: &[Value]) -> Reply {
    let meta = json!({ "page_size": data.len() });
    Reply::json(200, &json!({ "data": data, "meta": meta, "links": {} }))
}

fn accepted(policy: &OrgPolicy) -> Reply {
    Reply::json(202, &json!({ "data": model(policy) }))
}

/// `GET …/policies`.
pub(super) fn list(sim: &Sim, request: &Request, version: Version) -> Result<Reply, Reply> {
    let kind = request.parameter("type");
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err(bad("type is not known"));
    }
    let state = sim.state();
    let all: Vec<Value> = sim
        .seen(&state)
        .org_policies()
        .iter()
        .filter(|policy| version.shows(policy))
        .filter(|policy| kind.is_none_or(|kind| kind == policy.kind))
        .map(model)
        .collect();
    Ok(page(&all))
}

/// `GET …/policies/{policyId}`.
pub(super) fn one(sim: &Sim, id: &str, version: Version) -> Result<Reply, Reply> {
    let state = sim.state();
    let policy = sim.seen(&state).org_policy(id);
    let policy = policy.filter(|policy| version.shows(policy));
    let policy = policy.ok_or_else(|| errors::gateway(404, "Policy not found"))?;
    Ok(Reply::json(200, &json!({ "data": model(&policy) })))
}

/// Sets what the attributes of a body say.
fn apply(policy: &mut OrgPolicy, request: &Request, version: Version) -> Result<(), Reply> {
    let body = request.json().unwrap_or_default();
    let attributes = body
        .get("data")
        .filter(|data| data.get("type") == Some(&json!("policy")))
        .and_then(|data| data.get("attributes")?.as_object())
        .ok_or_else(|| bad("data must be a policy with attributes"))?;
    let text = |name: &str| attributes.get(name).and_then(Value::as_str);
    let kind = text("type").filter(|kind| KINDS.contains(kind));
    let kind = kind.ok_or_else(|| bad("type is not known"))?;
    if version == Version::Second && kind != SECURITY
        || !policy.kind.is_empty() && policy.kind != kind
    {
        return Err(bad("type does not fit"));
    }
    kind.clone_into(&mut policy.kind);
    if let Some(name) = text("name") {
        name.clone_into(&mut policy.name);
    }
    match text("status") {
        None => {}
        Some("enabled" | "active") => policy.enabled = true,
        Some("disabled" | "draft") => policy.enabled = false,
        Some(_) => return Err(bad("status is not known")),
    }
    if let Some(rule) = attributes.get("rule") {
        if kind != SECURITY && !rule.get("in").is_some_and(Value::is_array) {
            return Err(bad("rule.in must be a list"));
        }
        policy.rule = rule.clone();
    }
    Ok(())
}

/// `POST …/policies`.
pub(super) fn create(sim: &Sim, request: &Request, version: Version) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let mut policy = OrgPolicy {
        id: state.next_org_policy(&sim.facts),
        kind: String::new(),
        name: String::new(),
        enabled: false,
        rule: json!({ "in": [] }),
        resources: Vec::new(),
    };
    apply(&mut policy, request, version)?;
    state.set_org_policy(None, Some(policy.clone()), sim.actor(request));
    Ok(accepted(&policy))
}

fn change(sim: &Sim, request: &Request, before: OrgPolicy, after: Option<OrgPolicy>) {
    let actor = sim.actor(request);
    sim.state().set_org_policy(Some(before), after, actor);
}

/// `PUT …/policies/{policyId}`.
pub(super) fn update(
    sim: &Sim,
    request: &Request,
    id: &str,
    version: Version,
) -> Result<Reply, Reply> {
    let before = version.find(sim, id)?;
    let mut after = before.clone();
    apply(&mut after, request, version)?;
    let reply = accepted(&after);
    change(sim, request, before, Some(after));
    Ok(reply)
}

/// `DELETE …/policies/{policyId}`, of the first version only.
pub(super) fn delete(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = Version::First.find(sim, id)?;
    change(sim, request, before, None);
    Ok(Reply::empty(202))
}

/// `GET …/policies/{policyId}/validate`.
pub(super) fn validate(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    Version::First.find(sim, id)?;
    Ok(Reply::empty(202))
}

fn resource(resource: &PolicyResource) -> Value {
    json!({
        "id": resource.id,
        "meta": resource.meta,
        "links": resource.links,
        "applicationStatus": "applied",
    })
}

/// `GET …/policies/{policyId}/resources`.
pub(super) fn resources(sim: &Sim, id: &str, version: Version) -> Result<Reply, Reply> {
    let policy = version.find(sim, id)?;
    let at = iso(sim.facts.now.as_second());
    let second = |resource: &PolicyResource| {
        json!({
            "parentResourceId": null,
            "resourceId": resource.id,
            "resourceName": resource.id,
            "createdAt": at,
            "updatedAt": at,
            "applicationStatus": "applied",
        })
    };
    let all = policy.resources.iter();
    let all: Vec<Value> = match version {
        Version::First => all.map(resource).collect(),
        Version::Second => all.map(second).collect(),
    };
    Ok(page(&all))
}

/// `POST …/policies/{policyId}/resources` of the first version.
pub(super) fn add_resource(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = Version::First.find(sim, id)?;
    let name = request.field("id");
    if name.is_empty() {
        return Err(bad("id is missing"));
    }
    let body = request.json().unwrap_or_default();
    let added = given(PolicyResource::new(&name), &body);
    let reply = Reply::json(202, &resource(&added));
    let mut after = before.clone();
    after.resources.retain(|known| known.id != name);
    after.resources.push(added);
    change(sim, request, before, Some(after));
    Ok(reply)
}

/// `POST …/policies/{policyId}/resources` of the second version: adds and removes.
pub(super) fn change_resources(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let before = Version::Second.find(sim, id)?;
    let body = request.json();
    let operations = body.as_ref().and_then(Value::as_array);
    let operations = operations.ok_or_else(|| bad("The body must be a list"))?;
    let mut after = before.clone();
    for operation in operations {
        // The file requires `id` and describes `resourceAri`.
        let name = ["resourceAri", "id"]
            .into_iter()
            .find_map(|field| operation.get(field)?.as_str())
            .ok_or_else(|| bad("resourceAri is missing"))?;
        after.resources.retain(|known| known.id != name);
        match operation.get("operation").and_then(Value::as_str) {
            Some("ADD") => after.resources.push(PolicyResource::new(name)),
            Some("REMOVE") => {}
            _ => return Err(bad("operation must be ADD or REMOVE")),
        }
    }
    change(sim, request, before, Some(after));
    Ok(Reply::empty(202))
}

/// `DELETE …/policies/{policyId}/resources`.
pub(super) fn clear_resources(
    sim: &Sim,
    request: &Request,
    id: &str,
    version: Version,
) -> Result<Reply, Reply> {
    let before = version.find(sim, id)?;
    let mut after = before.clone();
    after.resources.clear();
    change(sim, request, before, Some(after));
    Ok(Reply::empty(204))
}

/// `PUT …/policies/{policyId}/resources/{resourceId}`.
pub(super) fn update_resource(
    sim: &Sim,
    request: &Request,
    id: &str,
    name: &str,
) -> Result<Reply, Reply> {
    let before = Version::First.find(sim, id)?;
    let body = request.json().unwrap_or_default();
    let mut after = before.clone();
    let known = after.resources.iter_mut().find(|known| known.id == name);
    let known = known.ok_or_else(|| errors::gateway(404, "Resource not found"))?;
    *known = given(known.clone(), &body);
    let reply = Reply::json(202, &resource(known));
    change(sim, request, before, Some(after));
    Ok(reply)
}

/// `DELETE …/policies/{policyId}/resources/{resourceId}`.
pub(super) fn remove_resource(
    sim: &Sim,
    request: &Request,
    id: &str,
    name: &str,
) -> Result<Reply, Reply> {
    let before = Version::First.find(sim, id)?;
    let mut after = before.clone();
    after.resources.retain(|known| known.id != name);
    if after.resources.len() == before.resources.len() {
        return Err(errors::gateway(404, "Resource not found"));
    }
    change(sim, request, before, Some(after));
    Ok(Reply::empty(204))
}

/// `POST …/policies/publishDraftPolicies`.
pub(super) fn publish(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let body = request.json().unwrap_or_default();
    if request.field("type") != SECURITY || request.field("ruleName").is_empty() {
        return Err(bad("type and ruleName are required"));
    }
    let operations = body.get("policyOperations").and_then(Value::as_array);
    let operations = operations.ok_or_else(|| bad("policyOperations is missing"))?;
    let mut messages = Vec::new();
    for operation in operations {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        let before = Version::Second.find(sim, text("policyId").unwrap_or_default())?;
        let after = match text("action") {
            Some("UPDATE") => Some(OrgPolicy {
                enabled: true,
                ..before.clone()
            }),
            Some("DELETE") => None,
            _ => return Err(bad("action must be UPDATE or DELETE")),
        };
        change(sim, request, before, after);
        let ticket = uuid(sim.facts.seed ^ 0x71C, sim.state().log.len() as u64);
        messages.push(json!({
            "messageId": ticket,
            "ticket": {
                "id": ticket,
                "containerAri": format!("ari:cloud:platform::org/{}", sim.facts.org_id),
                "scope": "ORG",
            },
        }));
    }
    Ok(Reply::json(202, &json!({ "messages": messages })))
}
