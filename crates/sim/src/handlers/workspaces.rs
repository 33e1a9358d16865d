//! Workspaces: read with a POST, with `links` and `meta`.

use serde_json::{Value, json};

use super::body::Body;
use super::page::{cursor_of, page, text_of, with};
use super::{Reply, Request, errors};
use crate::server::Sim;

/// What a search asks for. A cursor comes alone and holds all of it.
struct Wanted {
    start: usize,
    limit: usize,
    query: Value,
    sort: Value,
}

impl Wanted {
    fn read(request: &Request) -> Result<Self, Reply> {
        let bad = |detail: &str| errors::admin(400, "ADMIN-400-24", "Bad request", detail);
        let known = ["cursor", "limit", "query", "sort"];
        let body = Body::read(request, &known).map_err(|detail| bad(&detail))?;
        if let Some(text) = body.get("cursor") {
            let invalid = || errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor");
            let text = text.as_str().and_then(|text| text_of("workspaces", text));
            let held: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
            let held = held.ok_or_else(invalid)?;
            let number = |name: &str| {
                let number = held.get(name).and_then(Value::as_u64);
                number.and_then(|number| usize::try_from(number).ok())
            };
            return Ok(Self {
                start: number("start").ok_or_else(invalid)?,
                limit: number("limit").ok_or_else(invalid)?,
                query: held.get("query").cloned().unwrap_or_default(),
                sort: held.get("sort").cloned().unwrap_or_default(),
            });
        }
        let limit = match body.get("limit") {
            None => 20,
            Some(limit) => limit
                .as_u64()
                .filter(|limit| (1..=1000).contains(limit))
                .ok_or_else(|| bad("limit must be 1 to 1000"))?,
        };
        Ok(Self {
            start: 0,
            limit: usize::try_from(limit).unwrap_or(20),
            query: body.get("query").cloned().unwrap_or_default(),
            sort: body.get("sort").cloned().unwrap_or_default(),
        })
    }

    fn cursor(&self, start: usize) -> String {
        let (limit, query, sort) = (self.limit, &self.query, &self.sort);
        let held = json!({ "start": start, "limit": limit, "query": query, "sort": sort });
        cursor_of("workspaces", &held.to_string())
    }

    /// The workspaces that are asked for, in order.
    fn find(&self, sim: &Sim) -> Result<Vec<Value>, String> {
        let mut found = Vec::new();
        for number in 0..sim.facts.products.len() {
            if let Some(workspace) = model(sim, number)
                && matches(&self.query, &workspace)?
            {
                found.push(workspace);
            }
        }
        let fields = self.sort.as_array().map(Vec::as_slice).unwrap_or_default();
        for by in fields.iter().rev() {
            let name = by.get("field").and_then(Value::as_str);
            let name = name.ok_or("sort needs a field")?;
            if let Some(first) = found.first() {
                attribute(first, name)?;
            }
            found.sort_by_key(|workspace| attribute(workspace, name).unwrap_or_default());
            match by.get("order").and_then(Value::as_str) {
                None | Some("asc") => {}
                Some("desc") => found.reverse(),
                Some(order) => return Err(format!("order {order} is not known")),
            }
        }
        Ok(found)
    }
}

/// A text of a workspace; an attribute that none has is an error.
fn attribute(workspace: &Value, name: &str) -> Result<String, String> {
    let value = match name {
        "id" => workspace.get("id"),
        name => workspace
            .get("attributes")
            .and_then(|attributes| attributes.get(name)),
    };
    match value {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Ok(other.to_string()),
        None => Err(format!("field {name} is not known")),
    }
}

/// Whether a workspace fits a query; a query of an unknown kind is an error.
fn matches(query: &Value, workspace: &Value) -> Result<bool, String> {
    let Value::Object(parts) = query else {
        return if query.is_null() {
            Ok(true)
        } else {
            Err("query must be an object".to_owned())
        };
    };
    let mut all = true;
    for (kind, value) in parts {
        let each = |wanted: bool| -> Result<bool, String> {
            let list = value.as_array().ok_or(format!("{kind} must be a list"))?;
            let mut fits = true;
            for query in list {
                fits &= matches(query, workspace)? == wanted;
            }
            Ok(fits)
        };
        all &= match kind.as_str() {
            "and" => each(true)?,
            "nor" => each(false)?,
            "field" => {
                let name = value.get("name").and_then(Value::as_str);
                let values = value.get("values").and_then(Value::as_array);
                let (Some(name), Some(values)) = (name, values) else {
                    return Err("field needs a name and values".to_owned());
                };
                let text = attribute(workspace, name)?;
                values.iter().any(|value| value.as_str() == Some(&text))
            }
            "searchWorkspaces" | "value" => {
                let term = value.as_str().unwrap_or_default().to_lowercase();
                attribute(workspace, "name")?.to_lowercase().contains(&term)
            }
            // No workspace here has features or policies of its own.
            "features" | "policies" => value.as_array().is_some_and(Vec::is_empty),
            other => return Err(format!("query {other} is not known")),
        };
    }
    Ok(all)
}

pub(super) fn search(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let wanted = Wanted::read(request)?;
    let all = wanted
        .find(sim)
        .map_err(|detail| errors::admin(400, "ADMIN-400-24", "Bad request", &detail))?;
    let found = page(
        wanted.start,
        wanted.limit,
        all.len(),
        request.page_fault,
        Some,
    );
    let data: Vec<&Value> = found.numbers.iter().filter_map(|n| all.get(*n)).collect();
    let links = json!({ "self": wanted.cursor(wanted.start) });
    let links = match found.next {
        Some(next) => with(links, "next", wanted.cursor(next)),
        None => links,
    };
    let meta = json!({
        "pageSize": wanted.limit,
        "startIndex": wanted.start,
        "endIndex": wanted.start + data.len(),
        "total": all.len(),
    });
    Ok(Reply::json(
        200,
        &json!({ "data": data, "links": links, "meta": meta }),
    ))
}

fn model(sim: &Sim, number: usize) -> Option<Value> {
    let state = sim.state();
    let view = sim.seen(&state);
    let product = sim.facts.products.get(number)?;
    let id = &product.id;
    let capacity = match state.licenses.get(&number) {
        Some(limit) => Value::from(*limit),
        None if product.sandbox => Value::Null,
        None => Value::from(sim.facts.people.next_multiple_of(500)),
    };
    Some(json!({
        "id": id,
        "type": "workspaces",
        "attributes": {
            "name": product.site,
            "type": product.name,
            "typeKey": product.key,
            "owner": null,
            "status": "online",
            "statusDetails": [],
            "icons": {},
            "avatars": {},
            "labels": [],
            "sandbox": { "type": if product.sandbox { "CHILD" } else { "NONE" } },
            "usage": view.product_users(number),
            "capacity": capacity,
            "createdAt": "2021-03-01T09:00:00Z",
            "createdBy": null,
            "updatedAt": null,
            "hostUrl": format!("https://{}.atlassian.net", product.site),
            "realm": "EU",
            "regions": ["eu-central-1"],
        },
        "links": { "self": format!("{}/admin/v2/orgs/{}/workspaces/{id}", sim.api_base(), sim.facts.org_id) },
        "relationships": {},
    }))
}
