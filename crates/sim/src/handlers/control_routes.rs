//! Routes of Admin Control: `/admin/control/v1/orgs/{orgId}/…` and `/admin/control/v2/orgs/{orgId}/…`.

use super::change_counts::{counted, flat};
use super::control_policies::{self as policies, Version};
use super::{Reply, Request, auth_policies, errors};
use crate::server::Sim;

pub(super) fn answer(
    sim: &Sim,
    request: &Request,
    version: &str,
    org: &str,
    rest: &[&str],
) -> Reply {
    if org != sim.facts.org_id {
        return errors::gateway(404, "Organization not found");
    }
    if request.portal && sim.config.sessions_cannot_move {
        return errors::gateway(403, "Forbidden");
    }
    if !request.portal && sim.config.key_without_policy_scope {
        return errors::admin(401, "ADMIN-401-2", "Unauthorized", "INSUFFICIENT_SCOPE");
    }
    match (version, rest) {
        ("v1", ["policies", rest @ ..]) => first(sim, request, rest),
        ("v2", ["policies", rest @ ..]) => second(sim, request, rest),
        ("v1", rest) => auth_policies::answer(sim, request, &request.method, rest),
        _ => errors::gateway(404, "Not found"),
    }
}

fn first(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    let version = Version::First;
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => flat(policies::list(sim, request, version)),
        ("POST", []) => {
            let reply = policies::create(sim, request, version);
            count("create-policy", "", reply)
        }
        ("GET", [id]) => flat(policies::one(sim, id, version)),
        ("PUT", [id]) => {
            let reply = policies::update(sim, request, id, version);
            count("update-policy", id, reply)
        }
        ("DELETE", [id]) => count("delete-policy", id, policies::delete(sim, request, id)),
        ("GET", [id, "validate"]) => flat(policies::validate(sim, id)),
        ("GET", [id, "resources"]) => flat(policies::resources(sim, id, version)),
        ("POST", [id, "resources"]) => {
            let reply = policies::add_resource(sim, request, id);
            count("add-policy-resource", id, reply)
        }
        ("DELETE", [id, "resources"]) => {
            let reply = policies::clear_resources(sim, request, id, version);
            count("clear-policy-resources", id, reply)
        }
        ("PUT", [id, "resources", name]) => {
            let reply = policies::update_resource(sim, request, id, name);
            count("update-policy-resource", id, reply)
        }
        ("DELETE", [id, "resources", name]) => {
            let reply = policies::remove_resource(sim, request, id, name);
            count("remove-policy-resource", id, reply)
        }
        _ => errors::gateway(404, "Not found"),
    }
}

fn second(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    let version = Version::Second;
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => flat(policies::list(sim, request, version)),
        ("POST", []) => {
            let reply = policies::create(sim, request, version);
            count("create-policy", "", reply)
        }
        ("POST", ["publishDraftPolicies"]) => {
            count("publish-policies", "", policies::publish(sim, request))
        }
        ("GET", [id]) => flat(policies::one(sim, id, version)),
        ("PUT", [id]) => {
            let reply = policies::update(sim, request, id, version);
            count("update-policy", id, reply)
        }
        ("GET", [id, "resources"]) => flat(policies::resources(sim, id, version)),
        ("POST", [id, "resources"]) => {
            let reply = policies::change_resources(sim, request, id);
            count("change-policy-resources", id, reply)
        }
        ("DELETE", [id, "resources"]) => {
            let reply = policies::clear_resources(sim, request, id, version);
            count("clear-policy-resources", id, reply)
        }
        _ => errors::gateway(404, "Not found"),
    }
}
