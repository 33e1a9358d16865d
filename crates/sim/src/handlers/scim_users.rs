//! Provisioned people: list, read, create, replace, patch, delete.

use serde_json::{Map, Value, json};

use super::scim_errors::{refusal, scim};
use super::scim_query::{Match, filter, list as page, operations};
use super::{Reply, Request};
use crate::organization::{Actor, Lifecycle, Person, Profile, State, View, iso};
use crate::server::Sim;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ATLASSIAN: &str = "urn:scim:schemas:extension:atlassian-external:1.0";

pub(super) fn not_found() -> Reply {
    refusal(404, None, "The resource was not found")
}

fn model(sim: &Sim, view: &View<'_>, person: &Person) -> Value {
    let id = sim.facts.scim_user_id(person.index);
    let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    let groups: Vec<Value> = view
        .groups_of(person)
        .into_iter()
        .filter_map(|group| view.group(group))
        .filter(|group| group.synced)
        .map(|group| json!({ "type": "Group", "value": group.id, "display": group.name }))
        .collect();
    let location = format!(
        "{}/scim/directory/{}/Users/{id}",
        sim.api_base(),
        sim.facts.scim_id
    );
    let mut model = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE, ATLASSIAN],
        "id": id,
        "userName": person.email,
        "emails": [{ "value": person.email, "type": "work", "primary": true }],
        "name": { "formatted": person.name, "givenName": given, "familyName": family },
        "displayName": person.name,
        "nickName": person.nickname,
        "title": person.job(),
        "preferredLanguage": person.locale(),
        "department": person.department_name(),
        "organization": person.organization(),
        "timezone": person.zone(),
        "groups": groups,
        "active": person.lifecycle == Lifecycle::Active,
        "meta": {
            "resourceType": "USER",
            "location": location,
            "created": iso(person.added),
            "lastModified": iso(person.added),
        },
    });
    if let Some(fields) = model.as_object_mut() {
        let department = json!({
            "department": person.department_name(), "organization": person.organization(),
        });
        fields.insert(ENTERPRISE.to_owned(), department);
        let account = json!({ "atlassianAccountId": person.account_id });
        fields.insert(ATLASSIAN.to_owned(), account);
        if let Some(external) = view.external_id(person.index) {
            fields.insert("externalId".to_owned(), Value::from(external));
        }
    }
    model
}

/// The attributes that a request wants to see.
fn shown(request: &Request, mut model: Value) -> Value {
    let names = |name: &str| -> Vec<String> {
        let text = request.parameter(name).unwrap_or_default();
        let names = text.split(',').map(|name| name.trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let (only, without) = (names("attributes"), names("excludedAttributes"));
    if let Some(fields) = model.as_object_mut() {
        fields.retain(|name, _| {
            name == "id"
                || name == "schemas"
                || (only.is_empty() || only.contains(name)) && !without.contains(name)
        });
    }
    model
}

fn find(view: &View<'_>, id: &str) -> Result<Person, Reply> {
    view.by_scim_id(id).ok_or_else(not_found)
}

/// `GET …/Users`.
pub(super) fn list(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let filter: Option<Match> = filter(request, &["userName", "externalId"])?;
    let state = sim.state();
    let view = sim.seen(&state);
    let all = match &filter {
        None => view.provisioned(),
        Some((name, value)) if name == "userName" => view
            .by_email(value)
            .filter(|person| {
                view.by_scim_id(&sim.facts.scim_user_id(person.index))
                    .is_some()
            })
            .map(|person| person.index)
            .into_iter()
            .collect(),
        Some((_, value)) => view
            .provisioned()
            .into_iter()
            .filter(|index| view.external_id(*index) == Some(value))
            .collect(),
    };
    page(request, &all, |index| {
        let person = view.person(*index)?;
        Some(shown(request, model(sim, &view, &person)))
    })
}

/// `GET …/Users/{userId}`.
pub(super) fn one(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let state = sim.state();
    let view = sim.seen(&state);
    let person = find(&view, id)?;
    Ok(scim(200, &shown(request, model(sim, &view, &person))))
}

/// What a body or a patch says of a person.
#[derive(Default)]
struct Said {
    email: Option<String>,
    active: Option<bool>,
    external: Option<String>,
    profile: Profile,
}

impl Said {
    /// Takes an attribute in.
    fn take(&mut self, name: &str, value: &Value) -> Result<(), Reply> {
        let bad = || refusal(400, Some("invalidValue"), &format!("{name} is not valid"));
        let text = || value.as_str().map(str::to_owned).ok_or_else(bad);
        match name {
            "userName" => self.email = Some(text()?),
            "active" => {
                // Some identity providers send it as a text.
                let said = match value {
                    Value::Bool(active) => Some(*active),
                    Value::String(text) => text.to_lowercase().parse().ok(),
                    _ => None,
                };
                self.active = Some(said.ok_or_else(bad)?);
            }
            "externalId" => self.external = Some(text()?),
            "displayName" | "name.formatted" => self.profile.name = Some(text()?),
            "nickName" => self.profile.nickname = Some(text()?),
            "title" => self.profile.job_title = Some(text()?),
            "department" => self.profile.department = Some(text()?),
            "organization" => self.profile.organization = Some(text()?),
            "timezone" => self.profile.zone = Some(text()?),
            "preferredLanguage" => self.profile.locale = Some(text()?),
            "name" => {
                let formatted = value.get("formatted").and_then(Value::as_str);
                let part = |name: &str| value.get(name).and_then(Value::as_str);
                let joined = || Some(format!("{} {}", part("givenName")?, part("familyName")?));
                let name = formatted.map(str::to_owned).or_else(joined);
                self.profile.name = name.or(self.profile.name.take());
            }
            "emails" => {
                let emails = value.as_array().ok_or_else(bad)?;
                let primary = emails
                    .iter()
                    .find(|email| email.get("primary") == Some(&Value::Bool(true)))
                    .or_else(|| emails.first());
                let email = primary.and_then(|email| email.get("value")?.as_str());
                self.email = email.map(str::to_owned).or(self.email.take());
            }
            ENTERPRISE => {
                for name in ["department", "organization"] {
                    if let Some(value) = value.get(name) {
                        self.take(name, value)?;
                    }
                }
            }
            // What the service itself gives is not read.
            "schemas" | "id" | "meta" | "groups" | "phoneNumbers" | ATLASSIAN => {}
            path if path.starts_with("emails[") => self.email = Some(text()?),
            path => {
                let inner = path
                    .strip_prefix(ENTERPRISE)
                    .and_then(|rest| rest.strip_prefix(':'));
                let Some(inner) =
                    inner.filter(|name| ["department", "organization"].contains(name))
                else {
                    let detail = format!("{path} is not known");
                    return Err(refusal(400, Some("invalidPath"), &detail));
                };
                self.take(inner, value)?;
            }
        }
        Ok(())
    }

    fn all(fields: &Map<String, Value>) -> Result<Self, Reply> {
        let mut said = Self::default();
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            said.take(name, value)?;
        }
        Ok(said)
    }

    /// The address, if nobody else has it and its domain is verified.
    fn email(&self, view: &View<'_>, own: Option<usize>) -> Result<Option<&str>, Reply> {
        let Some(email) = self.email.as_deref() else {
            return Ok(None);
        };
        let domain = email
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_lowercase());
        if !domain.is_some_and(|domain| view.facts.is_verified_domain(&domain)) {
            let detail = "The domain of the address is not verified";
            return Err(refusal(400, Some("invalidValue"), detail));
        }
        let other = view.by_email(email).map(|person| person.index);
        if other.is_some() && other != own && own.is_some() {
            let detail = "The address is another account's";
            return Err(refusal(400, Some("uniqueness"), detail));
        }
        Ok(Some(email))
    }

    /// Changes what is said of a person.
    fn apply(self, state: &mut State, person: &Person, actor: Actor) {
        if let Some(email) = self.email.as_deref().filter(|email| *email != person.email) {
            state.set_email(person, email, actor);
        }
        if let Some(external) = &self.external {
            state.set_external_id(person.index, external);
        }
        if self.profile != Profile::default() {
            state.set_profile(person, self.profile, actor);
        }
        match (self.active, person.lifecycle) {
            (Some(true), Lifecycle::Deactivated) => {
                state.set_lifecycle(person, Lifecycle::Active, actor);
            }
            (Some(false), Lifecycle::Active) => {
                state.set_lifecycle(person, Lifecycle::Deactivated, actor);
            }
            _ => {}
        }
    }
}

/// The fields of a body.
fn fields(request: &Request) -> Result<Map<String, Value>, Reply> {
    match request.json() {
        Some(Value::Object(fields)) if !fields.is_empty() => Ok(fields),
        _ => Err(refusal(
            400,
            Some("invalidSyntax"),
            "The body is not a resource",
        )),
    }
}

fn answer(sim: &Sim, state: &State, status: u16, index: usize) -> Result<Reply, Reply> {
    // The answer of a change has what was just written.
    let view = sim.truth(state);
    let person = view.person(index).ok_or_else(not_found)?;
    Ok(scim(status, &model(sim, &view, &person)))
}

/// `POST …/Users`.
pub(super) fn create(sim: &Sim, request: &Request) -> Result<Reply, Reply> {
    let said = Said::all(&fields(request)?)?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let Some(email) = said.email(&view, None)?.map(str::to_owned) else {
        return Err(refusal(400, Some("invalidValue"), "userName is missing"));
    };
    let known = view.by_email(&email);
    let id = |person: &Person| sim.facts.scim_user_id(person.index);
    if known
        .as_ref()
        .is_some_and(|person| view.by_scim_id(&id(person)).is_some())
    {
        return Err(refusal(409, Some("uniqueness"), "The user exists"));
    }
    let actor = sim.provider();
    let index = match known {
        Some(person) => {
            state.set_synced(person.index, true);
            state.set_provisioned(person.index, true);
            if person.lifecycle == Lifecycle::Deactivated {
                state.set_lifecycle(&person, Lifecycle::Active, actor);
            }
            person.index
        }
        None => {
            let name = said.profile.name.clone().unwrap_or_else(|| email.clone());
            state.add_person(&sim.facts, (&email, &name), (true, false), actor)
        }
    };
    let person = sim.truth(&state).person(index).ok_or_else(not_found)?;
    said.apply(&mut state, &person, actor);
    answer(sim, &state, 201, index)
}

/// `PUT …/Users/{userId}`.
pub(super) fn replace(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let said = Said::all(&fields(request)?)?;
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = find(&view, id)?;
    said.email(&view, Some(person.index))?;
    said.apply(&mut state, &person, sim.provider());
    answer(sim, &state, 200, person.index)
}

/// `PATCH …/Users/{userId}`.
pub(super) fn patch(sim: &Sim, request: &Request, id: &str) -> Result<Reply, Reply> {
    let mut said = Said::default();
    for (verb, path, value) in operations(request)? {
        match (verb.as_str(), path.as_str(), &value) {
            ("remove", _, _) => {
                let detail = "An attribute of a user cannot be removed";
                return Err(refusal(400, Some("mutability"), detail));
            }
            (_, "", Value::Object(fields)) => {
                for (name, value) in fields {
                    said.take(name, value)?;
                }
            }
            (_, "", _) => return Err(refusal(400, Some("noTarget"), "path is missing")),
            (_, path, value) => said.take(path, value)?,
        }
    }
    let mut state = sim.state();
    let view = sim.truth(&state);
    let person = find(&view, id)?;
    said.email(&view, Some(person.index))?;
    said.apply(&mut state, &person, sim.provider());
    answer(sim, &state, 200, person.index)
}

/// `DELETE …/Users/{userId}`: deactivates the account, and knows the user no more.
pub(super) fn delete(sim: &Sim, id: &str) -> Result<Reply, Reply> {
    let mut state = sim.state();
    let person = find(&sim.truth(&state), id)?;
    if person.lifecycle == Lifecycle::Active {
        state.set_lifecycle(&person, Lifecycle::Deactivated, sim.provider());
    }
    state.set_provisioned(person.index, false);
    Ok(Reply::empty(204))
}
