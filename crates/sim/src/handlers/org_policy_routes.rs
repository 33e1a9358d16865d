//! Routes of the organization's policies: `/admin/v1/orgs/{orgId}/policies/…`.

use super::change_counts::{counted, flat};
use super::{Reply, Request, errors, org_policies};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => org_policies::list(sim, request),
        ("POST", []) => count("create-policy", "", org_policies::create(sim, request)),
        ("GET", [id]) => flat(org_policies::one(sim, id)),
        ("PUT", [id]) => count("update-policy", id, org_policies::update(sim, request, id)),
        ("DELETE", [id]) => count("delete-policy", id, org_policies::delete(sim, request, id)),
        ("GET", [id, "validate"]) => flat(org_policies::validate(sim, id)),
        ("POST", [id, "resources"]) => count(
            "add-policy-resource",
            id,
            org_policies::add_resource(sim, request, id),
        ),
        ("PUT", [id, "resources", resource]) => count(
            "update-policy-resource",
            id,
            org_policies::update_resource(sim, request, id, resource),
        ),
        ("DELETE", [id, "resources", resource]) => count(
            "remove-policy-resource",
            id,
            org_policies::remove_resource(sim, request, id, resource),
        ),
        _ => errors::no_resource(),
    }
}
