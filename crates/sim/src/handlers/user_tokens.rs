//! API tokens of one person.

use serde_json::{Map, Value};

use super::accounts::managed;
use super::{Reply, Request, errors};
use crate::organization::{Facts, Token, iso};
use crate::server::Sim;

fn model(facts: &Facts, token: &Token) -> Value {
    let mut model = Map::new();
    let mut field = |name: &str, value: String| {
        model.insert(name.to_owned(), Value::from(value));
    };
    field("id", facts.token_id(token));
    field("label", facts.token_label(token).to_owned());
    field("createdAt", iso(token.created));
    if let Some(at) = token.expires {
        field("expiry", iso(at));
    }
    if let Some(at) = token.used {
        field("lastAccess", iso(at));
    }
    Value::Object(model)
}

/// `GET /users/{account_id}/manage/api-tokens`.
pub(super) fn list(sim: &Sim, account: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let person = managed(&view, account)?;
    let tokens: Vec<Value> = view
        .tokens(&person)
        .iter()
        .map(|token| model(&sim.facts, token))
        .collect();
    Ok(Reply::json(200, &Value::Array(tokens)))
}

/// `DELETE /users/{account_id}/manage/api-tokens/{tokenId}`.
pub(super) fn delete(
    sim: &Sim,
    request: &Request,
    account: &str,
    id: &str,
) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = managed(&view, account)?;
    let tokens = view.tokens(&person);
    let token = tokens.iter().find(|token| sim.facts.token_id(token) == id);
    let token = token.ok_or_else(|| errors::key(404, "notFound"))?;
    state.revoke(
        id,
        (&person.account_id, sim.facts.token_label(token)),
        sim.actor(request),
    );
    Ok(Reply::empty(204))
}
