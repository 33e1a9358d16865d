//! One request: faults, limits, the endpoint, and what is remembered.

use std::time::Instant;

use super::Sim;
use super::limits::{endpoint, headers};
use crate::fault::Kind;
use crate::handlers::{self, PageFault, Reply, Request, Wire};
use crate::organization::Facet;
use crate::records::{SimAct, SimRequest};
use crate::session::Expiry;

/// The longest body that is remembered.
const REMEMBERED_BODY: usize = 64 * 1024;

/// Handles a request.
pub(super) fn handle(sim: &Sim, mut request: Request) -> Reply {
    let own = request
        .segments
        .first()
        .is_some_and(|first| first == "__sim");
    if own {
        return handlers::testing(sim, &request);
    }
    let fault = sim.faults().strike(&request.method, &request.path);
    let reply = match fault {
        None => limited(sim, &request),
        Some(kind) => faulty(sim, &mut request, kind),
    };
    let cut = matches!(reply.wire, Wire::Reset | Wire::Hang);
    sim.remember(SimRequest {
        method: request.method,
        path: request.path,
        query: request.query_text,
        body: if request.body.len() <= REMEMBERED_BODY {
            String::from_utf8(request.body).unwrap_or_default()
        } else {
            String::new()
        },
        status: if cut { 0 } else { reply.status },
    });
    reply
}

/// Answers, and keeps the request if it changed something.
fn routed(sim: &Sim, request: &Request) -> Reply {
    if !sim.config.keep_changes || request.method == "GET" {
        return handlers::route(sim, request);
    }
    let mut made = sim.made();
    let before = sim.state().log.len();
    let reply = handlers::route(sim, request);
    // A policy is in the log before its task ends: `Control::changes` has it.
    let state = sim.state();
    let mut entries = state.log.iter().skip(before);
    if entries.any(|entry| entry.facet != Facet::Policies) {
        made.push(SimAct {
            at: sim.now().as_second(),
            method: request.method.clone(),
            path: match request.query_text.as_str() {
                "" => request.path.clone(),
                query => format!("{}?{query}", request.path),
            },
            body: String::from_utf8_lossy(&request.body).into_owned(),
        });
    }
    reply
}

fn limited(sim: &Sim, request: &Request) -> Reply {
    let Some(limit) = sim.config.rate_limit else {
        return routed(sim, request);
    };
    let name = endpoint(&request.method, &request.segments);
    let verdict = sim.limits().count(name, limit, Instant::now());
    let mut reply = if verdict.allowed {
        routed(sim, request)
    } else {
        handlers::rate_limited(&request.path)
    };
    if limit.headers {
        reply.headers.extend(headers(limit, &verdict, sim.now()));
    }
    reply
}

fn faulty(sim: &Sim, request: &mut Request, kind: Kind) -> Reply {
    let on_wire = |reply: Reply, wire: Wire| Reply { wire, ..reply };
    if kind.is_after() {
        drop(handlers::route(sim, request));
    }
    match kind {
        Kind::Status {
            status,
            repeats,
            rate,
            ..
        } => {
            let mut reply = match status {
                429 => handlers::rate_limited(&request.path),
                204 => Reply::empty(204),
                status if repeats => repeating(request, status),
                status => handlers::gateway(status, "A fault of the simulator"),
            };
            if let Some(text) = rate.retry_after {
                reply = reply.with("retry-after", text);
            }
            if let Some(text) = rate.reset {
                reply = reply
                    .with("x-ratelimit-limit", "100")
                    .with("x-ratelimit-remaining", "0")
                    .with("x-ratelimit-reset", text);
            }
            reply
        }
        Kind::Reset { .. } => on_wire(Reply::empty(200), Wire::Reset),
        Kind::Hang { .. } => on_wire(Reply::empty(200), Wire::Hang),
        Kind::Cut => on_wire(handlers::route(sim, request), Wire::Cut),
        Kind::Drip => on_wire(handlers::route(sim, request), Wire::Drip),
        Kind::Html => handlers::expired(Expiry::Html),
        Kind::Redirect => handlers::expired(Expiry::Redirect),
        Kind::Unauthorized => handlers::expired(Expiry::Unauthorized),
        Kind::Empty { .. } => Reply::bytes(200, "application/json", Vec::new()),
        Kind::Garbage { .. } => {
            Reply::bytes(200, "application/json", b"{\"data\":[{\"acc".to_vec())
        }
        Kind::OldUserManagement => handlers::old_user_management(),
        Kind::DuplicatePage => paged(sim, request, PageFault::Duplicate),
        Kind::ShiftPage => paged(sim, request, PageFault::Shift),
        Kind::CursorLoop => paged(sim, request, PageFault::Loop),
        Kind::Roles(fault) => {
            request.roles_fault = Some(fault);
            limited(sim, request)
        }
        Kind::TaskFails { percent } => {
            request.task_fails = percent;
            limited(sim, request)
        }
    }
}

/// An error of a gateway that repeats the credential.
fn repeating(request: &Request, status: u16) -> Reply {
    let credential = request.bearer.as_ref().or(request.session.as_ref());
    let credential = credential.map_or("none", String::as_str);
    handlers::gateway(status, &format!("The credential {credential} was refused"))
        .with("x-request-id", format!("for-{credential}"))
}

fn paged(sim: &Sim, request: &mut Request, fault: PageFault) -> Reply {
    request.page_fault = Some(fault);
    limited(sim, request)
}
