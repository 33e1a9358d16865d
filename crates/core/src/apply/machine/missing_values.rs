//! Values that the service does not find: a policy that was deleted, or never was.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::state::Lane;

/// Values that the service does not find.
#[derive(Debug, Clone, Default)]
pub(in crate::apply) struct MissingValues {
    /// The lanes of which the service accepted a request: these values are there.
    pub(super) accepted: HashSet<Lane>,
    /// How often in a row it found none, by lane.
    pub(super) not_found: HashMap<Lane, u32>,
    /// The lanes of which it found none, with its answer. Nothing of them is sent until their rows are read back: where
    /// the values of the kind can be read, it is the value that is not there, and not the leave for such calls.
    pub(super) doubted: HashMap<Lane, String>,
    /// The rows of requests that surely found no value.
    pub(super) rows: BTreeSet<u32>,
}
