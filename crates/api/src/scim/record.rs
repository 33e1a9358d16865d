//! What records of users and of groups have in common.

use serde::Deserialize;

use crate::lenient;

/// A member of a group, or a group of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ScimMember {
    /// Its id in the directory.
    #[serde(default, rename = "value", deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The member's name.
    #[serde(default, rename = "display", deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) last_modified: Option<String>,
}
