//! The simulator's own addresses, for tests that run it as a process: `/__sim/…`, with the API key.

use serde_json::json;

use super::{Reply, Request, errors};
use crate::fault::Fault;
use crate::server::Sim;
use crate::session::Expiry;

pub(super) fn answer(sim: &Sim, request: &Request, parts: &[&str]) -> Reply {
    if request.bearer.as_ref() != Some(&sim.api_key) {
        return errors::gateway(401, "the simulator's own endpoints require the API key");
    }
    let text = || String::from_utf8_lossy(&request.body).trim().to_owned();
    match (request.method.as_str(), parts) {
        ("GET", ["digest"]) => Reply::json(200, &json!({ "digest": sim.state().digest() })),
        ("GET", ["changes"]) => {
            let state = sim.state();
            let changes: Vec<_> = state
                .changes
                .iter()
                .map(|c| json!({ "account": c.account, "from": c.from, "to": c.to }))
                .collect();
            Reply::json(200, &json!(changes))
        }
        ("POST", ["settle"]) => {
            sim.state().settle();
            Reply::empty(204)
        }
        ("POST", ["faults"]) => match Fault::parse(&text()) {
            Ok(fault) => {
                sim.faults().push(fault);
                Reply::empty(204)
            }
            Err(error) => Reply::json(400, &json!({ "error": error.to_string() })),
        },
        ("DELETE", ["faults"]) => {
            sim.faults().clear();
            Reply::empty(204)
        }
        ("POST", ["expire", form]) => {
            let form = match *form {
                "unauthorized" => Expiry::Unauthorized,
                "redirect" => Expiry::Redirect,
                "html" => Expiry::Html,
                _ => {
                    return Reply::json(400, &json!({ "error": "unauthorized, redirect or html" }));
                }
            };
            sim.expire(form);
            Reply::empty(204)
        }
        ("GET", ["capture"]) => {
            Reply::bytes(200, "text/plain", crate::exports::curl(sim).into_bytes())
        }
        _ => Reply::json(404, &json!({ "error": "no such address" })),
    }
}
