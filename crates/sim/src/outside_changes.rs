//! Changes that come by no connection: those of somebody else, and those of another process.

use crate::handlers::{self, Request};
use crate::records::SimAct;
use crate::server::Sim;

/// Makes a request as another administrator: past faults and limits, and counted nowhere.
pub(crate) fn as_another(sim: &Sim, method: &str, path: &str, body: &str) -> (u16, String) {
    made(sim, (method, path, body), true)
}

/// Makes a request again that was made in another process, at its time.
pub(crate) fn once_more(sim: &Sim, act: &SimAct) {
    let ahead = sim.clock_at(act.at);
    made(sim, (&act.method, &act.path, &act.body), false);
    sim.clock_back(ahead);
}

fn made(sim: &Sim, (method, path, body): (&str, &str, &str), other: bool) -> (u16, String) {
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
        other,
    };
    let reply = handlers::route(sim, &request);
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    (reply.status, body)
}
