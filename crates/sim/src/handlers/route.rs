//! Routes a request to its handler.

use super::{
    Reply, Request, auth_policies, directories, errors, groups, login, orgs, portal, testing,
    users, workspaces,
};
use crate::server::Sim;

/// Handles a request.
pub(crate) fn route(sim: &Sim, request: &Request) -> Reply {
    let parts: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    // Loaded accounts may be real people: only the API key opens them, not even the sign-in page.
    if sim.facts.is_loaded() && request.bearer.as_ref() != Some(&sim.api_key) {
        return errors::gateway(401, "Unauthorized");
    }
    if let ["__sim", rest @ ..] = parts.as_slice() {
        return testing::answer(sim, request, rest);
    }
    if !request.portal
        && let Some(reply) = login::answer(sim, request, &parts)
    {
        return reply;
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
    let method = request.method.as_str();
    match (method, parts) {
        ("GET", ["admin", "v1", "orgs"]) => orgs::list(sim),
        // Under `site`, an organization's id is answered too: so a script of the field has it.
        ("GET", ["adminhub", "um", form @ ("site" | "org"), id, rest @ ..]) if request.portal => {
            let known = *id == sim.facts.org_id || *form == "site" && *id == sim.facts.site_id;
            if known {
                portal::answer(sim, request, rest)
            } else {
                errors::keyed(404, "notFound")
            }
        }
        ("GET", ["me"]) if request.portal => portal::me(sim),
        (_, ["admin", "v1" | "v2", "orgs", org, ..]) if *org != sim.facts.org_id => errors::admin(
            404,
            "ADMIN-404-2",
            "Not found",
            "The organization was not found",
        ),
        ("GET", ["admin", "v1", "orgs", _]) => orgs::one(sim),
        ("GET", ["admin", "v1", "orgs", _, "domains"]) => orgs::domains(sim),
        ("GET", ["admin", "v1", "orgs", _, "users"]) => orgs::managed_accounts(sim, request),
        (
            "GET",
            [
                "admin",
                "v1",
                "orgs",
                _,
                "directory",
                "users",
                account,
                "last-active-dates",
            ],
        ) => users::last_active(sim, account),
        ("POST", ["admin", "v2", "orgs", _, "workspaces"]) => workspaces::search(sim, request),
        (_, ["admin", "v2", "orgs", _, "directories", ..]) if sim.config.old_user_management => {
            errors::old_user_management()
        }
        ("GET", ["admin", "v2", "orgs", _, "directories"]) => directories::list(sim),
        (_, ["admin", "v2", "orgs", _, "directories", directory, ..])
            if *directory != "-" && *directory != sim.facts.directory_id =>
        {
            errors::admin(
                404,
                "ADMIN-404-1",
                "Not found",
                "The directory was not found",
            )
        }
        (
            "POST",
            [
                "admin",
                "v2",
                "orgs",
                _,
                "directories",
                _,
                "users",
                "search",
            ],
        ) => users::search(sim, request),
        ("GET", ["admin", "v2", "orgs", _, "directories", _, "users"]) => users::get(sim, request),
        ("GET", ["admin", "v2", "orgs", _, "directories", _, "users", "count"]) => {
            users::count(sim, request)
        }
        (
            "POST",
            [
                "admin",
                "v2",
                "orgs",
                _,
                "directories",
                _,
                "groups",
                "search",
            ],
        ) => groups::search(sim, request),
        (
            "GET",
            [
                "admin",
                "v2",
                "orgs",
                _,
                "directories",
                _,
                "groups",
                "count",
            ],
        ) => groups::count(sim),
        ("GET", ["admin", "v2", "orgs", _, "directories", _, "groups"]) => {
            groups::get(sim, request)
        }
        (_, ["admin", "control", "v1", "orgs", org, ..]) if *org != sim.facts.org_id => {
            errors::gateway(404, "Organization not found")
        }
        (_, ["admin", "control", "v1", "orgs", _, rest @ ..]) => {
            auth_policies::answer(sim, request, method, rest)
        }
        _ => errors::admin(404, "ADMIN-404-1", "Not found", "There is no such resource"),
    }
}
