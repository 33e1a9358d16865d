//! Invitations: up to 25 addresses, with groups and roles, and an answer for each.

use serde_json::{Value, json};

use super::body::Body;
use super::memberships::{exceeds, join, modifiable};
use super::user_roles::fits;
use super::{Reply, Request, errors};
use crate::organization::{Access, Grant, Lifecycle, Person, State, role};
use crate::server::Sim;

/// The most addresses of one call.
const MOST: usize = 25;

/// What everyone who is invited gets.
struct Gifts {
    groups: Vec<String>,
    /// Resource and role, as given.
    roles: Vec<(String, String)>,
}

/// The addresses that a body names.
pub(super) fn addresses(request: &Request) -> Vec<String> {
    let body = request.json().unwrap_or_default();
    let emails = body.get("emails").and_then(Value::as_array);
    let emails = emails.into_iter().flatten().filter_map(Value::as_str);
    emails.map(str::to_owned).collect()
}

/// `POST …/users/invite`.
pub(super) fn invite(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    if sim.config.unpaid {
        return Err(errors::uam(
            402,
            1,
            "Payment required",
            "The organization has no paid subscription",
        ));
    }
    let (emails, grants) = read(request).map_err(|detail| errors::bad_body(&detail))?;
    let mut state = sim.state();
    let mut data = Vec::new();
    let mut failed = false;
    for email in &emails {
        let (answer, all) = one(sim, &mut state, request, email, &grants);
        failed |= !all;
        data.push(answer);
    }
    let status = if failed { 206 } else { 200 };
    Ok(Reply::json(status, &json!({ "data": data })))
}

fn read(request: &Request) -> Result<(Vec<String>, Gifts), String> {
    let known = [
        "emails",
        "additionalGroups",
        "permissionRules",
        "sendNotification",
        "notificationText",
    ];
    let body = Body::read(request, &known)?;
    let emails = body.texts("emails")?;
    if emails.is_empty() || emails.len() > MOST {
        return Err(format!("emails must hold 1 to {MOST} addresses"));
    }
    if body
        .get("sendNotification")
        .is_some_and(|value| !value.is_boolean())
    {
        return Err("sendNotification must be true or false".to_owned());
    }
    body.maybe_text("notificationText")?;
    let mut roles = Vec::new();
    for rule in body.list("permissionRules")? {
        let fields = rule.as_object().cloned().unwrap_or_default();
        let rule = Body::of(fields, &["resource", "role"])?;
        let resource = rule.text("resource")?.to_owned();
        roles.push((resource, rule.text("role")?.to_owned()));
    }
    let groups = body.texts("additionalGroups")?;
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    let groups = owned(groups);
    Ok((owned(emails), Gifts { groups, roles }))
}

/// The account of an address, after it was invited; or why not.
fn arrive(
    sim: &Sim,
    state: &mut State,
    request: &Request,
    email: &str,
) -> Result<Person, &'static str> {
    let valid = email
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    if !valid || email.contains(char::is_whitespace) {
        return Err("INVALID_EMAIL");
    }
    let actor = sim.actor(request);
    let Some(person) = sim.truth(state).by_email(email) else {
        let name = email.split('@').next().unwrap_or(email);
        let index = state.add_person(&sim.facts, (email, name), (false, false), actor);
        return sim.truth(state).person(index).ok_or("UNKNOWN");
    };
    if person.lifecycle != Lifecycle::Active {
        return Err("INACTIVE_USER");
    }
    match person.access {
        Access::Member => Ok(person),
        Access::Suspended => Err("SUSPENDED_USER"),
        Access::NotInvited | Access::Removed => {
            state.set_access(&person, Access::Member, actor);
            sim.truth(state).person(person.index).ok_or("UNKNOWN")
        }
    }
}

/// Invites one address; gives the answer, and whether everything went well.
fn one(
    sim: &Sim,
    state: &mut State,
    request: &Request,
    email: &str,
    grants: &Gifts,
) -> (Value, bool) {
    let arrived = arrive(sim, state, request, email);
    let result = |fault: Option<&str>| match fault {
        None => ("INVITED", Value::Null),
        Some(reason) => ("ERROR", Value::from(reason)),
    };
    let mut all = arrived.is_ok();
    let mut groups = Vec::new();
    for group in &grants.groups {
        let fault = match &arrived {
            Err(reason) => Some(*reason),
            Ok(person) => enter(sim, state, request, person, group).err(),
        };
        all &= fault.is_none();
        let (status, reason) = result(fault);
        groups.push(json!({ "group": group, "status": status, "statusReason": reason }));
    }
    let mut roles = Vec::new();
    for (resource, role) in &grants.roles {
        let fault = match &arrived {
            Err(reason) => Some(*reason),
            Ok(person) => give(sim, state, request, person, (resource, role)).err(),
        };
        all &= fault.is_none();
        let (status, reason) = result(fault);
        roles.push(json!({
            "resource": resource, "role": role, "status": status, "statusReason": reason,
        }));
    }
    let mut answer = json!({
        "email": email,
        "results": [{ "groupAssignmentResult": groups, "roleAssignmentResult": roles }],
    });
    if let (Ok(person), Some(fields)) = (arrived, answer.as_object_mut()) {
        fields.insert("id".to_owned(), Value::from(person.account_id));
    }
    (answer, all)
}

fn enter(
    sim: &Sim,
    state: &mut State,
    request: &Request,
    person: &Person,
    group: &str,
) -> Result<(), &'static str> {
    let view = sim.truth(state);
    let group = modifiable(&view, group).map_err(|reply| match reply.status {
        404 => "GROUP_NOT_FOUND",
        _ => "GROUP_NOT_MODIFIABLE",
    })?;
    if view.groups_of(person).contains(&group.index) {
        return Ok(());
    }
    join(sim, state, request, person, &group).map_err(|reply| match reply.status {
        409 => "LICENSE_LIMIT",
        _ => "GROUP_NOT_MODIFIABLE",
    })
}

fn give(
    sim: &Sim,
    state: &mut State,
    request: &Request,
    person: &Person,
    (resource, id): (&str, &str),
) -> Result<(), &'static str> {
    let resource = sim
        .facts
        .resource_of(resource)
        .ok_or("RESOURCE_NOT_FOUND")?;
    let role = role(id).ok_or("INVALID_ROLE")?;
    let grant = Grant { resource, role };
    if !fits(&sim.facts, grant) {
        return Err("INVALID_ROLE");
    }
    let view = sim.truth(state);
    if exceeds(&view, person, grant.seat()) {
        return Err("LICENSE_LIMIT");
    }
    if !view.own_grants(person).contains(&grant) {
        let actor = sim.actor(request);
        state.set_grant(&sim.facts, person, grant, true, actor);
    }
    Ok(())
}
