//! The directories of an organization.

use serde_json::json;

use super::Reply;
use crate::server::Sim;

pub(super) fn list(sim: &Sim) -> Reply {
    let directory = json!({ "directoryId": sim.facts.directory_id, "name": "Acme directory" });
    Reply::json(200, &json!({ "data": [directory], "links": {} }))
}
