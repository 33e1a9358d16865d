//! Managed accounts: what may be changed of them, and their life.

use serde_json::{Map, Value, json};

use super::body::Body;
use super::{Reply, Request, errors};
use crate::organization::{Lifecycle, Person, View};
use crate::server::Sim;

/// Why an identity provider's account cannot be changed.
pub(super) const SCIM: &str = "externalDirectory.scim";

/// The managed account; others are not the organization's to change.
pub(super) fn managed(view: &View<'_>, account: &str) -> Result<Person, Reply> {
    let person = view
        .by_account(account)
        .ok_or_else(|| errors::key(404, "accountNotFound"))?;
    if !person.managed {
        return Err(errors::key(403, "forbidden"));
    }
    Ok(person)
}

/// What an administrator may do with an account.
const PRIVILEGES: [&str; 8] = [
    "profile",
    "profile.write",
    "profile.read",
    "email.set",
    "lifecycle.enablement",
    "lifecycle.delete",
    "apiToken.read",
    "apiToken.delete",
];

/// The fields of a profile that may be written.
pub(super) const FIELDS: [&str; 8] = [
    "name",
    "nickname",
    "zoneinfo",
    "locale",
    "extended_profile.job_title",
    "extended_profile.department",
    "extended_profile.organization",
    "extended_profile.location",
];

/// `GET /users/{account_id}/manage`.
pub(super) fn privileges(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let person = managed(&sim.seen(&state), account)?;
    let wanted: Vec<&str> = request
        .query
        .iter()
        .filter(|(name, _)| name == "privileges")
        .flat_map(|(_, value)| value.split(','))
        .collect();
    let rule = |reason: Option<&str>| match reason {
        None => json!({ "allowed": true }),
        Some(reason) => json!({ "allowed": false, "reason": { "key": reason } }),
    };
    let scim = person.synced.then_some(SCIM);
    let mine = (person.index == 0).then_some("administrative.notMyself");
    let mut all = Map::new();
    for privilege in PRIVILEGES {
        if !wanted.is_empty() && !wanted.contains(&privilege) {
            continue;
        }
        let value = match privilege {
            "profile" | "profile.write" => {
                let fields = FIELDS.iter().map(|field| ((*field).to_owned(), rule(scim)));
                Value::Object(fields.collect())
            }
            "email.set" => rule(scim),
            "lifecycle.enablement" | "lifecycle.delete" => rule(scim.or(mine)),
            _ => rule(None),
        };
        all.insert(privilege.to_owned(), value);
    }
    Ok(Reply::json(200, &Value::Object(all)))
}

/// The account, if its life may be changed.
fn changeable(view: &View<'_>, account: &str) -> Result<Person, Reply> {
    let person = managed(view, account)?;
    if person.synced {
        return Err(errors::forbidden_action(SCIM));
    }
    if person.index == 0 {
        return Err(errors::forbidden_action("administrative.notMyself"));
    }
    Ok(person)
}

fn conflict(person: &Person, code: &str) -> Reply {
    Reply::json(
        409,
        &json!({
            "key": "conflict.lifecycleErrors",
            "context": {
                "accountId": person.account_id,
                "errorCodes": [{ "code": code, "message": "The account is to be deleted" }],
                "message": "The account's state does not allow this",
            },
        }),
    )
}

/// Sets the life of an account to active or deactivated.
fn set(sim: &Sim, request: &Request, account: &str, to: Lifecycle) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let person = changeable(&sim.truth(&state), account)?;
    if let Lifecycle::ForDeletion(_) = person.lifecycle {
        return Err(conflict(&person, "scheduledForDeletion"));
    }
    if person.lifecycle != to {
        state.set_lifecycle(&person, to, sim.actor(request));
    }
    Ok(Reply::empty(204))
}

/// `POST /users/{account_id}/manage/lifecycle/disable`.
pub(super) fn disable(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let message = Body::read(request, &["message"]).and_then(|body| {
        let message = body.maybe_text("message")?;
        Ok(message.map(str::to_owned))
    });
    message.map_err(|_| errors::key(400, "bodyParseFailure"))?;
    set(sim, request, account, Lifecycle::Deactivated)
}

/// `POST /users/{account_id}/manage/lifecycle/enable`.
pub(super) fn enable(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    set(sim, request, account, Lifecycle::Active)
}

/// `POST /users/{account_id}/manage/lifecycle/delete`: there are 14 days to cancel it.
pub(super) fn delete(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let person = changeable(&sim.truth(&state), account)?;
    if let Lifecycle::ForDeletion(_) = person.lifecycle {
        return Err(conflict(&person, "alreadyScheduledForDeletion"));
    }
    let actor = sim.actor(request);
    state.set_lifecycle(&person, Lifecycle::ForDeletion(actor.at), actor);
    Ok(Reply::json(200, &json!({ "message": "Success" })))
}

/// `POST /users/{account_id}/manage/lifecycle/cancel-delete`: the account is active again.
pub(super) fn cancel_delete(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let person = changeable(&sim.truth(&state), account)?;
    let Lifecycle::ForDeletion(_) = person.lifecycle else {
        return Err(errors::key(404, "notFound"));
    };
    state.set_lifecycle(&person, Lifecycle::Active, sim.actor(request));
    Ok(Reply::json(200, &json!({ "message": "Success" })))
}
