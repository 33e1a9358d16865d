//! OAuth clients of service accounts.

use serde_json::{Value, json};

use super::body::Body;
use super::credential_query::next;
use super::page::text_of;
use super::service_accounts::find;
use super::{Reply, Request, errors};
use crate::organization::{Credential, View, iso};
use crate::server::Sim;

fn status(view: &View<'_>, client: &Credential, now: i64) -> &'static str {
    if view.is_revoked(&client.id) {
        "REVOKED"
    } else if client.expires.is_some_and(|at| at <= now) {
        "EXPIRED"
    } else {
        "ACTIVE"
    }
}

fn model(view: &View<'_>, client: &Credential, now: i64) -> Value {
    json!({
        "clientId": client.id,
        "name": client.label,
        "createdAt": client.created * 1000,
        "updatedAt": client.created * 1000,
        "status": status(view, client, now),
    })
}

fn not_found() -> Reply {
    errors::admin(
        404,
        "GENERIC_ERROR",
        "Not found",
        "The OAuth client was not found",
    )
}

/// `GET …/oauth-clients`.
pub(super) fn list(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let known = |name: &str| ["pageSize", "cursor"].contains(&name);
    if request.query.iter().any(|(name, _)| !known(name)) {
        return Err(errors::admin(
            500,
            "GENERIC_ERROR",
            "Internal error",
            "Unexpected parameter",
        ));
    }
    let size = match request.parameter("pageSize") {
        None => Some(20),
        Some(text) => text.parse().ok().filter(|size| (1..=1000).contains(size)),
    };
    // The file has no 400 here; 403 is what it has.
    let size = size.ok_or_else(|| {
        errors::admin(
            403,
            "INVALID_PAGE_SIZE",
            "Bad request",
            "pageSize is out of range",
        )
    })?;
    let state = sim.state();
    let view = sim.seen(&state);
    let all = view.oauth_clients();
    let after = request
        .parameter("cursor")
        .and_then(|text| text_of("credentials", text));
    let start = match after {
        None => 0,
        Some(id) => all
            .iter()
            .position(|client| client.id == id)
            .map_or(all.len(), |place| place + 1),
    };
    let end = start.saturating_add(size).min(all.len());
    let page = all.get(start..end).unwrap_or_default();
    let now = sim.now().as_second();
    let data: Vec<Value> = page
        .iter()
        .map(|client| model(&view, client, now))
        .collect();
    let links = match page.last().filter(|_| end < all.len()) {
        Some(last) => json!({ "next": next(&last.id) }),
        None => json!({}),
    };
    Ok(Reply::json(200, &json!({ "data": data, "links": links })))
}

/// `POST …/oauth-clients/count`.
pub(super) fn count(sim: &Sim) -> Reply {
    let state = sim.state();
    let total = sim.seen(&state).oauth_clients().len();
    Reply::json(200, &json!({ "total": total }))
}

/// `GET …/oauth-clients/{clientId}`.
pub(super) fn one(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let all = view.oauth_clients();
    let client = all.iter().find(|client| client.id == id);
    let client = client.ok_or_else(not_found)?;
    Ok(Reply::json(
        200,
        &model(&view, client, sim.now().as_second()),
    ))
}

/// `POST …/oauth-clients`: no API key may, only a session.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    if !request.portal {
        return Err(errors::admin(
            403,
            "GENERIC_ERROR",
            "Forbidden",
            "Only a session may create an OAuth client",
        ));
    }
    let bad = |detail: String| errors::admin(400, "INVALID_FIELD_FORMAT", "Bad request", &detail);
    let body = Body::read(request, &["name", "serviceAccountId"]).map_err(bad)?;
    let name = body.text("name").map_err(bad)?;
    let account = body.text("serviceAccountId").map_err(bad)?;
    let mut state = sim.state();
    let account = find(&sim.truth(&state), account)?;
    let id = state.add_client(&sim.facts, name, &account, sim.actor(request));
    let view = sim.truth(&state);
    let all = view.oauth_clients();
    let client = all.iter().find(|client| client.id == id);
    let client = client.ok_or_else(not_found)?;
    Ok(Reply::json(
        201,
        &model(&view, client, sim.now().as_second()),
    ))
}

/// `DELETE …/oauth-clients/{clientId}`.
pub(super) fn delete(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let all = view.oauth_clients();
    let client = all
        .iter()
        .find(|client| client.id == id && !view.is_revoked(id))
        .ok_or_else(not_found)?;
    state.revoke(id, ("OAuth client", &client.label), sim.actor(request));
    Ok(Reply::empty(204))
}

/// `GET …/service-accounts/oauth-clients` and `GET …/service-accounts/{serviceAccountId}/oauth-clients`.
pub(super) fn of_accounts(sim: &Sim, request: &Request, id: Option<&str>) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let accounts = match id {
        Some(id) => vec![find(&view, id)?],
        None => view.service_accounts(),
    };
    let name = request.parameter("clientName");
    let mut all = Vec::new();
    for client in view.oauth_clients() {
        let account = accounts.iter().find(|one| one.number == client.owner);
        let (Some(account), true) = (account, name.is_none_or(|name| client.label.contains(name)))
        else {
            continue;
        };
        let revoked = view.is_revoked(&client.id);
        let maker = sim.facts.person(0);
        all.push(json!({
            "clientId": client.id,
            "clientName": client.label,
            "serviceAccount": {
                "id": account.id, "name": account.name, "email": null,
                "appType": "service-account", "orgId": sim.facts.org_id, "userStatus": "ACTIVE",
            },
            "expiresAt": client.expires.map(iso),
            "createdAt": iso(client.created),
            "createdBy": { "id": maker.account_id, "name": maker.name, "email": maker.email },
            "clientRevokerId": revoked.then_some(&maker.account_id),
            "clientRevocationTime": revoked.then(|| iso(sim.now().as_second())),
            "scopes": ["read:jira-work"],
        }));
    }
    Ok(Reply::json(200, &Value::Array(all)))
}
