//! The address of a managed account.

use super::accounts::{SCIM, managed};
use super::body::Body;
use super::{Reply, Request, errors};
use crate::server::Sim;
use serde_json::json;

/// `PUT /users/{account_id}/manage/email`.
pub(super) fn set(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let body = Body::read(request, &["email"]).map_err(|_| errors::key(400, "bodyParseFailure"))?;
    let email = body
        .text("email")
        .map_err(|_| errors::bad_field("email", "required"))?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = managed(&view, account)?;
    if person.synced {
        return Err(errors::forbidden_action(SCIM));
    }
    let valid = !email.contains(char::is_whitespace) && email.len() <= 255;
    let Some((_, domain)) = email
        .rsplit_once('@')
        .filter(|(local, domain)| valid && !local.is_empty() && !domain.is_empty())
    else {
        return Err(errors::bad_field("email", "invalid"));
    };
    if !sim.facts.is_verified_domain(&domain.to_lowercase()) {
        return Err(Reply::json(
            403,
            &json!({ "key": "forbidden.unclaimedDomain", "context": { "domain": domain } }),
        ));
    }
    match view.by_email(email) {
        Some(other) if other.index != person.index => {
            return Err(errors::bad_field("email", "alreadyInUse"));
        }
        _ => {}
    }
    if person.email != email {
        state.set_email(&person, email, sim.actor(request));
    }
    Ok(Reply::empty(204))
}
