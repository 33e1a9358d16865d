//! What became known after a plan was made, such as names.

use std::collections::HashMap;

use super::MembersNow;
use crate::change::FacetKind;
use crate::store::{Mirror, StoreError};

/// The mirror's current names. A plan prefers its own names, which were right when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurrentNames {
    names: HashMap<FacetKind, HashMap<String, String>>,
    /// The organization's name.
    pub org: Option<String>,
    /// How many members groups have now, where that was read.
    pub members: MembersNow,
}

impl CurrentNames {
    /// Reads the names from a mirror.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(mirror: &Mirror, org: Option<String>) -> Result<Self, StoreError> {
        let mut names = HashMap::new();
        for kind in FacetKind::all() {
            names.insert(kind, kind.names(mirror)?.into_iter().collect());
        }
        Ok(Self {
            names,
            org,
            members: MembersNow::new(),
        })
    }

    /// The name that this ID has now.
    #[must_use]
    pub fn name(&self, kind: FacetKind, id: &str) -> Option<&str> {
        self.names.get(&kind)?.get(id).map(String::as_str)
    }
}
