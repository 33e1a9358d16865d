//! Changes of a record in part (RFC 7644, section 3.5.2).

use serde::Serialize;
use serde_json::{Value, json};

use super::filter::quoted;
use crate::ids::ScimUserId;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScimPatchOp {
    /// Add to a list, or set what is not set.
    Add,
    /// Replace.
    Replace,
    /// Remove.
    Remove,
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScimPatch {
    /// What to do.
    pub op: ScimPatchOp,
    /// Which attribute, such as `active` or `members`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The value; none to remove.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

impl ScimPatch {
    /// Lets a person in, or does not.
    #[must_use]
    pub fn active(active: bool) -> Self {
        Self {
            op: ScimPatchOp::Replace,
            path: Some("active".into()),
            value: Some(json!(active)),
        }
    }

    /// Adds members to a group.
    #[must_use]
    pub fn add_members(members: &[ScimUserId]) -> Self {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        Self {
            op: ScimPatchOp::Add,
            path: Some("members".into()),
            value: Some(Value::from(members)),
        }
    }

    /// Takes a member out of a group.
    #[must_use]
    pub fn remove_member(member: &ScimUserId) -> Self {
        Self {
            op: ScimPatchOp::Remove,
            path: Some(format!("members[value eq {}]", quoted(member.as_str()))),
            value: None,
        }
    }

    /// The body of a request. The specification's schema has `operations`, its example and the RFC `Operations`.
    pub(super) fn request(changes: &[Self]) -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": changes,
        })
    }
}
