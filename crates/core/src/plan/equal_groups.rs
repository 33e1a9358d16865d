//! Groups that a plan makes equal to a list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::change::Facet;

/// A group that a plan makes equal to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EqualGroup {
    /// The membership of it.
    #[serde(flatten)]
    pub facet: Facet,
    /// Its ID.
    pub group: String,
    /// The accounts of members who are not on the list and stay, because they were excluded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stay: Vec<String>,
}

/// How many members groups have now, by ID, where that was read after a plan was made.
pub type MembersNow = BTreeMap<String, u64>;
