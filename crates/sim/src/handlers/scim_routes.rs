//! Routes of user provisioning: `/scim/directory/{directoryId}/…`, with the directory's own key.

use super::change_counts::{counted, flat};
use super::scim_errors::failure;
use super::{Reply, Request, scim_features, scim_groups, scim_users};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, directory: &str, rest: &[&str]) -> Reply {
    if request.bearer.as_ref() != Some(&sim.directory_key) {
        return failure(401, "The request needs the key of the directory");
    }
    if directory != sim.facts.scim_id {
        return scim_users::not_found();
    }
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", ["Users"]) => flat(scim_users::list(sim, request)),
        ("POST", ["Users"]) => {
            let name = request.field("userName");
            count("scim-create-user", &name, scim_users::create(sim, request))
        }
        ("GET", ["Users", id]) => flat(scim_users::one(sim, request, id)),
        ("PUT", ["Users", id]) => count(
            "scim-replace-user",
            id,
            scim_users::replace(sim, request, id),
        ),
        ("PATCH", ["Users", id]) => {
            count("scim-patch-user", id, scim_users::patch(sim, request, id))
        }
        ("DELETE", ["Users", id]) => count("scim-delete-user", id, scim_users::delete(sim, id)),
        ("GET", ["Groups"]) => flat(scim_groups::list(sim, request)),
        ("POST", ["Groups"]) => {
            let name = request.field("displayName");
            count(
                "scim-create-group",
                &name,
                scim_groups::create(sim, request),
            )
        }
        ("GET", ["Groups", id]) => flat(scim_groups::one(sim, id)),
        ("PUT", ["Groups", id]) => count(
            "scim-replace-group",
            id,
            scim_groups::replace(sim, request, id),
        ),
        ("PATCH", ["Groups", id]) => {
            count("scim-patch-group", id, scim_groups::patch(sim, request, id))
        }
        ("DELETE", ["Groups", id]) => count("scim-delete-group", id, scim_groups::delete(sim, id)),
        ("GET", rest) => scim_features::answer(rest),
        _ => scim_users::not_found(),
    }
}
