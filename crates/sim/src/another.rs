//! Changes that somebody else makes meanwhile.

use crate::handlers::{self, Request};
use crate::server::Sim;

/// Makes a request as another administrator: past faults and limits, and counted nowhere.
pub(crate) fn as_another(sim: &Sim, method: &str, path: &str, body: &str) -> (u16, String) {
    let (path, query_text) = path.split_once('?').unwrap_or((path, ""));
    let (portal, segments, query) = Request::split(path, query_text);
    let key = if path.starts_with("/scim/") {
        &sim.directory_key
    } else {
        &sim.api_key
    };
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query_text: query_text.to_owned(),
        portal,
        segments,
        query,
        bearer: (!portal).then(|| key.clone()),
        session: portal.then(|| sim.mint()),
        body: body.as_bytes().to_vec(),
        page_fault: None,
        roles_fault: None,
        task_fails: 0,
        other: true,
    };
    let reply = handlers::route(sim, &request);
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    (reply.status, body)
}
