//! Service accounts: list, create, change, delete, and their tokens.

use serde_json::{Map, Value, json};

use super::body::Body;
use super::user_roles::fits;
use super::{Reply, Request, errors};
use crate::organization::{Credential, Grant, ServiceAccount, View, iso, role};
use crate::server::Sim;

fn bad(detail: &str) -> Reply {
    errors::admin(400, "INVALID_FIELD_FORMAT", "Bad request", detail)
}

pub(super) fn find(view: &View<'_>, id: &str) -> Result<ServiceAccount, Reply> {
    view.service_account(id).ok_or_else(|| {
        errors::admin(
            404,
            "GENERIC_ERROR",
            "Not found",
            "The service account was not found",
        )
    })
}

fn email(account: &ServiceAccount) -> String {
    let local = account.name.to_lowercase().replace(' ', "-");
    format!("{local}-{}@serviceaccount.example", account.number)
}

fn model(view: &View<'_>, account: &ServiceAccount) -> Value {
    json!({
        "atlassianId": account.id,
        "id": account.id,
        "email": email(account),
        "displayName": account.name,
        "picture": null,
        "container": format!("ari:cloud:platform::org/{}", view.facts.org_id),
        "updatedAt": account.updated * 1000,
        "status": "active",
        "createdById": view.facts.person(0).account_id,
        "description": account.description,
    })
}

/// `GET …/service-accounts`.
pub(super) fn list(sim: &Sim) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let items: Vec<Value> = view
        .service_accounts()
        .iter()
        .map(|account| model(&view, account))
        .collect();
    let links = json!({ "next": null, "prev": null });
    Reply::json(
        200,
        &json!({ "links": links, "total": items.len(), "items": items }),
    )
}

/// `POST …/service-accounts`.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let wrong = |detail: String| bad(&detail);
    let known = [
        "displayName",
        "description",
        "permissionRules",
        "additionalGroups",
    ];
    let body = Body::read(request, &known).map_err(wrong)?;
    let name = body.text("displayName").map_err(wrong)?;
    if !(6..=30).contains(&name.chars().count()) {
        return Err(bad("displayName must have 6 to 30 characters"));
    }
    let description = body.maybe_text("description").map_err(wrong)?;
    let rules = body.list("permissionRules").map_err(wrong)?;
    if rules.is_empty() {
        return Err(bad("permissionRules must not be empty"));
    }
    for rule in rules {
        let fields = rule.as_object().cloned().unwrap_or_default();
        let rule = Body::of(fields, &["resource", "role"]).map_err(wrong)?;
        let resource = sim.facts.resource_of(rule.text("resource").map_err(wrong)?);
        let role = role(rule.text("role").map_err(wrong)?);
        let grant = resource
            .zip(role)
            .map(|(resource, role)| Grant { resource, role });
        if !grant.is_some_and(|grant| fits(&sim.facts, grant)) {
            return Err(bad("permissionRules has a role that is not valid"));
        }
    }
    let mut state = sim.state();
    let actor = sim.actor(request);
    let texts = (name, description.unwrap_or_default());
    let account = state.add_service_account(&sim.facts, texts, actor);
    let view = sim.truth(&state);
    let mut model = model(&view, &account);
    if let Some(fields) = model.as_object_mut() {
        fields
            .retain(|name, _| !["picture", "createdById", "description"].contains(&name.as_str()));
    }
    Ok(Reply::json(201, &model))
}

/// `PATCH …/service-accounts`: the account is named in the body.
pub(super) fn change(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let wrong = |detail: String| bad(&detail);
    let body =
        Body::read(request, &["atlassianId", "displayName", "description"]).map_err(wrong)?;
    let id = body.text("atlassianId").map_err(wrong)?;
    let name = body.maybe_text("displayName").map_err(wrong)?;
    let description = body.maybe_text("description").map_err(wrong)?;
    let mut state = sim.state();
    let before = find(&sim.truth(&state), id)?;
    let actor = sim.actor(request);
    let after = ServiceAccount {
        name: name.unwrap_or(&before.name).to_owned(),
        description: description.unwrap_or(&before.description).to_owned(),
        updated: actor.at,
        ..before.clone()
    };
    state.change_service_account(after.clone(), &before.name, actor);
    Ok(Reply::json(200, &model(&sim.truth(&state), &after)))
}

/// `DELETE …/service-accounts/{serviceAccountId}`.
pub(super) fn delete(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let account = find(&sim.truth(&state), id)?;
    state.revoke(id, ("service account", &account.name), sim.actor(request));
    Ok(Reply::empty(204))
}

fn token(view: &View<'_>, account: &ServiceAccount, token: &Credential, now: i64) -> Value {
    let mut model = Map::new();
    let mut field = |name: &str, value: Value| {
        model.insert(name.to_owned(), value);
    };
    field("id", Value::from(token.id.as_str()));
    field("label", Value::from(token.label.as_str()));
    // The file gives ALLOWED and BLOCKED by one of its schemas, ALLOWED and EXPIRED by the other.
    field("status", Value::from("ALLOWED"));
    field("createdAt", Value::from(iso(token.created)));
    if let Some(at) = token.expires.filter(|at| *at > now) {
        field("expiresAt", Value::from(iso(at)));
    }
    if let Some(at) = token.used {
        field("lastActiveAt", Value::from(iso(at)));
    }
    field("scopes", json!(["read:jira-work"]));
    field(
        "user",
        json!({
            "id": account.id,
            "orgId": view.facts.org_id,
            "name": account.name,
            "email": email(account),
        }),
    );
    Value::Object(model)
}

/// `GET …/service-accounts/api-tokens` and `GET …/service-accounts/{serviceAccountId}/api-tokens`.
pub(super) fn tokens(sim: &Sim, request: &Request, id: Option<&str>) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let accounts = match id {
        Some(id) => vec![find(&view, id)?],
        None => view.service_accounts(),
    };
    let label = request.parameter("tokenLabel");
    let now = sim.now().as_second();
    let mut all = Vec::new();
    for account in &accounts {
        for one in view.service_tokens(account) {
            if label.is_none_or(|label| one.label.contains(label)) {
                all.push(token(&view, account, &one, now));
            }
        }
    }
    Ok(Reply::json(200, &Value::Array(all)))
}

/// `DELETE …/service-accounts/{serviceAccountId}/api-tokens`: all tokens of one service account.
pub(super) fn revoke_tokens(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let account = find(&view, id)?;
    for token in view.service_tokens(&account) {
        state.revoke(&token.id, (&account.id, &token.label), sim.actor(request));
    }
    Ok(Reply::empty(204))
}

/// `POST …/service-accounts/count`: how many credentials each of these has.
pub(super) fn count(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let ids: Option<Vec<String>> = match request.json() {
        Some(Value::Array(ids)) => ids
            .iter()
            .map(|id| id.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    };
    let ids = ids
        .filter(|ids| ids.len() <= 100)
        .ok_or_else(|| bad("The body must be a list of at most 100 IDs"))?;
    let state = sim.state();
    let view = sim.seen(&state);
    let (mut valid, mut invalid) = (Vec::new(), Vec::new());
    for id in ids {
        match view.service_account(&id) {
            Some(account) => valid.push(json!({
                "serviceAccountId": id,
                "credentialsCount": view.service_tokens(&account).len(),
            })),
            None => invalid.push(id),
        }
    }
    Ok(Reply::json(
        200,
        &json!({ "validServiceAccountIds": valid, "invalidServiceAccountIds": invalid }),
    ))
}
