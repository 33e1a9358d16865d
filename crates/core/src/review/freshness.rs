//! How fresh the mirror is that a review stands on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::report::OLDER_PART;
use crate::store::PartAge;

/// The mirror that a review was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The number of its last finished sync.
    pub sync: Option<i64>,
    /// `complete` or `partial`.
    pub state: Option<String>,
    /// When that sync started.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// The parts of it that the review stands on. Reviews of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartReading>,
}

/// A part of the mirror that a review stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartReading {
    /// Its name, as in the view `part`.
    pub part: String,
    /// When it was last read; `None` for never.
    pub read_at: Option<Timestamp>,
    /// Of a part that is older than the mirror: how old, and why. A sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older: Option<String>,
}

impl PartReading {
    /// The reading of a part of this age.
    #[must_use]
    pub fn of(age: &PartAge) -> Self {
        Self {
            part: age.part.clone(),
            read_at: age.read_at,
            older: age.behind.map(|_| format!("{OLDER_PART}{}.", age.said())),
        }
    }
}
