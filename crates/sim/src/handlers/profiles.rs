//! The profile of a managed account.

use serde_json::{Map, Value, json};

use super::accounts::{FIELDS, SCIM, managed};
use super::{Reply, Request, errors};
use crate::organization::{Person, Profile};
use crate::server::Sim;

fn model(person: &Person) -> Value {
    json!({
        "account": {
            "account_id": person.account_id,
            "account_type": if person.app { "app" } else { "atlassian" },
            "account_status": person.account_status(),
            "name": person.name,
            "nickname": person.nickname,
            "email": person.email,
            "picture": "https://avatar.example/none.png",
            "zoneinfo": person.zone(),
            "locale": person.locale(),
            "characteristics": { "not_mentionable": false },
            "extended_profile": {
                "job_title": person.job(),
                "department": person.department_name(),
                "organization": person.organization(),
                "location": person.location(),
            },
        },
    })
}

/// `GET /users/{account_id}/manage/profile`.
pub(super) fn get(sim: &Sim, account: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let person = managed(&sim.seen(&state), account)?;
    Ok(Reply::json(200, &model(&person)))
}

/// The fields of a body, with those of the extended profile under their full names.
fn fields(request: &Request) -> Option<Map<String, Value>> {
    let Some(Value::Object(body)) = request.json() else {
        return None;
    };
    let mut fields = Map::new();
    for (name, value) in body {
        if name == "extended_profile" {
            for (inner, value) in value.as_object()? {
                fields.insert(format!("extended_profile.{inner}"), value.clone());
            }
        } else {
            fields.insert(name, value);
        }
    }
    Some(fields)
}

/// `PATCH /users/{account_id}/manage/profile`.
pub(super) fn patch(sim: &Sim, request: &Request, account: &str) -> Result<Reply, Reply> {
    let fields = fields(request).ok_or_else(|| errors::key(400, "bodyParseFailure"))?;
    let mut state = sim.state();
    let person = managed(&sim.truth(&state), account)?;
    let refused: Map<String, Value> = fields
        .keys()
        .filter(|field| person.synced || !FIELDS.contains(&field.as_str()))
        .map(|field| {
            let reason = if person.synced {
                SCIM
            } else {
                "administrative"
            };
            let rule = json!({ "allowed": false, "reason": { "key": reason } });
            (field.clone(), rule)
        })
        .collect();
    if !refused.is_empty() {
        return Err(Reply::json(
            403,
            &json!({ "key": "forbidden.fieldMutation", "context": refused }),
        ));
    }
    let mut profile = Profile::default();
    for (field, value) in &fields {
        let text = value.as_str();
        let text = text.ok_or_else(|| errors::bad_field(field, "invalid"))?;
        if text.chars().count() > 255 || text.is_empty() && field.ends_with("name") {
            return Err(errors::bad_field(field, "invalid"));
        }
        let slot = match field.as_str() {
            "name" => &mut profile.name,
            "nickname" => &mut profile.nickname,
            "zoneinfo" => &mut profile.zone,
            "locale" => &mut profile.locale,
            "extended_profile.job_title" => &mut profile.job_title,
            "extended_profile.department" => &mut profile.department,
            "extended_profile.organization" => &mut profile.organization,
            _ => &mut profile.location,
        };
        *slot = Some(text.to_owned());
    }
    state.set_profile(&person, profile, sim.actor(request));
    // The answer is of this call: it has what was just written.
    let person = sim.truth(&state).person(person.index).unwrap_or(person);
    Ok(Reply::json(200, &model(&person)))
}
