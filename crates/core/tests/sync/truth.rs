//! What the organization was at a sync, of each part that the sync read completely: the past that the mirror shows must
//! say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use atlctl_core::store::Moment;
use atlctl_core::sync::{Outcome, Stage, SyncReport};
use serde_json::{Value, json};

use crate::model::Model;
use crate::past::ask;

/// A kind of things, and how the mirror says them: one JSON list for each.
const ASKED: &[(&str, &str)] = &[
    (
        "people",
        "account_id, status, claim_status, nickname FROM mirror_user WHERE gone_sync IS NULL",
    ),
    ("memberships", "account_id, group_id FROM user_group"),
    ("apps", "account_id, app_id FROM user_app"),
    ("roles", "account_id, role FROM user_role"),
    (
        "policies",
        "p.account_id, p.policy_id FROM user_policy p JOIN mirror_user u ON u.account_id = p.account_id \
         WHERE p.policy_id IS NOT NULL AND u.claim_status = 'managed' AND u.gone_sync IS NULL",
    ),
    (
        "groups",
        "id, name FROM mirror_group WHERE gone_sync IS NULL",
    ),
    ("group roles", "group_id, role FROM group_role"),
    (
        "service accounts",
        "id, name FROM service_account WHERE NOT gone",
    ),
    (
        "OAuth clients",
        "id, status FROM oauth_client WHERE NOT gone",
    ),
    (
        "organization policies",
        "id, status FROM org_policy WHERE NOT gone",
    ),
    (
        "tokens",
        "id, account_id, label, status FROM token WHERE NOT gone",
    ),
    ("keys", "id, label FROM api_key WHERE NOT gone"),
    ("directories", "id, name FROM directory WHERE NOT gone"),
];

type Rows = BTreeSet<String>;

/// What was there, by kind; only kinds that were read completely.
#[derive(Debug, Default)]
pub struct Truth(BTreeMap<&'static str, Rows>);

fn rows(values: impl IntoIterator<Item = Value>) -> Rows {
    values.into_iter().map(|value| value.to_string()).collect()
}

/// Pairs of the account and each ID of a list in its entry.
fn held(model: &Model, list: &str, id: &str) -> Rows {
    let of = |(account, person): (&String, &Value)| {
        let items = person[list].as_array().cloned().unwrap_or_default();
        let ids = items.into_iter().map(|item| {
            if id.is_empty() {
                item
            } else {
                item[id].clone()
            }
        });
        ids.map(|one| json!([account, one])).collect::<Vec<_>>()
    };
    rows(model.people.iter().flat_map(of))
}

impl Truth {
    /// What the organization is when a sync has ended that began and ended without it changing. `by_run`: whether a run
    /// wrote meanwhile, whose reading is newer than the sync's.
    pub fn of(model: &Model, report: &SyncReport, by_run: bool) -> Self {
        let mut truth = Self::default();
        // What was read before it was cut off is of another day.
        if report.resumed {
            return truth;
        }
        let is_read = |stage| {
            let stage = report.stage(stage);
            stage.is_some_and(|stage| stage.outcome == Outcome::Complete)
        };
        let shown = |part: &&str| !model.left_out.contains(part);
        let mut add = |kind, rows| {
            truth.0.insert(kind, rows);
        };
        if is_read(Stage::Users) && !by_run {
            let one = |(id, it): (&String, &Value)| {
                json!([id, it["status"], it["claimStatus"], it["nickname"]])
            };
            add("people", rows(model.people.iter().map(one)));
            if shown(&"groups") && is_read(Stage::Groups) {
                let mut all = held(model, "groups", "id");
                // A group that is not listed may still be in people's entries.
                all.retain(|row| {
                    model
                        .groups
                        .keys()
                        .any(|id| row.contains(&format!("\"{id}\"")))
                });
                add("memberships", all);
            }
            if shown(&"productAccess") {
                add("apps", held(model, "productAccess", "id"));
            }
            if shown(&"platformRoles") {
                add("roles", held(model, "platformRoles", ""));
            }
            if is_read(Stage::Policies) {
                let managed = |id: &String| {
                    let person = model.people.get(id);
                    person.is_some_and(|person| person["claimStatus"] == "managed")
                };
                let policies = model.policies.iter().filter(|(id, _)| managed(id));
                add(
                    "policies",
                    rows(policies.map(|(id, policy)| json!([id, policy]))),
                );
            }
        }
        let pairs =
            |map: &BTreeMap<String, String>| rows(map.iter().map(|(id, it)| json!([id, it])));
        if is_read(Stage::Groups) {
            add("groups", pairs(&model.groups));
        }
        if is_read(Stage::Directories) {
            add("directories", rows([json!(["dir-1", "Main"])]));
        }
        let Some(parts) = &model.parts else {
            return truth;
        };
        if is_read(Stage::Groups) && is_read(Stage::GroupRoles) {
            let roles = parts.group_roles.iter();
            let listed = roles.filter(|(group, _)| model.groups.contains_key(group));
            add(
                "group roles",
                rows(listed.map(|(group, role)| json!([group, role]))),
            );
        }
        if is_read(Stage::ServiceAccounts) {
            add("service accounts", pairs(&parts.service_accounts));
        }
        let statuses = |map: &BTreeMap<String, &'static str>| {
            rows(map.iter().map(|(id, it)| json!([id, it.to_lowercase()])))
        };
        if is_read(Stage::OAuthClients) {
            add("OAuth clients", statuses(&parts.oauth_clients));
        }
        if is_read(Stage::OrgPolicies) {
            add("organization policies", statuses(&parts.org_policies));
        }
        if is_read(Stage::Tokens) {
            let one = |(id, it): (&String, &crate::model_parts::Token)| {
                json!([
                    id,
                    it.owner,
                    format!("Token {id}"),
                    it.status.to_lowercase()
                ])
            };
            add("tokens", rows(parts.tokens.iter().map(one)));
        }
        if is_read(Stage::Keys) {
            add("keys", pairs(&parts.keys));
        }
        truth
    }

    /// How many kinds were read completely.
    pub fn kinds(&self) -> usize {
        self.0.len()
    }

    /// Compares it with what the mirror shows of the moment.
    pub fn is_shown(&self, path: &Path, moment: Moment, when: &str) {
        let asked = ASKED.iter().filter(|(kind, _)| self.0.contains_key(kind));
        let asked: Vec<String> = asked
            .map(|(kind, sql)| {
                let (columns, from) = sql.split_once(" FROM ").unwrap();
                format!("SELECT '{kind}', json_array({columns}) FROM {from}")
            })
            .collect();
        if asked.is_empty() {
            return;
        }
        let mut shown: BTreeMap<String, Rows> = BTreeMap::new();
        ask(path, Some(moment), &asked.join(" UNION ALL "), &mut |row| {
            let text = |at: usize| row[at].text().unwrap().to_owned();
            shown.entry(text(0)).or_default().insert(text(1));
        });
        let unlisted = self.unlisted();
        for (kind, want) in &self.0 {
            let mut found = shown.remove(*kind).unwrap_or_default();
            if ["groups", "memberships", "group roles"].contains(kind) {
                found.retain(|row| !unlisted(row));
            }
            assert_eq!(found, *want, "{kind} {when}");
        }
    }

    /// Whether a row of a group or a membership is of a group that is not in the list of groups: people's entries may name
    /// such ones.
    fn unlisted(&self) -> impl Fn(&String) -> bool {
        let listed = self.0.get("groups").cloned();
        move |row: &String| {
            let Some(listed) = &listed else {
                return false;
            };
            let row: Vec<Option<String>> = serde_json::from_str(row).unwrap();
            let named = |listed: &String| {
                let group: Vec<Option<String>> = serde_json::from_str(listed).unwrap();
                row.contains(&group[0])
            };
            !listed.iter().any(named)
        }
    }
}
