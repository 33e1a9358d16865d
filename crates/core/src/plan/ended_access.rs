//! The app that a row takes away altogether.

use serde::{Deserialize, Serialize};

/// The app to which somebody's access ends with a row of a plan, as Atlassian said when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedAccess {
    /// The app's ID.
    pub app: String,
    /// Whether that frees a seat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frees_seat: bool,
}
