//! The directories of an organization.

use serde_json::json;

use super::{Reply, Request};
use crate::server::Sim;

const NAME: &str = "Acme directory";

/// `GET …/directories`: the one that there is, unless a filter leaves it out.
pub(super) fn list(sim: &Sim, request: &Request) -> Reply {
    let id = &sim.facts.directory_id;
    let holds = |account: &str| {
        let state = sim.state();
        let person = sim.seen(&state).by_account(account);
        person.is_some_and(|person| person.access.is_in())
    };
    let wanted = request.query_as_body();
    let listed = match wanted.get("directoryIds") {
        Some(serde_json::Value::Array(ids)) => ids.iter().any(|one| one == id),
        Some(one) => one == id,
        None => true,
    };
    let named = request
        .parameter("searchTerm")
        .is_none_or(|term| NAME.to_lowercase().contains(&term.to_lowercase()));
    let mut data = Vec::new();
    if listed && named && request.parameter("accountId").is_none_or(holds) {
        data.push(json!({ "directoryId": id, "name": NAME }));
    }
    Reply::json(200, &json!({ "data": data, "links": {} }))
}
