//! Roles, service accounts, OAuth clients and organization policies of the model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// The app of the model.
pub const APP: &str = "ari:cloud:jira::site/1";

/// What is read with further calls.
#[derive(Debug, Default)]
pub struct Parts {
    /// Roles of groups.
    pub group_roles: BTreeSet<(String, &'static str)>,
    /// Roles of people; whether they were given directly.
    pub user_roles: BTreeMap<(String, &'static str), bool>,
    /// Names of service accounts by ID.
    pub service_accounts: BTreeMap<String, String>,
    /// Statuses of OAuth clients by ID.
    pub oauth_clients: BTreeMap<String, &'static str>,
    /// Statuses of organization policies by ID.
    pub org_policies: BTreeMap<String, &'static str>,
    /// API tokens by ID.
    pub tokens: BTreeMap<String, Token>,
    /// Labels of API keys by ID.
    pub keys: BTreeMap<String, String>,
}

/// An API token.
#[derive(Debug)]
pub struct Token {
    /// The owner's account.
    pub owner: String,
    /// `ALLOWED` or `BLOCKED`.
    pub status: &'static str,
    /// The day of a month on which it was used last; 0: never.
    pub used: usize,
}

/// Puts something in, or takes it out.
fn toggle<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: V) {
    if map.remove(&key).is_none() {
        map.insert(key, value);
    }
}

impl Parts {
    /// With some of each.
    pub fn some() -> Self {
        let mut parts = Self::default();
        for n in 0..28 {
            parts.change(&crate::model::person(n % 12).0, (n, (n % 7) as u8, n % 4));
        }
        parts
    }

    /// Changes something, by numbers.
    pub fn change(&mut self, account: &str, (who, what, which): (usize, u8, usize)) {
        let role = ["atlassian/user", "atlassian/admin"][which % 2];
        match what {
            0 if which < 2 => toggle(&mut self.user_roles, (account.to_owned(), role), true),
            0 => {
                if let Some(direct) = self.user_roles.get_mut(&(account.to_owned(), role)) {
                    *direct = !*direct;
                }
            }
            1 => {
                let one = (format!("g-{}", who % 3), role);
                if !self.group_roles.remove(&one) {
                    self.group_roles.insert(one);
                }
            }
            2 if which == 3 => {
                let name = format!("Robot of {who}");
                self.service_accounts
                    .entry(format!("sa-{}", who % 3))
                    .and_modify(|it| *it = name);
            }
            2 => toggle(
                &mut self.service_accounts,
                format!("sa-{}", who % 3),
                "Robot".to_owned(),
            ),
            3 if which == 3 => {
                if let Some(status) = self.oauth_clients.get_mut(&format!("oa-{}", who % 3)) {
                    *status = "REVOKED";
                }
            }
            3 => toggle(&mut self.oauth_clients, format!("oa-{}", who % 3), "ACTIVE"),
            4 if which == 3 => {
                if let Some(status) = self.org_policies.get_mut(&format!("op-{}", who % 3)) {
                    *status = "disabled";
                }
            }
            4 => toggle(&mut self.org_policies, format!("op-{}", who % 3), "enabled"),
            5 if which >= 2 => {
                if let Some(token) = self.tokens.get_mut(&format!("t-{}", who % 5)) {
                    token.status = ["ALLOWED", "BLOCKED"][which % 2];
                    token.used = who % 9;
                }
            }
            5 => {
                let new = Token {
                    owner: account.to_owned(),
                    status: "ALLOWED",
                    used: 0,
                };
                toggle(&mut self.tokens, format!("t-{}", who % 5), new);
            }
            _ if which == 3 => {
                if let Some(label) = self.keys.get_mut(&format!("k-{}", who % 3)) {
                    *label = format!("Key of {who}");
                }
            }
            _ => toggle(&mut self.keys, format!("k-{}", who % 3), "Key".to_owned()),
        }
    }

    /// How many resources a group gives access to.
    pub fn resources(&self, group: &str) -> usize {
        usize::from(self.group_roles.iter().any(|(id, _)| id == group))
    }

    /// The answer to a request; `None` when it is about something else.
    pub fn answer(&self, path: &str) -> Option<(u16, Value)> {
        let list = |items: Vec<Value>| Some((200, json!({"data": items, "links": {}})));
        let steps: Vec<&str> = path.split('/').collect();
        let after = |name: &str| {
            let at = steps.iter().position(|step| *step == name)?;
            Some(steps.get(at + 1)?.replace("%3A", ":"))
        };
        match steps.last().copied().unwrap_or_default() {
            "role-assignments" => {
                let one = |role: &str, more: Value| {
                    let mut entry = json!({"directoryId": "dir-1", "resourceId": APP, "resourceOwner": "jira-software", "roles": [role]});
                    if !more.is_null() {
                        entry["roleAssignments"] = json!([more]);
                    }
                    entry
                };
                if let Some(group) = after("groups") {
                    let of = self.group_roles.iter().filter(|(id, _)| *id == group);
                    return list(of.map(|(_, role)| one(role, Value::Null)).collect());
                }
                let account = after("users")?;
                let of = self.user_roles.iter().filter(|((id, _), _)| *id == account);
                let held = of.map(|((_, role), direct)| {
                    let way = if *direct { "direct" } else { "group_direct" };
                    one(role, json!({"role": role, "roleAssignmentMethods": [way]}))
                });
                list(held.collect())
            }
            "api-tokens" if !path.ends_with("/service-accounts/api-tokens") => {
                let one = |(id, it): (&String, &Token)| {
                    let mut token = json!({"id": id, "label": format!("Token {id}"), "status": it.status, "createdAt": "2024-05-06T07:08:09Z",
                        "scopes": [], "user": {"id": it.owner, "name": "Owner", "email": format!("{}@owner.example", it.owner)}});
                    if it.used > 0 {
                        token["lastActiveAt"] = format!("2025-01-0{}T00:00:00Z", it.used).into();
                    }
                    token
                };
                list(self.tokens.iter().map(one).collect())
            }
            "api-keys" => {
                let one = |(id, label): (&String, &String)| json!({"id": id, "label": label, "keyType": "CLOUD_ADMIN", "createdAt": "2024-05-06T07:08:09Z",
                    "expiresAt": "2027-05-06T07:08:09Z", "createdBy": {"id": "maker", "name": "Maker", "email": "maker@alpha.example"}, "scopes": []});
                list(self.keys.iter().map(one).collect())
            }
            "service-accounts" => {
                let one = |(id, name): (&String, &String)| json!({"id": id, "atlassianId": id, "displayName": name, "status": "active"});
                let items: Vec<Value> = self.service_accounts.iter().map(one).collect();
                Some((200, json!({ "items": items })))
            }
            "oauth-clients" => list(
                self.oauth_clients
                    .iter()
                    .map(|(id, status)| json!({"clientId": id, "name": id, "status": status}))
                    .collect(),
            ),
            "policies" => list(
                self.org_policies
                    .iter()
                    .map(|(id, status)| json!({"id": id, "type": "policy", "attributes": {"name": id, "type": "ip-allowlist", "status": status, "rule": {"in": []}, "resources": []}}))
                    .collect(),
            ),
            _ => None,
        }
    }
}
