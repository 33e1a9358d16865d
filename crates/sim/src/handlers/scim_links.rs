//! The links between an identity provider's users and accounts: read, cut, delete. With the organization's key.

use serde_json::{Value, json};

use super::change_counts::{counted, flat};
use super::{Reply, Request, errors};
use crate::organization::{Person, View};
use crate::server::Sim;

fn links(sim: &Sim, view: &View<'_>, person: Option<&Person>) -> Vec<Value> {
    let id = |person: &Person| sim.facts.scim_user_id(person.index);
    let linked = person.filter(|person| view.by_scim_id(&id(person)).is_some());
    let link = |person: &Person| {
        json!({
            "orgId": sim.facts.org_id,
            "directoryId": sim.facts.scim_id,
            "scimUserId": id(person),
            "atlassianAccountId": person.account_id,
        })
    };
    linked.map(link).into_iter().collect()
}

/// Routes: `/admin/user-provisioning/v1/org/{orgId}/…`.
pub(super) fn answer(sim: &Sim, request: &Request, org: &str, rest: &[&str]) -> Reply {
    if org != sim.facts.org_id {
        return errors::gateway(404, "Organization not found");
    }
    match (request.method.as_str(), rest) {
        ("GET", ["user", account, "get-scim-links"]) => {
            let state = sim.state();
            let view = sim.seen(&state);
            let person = view.by_account(account);
            Reply::json(200, &Value::Array(links(sim, &view, person.as_ref())))
        }
        ("POST", ["get-scim-links-for-email"]) => {
            let email = request.field("email");
            if email.is_empty() {
                return errors::bad_body("email is missing");
            }
            let state = sim.state();
            let view = sim.seen(&state);
            let person = view.by_email(&email);
            let links = links(sim, &view, person.as_ref());
            Reply::json(200, &json!({ "scimLinks": links }))
        }
        ("DELETE", ["user", account, "onlyDeleteUserInDB"]) => counted(
            sim,
            request,
            "delete-scim-user",
            account,
            unlink(sim, |view| view.by_account(account)),
        ),
        ("PATCH", ["scimDirectoryId", directory, "scimUserId", id, "unlink"]) => {
            if *directory != sim.facts.scim_id {
                return errors::gateway(404, "Directory not found");
            }
            counted(
                sim,
                request,
                "unlink-scim-user",
                id,
                unlink(sim, |view| view.by_scim_id(id)),
            )
        }
        _ => flat(Err(errors::gateway(404, "Not found"))),
    }
}

fn unlink(sim: &Sim, find: impl Fn(&View<'_>) -> Option<Person>) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let person = find(&sim.truth(&state)).filter(|person| person.synced);
    let person = person.ok_or_else(|| errors::gateway(404, "User not found"))?;
    state.set_synced(person.index, false);
    Ok(Reply::empty(204))
}
