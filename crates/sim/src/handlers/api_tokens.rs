//! API tokens of everyone in the organization.

use serde_json::{Map, Value, json};

use super::credential_query::{Query, Row, next};
use super::{Reply, Request};
use crate::organization::{Lifecycle, Token, View, iso};
use crate::server::Sim;

const DATES: [&str; 2] = ["createdAt", "lastActiveAt"];

fn query(sim: &Sim, request: &Request) -> Result<Query, Reply> {
    let now = sim.now().as_second();
    Query::read(request, now, &DATES, &["status"], |size| {
        (1..=1000).contains(&size)
    })
}

fn row(view: &View<'_>, token: &Token) -> Option<Row> {
    let person = view.person(token.person as usize)?;
    Some(Row {
        label: view.facts.token_label(token).to_owned(),
        owner: (person.name, person.email),
        blocked: person.lifecycle != Lifecycle::Active,
        created: token.created,
        expires: token.expires,
        used: token.used,
    })
}

/// The tokens that are valid, each with its place.
fn rows(view: &View<'_>) -> impl Iterator<Item = (usize, Row)> {
    let all = view.facts.all_tokens().iter().enumerate();
    all.filter(|(_, token)| !view.is_revoked(&view.facts.token_id(token)))
        .filter_map(|(place, token)| Some((place, row(view, token)?)))
}

fn model(view: &View<'_>, token: &Token) -> Option<Value> {
    let person = view.person(token.person as usize)?;
    let mut model = Map::new();
    let mut field = |name: &str, value: Value| {
        model.insert(name.to_owned(), value);
    };
    let blocked = person.lifecycle != Lifecycle::Active;
    field("id", Value::from(view.facts.token_id(token)));
    field("label", Value::from(view.facts.token_label(token)));
    field(
        "status",
        Value::from(if blocked { "BLOCKED" } else { "ALLOWED" }),
    );
    field("createdAt", Value::from(iso(token.created)));
    if let Some(at) = token.expires {
        field("expiresAt", Value::from(iso(at)));
    }
    if let Some(at) = token.used {
        field("lastActiveAt", Value::from(iso(at)));
    }
    field("scopes", json!(view.facts.token_scopes(token)));
    field(
        "user",
        json!({
            "id": person.account_id,
            "orgId": view.facts.org_id,
            "name": person.name,
            "email": person.email,
        }),
    );
    Some(Value::Object(model))
}

/// `GET …/api-tokens`.
pub(super) fn list(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let query = query(sim, request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let all = sim.facts.all_tokens();
    let last = query.after().and_then(|id| {
        let place = sim.facts.token_place(id)?;
        Some((place, row(&view, all.get(place)?)?))
    });
    let found = query.page(rows(&view), last);
    let tokens = found.places.iter().filter_map(|place| all.get(*place));
    let data: Vec<Value> = tokens.filter_map(|token| model(&view, token)).collect();
    let end = found.places.last().and_then(|place| all.get(*place));
    let links = match end.filter(|_| found.more) {
        Some(token) => json!({ "next": next(&view.facts.token_id(token)) }),
        None => json!({}),
    };
    Ok(Reply::json(200, &json!({ "data": data, "links": links })))
}

/// `GET …/api-tokens/count`: a bare number.
pub(super) fn count(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let query = query(sim, request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let count = rows(&view).filter(|(_, row)| query.matches(row)).count();
    Ok(Reply::json(200, &Value::from(count)))
}
