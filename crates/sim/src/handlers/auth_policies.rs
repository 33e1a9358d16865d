//! Authentication policies: moving people, the task of a move, and who is in which policy.

use serde_json::{Value, json};

use super::{Reply, Request, errors};
use crate::organization::Failure;
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, method: &str, parts: &[&str]) -> Reply {
    match (method, parts) {
        ("POST", ["auth-policy", policy, "add-users"]) => {
            let reply = add_users(sim, request, policy);
            if !request.other {
                for email in texts(request, "users").unwrap_or_default() {
                    sim.calls().count("add-to-policy", &email, reply.status);
                }
            }
            reply
        }
        ("GET", ["auth-policy", "task", task]) => status(sim, task),
        ("POST", ["users", "auth-policies", "bulk-fetch"]) => bulk_fetch(sim, request),
        _ => errors::gateway(404, "Not found"),
    }
}

fn texts(request: &Request, name: &str) -> Option<Vec<String>> {
    let body = request.json()?;
    body.get(name)?
        .as_array()?
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn add_users(sim: &Sim, request: &Request, policy: &str) -> Reply {
    let bad = |detail: &str| errors::admin(400, "BAD_REQUEST", "Bad request", detail);
    let Some(emails) = texts(request, "users") else {
        return bad("users must be a list of texts");
    };
    if emails.is_empty() {
        return bad("users must not be empty");
    }
    if emails.len() > sim.config.add_users_limit {
        return bad("users has too many entries");
    }
    let Some(number) = sim.facts.policy_ids.iter().position(|id| id == policy) else {
        return errors::gateway(404, "Policy not found");
    };
    let id = sim.move_people(number, &emails, request);
    let link = format!(
        "{}/admin/control/v1/orgs/{}/auth-policy/task/{id}",
        sim.api_base(),
        sim.facts.org_id
    );
    Reply::json(202, &json!({ "taskId": id, "taskLink": link }))
}

fn status(sim: &Sim, task: &str) -> Reply {
    let state = sim.state();
    let Some((task, open)) = state.task(task) else {
        return errors::gateway(404, "Task not found");
    };
    if open > 0 {
        return Reply::json(
            200,
            &json!({ "inProgressCount": open, "successCount": 0, "failureCount": 0, "failureReasons": [] }),
        );
    }
    Reply::json(
        200,
        &json!({
            "inProgressCount": 0,
            "successCount": task.total - task.failures.len(),
            "failureCount": task.failures.len(),
            "failureReasons": reasons(&task.failures),
        }),
    )
}

/// Failures of the same kind come together.
fn reasons(failures: &[Failure]) -> Vec<Value> {
    let mut kinds: Vec<(u16, &str, &str)> = Vec::new();
    for failure in failures {
        let kind = (failure.status, failure.title, failure.detail);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
        .into_iter()
        .map(|(status, title, detail)| {
            let emails: Vec<&str> = failures
                .iter()
                .filter(|f| (f.status, f.title, f.detail) == (status, title, detail))
                .map(|f| f.email.as_str())
                .collect();
            json!({
                "emails": emails,
                "details": { "status": status, "title": title, "detail": detail },
            })
        })
        .collect()
}

fn bulk_fetch(sim: &Sim, request: &Request) -> Reply {
    let Some(accounts) = texts(request, "accountIds") else {
        return errors::admin(
            400,
            "BAD_REQUEST",
            "Bad request",
            "accountIds must be a list",
        );
    };
    if accounts.len() > sim.config.bulk_fetch_limit {
        return errors::admin(
            400,
            "BAD_REQUEST",
            "Bad request",
            "accountIds has too many entries",
        );
    }
    let facts = &sim.facts;
    let state = sim.state();
    let view = sim.seen(&state);
    let infos: Vec<Value> = accounts
        .iter()
        .filter_map(|account| view.by_account(account))
        .filter_map(|person| {
            let moved = view.policy(&person)?;
            Some(json!({
                "email": person.email,
                "name": person.name,
                "accountId": person.account_id,
                "authPolicyInfo": {
                    "policyId": facts.policy_ids.get(moved.policy),
                    "dateAdded": moved.since * 1000,
                },
            }))
        })
        .collect();
    Reply::json(200, &Value::Array(infos))
}
