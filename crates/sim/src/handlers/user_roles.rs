//! Roles of a person: on products and sites, and of the whole organization.

use super::body::Body;
use super::memberships::exceeds;
use super::{Reply, Request, errors};
use crate::organization::{Access, Facts, Grant, ORG_ADMIN, Person, Resource, View, role};
use crate::server::Sim;

/// The role of customers, which only service management has.
const CUSTOMER: u8 = 3;

/// Whether a role can be held on a resource.
pub(super) fn fits(facts: &Facts, grant: Grant) -> bool {
    let of_platform = matches!(grant.role, 4 | 9 | 11);
    match grant.resource {
        Resource::Organization => grant.role == ORG_ADMIN,
        Resource::Site => of_platform,
        Resource::Product(_) => match facts.resource_owner(grant.resource) {
            "platform" => of_platform,
            owner => grant.role < 9 && (grant.role != CUSTOMER || owner.contains("servicedesk")),
        },
    }
}

/// A role on the resource with this ID, if it can be held there.
pub(super) fn grant(sim: &Sim, id: &str, role: u8) -> Result<Grant, Reply> {
    let Some(resource) = sim.facts.resource_of(id) else {
        return Err(errors::uam(
            404,
            3,
            "Not found",
            "The resource was not found",
        ));
    };
    let grant = Grant { resource, role };
    if !fits(&sim.facts, grant) {
        return Err(errors::uam(
            400,
            3,
            "Bad request",
            "Invalid role for the resource",
        ));
    }
    Ok(grant)
}

/// What the body of an app role asks for.
fn wanted(sim: &Sim, request: &Request) -> Result<Grant, Reply> {
    let bad = |detail: String| errors::bad_body(&detail);
    let body = Body::read(request, &["role", "resource"]).map_err(bad)?;
    let Some(role) = role(body.text("role").map_err(bad)?) else {
        return Err(errors::uam(400, 3, "Bad request", "Invalid role"));
    };
    if role == ORG_ADMIN {
        let resource = Resource::Organization;
        return Ok(Grant { resource, role });
    }
    let Some(id) = body.maybe_text("resource").map_err(bad)? else {
        return Err(errors::uam(
            400,
            5,
            "Bad request",
            "Cloud Resource is empty",
        ));
    };
    grant(sim, id, role)
}

/// The person, if their roles can be changed.
fn person(view: &View<'_>, account: &str) -> Result<Person, Reply> {
    let person = view.by_account(account).ok_or_else(errors::no_user)?;
    match person.access {
        Access::Member => Ok(person),
        Access::Suspended => Err(errors::uam(400, 2, "Bad request", "The user is suspended")),
        Access::NotInvited | Access::Removed => Err(errors::no_user()),
    }
}

/// `POST …/users/{userId}/roles/assign`.
pub(super) fn assign(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    give(sim, request, account, wanted(sim, request)?)
}

/// `POST …/users/{userId}/roles/revoke`.
pub(super) fn revoke(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    take(sim, request, account, wanted(sim, request)?)
}

/// What the body of a platform role asks for.
fn platform(request: &Request) -> Result<Grant, Reply> {
    let bad = |detail: String| errors::bad_body(&detail);
    let body = Body::read(request, &["role"]).map_err(bad)?;
    match role(body.text("role").map_err(bad)?) {
        Some(role @ ORG_ADMIN) => {
            let resource = Resource::Organization;
            Ok(Grant { resource, role })
        }
        _ => Err(errors::uam(
            400,
            3,
            "Bad request",
            "role must be atlassian/org-admin",
        )),
    }
}

/// `POST …/users/{userId}/role-assignments/assign`.
pub(super) fn assign_platform(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    give(sim, request, account, platform(request)?)
}

/// `POST …/users/{userId}/role-assignments/revoke`.
pub(super) fn revoke_platform(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    take(sim, request, account, platform(request)?)
}

fn give(sim: &Sim, request: &Request, account: &str, grant: Grant) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = person(&view, account)?;
    if exceeds(&view, &person, grant.seat()) {
        return Err(errors::license_limit());
    }
    if !view.own_grants(&person).contains(&grant) {
        let actor = sim.actor(request);
        state.set_grant(&sim.facts, &person, grant, true, actor);
    }
    Ok(Reply::empty(204))
}

fn take(sim: &Sim, request: &Request, account: &str, grant: Grant) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = person(&view, account)?;
    if view.own_grants(&person).contains(&grant) {
        if grant.role == ORG_ADMIN && !another_admin(&view, &person) {
            return Err(errors::uam(
                403,
                2,
                "Forbidden",
                "The last organization admin stays one",
            ));
        }
        let actor = sim.actor(request);
        state.set_grant(&sim.facts, &person, grant, false, actor);
        return Ok(Reply::empty(204));
    }
    let mut groups = view.groups_of(&person).into_iter();
    if groups.any(|group| view.group_grants(group).contains(&grant)) {
        return Err(errors::uam(
            400,
            1,
            "Bad request",
            "The role comes from a group and cannot be revoked from the user",
        ));
    }
    Ok(Reply::empty(204))
}

fn another_admin(view: &View<'_>, person: &Person) -> bool {
    (0..view.people())
        .filter(|index| *index != person.index)
        .filter_map(|index| view.person(index))
        .any(|other| other.org_admin && other.access == Access::Member)
}
