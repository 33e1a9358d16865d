//! A model of the organization, kept apart from the witness's own code: what changes make of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use atlctl_core::change::facet::invitation::Invite;
use atlctl_core::change::facet::{app_role, credential, group_exists, membership};
use atlctl_core::plan::Row;
use serde_json::{Value as Json, json};

use super::truth::{list, text};

/// Everything that a change may touch, by the thing it is a fact of; groups by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    org: String,
    /// Names of groups, by ID.
    names: BTreeMap<String, String>,
    facts: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>,
}

fn one(text: &str) -> BTreeSet<String> {
    BTreeSet::from([text.to_owned()])
}

fn roles(of: &Json) -> BTreeSet<String> {
    let pairs = list(of, "roles").iter();
    pairs
        .map(|pair| format!("{} on {}", text(&pair[1]), text(&pair[0])))
        .collect()
}

impl Model {
    /// The organization in this state. People who were invited, and are not among the `known`, are found by address.
    pub fn of(state: &Json, org: &str, known: &HashSet<String>) -> Self {
        let names: BTreeMap<String, String> = list(state, "groups")
            .iter()
            .map(|group| (text(&group["id"]), text(&group["name"])))
            .collect();
        let mut model = Self {
            org: org.to_owned(),
            facts: BTreeMap::new(),
            names,
        };
        for person in list(state, "people") {
            let id = text(&person["id"]);
            let email = text(&person["email"]).to_lowercase();
            let key = if known.contains(&id) {
                id
            } else {
                email.clone()
            };
            let groups = list(person, "groups").iter();
            let groups = groups.map(|id| model.name(id.as_str().unwrap()));
            let tokens = list(person, "tokens").iter().map(text);
            let mut facts = BTreeMap::from([
                ("access", one(person["access"].as_str().unwrap())),
                ("groups", groups.collect()),
                ("roles", roles(person)),
            ]);
            if known.contains(&key) {
                facts.extend([
                    ("email", one(&email)),
                    ("lifecycle", one(person["lifecycle"].as_str().unwrap())),
                    ("policy", one(&person["policy"].to_string())),
                    ("profile", one(&person["profile"].to_string())),
                    ("tokens", tokens.collect()),
                ]);
            } else if person["listed"] != true {
                continue;
            }
            model.facts.insert(format!("person {key}"), facts);
        }
        for group in list(state, "groups") {
            let facts = BTreeMap::from([
                ("description", one(&group["description"].to_string())),
                ("synced", one(&group["synced"].to_string())),
                ("roles", roles(group)),
            ]);
            let key = format!("group {}", text(&group["name"]));
            model.facts.insert(key, facts);
        }
        for robot in list(state, "service_accounts") {
            let tokens = list(robot, "tokens").iter().map(text).collect();
            let key = format!("service account {}", text(&robot["id"]));
            model
                .facts
                .insert(key, BTreeMap::from([("tokens", tokens)]));
        }
        for (name, list_name) in [("API key", "api_keys"), ("OAuth client", "oauth_clients")] {
            for id in list(state, list_name) {
                let key = format!("{name} {}", text(id));
                model.facts.insert(key, BTreeMap::new());
            }
        }
        model
    }

    fn name(&self, group: &str) -> String {
        let name = self.names.get(group);
        name.cloned().unwrap_or_else(|| group.to_owned())
    }

    fn fact(&mut self, key: &str, fact: &'static str) -> &mut BTreeSet<String> {
        let facts = self.facts.get_mut(key).unwrap_or_else(|| panic!("{key}"));
        facts.entry(fact).or_default()
    }

    fn set(&mut self, key: &str, fact: &'static str, value: &str) {
        *self.fact(key, fact) = one(value);
    }

    fn put(&mut self, key: &str, fact: &'static str, value: String, is_in: bool) {
        let values = self.fact(key, fact);
        if is_in {
            values.insert(value);
        } else {
            values.remove(&value);
        }
    }

    /// Makes the change of a row.
    pub fn make(&mut self, row: &Row) {
        let of = &row.facet.of;
        let target = row.target().unwrap();
        let id = target.id();
        let to = row.to.as_ref().and_then(|to| to.text()).unwrap();
        let account = row.account.as_deref().unwrap_or_default();
        // Invited people are known by address.
        let address = row.email.as_deref().unwrap_or_default();
        let person = Some(format!("person {account}"))
            .filter(|key| self.facts.contains_key(key))
            .unwrap_or_else(|| format!("person {}", address.to_lowercase()));
        match row.facet.kind.name() {
            "policy" => self.set(&person, "policy", &json!(to).to_string()),
            "directory-access" if ["active", "suspended"].contains(&to) => {
                self.set(&person, "access", to);
            }
            "site-status" => self.set(&person, "access", "suspended"),
            "directory-access" | "site-access" => {
                if self.facts[&person].contains_key("lifecycle") {
                    self.set(&person, "access", "no_membership");
                    self.fact(&person, "groups").clear();
                    self.fact(&person, "roles").clear();
                } else {
                    self.facts.remove(&person);
                }
            }
            "lifecycle" => {
                let word = match to {
                    "kept" => "active",
                    "to be deleted" => "for_deletion",
                    word => word,
                };
                self.set(&person, "lifecycle", word);
            }
            "email" => self.set(&person, "email", to),
            "profile" => {
                let before = self.fact(&person, "profile").pop_first().unwrap();
                let mut profile: Json = serde_json::from_str(&before).unwrap();
                profile["job_title"] = to.into();
                self.set(&person, "profile", &profile.to_string());
            }
            "membership" => {
                let group = match of.get(2) {
                    Some(name) => name.clone(),
                    None => self.name(&of[1]),
                };
                self.put(&person, "groups", group, to == membership::IN);
            }
            "app-role" => {
                let key = if account.is_empty() {
                    format!("group {}", self.name(id))
                } else {
                    person
                };
                let role = format!("{} on {}", of[1], of[2]);
                self.put(&key, "roles", role, to == app_role::HELD);
            }
            "platform-role" => {
                let role = format!("{} on ari:cloud:platform::org/{}", of[0], self.org);
                self.put(&person, "roles", role, to == app_role::HELD);
            }
            "api-token" => self.put(&person, "tokens", id.to_owned(), to == credential::VALID),
            "service-account-tokens" => self
                .fact(&format!("service account {id}"), "tokens")
                .clear(),
            "api-key" => self.lose(&format!("API key {id}")),
            "oauth-client" => self.lose(&format!("OAuth client {id}")),
            "service-account" => self.lose(&format!("service account {id}")),
            "invitation" => {
                let invite = Invite::read(of);
                let groups = invite.groups.iter().map(|id| self.name(id)).collect();
                let facts = BTreeMap::from([
                    ("access", one("active")),
                    ("groups", groups),
                    ("roles", BTreeSet::new()),
                ]);
                self.facts.insert(format!("person {id}"), facts);
            }
            "group-exists" if to == group_exists::PRESENT => {
                // An undo names the group by its name, a deletion by its ID.
                let facts = BTreeMap::from([
                    ("description", one(&json!(of[1]).to_string())),
                    ("synced", one("false")),
                    ("roles", BTreeSet::new()),
                ]);
                self.facts.insert(format!("group {id}"), facts);
            }
            "group-exists" => {
                let name = of.get(2).cloned().unwrap_or_else(|| self.name(id));
                self.lose(&format!("group {name}"));
                for facts in self.facts.values_mut() {
                    if let Some(groups) = facts.get_mut("groups") {
                        groups.remove(&name);
                    }
                }
            }
            other => panic!("what does {other} change?"),
        }
    }

    fn lose(&mut self, key: &str) {
        assert!(self.facts.remove(key).is_some(), "{key}");
    }

    /// What is not as in another one.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let keys: BTreeSet<&String> = self.facts.keys().chain(other.facts.keys()).collect();
        let different = keys.into_iter().filter_map(|key| {
            let (here, there) = (self.facts.get(key), other.facts.get(key));
            (here != there).then(|| format!("{key}: {here:?}, {there:?}"))
        });
        different.collect()
    }
}
