//! Names that were given after a plan was made.

use std::collections::HashMap;

use atlctl_api::PolicyId;

use crate::store::{Mirror, StoreError};

/// The mirror's current names. A plan prefers its own names, which were right when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Later {
    /// Names of policies.
    pub policies: HashMap<PolicyId, String>,
    /// The organization's name.
    pub org: Option<String>,
}

impl Later {
    /// Reads the names from a mirror.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(mirror: &Mirror, org: Option<String>) -> Result<Self, StoreError> {
        let policies = mirror.policies()?;
        let named = policies.into_iter();
        Ok(Self {
            policies: named
                .filter_map(|policy| Some((policy.id, policy.name?)))
                .collect(),
            org,
        })
    }
}
