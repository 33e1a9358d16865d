//! Roles that a group gives to its members: assign, revoke.

use super::body::Body;
use super::user_roles::grant;
use super::{Reply, Request, errors};
use crate::organization::{Grant, Group, View, role};
use crate::server::Sim;

fn wanted(sim: &Sim, request: &Request) -> Result<Grant, Reply> {
    let bad = |detail: String| errors::bad_body(&detail);
    let body = Body::read(request, &["resourceId", "roleId"]).map_err(bad)?;
    let Some(role) = role(body.text("roleId").map_err(bad)?) else {
        return Err(errors::uam(400, 3, "Bad request", "Invalid role"));
    };
    let id = body.text("resourceId").map_err(bad)?;
    grant(sim, id, role)
}

/// Whether the members would need more seats than the license has.
fn exceeds(view: &View<'_>, group: &Group, grant: Grant) -> bool {
    let Some(product) = grant.seat() else {
        return false;
    };
    let Some(limit) = view.state.licenses.get(&product) else {
        return false;
    };
    let members = view.members(group.index).into_iter();
    let more = members
        .filter_map(|index| view.person(index))
        .filter(|person| person.takes_seats() && !view.has_seat(person, product))
        .count();
    view.product_users(product) + more > *limit
}

/// `POST …/groups/{groupId}/role-assignments/assign`: answers 200, not 204.
pub(super) fn assign(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let grant = wanted(sim, request)?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = view.by_group_id(id).ok_or_else(errors::no_group)?;
    if !view.group_grants(group.index).contains(&grant) {
        if exceeds(&view, &group, grant) {
            return Err(errors::license_limit());
        }
        let actor = sim.actor(request);
        state.set_group_grant(&sim.facts, &group, grant, true, actor);
    }
    Ok(Reply::empty(200))
}

/// `POST …/groups/{groupId}/role-assignments/revoke`.
pub(super) fn revoke(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let grant = wanted(sim, request)?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = view.by_group_id(id).ok_or_else(errors::no_group)?;
    if !view.group_grants(group.index).contains(&grant) {
        return Err(errors::uam(
            404,
            3,
            "Not found",
            "The group does not hold the role",
        ));
    }
    let actor = sim.actor(request);
    state.set_group_grant(&sim.facts, &group, grant, false, actor);
    Ok(Reply::empty(204))
}
