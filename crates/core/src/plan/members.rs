//! Changes of a whole group: whom of its members they concern.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::change::{Facet, Target};
use crate::store::Person;

/// The members of a group that is changed as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// How many there are; `None`: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many of them gain or lose access to an app by what is known; `None`: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<u64>,
}

/// The members who may lose access by changes of whole groups, by what is changed.
pub type AtRisk = HashMap<(Facet, Target), Vec<Person>>;
