//! Groups: create, delete.

use super::body::Body;
use super::{Reply, Request, errors};
use crate::server::Sim;

/// `POST …/groups`: 201 without a body; the group is found by its name.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let bad = |detail: String| errors::bad_body(&detail);
    let body = Body::read(request, &["name", "description"]).map_err(bad)?;
    let name = body.text("name").map_err(bad)?;
    let description = body.maybe_text("description").map_err(bad)?;
    add(sim, request, name, description.unwrap_or_default())?;
    Ok(Reply::empty(201))
}

/// Creates a group; gives its number.
pub(super) fn add(
    sim: &Sim,
    request: &Request,
    name: &str,
    description: &str,
) -> Result<usize, Reply> {
    if name.trim() != name || name.chars().count() > 255 {
        return Err(errors::bad_body("name is not valid"));
    }
    let mut state = sim.state();
    let view = sim.truth(&state);
    let lower = name.to_lowercase();
    let taken = (0..view.groups())
        .filter_map(|index| view.group(index))
        .any(|group| group.name.to_lowercase() == lower);
    if taken {
        return Err(errors::uam(
            409,
            2,
            "Conflict",
            "A group with this name exists",
        ));
    }
    let actor = sim.actor(request);
    Ok(state.create_group(&sim.facts, (name, description), false, actor))
}

/// `DELETE …/groups/{groupId}`.
pub(super) fn delete(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let group = sim
        .truth(&state)
        .by_group_id(id)
        .ok_or_else(errors::no_group)?;
    if !group.deletable {
        return Err(errors::uam(
            403,
            1,
            "Forbidden",
            "The group cannot be deleted",
        ));
    }
    state.delete_group(&group, sim.actor(request));
    Ok(Reply::empty(204))
}
