//! Members of a group: add, remove.

use super::body::Body;
use super::{Reply, Request, errors};
use crate::organization::{Group, Lifecycle, Person, State, View};
use crate::server::Sim;

/// The group of the organization's admins: no one comes in through it.
const ADMINS: usize = 1;

/// The group, if its members can be changed.
pub(super) fn modifiable(view: &View<'_>, id: &str) -> Result<Group, Reply> {
    let group = view.by_group_id(id).ok_or_else(errors::no_group)?;
    if group.synced {
        return Err(errors::uam(
            403,
            1,
            "Forbidden",
            "An identity provider manages the group",
        ));
    }
    Ok(group)
}

/// Whether a group or a role would need a seat that the license does not have.
pub(super) fn exceeds(view: &View<'_>, person: &Person, seat: Option<usize>) -> bool {
    let Some(product) = seat else {
        return false;
    };
    let Some(limit) = view.state.licenses.get(&product) else {
        return false;
    };
    !view.has_seat(person, product) && view.product_users(product) >= *limit
}

/// Puts someone into a group, if they may be.
pub(super) fn join(
    sim: &Sim,
    state: &mut State,
    request: &Request,
    person: &Person,
    group: &Group,
) -> Result<(), Reply> {
    let view = sim.truth(state);
    if group.index == ADMINS && !sim.facts.is_loaded() {
        return Err(errors::uam(
            403,
            2,
            "Forbidden",
            "Assign the role of an organization admin instead",
        ));
    }
    if person.lifecycle != Lifecycle::Active {
        return Err(errors::uam(400, 2, "Bad request", "The user is not active"));
    }
    let mut grants = view.group_grants(group.index).into_iter();
    if grants.any(|grant| exceeds(&view, person, grant.seat())) {
        return Err(errors::license_limit());
    }
    state.set_member(&sim.facts, person, group, true, sim.actor(request));
    Ok(())
}

/// `POST …/groups/{groupId}/memberships`.
pub(super) fn add(sim: &Sim, request: &Request, id: &str, account: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = modifiable(&view, id)?;
    let person = view
        .by_account(account)
        .filter(|person| person.access.is_in())
        .ok_or_else(errors::no_user)?;
    if view.groups_of(&person).contains(&group.index) {
        return if state.quiet_members {
            Ok(Reply::empty(204))
        } else {
            Err(errors::uam(
                409,
                2,
                "Conflict",
                "The user is already a member of the group",
            ))
        };
    }
    join(sim, &mut state, request, &person, &group)?;
    Ok(Reply::empty(204))
}

/// The account that the body of an addition names.
pub(super) fn account(request: &Request) -> Result<String, Reply> {
    let body = Body::read(request, &["accountId"]);
    let account = body.and_then(|body| body.text("accountId").map(str::to_owned));
    account.map_err(|detail| errors::bad_body(&detail))
}

/// `DELETE …/groups/{groupId}/memberships/{accountId}`.
pub(super) fn remove(
    sim: &Sim,
    request: &Request,
    id: &str,
    account: &str,
) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let group = modifiable(&view, id)?;
    let person = view.by_account(account).ok_or_else(errors::no_user)?;
    if !view.groups_of(&person).contains(&group.index) {
        return Err(errors::uam(
            404,
            1,
            "Not found",
            "The user is not a member of the group",
        ));
    }
    state.set_member(&sim.facts, &person, &group, false, sim.actor(request));
    Ok(Reply::empty(204))
}
