//! Groups of the directories.

use serde_json::{Value, json};

use super::page::{cursor, page, place, with};
use super::{Reply, Request, errors};
use crate::organization::{Group, View};
use crate::server::Sim;

/// `POST …/groups/search`.
pub(super) fn search(sim: &Sim, request: &Request) -> Reply {
    match request.json() {
        Some(body) => answer(sim, request, &body),
        None => errors::admin(400, "ADMIN-400-24", "Bad request", "The body is not JSON"),
    }
}

/// `GET …/groups`.
pub(super) fn get(sim: &Sim, request: &Request) -> Reply {
    answer(sim, request, &request.query_as_body())
}

/// `GET …/groups/count`, with the filters of the search.
pub(super) fn count(sim: &Sim, request: &Request) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let wanted = Wanted::read(&view, &request.query_as_body());
    let count = (0..view.groups())
        .filter_map(|index| view.group(index))
        .filter(|group| wanted.matches(&view, group))
        .count();
    Reply::json(200, &json!({ "count": count }))
}

/// Which groups are asked for; what is not given does not filter.
struct Wanted {
    ids: Vec<String>,
    names: Vec<String>,
    /// The groups of the accounts that are asked for.
    of_accounts: Option<Vec<usize>>,
    resources: Vec<String>,
    owners: Vec<String>,
    roles: Vec<String>,
    directories: Vec<String>,
    term: Option<String>,
}

fn texts(body: &Value, name: &str) -> Vec<String> {
    match body.get(name) {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

impl Wanted {
    fn read(view: &View<'_>, body: &Value) -> Self {
        let of_accounts = body.get("accountIds").map(|_| {
            texts(body, "accountIds")
                .iter()
                .filter_map(|account| view.by_account(account))
                .flat_map(|person| view.groups_of(&person))
                .collect()
        });
        let term = body.get("searchTerm").and_then(Value::as_str);
        Self {
            ids: texts(body, "groupIds"),
            names: texts(body, "groupNames"),
            of_accounts,
            resources: texts(body, "resourceIds"),
            owners: texts(body, "resourceOwners"),
            roles: texts(body, "roleIds"),
            directories: texts(body, "directoryIds"),
            term: term.map(str::to_lowercase),
        }
    }

    fn matches(&self, view: &View<'_>, group: &Group) -> bool {
        let one_of =
            |list: &[String], value: &str| list.is_empty() || list.iter().any(|v| v == value);
        let grants = || view.group_grants(group.index).into_iter();
        let facts = view.facts;
        one_of(&self.ids, &group.id)
            && one_of(&self.names, &group.name)
            && one_of(&self.directories, &facts.directory_id)
            && self
                .of_accounts
                .as_ref()
                .is_none_or(|of| of.contains(&group.index))
            && self
                .term
                .as_ref()
                .is_none_or(|term| group.name.to_lowercase().starts_with(term.as_str()))
            && (self.resources.is_empty()
                || grants().any(|g| one_of(&self.resources, &facts.resource_id(g.resource))))
            && (self.owners.is_empty()
                || grants().any(|g| one_of(&self.owners, facts.resource_owner(g.resource))))
            && (self.roles.is_empty() || grants().any(|g| one_of(&self.roles, g.role_id())))
    }
}

fn answer(sim: &Sim, request: &Request, body: &Value) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let limit = body.get("limit").and_then(Value::as_u64).unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return errors::admin(400, "ADMIN-400-24", "Bad request", "limit must be 1 to 100");
    }
    let start = match body.get("cursor").and_then(Value::as_str) {
        None => 0,
        Some(text) => match place("groups", text) {
            Some(start) => start,
            None => return errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor"),
        },
    };
    let wanted = Wanted::read(&view, body);
    let expand = texts(body, "expand");
    let (order, expanded) = (order(&view, body), ["counts.users", "counts.resources"]);
    let order = match order {
        Ok(order) if expand.iter().all(|word| expanded.contains(&word.as_str())) => order,
        Ok(_) => return errors::admin(400, "ADMIN-400-24", "Bad request", "expand is not known"),
        Err(detail) => return errors::admin(400, "ADMIN-400-24", "Bad request", detail),
    };
    let limit = usize::try_from(limit).unwrap_or(20);
    let find = |at: usize| {
        let index = order
            .as_ref()
            .map_or(Some(at), |order| order.get(at).copied())?;
        let group = view.group(index)?;
        wanted.matches(&view, &group).then_some(index)
    };
    let found = page(start, limit, view.groups(), request.page_fault, find);
    let data: Vec<Value> = found
        .numbers
        .iter()
        .filter_map(|index| view.group(*index))
        .map(|group| model(&view, &group, &expand))
        .collect();
    let links = match found.next {
        Some(next) => json!({ "next": cursor("groups", next) }),
        None => json!({}),
    };
    Reply::json(200, &json!({ "data": data, "links": links }))
}

/// The order that is asked for: the numbers of the groups by name; none for their own order.
fn order(view: &View<'_>, body: &Value) -> Result<Option<Vec<usize>>, &'static str> {
    let sort = body.get("sortBy").and_then(Value::as_array);
    let Some(sort) = sort.and_then(|list| list.first()) else {
        return Ok(None);
    };
    let text = |name: &str| sort.get(name).and_then(Value::as_str);
    if text("field").is_some_and(|field| field != "name") {
        return Err("sortBy is not known");
    }
    let name = |index: &usize| view.group_name(*index).map(|(_, name)| name);
    let mut all: Vec<usize> = (0..view.groups()).collect();
    all.sort_by_cached_key(name);
    match text("direction") {
        None | Some("asc") => {}
        Some("desc") => all.reverse(),
        Some(_) => return Err("direction is not known"),
    }
    Ok(Some(all))
}

/// `GET …/groups/{groupId}`.
pub(super) fn one(sim: &Sim, id: &str) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    match view.by_group_id(id) {
        Some(group) => {
            let counts = ["counts.users", "counts.resources"].map(str::to_owned);
            Reply::json(200, &json!({ "data": model(&view, &group, &counts) }))
        }
        None => errors::no_group(),
    }
}

/// `GET …/groups/stats`.
pub(super) fn stats(sim: &Sim) -> Reply {
    let state = sim.state();
    let view = sim.seen(&state);
    let (mut all, mut synced) = (0, 0);
    for group in (0..view.groups()).filter_map(|index| view.group(index)) {
        all += 1;
        synced += usize::from(group.synced);
    }
    Reply::json(
        200,
        &json!({
            "totals": { "all": all, "managed": all - synced, "synced": synced },
            "types": [{ "type": "USERBASE_GROUP", "count": all }],
        }),
    )
}

fn model(view: &View<'_>, group: &Group, expand: &[String]) -> Value {
    let synced = group.synced;
    let model = json!({
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "directoryId": view.facts.directory_id,
        "externalSynced": synced,
        "managedBy": if synced { "external" } else { "admins" },
        "managementAccess": { "readable": true, "modifiable": !synced, "deletable": group.deletable },
    });
    let mut counts = serde_json::Map::new();
    if expand.iter().any(|word| word == "counts.users") {
        counts.insert(
            "users".to_owned(),
            Value::from(view.count_members(group.index)),
        );
    }
    if expand.iter().any(|word| word == "counts.resources") {
        let mut resources: Vec<_> = view.group_grants(group.index);
        resources.dedup_by_key(|grant| grant.resource);
        counts.insert("resources".to_owned(), Value::from(resources.len()));
    }
    if counts.is_empty() {
        model
    } else {
        with(model, "counts", counts)
    }
}
