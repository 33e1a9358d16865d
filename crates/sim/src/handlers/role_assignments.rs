//! Which roles people and groups hold, and how these came about.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::page::{cursor, page, place};
use super::{Reply, Request, errors};
use crate::organization::{Grant, ORG_ADMIN, Person, Resource, View};
use crate::server::Sim;

/// The role that administers a product; organization admins hold it by inference.
const ADMIN: u8 = 1;
const METHODS: [&str; 3] = ["direct", "group_direct", "inferred"];

/// The roles of each resource, each with the ways it came about.
type Held = BTreeMap<Resource, BTreeMap<u8, [bool; 3]>>;

fn held(view: &View<'_>, person: &Person) -> Held {
    let mut held = Held::new();
    let mut add = |grant: Grant, method: usize| {
        let roles = held.entry(grant.resource).or_default();
        if let Some(known) = roles.entry(grant.role).or_default().get_mut(method) {
            *known = true;
        }
    };
    for grant in view.own_grants(person) {
        add(grant, 0);
        if grant.role == ORG_ADMIN {
            for product in 0..4 {
                let resource = Resource::Product(product);
                let role = ADMIN;
                add(Grant { resource, role }, 2);
            }
        }
    }
    for group in view.groups_of(person) {
        for grant in view.group_grants(group) {
            add(grant, 1);
        }
    }
    held
}

/// What is asked for: a page, and the filters.
struct Wanted {
    start: usize,
    limit: usize,
    directories: Vec<String>,
    owners: Vec<String>,
    resources: Vec<String>,
    roles: Vec<String>,
}

impl Wanted {
    fn read(request: &Request) -> Result<Self, Reply> {
        let limit = match request.parameter("limit") {
            None => 20,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=100).contains(limit))
                .ok_or_else(|| errors::bad_body("limit must be 1 to 100"))?,
        };
        let start = match request.parameter("cursor") {
            None => 0,
            Some(text) => place("role-assignments", text).ok_or_else(|| {
                errors::admin(400, "ADMIN-400-1", "Bad request", "Invalid cursor")
            })?,
        };
        let list = |name: &str| {
            let values = request.query.iter().filter(|(known, _)| known == name);
            values
                .flat_map(|(_, value)| value.split(','))
                .map(str::to_owned)
                .collect()
        };
        Ok(Self {
            start,
            limit,
            directories: list("directoryIds"),
            owners: list("resourceOwners"),
            resources: list("resourceIds"),
            roles: list("roleIds"),
        })
    }

    fn matches(
        &self,
        view: &View<'_>,
        resource: Resource,
        mut roles: impl Iterator<Item = u8>,
    ) -> bool {
        let one_of =
            |list: &[String], value: &str| list.is_empty() || list.iter().any(|v| v == value);
        let facts = view.facts;
        one_of(&self.owners, facts.resource_owner(resource))
            && one_of(&self.resources, &facts.resource_id(resource))
            && (self.directories.is_empty()
                || matches!(resource, Resource::Product(_))
                    && one_of(&self.directories, &facts.directory_id))
            && (self.roles.is_empty()
                || roles.any(|role| one_of(&self.roles, Grant { resource, role }.role_id())))
    }

    fn reply(&self, request: &Request, all: &[Value]) -> Reply {
        let found = page(self.start, self.limit, all.len(), request.page_fault, Some);
        let data: Vec<&Value> = found.numbers.iter().filter_map(|at| all.get(*at)).collect();
        let links = match found.next {
            Some(next) => json!({ "next": cursor("role-assignments", next) }),
            None => json!({}),
        };
        Reply::json(200, &json!({ "data": data, "links": links }))
    }
}

/// `GET …/users/{accountId}/role-assignments`.
pub(super) fn of_user(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let wanted = Wanted::read(request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let person = view.by_account(account).ok_or_else(errors::no_user)?;
    let facts = &sim.facts;
    let all: Vec<Value> = held(&view, &person)
        .into_iter()
        .filter(|(resource, roles)| wanted.matches(&view, *resource, roles.keys().copied()))
        .map(|(resource, roles)| {
            let id = |role: u8| Grant { resource, role }.role_id();
            let assignments: Vec<Value> = roles
                .iter()
                .map(|(role, ways)| {
                    let ways = METHODS.iter().zip(ways).filter(|(_, way)| **way);
                    let methods: Vec<&str> = ways.map(|(method, _)| *method).collect();
                    json!({ "role": id(*role), "roleAssignmentMethods": methods })
                })
                .collect();
            let directory = matches!(resource, Resource::Product(_)).then_some(&facts.directory_id);
            json!({
                "directoryId": directory,
                "resourceId": facts.resource_id(resource),
                "resourceOwner": facts.resource_owner(resource),
                "roles": roles.keys().map(|role| id(*role)).collect::<Vec<_>>(),
                "roleAssignments": assignments,
                "userDirectoryStatus": person.access.as_str(),
            })
        })
        .collect();
    Ok(wanted.reply(request, &all))
}

/// `GET …/groups/{groupId}/role-assignments`.
pub(super) fn of_group(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let wanted = Wanted::read(request)?;
    let state = sim.state();
    let view = sim.seen(&state);
    let group = view.by_group_id(id).ok_or_else(errors::no_group)?;
    let first = sim.facts.first_group_grants(group.index);
    let mut held: BTreeMap<Resource, Vec<Grant>> = BTreeMap::new();
    for grant in view.group_grants(group.index) {
        held.entry(grant.resource).or_default().push(grant);
    }
    let all: Vec<Value> = held
        .into_iter()
        .filter(|(resource, grants)| {
            wanted.matches(&view, *resource, grants.iter().map(|grant| grant.role))
        })
        .map(|(resource, grants)| {
            // The groups that were there first are where new users of a product come in.
            let default = grants.iter().find(|grant| first.contains(grant));
            json!({
                "resourceId": sim.facts.resource_id(resource),
                "resourceOwner": sim.facts.resource_owner(resource),
                "roles": grants.iter().map(|grant| grant.role_id()).collect::<Vec<_>>(),
                "defaultRole": default.map(|grant| grant.role_id()),
            })
        })
        .collect();
    Ok(wanted.reply(request, &all))
}
