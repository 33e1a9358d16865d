//! Every change that was made, in order.

use super::facet::Facet;

/// A change of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Seconds since 1970, by the simulator's clock.
    pub at: i64,
    /// The number of the person who made it.
    pub actor: usize,
    /// Over the portal, not with an API key.
    pub portal: bool,
    pub facet: Facet,
    /// The id of what was changed.
    pub target: String,
    /// What it is called.
    pub name: String,
    /// What the facet is of, such as the group of a membership.
    pub of: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Who makes a change, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actor {
    pub person: usize,
    pub portal: bool,
    /// Seconds since 1970.
    pub at: i64,
}
