//! Routes a request to its handler.

use super::{
    Reply, Request, account_routes, api_access_routes, control_routes, errors, login, org_routes,
    orgs, portal_routes, scim_links, scim_routes,
};
use crate::server::Sim;

/// Handles a request.
pub(crate) fn route(sim: &Sim, request: &Request) -> Reply {
    let parts: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    // Loaded accounts may be real people: only the API key opens them, and a session of the one who started the
    // simulator. The sign-in page, which gives anybody one, is closed.
    if sim.facts.is_loaded()
        && request.bearer.as_ref() != Some(&sim.api_key)
        && (!request.portal || refused(sim, request).is_some())
    {
        return errors::gateway(401, "Unauthorized");
    }
    if !request.portal
        && let Some(reply) = login::answer(sim, request, &parts)
    {
        return reply;
    }
    if let (false, ["scim", "directory", directory, rest @ ..]) = (request.portal, parts.as_slice())
    {
        return scim_routes::answer(sim, request, directory, rest);
    }
    if let Some(refused) = refused(sim, request) {
        return refused;
    }
    let mut reply = signed_in(sim, request, &parts);
    if request.portal && sim.config.rotate_sessions {
        reply = reply.with("set-cookie", sim.cookie());
    }
    reply
}

/// Who may not come in.
fn refused(sim: &Sim, request: &Request) -> Option<Reply> {
    if request.portal {
        let known = request
            .session
            .as_ref()
            .is_some_and(|token| sim.knows(token));
        return (!known).then(|| errors::expired(sim.expiry_form()));
    }
    let known = request.bearer.as_ref() == Some(&sim.api_key);
    (!known).then(|| errors::gateway(401, "Unauthorized"))
}

fn signed_in(sim: &Sim, request: &Request, parts: &[&str]) -> Reply {
    match parts {
        ["admin", "v1", "orgs"] if request.method == "GET" => orgs::list(sim),
        ["admin", version @ ("v1" | "v2"), "orgs", org, rest @ ..] => {
            org_routes::answer(sim, request, version, org, rest)
        }
        [
            "admin",
            "control",
            version @ ("v1" | "v2"),
            "orgs",
            org,
            rest @ ..,
        ] => control_routes::answer(sim, request, version, org, rest),
        ["admin", "user-provisioning", "v1", "org", org, rest @ ..] => {
            scim_links::answer(sim, request, org, rest)
        }
        ["admin", "api-access", "v1", "orgs", org, rest @ ..] => {
            api_access_routes::answer(sim, request, org, rest)
        }
        ["users", account, "manage", rest @ ..] => {
            account_routes::answer(sim, request, account, rest)
        }
        parts if request.portal => {
            portal_routes::answer(sim, request, parts).unwrap_or_else(errors::no_resource)
        }
        _ => errors::no_resource(),
    }
}
