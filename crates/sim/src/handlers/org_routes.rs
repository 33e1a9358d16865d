//! Routes of an organization: `/admin/v1/orgs/…` and `/admin/v2/orgs/…`.

use super::change_counts::{counted, flat};
use super::{
    Reply, Request, directories, directory_routes, errors, events, invites, org_policy_routes,
    orgs, portal_changes, user_roles, users, workspaces,
};
use crate::server::Sim;

pub(super) fn answer(
    sim: &Sim,
    request: &Request,
    version: &str,
    org: &str,
    rest: &[&str],
) -> Reply {
    if org != sim.facts.org_id {
        return errors::admin(
            404,
            "ADMIN-404-2",
            "Not found",
            "The organization was not found",
        );
    }
    if request.method == "POST" && request.body.is_empty() {
        return errors::uam(
            415,
            1,
            "Unsupported media type",
            "The request has no body of JSON",
        );
    }
    match version {
        "v1" => first(sim, request, rest),
        _ => second(sim, request, rest),
    }
}

fn first(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => orgs::one(sim),
        ("GET", ["domains"]) => orgs::domains(sim),
        ("GET", ["domains", domain]) => orgs::domain(sim, domain),
        ("GET", ["users"]) => orgs::managed_accounts(sim, request),
        ("POST", ["users", "last-active-date-bulk"]) if request.portal => {
            portal_changes::last_active(sim, request)
        }
        ("GET", ["directory", "users", account, "last-active-dates"]) => {
            users::last_active(sim, account)
        }
        ("GET", ["events"]) => flat(events::query(sim, request)),
        ("GET", ["events-stream"]) => flat(events::stream(sim, request)),
        ("GET", ["events", id]) => events::one(sim, id),
        ("GET", ["event-actions"]) => events::actions(),
        (_, ["policies", rest @ ..]) => org_policy_routes::answer(sim, request, rest),
        ("POST", ["users", account, "roles", way @ ("assign" | "revoke")]) => {
            let target = format!(
                "{account} {} {}",
                request.field("role"),
                request.field("resource")
            );
            if *way == "assign" {
                count(
                    "assign-role",
                    &target,
                    user_roles::assign(sim, request, account),
                )
            } else {
                count(
                    "revoke-role",
                    &target,
                    user_roles::revoke(sim, request, account),
                )
            }
        }
        ("POST", ["users", account, "role-assignments", "assign"]) => count(
            "assign-platform-role",
            account,
            user_roles::assign_platform(sim, request, account),
        ),
        ("POST", ["users", account, "role-assignments", "revoke"]) => count(
            "revoke-platform-role",
            account,
            user_roles::revoke_platform(sim, request, account),
        ),
        _ => errors::no_resource(),
    }
}

fn second(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    match (request.method.as_str(), rest) {
        ("POST", ["workspaces"]) => flat(workspaces::search(sim, request)),
        ("POST", ["users", "invite"]) => {
            let reply = flat(invites::invite(sim, request));
            if !request.other {
                for email in invites::addresses(request) {
                    sim.calls().count("invite", &email, reply.status);
                }
            }
            reply
        }
        (_, ["directories", ..]) if sim.config.old_user_management => errors::old_user_management(),
        ("GET", ["directories"]) => directories::list(sim, request),
        (_, ["directories", directory, ..])
            if *directory != "-" && *directory != sim.facts.directory_id =>
        {
            errors::admin(
                404,
                "ADMIN-404-1",
                "Not found",
                "The directory was not found",
            )
        }
        (_, ["directories", _, rest @ ..]) => directory_routes::answer(sim, request, rest),
        _ => errors::no_resource(),
    }
}
