//! The simulator's own addresses, for tests that run it as a process: `/__sim/…`, with the API key.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Reply, Request, errors};
use crate::fault::Fault;
use crate::organization::Facet;
use crate::outside_changes;
use crate::server::Sim;
use crate::session::Expiry;
use crate::state_as_json;

/// Answers a request to `/__sim/…`.
pub(crate) fn testing(sim: &Sim, request: &Request) -> Reply {
    if request.bearer.as_ref() != Some(&sim.api_key) {
        return errors::gateway(401, "the simulator's own endpoints require the API key");
    }
    let parts: Vec<&str> = request
        .segments
        .iter()
        .skip(1)
        .map(String::as_str)
        .collect();
    let text = || String::from_utf8_lossy(&request.body).trim().to_owned();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["digest"]) => {
            Reply::json(200, &json!({ "digest": sim.state().digest(&sim.facts) }))
        }
        ("GET", ["changes"]) => {
            let state = sim.state();
            let changes: Vec<_> = state
                .changes
                .iter()
                .map(|c| json!({ "account": c.account, "from": c.from, "to": c.to }))
                .collect();
            Reply::json(200, &json!(changes))
        }
        ("GET", ["state"]) => {
            let touched = request.parameter("touched").is_some();
            Reply::json(200, &state_as_json::state(sim, touched))
        }
        ("GET", ["log"]) => Reply::json(200, &json!(state_as_json::log(sim))),
        ("GET", ["calls"]) => {
            let calls = sim.calls();
            let calls = calls.all().map(|(call, target, count)| {
                json!({
                    "call": call,
                    "target": target,
                    "processed": count.processed,
                    "succeeded": count.succeeded,
                })
            });
            Reply::json(200, &json!(calls.collect::<Vec<_>>()))
        }
        ("DELETE", ["calls"]) => {
            sim.calls().clear();
            Reply::empty(204)
        }
        ("POST", ["lag", facet]) => match (Facet::read(facet), text().parse()) {
            (Some(facet), Ok(milliseconds)) => {
                let lag = Duration::from_millis(milliseconds);
                sim.state().set_lag(facet, lag);
                Reply::empty(204)
            }
            _ => wrong("a facet in the path and milliseconds in the body"),
        },
        ("POST", ["license", app]) => match sim.facts.product(app) {
            Some(product) => {
                let mut state = sim.state();
                match text().parse() {
                    Ok(most) => state.licenses.insert(product, most),
                    Err(_) => state.licenses.remove(&product),
                };
                Reply::empty(204)
            }
            None => wrong("no such app"),
        },
        ("POST", ["quiet-members", quiet]) => {
            sim.state().quiet_members = *quiet == "true";
            Reply::empty(204)
        }
        ("POST", ["clock"]) => match text().parse() {
            Ok(seconds) => {
                sim.advance(Duration::from_secs(seconds));
                Reply::empty(204)
            }
            Err(_) => wrong("seconds in the body"),
        },
        ("POST", ["as-another"]) => {
            let body = request.json().unwrap_or_default();
            let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
            let sent = body.get("body").map(Value::to_string).unwrap_or_default();
            let (status, answer) =
                outside_changes::as_another(sim, text("method"), text("path"), &sent);
            Reply::json(200, &json!({ "status": status, "body": answer }))
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
                    return wrong("unauthorized, redirect or html");
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

fn wrong(error: &str) -> Reply {
    Reply::json(400, &json!({ "error": error }))
}
