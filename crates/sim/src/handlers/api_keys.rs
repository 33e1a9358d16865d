//! API keys of the organization.

use serde_json::{Value, json};

use super::credential_query::{Query, Row, next};
use super::{Reply, Request, errors};
use crate::organization::{Credential, View, iso};
use crate::server::Sim;

const DATES: [&str; 2] = ["expiresAt", "lastActiveAt"];
const SIZES: [usize; 10] = [5, 10, 20, 25, 40, 50, 60, 75, 80, 100];

fn query(sim: &Sim, request: &Request) -> Result<Query, Reply> {
    let now = sim.now().as_second();
    Query::read(request, now, &DATES, &["keyType"], |size| {
        SIZES.contains(&size)
    })
}

fn row(view: &View<'_>, key: &Credential) -> Option<Row> {
    let maker = view.person(key.owner)?;
    Some(Row {
        label: key.label.clone(),
        owner: (maker.name, maker.email),
        blocked: false,
        created: key.created,
        expires: key.expires,
        used: key.used,
    })
}

fn rows(view: &View<'_>, keys: &[Credential]) -> Vec<(usize, Row)> {
    keys.iter()
        .enumerate()
        .filter(|(_, key)| !view.is_revoked(&key.id))
        .filter_map(|(place, key)| Some((place, row(view, key)?)))
        .collect()
}

fn model(view: &View<'_>, key: &Credential) -> Option<Value> {
    let maker = view.person(key.owner)?;
    Some(json!({
        "id": key.id,
        "label": key.label,
        "keyType": "CLOUD_ADMIN",
        "createdAt": iso(key.created),
        "expiresAt": iso(key.expires.unwrap_or(key.created)),
        // The file wants the date of a key that was never used, too.
        "lastActiveAt": iso(key.used.unwrap_or(key.created)),
        "orgId": view.facts.org_id,
        "createdBy": { "id": maker.account_id, "name": maker.name, "email": maker.email },
        "scopes": [],
    }))
}

/// `GET …/api-keys`.
pub(super) fn list(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let query = query(sim, request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let keys = sim.facts.api_keys();
    let last = query.after().and_then(|id| {
        let place = keys.iter().position(|key| key.id == id)?;
        Some((place, row(&view, keys.get(place)?)?))
    });
    let found = query.page(rows(&view, &keys).into_iter(), last);
    let chosen = found.places.iter().filter_map(|place| keys.get(*place));
    let data: Vec<Value> = chosen.filter_map(|key| model(&view, key)).collect();
    let end = found.places.last().and_then(|place| keys.get(*place));
    let links = match end.filter(|_| found.more) {
        Some(key) => json!({ "next": next(&key.id) }),
        None => json!({}),
    };
    Ok(Reply::json(200, &json!({ "data": data, "links": links })))
}

/// `GET …/api-keys/count`: a bare number.
pub(super) fn count(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let query = query(sim, request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let rows = rows(&view, &sim.facts.api_keys());
    let count = rows.iter().filter(|(_, row)| query.matches(row)).count();
    Ok(Reply::json(200, &Value::from(count)))
}

/// `PATCH …/api-keys/revoke/{apiKeyId}`.
pub(super) fn revoke(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let keys = sim.facts.api_keys();
    let key = keys
        .iter()
        .find(|key| key.id == id && !view.is_revoked(id))
        .ok_or_else(|| {
            errors::admin(
                400,
                "GENERIC_ERROR",
                "Bad request",
                "The API key was not found",
            )
        })?;
    let maker = view.person(key.owner);
    let maker = maker.map(|person| person.account_id).unwrap_or_default();
    state.revoke(id, (&maker, &key.label), sim.actor(request));
    Ok(Reply::empty(204))
}
