//! People of the directory: suspend, restore, remove.

use super::{Reply, Request, errors};
use crate::organization::{Access, Person};
use crate::server::Sim;

fn find(sim: &Sim, account: &str) -> Result<Person, Reply> {
    let state = sim.state();
    let person = sim.truth(&state).by_account(account);
    person
        .filter(|person| person.access.is_in())
        .ok_or_else(errors::no_user)
}

/// `POST …/users/{accountId}/suspend`.
pub(super) fn suspend(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let person = find(sim, account)?;
    if person.org_admin {
        return Err(errors::uam(
            403,
            2,
            "Forbidden",
            "An organization admin cannot be suspended",
        ));
    }
    if person.access != Access::Suspended {
        sim.state()
            .set_access(&person, Access::Suspended, sim.actor(request));
    }
    Ok(Reply::empty(204))
}

/// `POST …/users/{accountId}/restore`.
pub(super) fn restore(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let person = find(sim, account)?;
    if person.access != Access::Member {
        sim.state()
            .set_access(&person, Access::Member, sim.actor(request));
    }
    Ok(Reply::empty(204))
}

/// `DELETE …/users/{accountId}`: out of the directory; a managed account stays among the managed accounts.
pub(super) fn remove(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let person = find(sim, account)?;
    if person.org_admin {
        return Err(errors::uam(
            403,
            2,
            "Forbidden",
            "An organization admin cannot be removed",
        ));
    }
    if person.synced {
        return Err(errors::uam(
            403,
            1,
            "Forbidden",
            "An identity provider manages the user",
        ));
    }
    sim.state().remove(&sim.facts, &person, sim.actor(request));
    Ok(Reply::empty(204))
}
