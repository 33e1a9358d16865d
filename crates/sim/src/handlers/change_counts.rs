//! Counting the calls that change something, by name and target.

use super::{Reply, Request};
use crate::server::Sim;

/// The answer of a call that changes something, counted.
pub(super) fn counted(
    sim: &Sim,
    request: &Request,
    call: &'static str,
    target: &str,
    reply: Result<Reply, Reply>,
) -> Reply {
    let reply = flat(reply);
    if !request.other {
        sim.calls().count(call, target, reply.status);
    }
    reply
}

/// The answer, whether it is one of success or not.
pub(super) fn flat(reply: Result<Reply, Reply>) -> Reply {
    reply.unwrap_or_else(|refusal| refusal)
}
