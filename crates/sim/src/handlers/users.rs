//! People of the directories: search, list, count, last activity.

use serde_json::{Value, json};

use super::page::{Page, cursor, page, place};
use super::{Reply, Request, errors};
use crate::organization::{Expand, Filter, Person, View, user};
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
    let state = sim.state();
    let view = sim.seen(&state);
    let filter = match Filter::read(&view, &request.query_as_body()) {
        Ok(filter) => filter,
        Err(detail) => return bad(&detail),
    };
    let matches = |index: &usize| {
        let person = view.listed(*index);
        person.is_some_and(|person| filter.matches(&view, &person))
    };
    let count = if filter.is_open() {
        view.count()
    } else if let Some(count) = filter.count(&view) {
        count
    } else if let Some(named) = filter.named(&view) {
        named.into_iter().filter(|index| matches(index)).count()
    } else {
        (0..view.people()).filter(|index| matches(index)).count()
    };
    Reply::json(200, &json!({ "count": count }))
}

fn answer(sim: &Sim, request: &Request, body: &Value, usual: u64) -> Result<Reply, String> {
    let state = sim.state();
    let view = sim.seen(&state);
    let filter = Filter::read(&view, body)?;
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
        &view,
        request,
        &filter,
        order,
        start,
        usize::try_from(limit).unwrap_or(50),
    );
    let mut out = Vec::with_capacity(64 + page.numbers.len() * 700);
    out.extend_from_slice(b"{\"data\":[");
    let people = page.numbers.iter().filter_map(|index| view.person(*index));
    for (n, person) in people.enumerate() {
        if n > 0 {
            out.push(b',');
        }
        user(&mut out, &view, &person, expand);
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
    view: &View<'_>,
    request: &Request,
    filter: &Filter,
    order: Order,
    start: usize,
    limit: usize,
) -> Page {
    let open = filter.is_open();
    let matching = |index: usize| {
        if open {
            return view.is_listed(index).then_some(index);
        }
        let person = view.listed(index)?;
        filter.matches(view, &person).then_some(index)
    };
    let fault = request.page_fault;
    if let Some(named) = filter.named(view) {
        // The cursor is the number of a person: a page stays the same when people before it come or go.
        let first = named.partition_point(|index| *index < start);
        let page = page(first, limit, named.len(), fault, |at| {
            named.get(at).copied().and_then(matching)
        });
        let next = page.next.and_then(|at| named.get(at).copied());
        return Page { next, ..page };
    }
    let sorted = match order {
        Order::Own => return page(start, limit, view.people(), fault, matching),
        Order::Up | Order::Down => view.by_nickname(),
    };
    page(start, limit, sorted.len(), fault, |at| {
        let at = match order {
            Order::Down => sorted.len() - 1 - at,
            _ => at,
        };
        sorted.get(at).copied().and_then(matching)
    })
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

/// `GET …/users/{accountId}`.
pub(super) fn one(sim: &Sim, account: &str) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let Some(person) = view.by_account(account).filter(Person::is_listed) else {
        return errors::no_user();
    };
    let expand = Expand {
        roles: true,
        counts: true,
        ..Expand::default()
    };
    let mut out = b"{\"data\":".to_vec();
    user(&mut out, &view, &person, expand);
    out.push(b'}');
    Reply::bytes(200, "application/json", out)
}

/// `GET …/users/stats`.
pub(super) fn stats(sim: &Sim) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let (mut active, mut inactive, mut admins) = (0, 0, 0);
    for person in (0..view.people()).filter_map(|index| view.listed(index)) {
        if person.account_status() == "active" {
            active += 1;
        } else {
            inactive += 1;
        }
        admins += usize::from(person.org_admin);
    }
    Reply::json(
        200,
        &json!({
            "accountStatus": [
                { "status": "active", "count": active },
                { "status": "inactive", "count": inactive },
                { "status": "closed", "count": 0 },
            ],
            "roles": [{ "roleId": "atlassian/org-admin", "count": admins }],
        }),
    )
}

/// `GET …/last-active-dates` of one person.
pub(super) fn last_active(sim: &Sim, account: &str) -> Reply {
    let facts = &sim.facts;
    let state = sim.state();
    let Some(person) = sim.seen(&state).by_account(account) else {
        return errors::admin(404, "ADMIN-404-8", "Not found", "The user was not found");
    };
    let time = |at: i64| jiff::Timestamp::from_second(at).ok();
    let access: Vec<Value> = person
        .products
        .iter()
        .filter_map(|(product, active)| {
            let product = facts.products.get(*product)?;
            let at = time((*active)?)?;
            Some(json!({
                "id": product.id,
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
