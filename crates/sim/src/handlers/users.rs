//! People of the directories: search, list, count, last activity.

use serde_json::{Value, json};

use super::page::{Page, cursor, page, place};
use super::{Reply, Request, errors};
use crate::organization::{Expand, Filter, PRODUCTS, user};
use crate::server::Sim;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Own,
    Up,
    Down,
}

/// `POST …/users/search`: the cursor goes into the body.
pub(super) fn search(sim: &Sim, request: &Request) -> Reply {
    let Some(body) = request.json() else {
        return bad("The body is not JSON");
    };
    answer(sim, request, &body, 50).unwrap_or_else(|detail| bad(&detail))
}

/// `GET …/users`: the cursor in the query replaces all other parameters.
pub(super) fn get(sim: &Sim, request: &Request) -> Reply {
    answer(sim, request, &request.query_as_body(), 20).unwrap_or_else(|detail| bad(&detail))
}

/// `GET …/users/count`, with the filters of the search.
pub(super) fn count(sim: &Sim, request: &Request) -> Reply {
    match Filter::read(&sim.facts, &request.query_as_body()) {
        Ok(filter) if filter.is_open() => Reply::json(200, &json!({ "count": sim.facts.people })),
        Ok(filter) => {
            let facts = &sim.facts;
            let count = (0..facts.people)
                .filter(|index| filter.matches(facts, &facts.person(*index)))
                .count();
            Reply::json(200, &json!({ "count": count }))
        }
        Err(detail) => bad(&detail),
    }
}

fn answer(sim: &Sim, request: &Request, body: &Value, usual: u64) -> Result<Reply, String> {
    let facts = &sim.facts;
    let filter = Filter::read(facts, body)?;
    let expand = Expand {
        roles_fault: request.roles_fault,
        ..Expand::read(body)?
    };
    let limit = match body.get("limit") {
        None | Some(Value::Null) => usual,
        Some(limit) => limit
            .as_u64()
            .filter(|n| (1..=100).contains(n))
            .ok_or("limit must be 1 to 100")?,
    };
    let order = order(body)?;
    let start = match body.get("cursor").and_then(Value::as_str) {
        None => 0,
        Some(text) => match place("users", text) {
            Some(start) => start,
            None => {
                return Ok(errors::admin(
                    400,
                    "ADMIN-400-1",
                    "Bad request",
                    "Invalid cursor",
                ));
            }
        },
    };
    let page = found(
        sim,
        request,
        &filter,
        order,
        start,
        usize::try_from(limit).unwrap_or(50),
    );
    let mut out = Vec::with_capacity(64 + page.numbers.len() * 700);
    out.extend_from_slice(b"{\"data\":[");
    for (n, index) in page.numbers.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        user(&mut out, facts, &facts.person(*index), expand);
    }
    match page.next {
        Some(next) => {
            let next = cursor("users", next);
            out.extend_from_slice(format!("],\"links\":{{\"next\":\"{next}\"}}}}").as_bytes());
        }
        None => out.extend_from_slice(b"],\"links\":{}}"),
    }
    Ok(Reply::bytes(200, "application/json", out))
}

fn found(
    sim: &Sim,
    request: &Request,
    filter: &Filter,
    order: Order,
    start: usize,
    limit: usize,
) -> Page {
    let facts = &sim.facts;
    let matching = |index: usize| {
        (filter.is_open() || filter.matches(facts, &facts.person(index))).then_some(index)
    };
    let fault = request.page_fault;
    if let Some(named) = filter.named(facts) {
        return page(start, limit, named.len(), fault, |at| {
            named.get(at).copied().and_then(matching)
        });
    }
    match order {
        Order::Own => page(start, limit, facts.people, fault, matching),
        Order::Up => page(start, limit, facts.people, fault, |at| {
            sim.by_nickname().get(at).copied().and_then(matching)
        }),
        Order::Down => page(start, limit, facts.people, fault, |at| {
            let sorted = sim.by_nickname();
            sorted
                .get(sorted.len() - 1 - at)
                .copied()
                .and_then(matching)
        }),
    }
}

fn order(body: &Value) -> Result<Order, String> {
    let Some(sort) = body
        .get("sortBy")
        .and_then(Value::as_array)
        .and_then(|list| list.first())
    else {
        return Ok(Order::Own);
    };
    match sort.get("field").and_then(Value::as_str) {
        None | Some("nick_name") => {}
        Some(field) => return Err(format!("sortBy {field} is not known")),
    }
    match sort.get("direction").and_then(Value::as_str) {
        None | Some("asc") => Ok(Order::Up),
        Some("desc") => Ok(Order::Down),
        Some(direction) => Err(format!("direction {direction} is not known")),
    }
}

/// `GET …/last-active-dates` of one person.
pub(super) fn last_active(sim: &Sim, account: &str) -> Reply {
    let facts = &sim.facts;
    let Some(index) = facts.index_of_account(account) else {
        return errors::admin(404, "ADMIN-404-8", "Not found", "The user was not found");
    };
    let person = facts.person(index);
    let time = |at: i64| jiff::Timestamp::from_second(at).ok();
    let access: Vec<Value> = person
        .products
        .iter()
        .filter_map(|(product, active)| {
            let product = PRODUCTS.get(*product)?;
            let at = time((*active)?)?;
            Some(json!({
                "id": facts.resource(product),
                "key": product.key,
                "last_active": at.strftime("%Y-%m-%d").to_string(),
                "last_active_timestamp": at.to_string(),
            }))
        })
        .collect();
    let added = time(person.added);
    Reply::json(
        200,
        &json!({
            "data": {
                "product_access": access,
                "added_to_org": added.map(|at| at.strftime("%Y-%m-%d").to_string()),
                "added_to_org_timestamp": added.map(|at| at.to_string()),
            },
            "links": {},
        }),
    )
}

fn bad(detail: &str) -> Reply {
    errors::admin(400, "ADMIN-400-24", "Bad request", detail)
}
