//! A policy of the organization.

use serde_json::{Value, json};

/// A resource that a policy applies to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PolicyResource {
    pub id: String,
    /// Given by the request that added it; an object.
    pub meta: Value,
    pub links: Value,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OrgPolicy {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub enabled: bool,
    pub rule: Value,
    pub resources: Vec<PolicyResource>,
}

impl PolicyResource {
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            meta: json!({}),
            links: json!({}),
        }
    }
}
