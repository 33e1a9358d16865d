//! Policies of the organization, with where each applies.

use futures_util::{StreamExt as _, TryStreamExt as _};
use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use super::super::Stage;
use super::super::part::{Entry, Part, text, texts};
use super::super::resources::Table;

pub(super) const PART: Part = Part {
    stage: Stage::OrgPolicies,
    table: Table {
        name: "mirror_org_policy",
        thing: "org_policy",
        tracked: &["name", "type", "status", "allowed", "resources"],
        untracked: &["raw"],
    },
    plural: "organization policies",
    may_empty: true,
    old_has_none: false,
    read: Some(|client, options| {
        client
            .org_policies(&options.org, None)
            .map_ok(|it| {
                let resources: Vec<Json> = it
                    .resources
                    .iter()
                    .map(|one| {
                        let status = one.status.as_ref().map(|status| status.as_str());
                        json!({"id": one.id, "status": status})
                    })
                    .collect();
                Entry {
                    id: it.id.to_string(),
                    values: vec![
                        text(it.name),
                        text(it.kind.as_ref().map(|kind| kind.as_str())),
                        text(it.status.as_ref().map(|status| status.as_str())),
                        texts(&it.allowed),
                        Value::Text(Json::from(resources).to_string()),
                        text(Some(it.raw.as_str())),
                    ],
                }
            })
            .boxed()
    }),
};
